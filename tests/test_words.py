"""The site's words: all of them come through the catalogue, so that a site in another language has no English left."""

import ast
import csv
import re
import tomllib
from collections.abc import Iterator
from gettext import NullTranslations
from html.parser import HTMLParser
from itertools import chain
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from jinja2 import nodes
from lxml import html
from lxml.html import HtmlElement

from analysis import words
from analysis.charts.style import printable
from analysis.report import questions, render, write_site
from analysis.report.site import Site, load
from spiders.observation import STATUSES
from tests.test_report import HOSTILE, built

HOUSE = Path(__file__).parents[1]
TEMPLATES = sorted((render.FOLDER / "templates").glob("*.html"))
MODULES = sorted((HOUSE / "analysis").rglob("*.py"))
TOLD = ("alt", "aria-label", "aria-description", "label", "placeholder", "title")
"""Attributes that are read or heard."""
ADDRESS = re.compile(r"https?://\S+|\S+[.#]\w\S*|\bSHA256SUMS\b")
"""Addresses, names of files, versions."""
PLACE = re.compile(r"%\((\w+)\)s")
NAMES = (
    "Plainview",
    "BibTeX",
    "CSL-JSON",
    "CSV",
    "DuckDB",
    "JSON",
    "PDF",
    "PNG",
    "Parquet",
    "SHA-256",
    "SQLite",
    "SVG",
    "XLSX",
    "ZIP",
    "HTML",
    "pandas",
    "Polars",
    "R",
    "Creative Commons Attribution 4.0 International",
)
"""The same in every language."""

# ---- templates as they stand


class Read(HTMLParser):
    """What a reader gets of a template's own text; scripts, styles and code are no words."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._code = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._code |= tag in ("code", "pre")
        self.texts += [value for name, value in attrs if name in TOLD and value]

    def handle_endtag(self, tag: str) -> None:
        self._code &= tag not in ("code", "pre")

    def handle_data(self, data: str) -> None:
        if self.cdata_elem is None and not self._code:
            self.texts.append(data)


def own(node: nodes.Node) -> Iterator[str]:
    """A template's own HTML in order. What is in ``trans`` or ``_()`` is a call by now."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.TemplateData):
            yield child.data
        elif isinstance(node, nodes.Output):
            yield from shown(child)
        yield from own(child)


def shown(node: nodes.Node) -> Iterator[str]:
    """Texts that an expression shows: those of its branches, of what is filtered, and of what a macro is given."""
    if isinstance(node, nodes.Const):
        yield str(node.value)
    elif isinstance(node, nodes.CondExpr):
        yield from chain(shown(node.expr1), shown(node.expr2) if node.expr2 else ())
    elif isinstance(node, nodes.BinExpr):
        yield from chain(shown(node.left), shown(node.right))
    elif isinstance(node, nodes.Concat):
        yield from chain.from_iterable(map(shown, node.nodes))
    elif isinstance(node, nodes.Filter) and node.node is not None:
        yield from shown(node.node)
    elif isinstance(node, nodes.Call) and not asks(node):
        yield from chain.from_iterable(map(shown, node.args))


def asks(node: nodes.Call) -> bool:
    """Whether it asks the catalogue."""
    return isinstance(node.node, nodes.Name) and node.node.name in ("_", "gettext", "ngettext")


def unmarked(source: str) -> list[str]:
    """The words of a template that no other language could replace."""
    reader = Read()
    reader.feed("".join(own(render.environment().parse(source))))
    reader.close()
    names = re.compile(rf"\b({'|'.join(map(re.escape, NAMES))})\b|data-[a-z]+=\"\"")
    texts = (" ".join(text.split()) for text in reader.texts)
    return [text for text in texts if re.search(r"[^\W\d_]", names.sub("", ADDRESS.sub("", text)))]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_every_word_of_a_template_can_be_translated(path: Path) -> None:
    assert unmarked(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Left out</p>",
        '<p aria-label="Left out"></p>',
        '{{ "one cell" if x else _("cells") }}',
        "<p>{% if x %}{% trans %}one{% endtrans %}{% else %}cells{% endif %}</p>",
        '{{ x or "nothing" }}',
        '{{ link(x, "source") }}',
        '{{ "left_out" | replace("_", " ") }}',
    ],
)
def test_a_word_that_cannot_be_translated_is_found(source: str) -> None:
    assert len(unmarked(source)) == 1


