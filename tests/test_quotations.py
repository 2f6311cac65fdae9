"""Quotations are looked for in their sources again: only an article that lost its sentence is a finding."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from analysis.statements import findings, quoted
from spiders import quotations
from spiders.archive import Archive
from spiders.errors import IntegrityError, Unreadable
from spiders.importing import import_folder
from spiders.outcome import Outcome
from spiders.quotations import PUBLISHER, Checked, Quoted, check_quotation, declaration, recheck, text_of
from spiders.sheet import Document
from tests.servers import Answer, Web

CHECKOUT = Path(__file__).parent.parent
SENTENCE = "Tencent’s Yang said the company has removed 80,000 video clips this year."
TITLE = "Companies say the law is great"
ARTICLE = f"""<!doctype html><html><head><title>x</title><script>"{SENTENCE}"</script></head><body>
<nav>Home</nav><h1>{TITLE}</h1><p>Tencent&#8217;s Yang said the <a href="/">company</a> has
removed <b>80,000</b>&nbsp;video clips this year.</p></body></html>""".encode()
EDITED = ARTICLE.replace(b"80,000", b"8,000")
WALL = b"<!doctype html><h1>Before you continue</h1><p>We value your privacy.</p>"
# The reactor cannot be started twice in one process, so each crawl has its own.
CRAWL = """
import json, sys
from dataclasses import astuple
from pathlib import Path
from spiders.archive import Archive
from spiders.collecting import collect
from spiders.quotations import Quoted, declaration
given = json.load(sys.stdin)
data = Path(given["data"])
with Archive(data).lock():
    asked = [Quoted(*one) for one in given["asked"]]
    outcomes = collect([declaration(asked)], data, mirror=given["mirror"], settings={"PLAINVIEW_PAUSE": 0.05})
