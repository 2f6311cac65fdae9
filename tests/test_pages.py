"""Web pages and JSON as rows: the rules of docs/record.md, hostile input, and two parsers that have to agree."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.page_cells import array_rows, page_rows
from spiders.errors import LayoutChanged, Unreadable
from spiders.formats.headed import ignore_prose, tables
from spiders.formats.html_page import DEEPEST, embedded_json, html_page
from spiders.formats.json_file import json_sheets
from spiders.formats.table import Contract
from spiders.periods import quarter, year
from spiders.sheet import Document, Sheet
from spiders.values import count


def page(text: str) -> list[list[str]]:
    return html_page(document(text)).grid


def document(text: str | bytes) -> Document:
    return Document("alpha", "figures", "f", "0" * 64, text if isinstance(text, bytes) else text.encode())


def arrays(text: str) -> dict[str, list[list[str]]]:
    return {sheet.name: sheet.grid for sheet in json_sheets(document(text), text)}


PAGES = {
    "<h1>Report</h1><p>Two <b>words</b>\n and more</p>": [["Report"], ["Two words and more"]],
    "<div>one<div>two</div>three</div>": [["one"], ["two"], ["three"]],
    "<ul><li>a<ul><li>b</ul><li>c</ul>": [["a"], ["b"], ["c"]],
    "<table><tr><th>Country<th>Requests<tr><td>NA<td>1,234</table>": [["Country", "Requests"], ["NA", "1,234"]],
    "<table><tr><td>France<sup>1</sup></td><td><p>5<br>6</p></td></tr></table>": [["France^1", "5 6"]],
    "<table><caption>2020</caption><tr><td colspan=2>a</td><td>b</td></tr></table>": [["2020"], ["a", "", "b"]],
    "<table><tr><td rowspan=2>a<td>1<tr><td>2<tr><td>b<td>3</table>": [["a", "1"], ["", "2"], ["b", "3"]],
    "<table><tr><td>a<td rowspan=2>1<tr><td>b</table>": [["a", "1"], ["b", ""]],
    "<p>a</p><script>b</script><style>c</style><template><p>d</p></template>": [["a"]],
    "<p>a&nbsp;&amp;&#x2013;b</p><!-- c -->": [["a &–b"]],
}


@pytest.mark.parametrize("text", PAGES)
def test_a_page_s_rows(text: str) -> None:
    assert page(text) == PAGES[text]
    assert page_rows(text.encode()) == PAGES[text]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("<script>only()</script>", "may need a browser"),
        ("<div>" * (DEEPEST + 60) + "x", "levels"),
        ("<table><tr><td><table><tr><td>1</table></table>", "a table within a table's cell, at row 1"),
        (b"<p>caf\xe9</p>", "not utf-8"),
        (b'<meta charset="no-such"><p>a</p>', "not no-such"),
        ("<table><tr>stray<td>1</td></tr></table>", "between the cells"),
        ("<p>" + "a" * 100_001 + "</p>", "characters"),
        (b'<meta charset="utf-7"><p>a</p><p>+2AA-</p><p>b</p>', "not a web page: .*surrogates"),
        ("<p>a</p><!--" + "x" * 10_000_000 + "--><p>b</p>", "a page of more than 10,000,000 bytes"),
    ],
)
def test_a_page_that_cannot_be_taken_is_refused_by_name(text: str | bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=f"alpha figures .*{why}"):
        html_page(document(text))


def test_spans_are_clamped_and_their_places_counted() -> None:
    assert len(page("<table><tr><td colspan=999999999>a</td></tr></table>")[0]) == 1000
    many = "<tr>" + "<td rowspan=9999 colspan=1000>a" * 3 + "<tr>" * 600
    with pytest.raises(Unreadable, match="cells"):
        page(f"<table>{many}<td>b</table>")


def test_objects_that_each_have_other_keys_are_refused_before_they_fill_the_memory() -> None:
    with pytest.raises(Unreadable, match="more than 1000000 cells, at /a"):
        arrays(json.dumps({"a": [{f"k{at}": 1} for at in range(1001)]}))


def test_the_encoding_is_the_one_that_the_page_names() -> None:
    assert html_page(document('<meta charset="cp1252"><p>caf\xe9</p>'.encode("cp1252"))).grid == [["café"]]
    assert page_rows('<meta charset="cp1252"><p>caf\xe9</p>'.encode("cp1252")) == [["café"]]


PIECES = ["<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<table>", "<tr>", "<td>", "<th colspan=2>", "</td>"]
PIECES += ["<td rowspan=2>", "</tr>", "</table>", "<br>", "<h2>", "</h2>", "<li>", "1", "2,345", " a ", "&lt;", "<sup>"]


@given(st.lists(st.lists(st.sampled_from(["1", "2,345", "", "a<sup>2</sup>", "x <b>y</b>"]), min_size=1), min_size=1))
@settings(max_examples=200, deadline=None)
def test_both_parsers_find_the_same_cells_in_sound_tables(rows: list[list[str]]) -> None:
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    text = f"<h2>H1 2020</h2><table><tbody>{body}</tbody></table><p>after</p>"
    assert page_rows(text.encode()) == page(text)


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=40))
@settings(max_examples=300, deadline=None)
def test_no_page_breaks_either_parser(pieces: list[str]) -> None:
    text = "<body>" + "".join(pieces)
    try:
        page(text)
    except Unreadable as error:
        assert str(error).startswith("alpha figures")
    page_rows(text.encode())


def test_json_arrays_are_tables_and_the_rest_is_one_of_pointers() -> None:
    text = '{"year": 2020, "sub": {"ok": true}, "rows": [{"a": 1.50, "b": {"c": "x"}}, {"a": null, "d/e": -1}]}'
    assert arrays(text) == {
        "/rows": [["a", "b/c", "d~1e"], ["1.50", "x", ""], ["", "", "-1"]],
        "": [["/year", "2020"], ["/sub/ok", "true"]],
    }


def test_an_array_of_arrays_has_no_keys_and_an_array_within_an_object_is_one_of_its_own() -> None:
    text = '{"columns": [["a", 1], ["b", 2]], "rows": [{"n": 1, "parts": [{"x": 2}], "tags": ["t"]}]}'
    assert arrays(text) == {
        "/columns": [["a", "1"], ["b", "2"]],
        "/rows/0/parts": [["x"], ["2"]],
        "/rows": [["n"], ["1"]],
        "": [["/rows/0/tags/0", "t"]],
    }


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"a": NaN}', "NaN is no number"),
        ('{"a": 1, "a": 2}', "a key twice"),
        ('{"a": ', "not JSON"),
        (r'{"a": "\ud83d"}', "not JSON: .*surrogates"),
        ("[" * 100_000, "not JSON"),
        ('{"a":' * 60 + "1" + "}" * 60, "levels"),
    ],
)
def test_json_that_cannot_be_taken_is_refused_by_name(text: str, why: str) -> None:
    with pytest.raises(Unreadable, match=f"alpha figures .*{why}"):
        arrays(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=25,
)


@given(st.dictionaries(st.text(max_size=3), JSON, min_size=1))
@settings(max_examples=100, deadline=None)
def test_both_walks_find_the_same_cells(value: dict[str, object]) -> None:
    text = json.dumps(value)
    for name, grid in arrays(text).items():
        assert array_rows(text.encode(), name) == grid


def test_json_in_a_page_is_found_by_the_number_of_its_script() -> None:
    text = '<p>a</p><script>x</script><script type="application/json">{"rows": [{"a": 1}]}</script>'
    assert [(sheet.name, sheet.kind, sheet.grid) for sheet in embedded_json(document(text))] == [
        ("script 1 /rows", "array", [["a"], ["1"]])
    ]
    assert array_rows(text.encode(), "script 1 /rows") == [["a"], ["1"]]
    with pytest.raises(Unreadable, match="found none"):
        embedded_json(document("<p>a</p>"))


def test_tables_of_a_page_come_with_what_stands_above_them() -> None:
    grid = [["2020"], ["Requests"], ["Country", "n"], ["NA", "1"], ["prose"], ["2021"], ["Country", "n"], ["NA", "2"]]
    sheet = Sheet(document(""), 0, "", "", "", grid)
    first, second = tables(sheet)
    assert (first.header, first.last, first.above) == (3, 4, ((1, "2020"), (2, "Requests")))
    assert (second.header, second.last, second.above) == (7, 8, ((5, "prose"), (6, "2021")))
    assert second.heading(sheet, "2021")
    assert not second.heading(sheet, "2020")
    ignore_prose(sheet)
    assert sum(mark == 3 for marks in sheet.marks for mark in marks) == 3


def test_what_stands_above_a_table_is_read_or_the_page_is_refused() -> None:
    grid = [["H2 2019"], ["2020"], ["prose"], ["Country", "n", ""], ["NA", "1", ""]]
    sheet = Sheet(document(""), 0, "", "", "", grid)
    (table,) = tables(sheet)
    assert table.told(sheet, year, "a year") == year("2020")
    assert [mark[0] for mark in sheet.marks] == [0, 2, 0, 0, 0]
    with pytest.raises(LayoutChanged, match="expected a quarter, found none"):
        table.told(sheet, quarter, "a quarter")
    known = Contract({"Country": "jurisdiction"}, {"n": count})
    assert table.fitting(sheet, {"other": (Contract({}, {"n": count}),), "requests": (known,)}) == ("requests", known)
    with pytest.raises(LayoutChanged, match=r"row 4: an unknown table: expected one of \['other'\], found Country | n"):
        table.fitting(sheet, {"other": (Contract({}, {"n": count}),)})


def test_the_name_right_above_a_table_is_the_one_it_is_under() -> None:
    grid = [["Wiretaps"], ["There were none."], ["Warrants"], ["What they are."], ["n", "m"], ["1", "2"]]
    sheet = Sheet(document(""), 0, "", "", "", grid)
    (table,) = tables(sheet)
    assert table.named(sheet, {"Wiretaps", "Warrants"}) == "Warrants"
    with pytest.raises(LayoutChanged, match="row 3 column 1: a table under no known name.*found 'Warrants'"):
        table.named(sheet, {"Wiretaps"})


def test_headings_above_a_table_that_contradict_each_other_tell_nothing() -> None:
    grid = [["2020"], ["prose"], ["2020"], ["Country", "n"], ["NA", "1"], ["2021"], ["2020"], ["Country", "n"]]
    sheet = Sheet(document(""), 0, "", "", "", grid)
    first, second = tables(sheet)
    assert first.told_once(sheet, year, "a year") == year("2020")
    with pytest.raises(LayoutChanged, match="row 7 column 1: headings that contradict each other"):
        second.told_once(sheet, year, "a year")
    with pytest.raises(LayoutChanged, match="no such heading above the table"):
        second.told_once(sheet, quarter, "a quarter")


def test_a_figure_alone_is_no_prose_unless_it_is_named() -> None:
    sheet = Sheet(document(""), 0, "", "", "", [["2020"], ["Requests"], ["1,801"]])
    ignore_prose(sheet)
    with pytest.raises(LayoutChanged, match="row 3 column 1: a cell nobody read.*found '1,801'"):
        sheet.ledger()
    ignore_prose(sheet, "a total since the beginning")
    assert sheet.ledger()["ignored"] == 3
    assert sheet.reasons == {"the page's text": 2, "a total since the beginning": 1}