def test_what_is_translated_or_data_is_no_such_word() -> None:
    source = '<p class="note">{% trans n=n %}{{ n }} cell{% pluralize %}{{ n }} cells{% endtrans %} {{ _("a") }}</p>'
    assert unmarked(source + '{{ x["key"] }} {{ x | join("; and ") }} <code>a/b</code> SHA-256 – 3 %') == []


# ---- messages and what is filled in


def messages_of_templates() -> Iterator[tuple[str, list[str], set[str]]]:
    """Where, the message's forms, and the names that are filled in."""
    for path in TEMPLATES:
        for call in render.environment().parse(path.read_text(encoding="utf-8")).find_all(nodes.Call):
            if asks(call):
                forms = [arg.value for arg in call.args if isinstance(arg, nodes.Const)]
                given = {keyword.key for keyword in call.kwargs}
                yield f"{path.name}:{call.lineno}", forms, given | ({"num"} if len(forms) == 2 else set())


def messages_of_code() -> Iterator[tuple[str, list[str], set[str]]]:
    for path in MODULES:
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("_", "counted"):
                if any(keyword.arg is None or keyword.arg == "**" for keyword in call.keywords):
                    continue  # a mapping is given: only running it tells
                forms = [str(arg.value) for arg in call.args if isinstance(arg, ast.Constant)]
                given = {str(keyword.arg) for keyword in call.keywords}
                yield f"{path.name}:{call.lineno}", forms, given | ({"n"} if call.func.id == "counted" else set())


def test_every_name_in_a_message_is_given_and_every_percent_sign_is_meant() -> None:
    checked = 0
    for where, forms, given in chain(messages_of_templates(), messages_of_code()):
        for message in forms:
            checked += 1
            if given or where.split(":")[0].endswith(".html"):  # else it is not filled in there
                assert set(PLACE.findall(message)) <= given, where
                assert "%" not in PLACE.sub("", message).replace("%%", ""), where
    assert checked > 500


# ---- a whole site


class Marked(NullTranslations):
    """A language in which every message stands in brackets, and what is filled in stands outside of them."""

    def gettext(self, message: str) -> str:
        return "⟦" + PLACE.sub(r"⟧%(\1)s⟦", message) + "⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


BRACKETED = re.compile("⟦[^⟦⟧\n]*⟧")
WORD = re.compile(r"\w+|[^\w\s]")
INLINE = {"a", "abbr", "b", "button", "cite", "em", "i", "q", "small", "span", "strong", "sub", "sup", "time"}
NOT_WORDS = {"code", "pre", "script", "style", "textarea"}


def lines(node: HtmlElement) -> Iterator[str]:
    """The text of a page in pieces; a newline stands between two blocks. An SVG is one block, whatever its lines."""
    if not isinstance(node.tag, str) or node.tag in NOT_WORDS or "hash" in str(node.get("class")).split():
        return
    yield from (f"\n{node.get(name)}\n" for name in TOLD if node.get(name))
    if node.tag == "meta" and node.get("name") == "description":
        yield f"\n{node.get('content')}\n"
    block = "" if node.tag in INLINE else "\n"
    if node.tag == "svg":
        yield block + " ".join(" ".join(map(str, node.itertext())).split()) + block
        return
    yield block + " ".join((node.text or "").split(" ")).replace("\n", " ")
    for child in node:
        yield from lines(child)
        yield (child.tail or "").replace("\n", " ")
    yield block


def bare(text: str) -> tuple[str, ...]:
    """A text's words and signs."""
    return tuple(WORD.findall(printable(ADDRESS.sub(" ", text)).replace("_", " ")))