print(json.dumps([astuple(outcome) for outcome in outcomes]))
"""


def asked(name: str, host: str = "news.example") -> Quoted:
    return Quoted(name, f"https://{host}/{name}", TITLE, SENTENCE)


def crawl(data: Path, every: list[Quoted], mirror: str) -> dict[str, Outcome]:
    told = [[one.identifier, one.address, one.title, one.quotation] for one in every]
    done = subprocess.run(
        [sys.executable, "-c", CRAWL],
        cwd=CHECKOUT,
        input=json.dumps({"data": str(data), "asked": told, "mirror": mirror}),
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    outcomes = [Outcome(*line) for line in json.loads(done.stdout)]
    return {outcome.report: outcome for outcome in outcomes}


def results(data: Path, every: list[Quoted]) -> dict[str, str]:
    return {checked.identifier: checked.result for checked in recheck(Archive(data), every)}


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE,
        f"Before.  {SENTENCE} After.",
        SENTENCE.replace("’", "'"),
        SENTENCE.replace(" ", "\n\t"),
        SENTENCE.replace(" video", "\N{NO-BREAK SPACE}video").replace("clips", "cl\N{ZERO WIDTH SPACE}ips"),
        f"“{SENTENCE}”",
    ],
)
def test_a_quotation_stands_however_it_is_set(text: str) -> None:
    assert check_quotation(text, SENTENCE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        SENTENCE.replace("80,000", "8,000"),
        SENTENCE.replace("80,000", "80 000"),
        SENTENCE.replace("80,000", "80.000"),
        SENTENCE.upper(),
        SENTENCE.replace("has removed", "has, removed"),
        SENTENCE.replace("the company ", ""),
        SENTENCE.replace("é", "e").replace("clips", "clíps"),
    ],
)
def test_another_word_or_mark_is_another_sentence(text: str) -> None:
    assert not check_quotation(text, SENTENCE)


def test_dashes_and_quotation_marks_are_alike() -> None:
    assert check_quotation("a “big” day—for them: 5–6", 'a "big" day-for them: 5-6')


@pytest.mark.parametrize("text", ["13,000 people", "1.3,000 people", "3,000 peoples"])
def test_a_quotation_stands_by_itself(text: str) -> None:
    assert not check_quotation(text, "3,000 people")


def test_nothing_is_no_quotation() -> None:
    with pytest.raises(ValueError, match="empty"):
        check_quotation("text", " \n")


def page(data: bytes) -> Document:
    return Document(PUBLISHER, "one", "one.html", "0" * 64, data)


def test_the_text_of_a_page_is_what_its_readers_see() -> None:
    assert check_quotation(text_of(page(ARTICLE)), SENTENCE)
    assert not check_quotation(text_of(page(EDITED)), SENTENCE)  # the script still says it
    assert text_of(page(b"\xef\xbb\xbfplain \xe2\x80\x9ctext\xe2\x80\x9d")) == "plain “text”"


@pytest.mark.parametrize("data", [b"%PDF-1.7 text", b"PK\x03\x04", b"caf\xe9", b"<html></html>"])
def test_what_is_no_text_is_not_read(data: bytes) -> None:
    with pytest.raises(Unreadable):
        text_of(page(data))


def test_a_page_may_not_be_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotations, "LARGEST", 100)
    with pytest.raises(Unreadable, match="more than a page"):
        text_of(page(ARTICLE))


def test_sources_are_read_again_politely_and_archived(tmp_path: Path) -> None:
    every = [asked(name) for name in ("sound", "edited", "wall", "lost", "closed")]
    every += [asked("robots", "other.example"), Quoted("twin", "https://news.example/sound", TITLE, SENTENCE)]
    every += [Quoted("nowhere", None, TITLE, SENTENCE)]
    pages = {"sound": ARTICLE, "edited": EDITED, "wall": WALL, "robots": ARTICLE}
    answers = {one.address: Answer(pages[one.identifier]) for one in every if one.address and one.identifier in pages}
    answers["https://other.example/robots.txt"] = Answer(b"User-agent: *\nDisallow: /\n")
    answers["https://news.example/closed"] = Answer(status=403)
    with Web(answers) as web:
        outcomes = crawl(tmp_path, every, web.address)
        assert len(web.times("https://news.example/sound")) == 1
        assert web.times("https://other.example/robots") == []
    assert {name: outcome.result for name, outcome in outcomes.items()} == {
        **dict.fromkeys(("sound", "edited", "wall"), "new"),
        **dict.fromkeys(("lost", "closed"), "failed"),
        "robots": "skipped",
    }
    assert {(copy.publisher, copy.report) for copy in Archive(tmp_path).captures()} == {
        (PUBLISHER, name) for name in ("sound", "edited", "wall")
    }
    assert results(tmp_path, every) == {
        **dict.fromkeys(("sound", "twin"), "there"),
        "edited": "gone",
        **dict.fromkeys(("wall", "lost", "closed", "robots", "nowhere"), "not checked"),
    }


def test_a_sentence_that_goes_is_gone_until_it_comes_back(tmp_path: Path) -> None:
    one = asked("story")
    assert one.address
    today = datetime.now(UTC).date().isoformat()
    with Web({one.address: [Answer(ARTICLE), Answer(EDITED), Answer(status=404), Answer(ARTICLE)]}) as web:
        for result, stood in (("there", None), ("gone", today), ("gone", today), ("there", None)):
            crawl(tmp_path, [one], web.address)
            (checked,) = recheck(Archive(tmp_path), [one])
            assert (checked.result, checked.captured, checked.stood) == (result, today, stood)


def test_a_declaration_is_one_that_nothing_is_read_from() -> None:
    publisher = declaration([asked("one"), asked("two"), asked("one")])
    assert [report.urls for report in publisher.reports.values()] == [
        ("https://news.example/one",),
        ("https://news.example/two",),
    ]
    assert not any(report.tables for report in publisher.reports.values())


def bring(tmp_path: Path, **files: bytes) -> Archive:
    """Import files by hand, a statement each, saved on days that count up."""
    for day, (place, data) in enumerate(files.items(), 1):
        statement, name = place.split("__")
        path = tmp_path / "saved" / PUBLISHER / statement / f"2024-05-{day:02}" / name.replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    archive = Archive(tmp_path / "data")
    ids = {place.split("__")[0] for place in files}
    with archive.lock():
        outcomes = import_folder(tmp_path / "saved", archive, [PUBLISHER], reports=lambda publisher: ids)
    assert {outcome.result for outcome in outcomes} == {"imported"}
    return archive


def test_texts_brought_in_by_hand_are_checked(tmp_path: Path) -> None:
    text = f"{TITLE}\n\n{SENTENCE}\n".encode()
    every = [Quoted(name, "https://news.example/a", TITLE, SENTENCE) for name in ("one", "two")]
    every.append(Quoted("three", None, TITLE, SENTENCE))
    every.append(Quoted("four", None, TITLE, SENTENCE))
    archive = bring(
        tmp_path, one__page_html=EDITED, two__page_txt=text, three__text_txt=text[:35], four__a_pdf=b"%PDF-"
    )
    first, second, third, fourth = recheck(archive, every)
    assert {first.result, second.result} == {"there"} and first.captured == second.captured == "2024-05-02"
    assert third.result == "gone" and third.stood is None
    assert fourth.result == "not checked" and "no page and no text" in fourth.reason


def test_a_crawled_copy_and_one_by_hand_are_of_one_source(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    told: dict[str, Any] = {
        "name": "page.html",
        "captured_basis": "exact",
        "obtained": "crawl",
        "exactness": "byte-exact",
    }
    url = "https://news.example/a"
    archive.add(ARTICLE, publisher=PUBLISHER, report="one", url=url, captured="2024-01-01", **told)
    archive.add(EDITED, publisher=PUBLISHER, report="two", url="", captured="2024-01-02", **told)
    checked = recheck(archive, [Quoted("one", url, TITLE, SENTENCE), Quoted("two", url, TITLE, SENTENCE)])
    assert [(one.result, one.stood) for one in checked] == [("gone", "2024-01-01")] * 2


def test_bytes_that_changed_are_no_answer(tmp_path: Path) -> None:
    archive = bring(tmp_path, one__page_html=ARTICLE)
    (copy,) = archive.captures()
    (archive.folder / "objects" / copy.sha256[:2] / copy.sha256[2:]).write_bytes(b"x")
    with pytest.raises(IntegrityError):
        recheck(archive, [Quoted("one", None, TITLE, SENTENCE)])


def test_a_quotation_that_is_gone_becomes_a_finding(tmp_path: Path) -> None:
    (tmp_path / "example.toml").write_text(
        f"""
name = "Example"
[[statement]]
id = "example-clips"
voice = "company"
publication = "News"
title = "{TITLE}"
published = 2016-11-17
address = "https://news.example/a"
quotation = "{SENTENCE}"
says = "clips"
status = "no_figure"
requester = "not_stated"
what_not = "demands"
seen = "text"
source_document = "a.txt"
""",
        encoding="utf-8",
    )
    archive = bring(tmp_path, **{"example-clips__one_html": ARTICLE, "example-clips__two_html": EDITED})
    (finding,) = findings(archive, tmp_path).rows(named=True)
    assert (finding["rule"], finding["publisher"], finding["report"]) == ("quotation_gone", PUBLISHER, "example-clips")
    assert finding["snapshot"] == archive.captures()[1].sha256
    assert finding["sentence"].startswith(f"Example: “{SENTENCE}” (News, 2016-11-17) is gone from its source")
    assert (
        "the copy of 2024-05-02 has" in finding["sentence"] and "the copy of 2024-05-01 has it" in finding["sentence"]
    )


def test_a_source_that_cannot_be_had_is_no_finding(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    assert len(findings(archive)) == 0
    assert all(
        checked == Checked(checked.identifier, "not checked", "no copy of its source is archived")
        for checked in recheck(archive, quoted())
    )