class Data:
    """Texts that are data: names, labels, codes, publishers' own words, sentences of rules, addresses."""

    def __init__(self, texts: Iterator[str]) -> None:
        each = {form for text in set(texts) for form in (text, text[:1].upper() + text[1:])}
        told = {bare(text) for text in each} - {()}
        self._starts: dict[str, list[tuple[str, ...]]] = {}
        for text in sorted(told, key=len, reverse=True):
            self._starts.setdefault(text[0], []).append(text)
        self._all = "|".join(f" {' '.join(text)} " for text in sorted(told))

    def rest(self, text: str) -> list[str]:
        """The words of a text that are no data: neither texts of it, one after the other, nor all a piece of one.

        Common words are data too (a status, a label): two of them that stand side by side are a phrase of our own.
        """
        whole = left = bare(text)
        found: list[str] = []
        common: list[str] = []
        while left:
            known = next((one for one in self._starts.get(left[0], ()) if left[: len(one)] == one), None)
            word = left[0]
            left = left[len(known or (word,)) :]
            if known is None and re.match(r"[^\W\d]", word) and not re.fullmatch(r"[HQ]\d", word):
                found += [*common, word]
                common = []
            elif known == (word,) and word.isalpha() and word.islower():
                common.append(word)
            else:
                found += common if len(common) > 1 else []
                common = []
        found += common if len(common) > 1 else []
        return found if found and f" {' '.join(whole)} " not in self._all else []


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from chain.from_iterable(map(texts_in, value.values()))
    elif isinstance(value, list | tuple):
        yield from chain.from_iterable(map(texts_in, value))


def texts_of_data(site: Site) -> Iterator[str]:
    """All that is data. Texts of questions.toml are not: they are our own; and words to search by are not shown."""
    for path in (*HOUSE.glob("analysis/**/*.toml"), *HOUSE.glob("spiders/**/*.toml")):
        if path.name not in ("questions.toml", "search_words.toml"):
            yield from texts_in(tomllib.loads(path.read_text(encoding="utf-8")))
    for path in HOUSE.glob("analysis/**/*.csv"):
        with path.open(encoding="utf-8", newline="") as handle:
            yield from chain.from_iterable(csv.reader(handle))
    judged = ("restated", "disclosure", "comparability", "epochs", "both_sides", "statements")
    for frame in (site.current, site.documents, site.restatements, site.findings, *map(site.table, judged)):
        for column in frame.iter_columns():
            if column.dtype == pl.String or isinstance(column.dtype, pl.Enum | pl.List | pl.Struct):
                yield from texts_in(column.cast(pl.String).to_list() if column.dtype == pl.Enum else column.to_list())
    for name in site.questions:
        for ground in questions.made(site, site.held(name))["notes"].get("grounds", ()):
            yield from (sentence for sentence, _pairs in ground.sentences)
    yield from texts_in(site.last_run)
    yield from (*NAMES, *STATUSES)


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Data]]:
    root = built(tmp_path_factory.mktemp("words"), failures=[{"publisher": "meta", "why": f"soft 404 {HOSTILE}"}])
    words.use(Marked())
    try:
        yield write_site(root, root / "site").parent, Data(texts_of_data(load(root, None, None)))
    finally:
        words.use(NullTranslations())


def english(page: HtmlElement, data: Data) -> dict[str, list[str]]:
    """Blocks of a page with words that are neither the catalogue's nor data, and these words."""
    blocks = BRACKETED.sub(" ", "".join(lines(page))).split("\n")
    return {" ".join(block.split()): rest for block in blocks if (rest := data.rest(block))}


def test_a_site_in_another_language_has_no_english_left(marked: tuple[Path, Data]) -> None:
    site, data = marked
    pages = sorted(site.rglob("*.html"))
    found = {}
    for path in pages:
        page = html.document_fromstring(path.read_text(encoding="utf-8"))
        if left := english(page, data):
            found[path.relative_to(site).as_posix()] = left
    assert found == {}
    assert len(pages) > 30
    assert "⟦" in (site / "charts" / "requests.svg").read_text(encoding="utf-8")


def test_a_sentence_that_is_not_marked_is_found(marked: tuple[Path, Data]) -> None:
    _, data = marked
    texts = ("<p>⟦Left out: ⟧Google⟦.⟧ <b>3</b> are thrown away</p>", '<p title="They are thrown away">⟦Left out⟧</p>')
    for text in texts:
        (rest,) = english(html.document_fromstring(text), data).values()
        assert rest[-2:] == ["thrown", "away"]
