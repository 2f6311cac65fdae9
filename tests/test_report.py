"""The site: every figure leads back to its cells, hostile text stays text, and a failure leaves the last good site."""

import csv
import io
import json
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urljoin

import polars as pl
import pytest
from lxml import html
from lxml.html import HtmlElement

from analysis import recipes, store
from analysis.charts import over_time
from analysis.comparability import definitions
from analysis.recipes import Component, Point, Series
from analysis.report import addresses, questions, verdicts, within_a_year, write_site
from analysis.report.addresses import FILTERS
from analysis.report.figures import Cell, Table, joined, quoted, written
from analysis.report.render import web
from analysis.report.written import MARK
from analysis.schema import DOCUMENTS, RESTATEMENTS
from spiders.errors import IntegrityError, PlainviewError
from tests.test_recipes import rated, row, view

HOSTILE = '"><img src=x onerror=alert(1)><script>alert(1)</script> {{7919*7907}} \x0b \u202e &amp; $\\undefined$'


def ours() -> list[Any]:
    """Two companies in three half-years, with a band, a blank, a gap and a total; and hostile words of a document."""
    meta = {
        "publisher": "meta",
        "report": "government-requests",
        "table": "government_requests",
        "process": "all",
        "snapshot": "ef" * 32,
    }
    security = {"kind": "national_security", "jurisdiction": "US", "process": "nsl", "table": "nsl"}
    removals = {"table": "removals", "kind": "content_removal", "process": None, "requester": "police"}
    words = {"printed_jurisdiction": HOSTILE, "printed": HOSTILE, "locator": HOSTILE, "printed_measure": HOSTILE}
    return [
        *rated(100, 0.795, 0.805),
        *rated(40, 0.5, 0.5, half="2021-H1", jurisdiction="NA", **words),
        row("2020-H1", None, jurisdiction="XK"),
        row("2020-H1", 3, jurisdiction="org:interpol", document_url="javascript:alert(1)"),
        *rated((11_000, 12_000), 0.785, 0.795, jurisdiction="US", **meta),
        row("2020-H1", 7, kind="preservation", process="preservation"),
        row("2020-H1", (0, 499), **security),
        row("2020-H1", (500, 999), **security, measure="accounts_specified", unit="accounts"),
        *(row(half, 4, **removals, jurisdiction="TR") for half in ("2020-H1", "2020-H2", "2021-H1")),
        row("2020-H1", (0, 9), **removals, jurisdiction="RU", status="below"),
    ]


def built(root: Path, rows: list[Any] | None = None, failures: list[dict[str, str]] | None = None) -> Path:
    """A data folder as a build leaves it."""
    document = {
        "publisher": "google",
        "report": "user-data-requests",
        "name": f"=cmd {HOSTILE}",
        "url": "javascript:alert(1)",
        "snapshot": "ab" * 32,
        "captured": date(2024, 5, 13),
        "captured_basis": "exact",
        "recorded": "2024-05-13T00:00:00Z",
        "sequence": 1,
        "origin": "archive",
        "exactness": "byte-exact",
        "outcome": "read",
        "observations": 3,
        "notes": [HOSTILE],
        "ignored": [{"reason": HOSTILE, "cells": 2}],
    }
    others: list[dict[str, Any]] = [
        {"publisher": "meta", "report": "government-requests", "snapshot": "ef" * 32},
        {"snapshot": "12" * 32, "captured": date(2019, 4, 14)},
    ]
    documents = [dict.fromkeys(DOCUMENTS.names()) | document | changes for changes in ({}, *others)]
    frames = {
        "current": view(*(ours() if rows is None else rows)),
        "documents": pl.DataFrame(documents, schema=DOCUMENTS),
        "restatements": pl.DataFrame([_restated()], schema=RESTATEMENTS),
    }
    hashes = {f"{name}.parquet": store.write(root / f"{name}.parquet", frame) for name, frame in frames.items()}
    store.save_ledger(root, {"outputs": hashes})
    if failures is not None:
        (root / "runs").mkdir()
        told = {"command": "run", "ended": "2024-06-01T10:00:00+00:00", "failures": failures}
        (root / "runs" / "20240601T100000000000Z.json").write_text(json.dumps(told), encoding="utf-8")
    return root


def _restated() -> dict[str, Any]:
    cell = row()
    told = {name: cell[name] for name in RESTATEMENTS.names() if name in cell}
    told |= {
        "cell_kind": "user_data",
        "kind": "revised",
        "captured_before": date(2019, 4, 14),
        "snapshot_after": "ab" * 32,
    }
    told |= {
        "captured_after": date(2024, 5, 13),
        "snapshot_before": "12" * 32,
        "lower_before": 1.0,
        "upper_before": 1.0,
    }
    told |= {"lower_after": 9.0, "upper_after": 9.0, "printed_before": HOSTILE, "printed_after": "9"}
    return dict.fromkeys(RESTATEMENTS.names()) | told


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = built(tmp_path_factory.mktemp("data"), failures=[{"publisher": "meta", "why": f"soft 404 {HOSTILE}"}])
    return write_site(root, root / "site").parent


def pages(site: Path) -> dict[str, HtmlElement]:
    return {
        path.relative_to(site).as_posix(): html.document_fromstring(path.read_bytes()) for path in site.rglob("*.html")
    }


def words(node: HtmlElement) -> str:
    return " ".join(node.text_content().split())


def test_the_pages_are_there(site: Path) -> None:
    wanted = {f"{name}.html" for name in "index requests disclosed who-asks removals national-security".split()}
    wanted |= {"coverage.html", "restatements.html", "documents.html", "who-asks/2020-H1.html"}
    assert wanted <= set(pages(site))
    assert "who-asks/2021-H1.html" not in pages(site)


def test_every_link_of_the_site_leads_somewhere(site: Path) -> None:
    found = pages(site)
    ids = {address: {str(node.get("id")) for node in page.iter() if node.get("id")} for address, page in found.items()}
    checked = 0
    for address, page in found.items():
        for href in (str(node.get("href")) for node in page.iter("a", "link")):
            if href.startswith(("https://", "http://", "mailto:", "data:")):
                continue
            target, _, fragment = urljoin(f"http://site/{address}", href).removeprefix("http://site/").partition("#")
            assert (site / target).is_file(), (address, href)
            if target == "explore.html" and "=" in fragment:
                assert {part.partition("=")[0] for part in fragment.split("&") if part} <= set(FILTERS), (address, href)
            elif target == "figure.html" and "/" in fragment:
                assert told_in_a_script(site, fragment), (address, href)
            elif fragment:
                assert fragment in ids[target], (address, href)
            checked += 1
    assert checked > 100


def told_in_a_script(site: Path, fragment: str) -> bool:
    """Whether the data script that a figure's address names holds the cell."""
    publisher, table, year, cell = fragment.split("/")[:4]
    return f'"{cell}"' in (site / addresses.shard(publisher, table, int(year))).read_text("utf-8")


def test_every_figure_of_a_table_leads_to_its_cells(site: Path) -> None:
    found = pages(site)
    sums = cells = 0
    for address, page in found.items():
        for cell in page.xpath("//table[contains(@class, 'figures')]//td[not(@class)]"):
            for link in cell.findall("a"):
                target, _, fragment = urljoin(f"http://site/{address}", str(link.get("href"))).partition("#")
                if target.endswith("/figure.html"):
                    assert told_in_a_script(site, fragment), (address, fragment)
                    cells += 1
                elif "/provenance/" in target:
                    (place,) = found[target.removeprefix("http://site/")].xpath("//*[@id=$wanted]", wanted=fragment)
                    assert place.xpath(".//td[@class='place']"), fragment
                    sums += 1
            assert cell.findall("a") or not any(sign.isdigit() for sign in cell.text_content()), (address, cell)
    assert sums >= 15 and cells >= 5


def test_a_figures_page_tells_everything_of_its_cells(site: Path) -> None:
    page = pages(site)["provenance/google/user_data_requests/2020-H1.html"]
    text = page.text_content()
    assert 'member "requests.csv" row 2 column 5 "User Data Requests"' in text
    for told in ("France", "User Data Requests", "ab" * 32, "https://example.com/requests.zip", "2024-05-13", "Kosovo"):
        assert told in text, told
    (section,) = page.xpath("//section[@id='google-requests']")
    assert "103" in section.find("h2").text_content()
    assert "3 cells. 1 of them holds no figure" in " ".join(section.text_content().split())


def test_labels_of_awkward_jurisdictions_are_shown(site: Path) -> None:
    assert "Kosovo" in pages(site)["who-asks/2020-H1.html"].text_content()
    assert "Interpol" in pages(site)["who-asks/2020-H1.html"].text_content()
    assert "Namibia" in pages(site)["provenance/google/user_data_requests/2021-H1.html"].text_content()
    assert "Türkiye" in pages(site)["removals.html"].text_content()


def test_each_csv_is_its_table(site: Path) -> None:
    compared = 0
    for page in pages(site).values():
        for table in page.xpath("//table[@class='figures' and starts-with(@id, 'table-')]"):
            columns = [str(node.text_content()) for node in table.xpath("thead//th")][1:]
            shown = set()
            for line in table.xpath("tbody/tr"):
                name = line.find("th").text_content()
                for column, cell in zip(columns, line.findall("td"), strict=True):
                    if cell.get("class") != "gap":
                        (figure,) = cell.findall("a") or [cell]
                        shown.add((name, column, figure.text_content()))
            identifier = str(table.get("id")).removeprefix("table-")
            lines = list(
                csv.reader(io.StringIO((site / "tables" / f"{identifier}.csv").read_text("utf-8"), newline=""))
            )
            assert {tuple(line[:3]) for line in lines[1:]} == shown
            assert len(lines) - 1 == len(shown)
            compared += len(shown)
    assert compared >= 15


def test_a_gap_is_no_zero(site: Path) -> None:
    (cell,) = pages(site)["requests.html"].xpath("//table[@id='table-requests']//tr[th='2020-H2']/td[1]")
    assert cell.get("class") == "gap" and cell.text_content() == "–"


def test_bands_and_shares_are_ranges(site: Path) -> None:
    assert "0–499" in pages(site)["national-security.html"].text_content()
    assert "11,000–12,000" in pages(site)["requests.html"].text_content()
    assert "79.5–80.5 %" in pages(site)["disclosed.html"].text_content()


def test_hostile_text_stays_text(site: Path) -> None:
    for path in site.rglob("*.html"):
        text = path.read_text("utf-8")
        assert "<script>alert" not in text and "<img src=x" not in text and "62615533" not in text, path
        assert not any(ord(character) < 32 and character != "\n" for character in text), path
        assert "\u202e" not in text and 'href="javascript' not in text.lower(), path
        assert "Content-Security-Policy" in text
    documents = (site / "documents.html").read_text("utf-8")
    assert "\\x0b" in documents and "\\u202e" in documents and "{{7919*7907}}" in documents and "&amp;amp;" in documents


def test_nothing_is_fetched(site: Path) -> None:
    for page in pages(site).values():
        assert not page.xpath("//iframe | //object | //*[local-name() = 'image']")
        for node in page.xpath("//script | //link | //img"):
            assert "//" not in str(node.get("src") or node.get("href") or ""), html.tostring(node)
        assert "url(http" not in html.tostring(page, encoding="unicode")


def test_tables_have_captions_or_headings_and_scopes(site: Path) -> None:
    for address, page in pages(site).items():
        for table in page.iter("table"):
            assert all(node.get("scope") for node in table.iter("th")), address
        assert len(page.xpath("//h1")) == 1
        ids = [str(node.get("id")) for node in page.iter() if node.get("id")]
        assert len(ids) == len(set(ids)), address


def test_the_failure_of_the_last_run_is_told(site: Path) -> None:
    text = " ".join(pages(site)["index.html"].text_content().split())
    assert "meta: data as of 2024-05-13; last attempt failed: soft 404" in text


def test_it_is_the_same_site_again(site: Path, tmp_path: Path) -> None:
    again = write_site(site.parent, tmp_path / "again").parent
    files = {path.relative_to(site) for path in site.rglob("*") if path.is_file()}
    assert files == {path.relative_to(again) for path in again.rglob("*") if path.is_file()}
    assert not [name for name in files if (site / name).read_bytes() != (again / name).read_bytes()]


def test_what_did_not_change_is_taken_from_the_last_site(tmp_path: Path) -> None:
    """A link to the same file where a page's or a chart's inputs are the same; the bytes are those of a new site."""
    site = write_site(built(tmp_path), tmp_path / "site").parent
    provenances = {path.relative_to(site) for path in site.glob("provenance/*/*/*.html")}
    charts = {path.relative_to(site) for path in site.glob("charts/*")}
    before = {name: (site / name).stat().st_ino for name in provenances | charts}
    write_site(tmp_path, site)
    assert before == {name: (site / name).stat().st_ino for name in provenances | charts}
    changed = [row | {"lower": 5.0, "upper": 5.0} if row["jurisdiction"] == "TR" else row for row in ours()]
    built(tmp_path, rows=changed)
    write_site(tmp_path, site)
    fresh = write_site(tmp_path, tmp_path / "fresh").parent
    files = {path.relative_to(site) for path in site.rglob("*") if path.is_file()}
    assert not [name for name in files if (site / name).read_bytes() != (fresh / name).read_bytes()]
    made = {name for name in before if (site / name).stat().st_ino != before[name]}
    assert any("removals" in str(name) for name in made) and made < set(before)


def test_a_mark_that_is_not_ours_to_read_makes_everything_anew(tmp_path: Path) -> None:
    site = write_site(built(tmp_path), tmp_path / "site").parent
    (site / MARK).write_text('{"inputs": 1', encoding="utf-8")
    assert write_site(tmp_path, site).is_file()


def test_an_empty_data_folder_gives_a_site_too(tmp_path: Path) -> None:
    built(tmp_path, rows=[])
    text = write_site(tmp_path, tmp_path / "site").read_text("utf-8")
    assert "Nothing is held yet" in text


def test_no_tables_yet_is_said(tmp_path: Path) -> None:
    with pytest.raises(PlainviewError, match="plainview build"):
        write_site(tmp_path, tmp_path / "site")


def test_a_chart_that_fails_leaves_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: Any) -> str:
        raise ValueError("no ink")

    monkeypatch.setattr(over_time, "chart", fail)
    site = write_site(built(tmp_path), tmp_path / "site").parent
    assert "This chart could not be drawn" in (site / "requests.html").read_text("utf-8")
    assert "103" in (site / "requests.html").read_text("utf-8")
    assert "This chart could not be drawn" not in (site / "removals.html").read_text("utf-8")
    assert "requests could not be drawn: ValueError: no ink" in capsys.readouterr().err


def test_a_failed_report_leaves_the_last_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = write_site(built(tmp_path), tmp_path / "site").parent
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}

    def fail(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("analysis.report.provenance.pages", fail)
        with pytest.raises(PlainviewError, match=r"cannot write .*site .*No space left"):
            write_site(tmp_path, site)
    assert before == {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    assert [path.name for path in tmp_path.iterdir() if "writing" in path.name] == []


def test_a_site_lost_between_two_renames_comes_back(tmp_path: Path) -> None:
    site = write_site(built(tmp_path), tmp_path / "site").parent
    site.rename(tmp_path / ".writing-999999999-site.old")
    (tmp_path / ".writing-999999999-site").mkdir()
    write_site(tmp_path, site)
    assert (site / MARK).is_file()
    assert [path.name for path in tmp_path.iterdir() if "writing" in path.name] == []


def test_a_table_that_is_not_as_built_stops_the_report(tmp_path: Path) -> None:
    site = write_site(built(tmp_path), tmp_path / "site").parent
    before = (site / "index.html").read_bytes()
    path = tmp_path / "restatements.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(IntegrityError, match=r"restatements\.parquet"):
        write_site(tmp_path, site)
    assert (site / "index.html").read_bytes() == before


def test_a_folder_of_somebody_elses_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(PlainviewError, match="not a site that Plainview wrote"):
        write_site(built(tmp_path), tmp_path / "home")
    assert (tmp_path / "home" / "letter.txt").read_text("utf-8") == "mine"


def test_only_web_addresses_are_links() -> None:
    assert web("https://example.com") == "https://example.com"
    assert web("javascript:alert(1)") is None and web("data:text/html,x") is None and web(None) is None


@pytest.mark.parametrize(
    ("lower", "upper", "share", "text"),
    [
        (18257, 18257, False, "18,257"),
        (0, 499, False, "0–499"),
        (500, None, False, "500 or more"),
        (None, None, False, "no figure"),
        (0, 0, False, "0"),
        (0.766, 0.766, True, "76.6 %"),
        (0.7877, 0.7977, True, "78.7–79.8 %"),
        (0.5, 0.5, True, "50.0 %"),
        (0.5, 0.505, True, "50.0–50.5 %"),
    ],
)
def test_how_figures_are_written(lower: float | None, upper: float | None, share: bool, text: str) -> None:
    assert written(lower, upper, share) == text


@pytest.mark.parametrize(
    ("printed", "bounds", "told", "text"),
    [
        ("63%", (0.625, 0.635), {}, "63 %"),
        ("18.97%", (0.18965, 0.18975), {}, "18.97 %"),
        ("99.80%", (0.99795, 0.99805), {}, "99.80 %"),
        ("87", (0.865, 0.875), {}, "87 %"),  # in percent, as the heading of the column says
        ("1", (0.005, 0.015), {}, "1 %"),
        ("1", (0.995, 1), {}, "1"),  # in parts of one
        ("0", (0, 0.005), {}, "0"),
        ("0.934", (0.9335, 0.9345), {}, "0.934"),
        ("0.09523809523809523", (2 / 21, 2 / 21), {"status": "exact"}, "0.09523…"),
        ("0.25", (0.25, 0.25), {"status": "exact"}, "0.25"),
        ("<0.0001%", (0, 0.000001), {"status": "below"}, "<0.0001 %"),
        ("4%-5%", (0.04, 0.05), {"status": "band"}, "4.0–5.0 %"),
        ("40.2", (40.15, 40.25), {"unit": "hours"}, "40.2"),
        ("2.1M", (2_050_000, 2_150_000), {"unit": "persons"}, "2.1M"),
        ("1.2万", (11_500, 12_500), {"unit": "reports"}, "11,500–12,500"),
        ("18257", (18257, 18257), {"unit": "requests", "status": "exact"}, "18,257"),
        ("<10", (0, 9), {"unit": "requests", "status": "below"}, "0–9"),
        ("0 | 499", (0, 499), {"unit": "requests", "status": "band"}, "0–499"),
        (HOSTILE, (0.5, 0.5), {}, "50.0 %"),
        ("", (None, None), {"status": "withheld_by_law"}, "withheld by law"),
    ],
)
def test_a_share_or_a_rounded_figure_stands_as_it_was_printed(
    printed: str, bounds: tuple[float | None, float | None], told: dict[str, Any], text: str
) -> None:
    found = quoted(row(value=bounds, **{"unit": "ratio", "status": "rounded", **told}, printed=printed))
    assert (found.text, found.lower, found.upper) == (text, *bounds)
    assert found.href is not None and found.href.startswith("figure.html#google/user_data_requests/2020/")


def test_a_csv_has_the_bounds_of_what_is_shown_as_printed() -> None:
    cell = quoted(row(value=(0.625, 0.635), unit="ratio", status="rounded", printed="63%"))
    table = Table("t", "c", "By", "Measure", ("Share",), (("All", (cell,)),))
    _, line = csv.reader(io.StringIO(table.csv().decode(), newline=""))
    assert line[:5] == ["All", "Share", "63 %", "0.625", "0.635"]


def test_a_table_tells_which_notes_it_needs() -> None:
    def table(*cells: Cell) -> Table:
        return Table("t", "c", "r", "c", ("x",) * len(cells), (("y", cells),))

    sums, blank = Cell("0–499", "p", 0, 499, 3, 1), Cell("blank", "p", None, None, 1, 1)
    ours = Cell("(4)", None, 4, 4, 4, 4)
    zero = Cell("0", "figure.html#a", 0, 0.005, 1, printed=True)
    share = Cell("63 %", "figure.html#b", 0.6, 0.7, 1, printed=True)
    assert (table(sums).silent, table(blank).silent, table(ours).silent) == (True, False, False)
    assert (table(share, sums).ranged, table(share, blank).ranged) == ("0–499", "")
    assert (table(zero, share).printed, table(zero).printed, table(sums).printed) == ("63 %", "0", "")
    assert (table(share).quoted, table(share, sums).quoted) == (True, False)
    assert (table(share, Cell()).gaps, table(share, blank).gaps) == (True, False)


def test_a_band_of_two_cells_is_one_band_in_a_sentence() -> None:
    assert [joined(text) for text in ("2000 | 2499", "115000 | 115499", "83", "=cmd | 2", "")] == [
        *("2,000–2,499", "115,000–115,499", "83", "=cmd | 2", "")
    ]


def test_a_csv_cell_is_no_formula() -> None:
    table = Table("t", "c", "Government", "Series", ("=A1",), (("@SUM", (Cell("-5", "x", -5, -5, 1),)),))
    header, line = csv.reader(io.StringIO(table.csv().decode(), newline=""))
    assert header[:3] == ["government", "series", "shown"]
    assert line[:3] == ["'@SUM", "'=A1", "'-5"]


def test_what_is_not_comparable_never_shares_an_axis() -> None:
    answers = {("a", "b"): "comparable", ("a", "c"): "not comparable", ("b", "c"): "not comparable"}

    class Asked:
        def compared(self, one: Any, other: Any) -> Any:
            return SimpleNamespace(verdict=answers[one, other] if (one, other) in answers else answers[other, one])

    series: Any = [SimpleNamespace(component=name) for name in "abc"]
    site: Any = Asked()
    groups: Any = questions.on_one_axis(site, series)
    assert [[one.component for one in group] for group in groups] == [["a", "b"], ["c"]]


def test_each_reason_is_said_once_with_all_the_pairs_that_it_holds_for() -> None:
    restated = definitions.reason("restated", A="A", count=1, of=2)
    unit = definitions.reason("other_unit", A="B", B="C", unit_a="requests", unit_b="accounts", a="x", b="y")
    answers = {
        (0, 1): definitions.answer([restated]),
        (0, 2): definitions.answer([restated, unit]),
        (0, 3): definitions.answer([restated]),
        (1, 2): definitions.answer([unit]),
        (1, 3): definitions.answer([]),
        (2, 3): definitions.answer([unit]),
    }
    told = verdicts.told(["A, a", "B", "C", "D"], answers)
    assert told["verdicts"] == [
        ("A, a", [("not comparable", "C"), ("comparable with a note", "B · D")]),
        ("B", [("comparable", "D"), ("comparable with a note", "A, a"), ("not comparable", "C")]),
        ("C", [("not comparable", "A, a · B · D")]),
        ("D", [("comparable", "B"), ("comparable with a note", "A, a"), ("not comparable", "C")]),
    ]
    assert [(ground.holds, ground.sentences) for ground in told["grounds"]] == [
        ("keeps 3 pairs apart", ((unit.sentence, "C with each of the others"),)),
        ("a note on 3 pairs", ((restated.sentence, "A, a with each of the others"),)),
    ]
    assert verdicts.told(["A"], {}) == {}


@pytest.mark.parametrize(
    ("pairs", "text"),
    [
        ([(0, 1)], "A with B"),
        ([(0, 2), (0, 3), (1, 2), (1, 3)], "A · B with C · D"),
        ([(0, 1), (0, 2), (0, 3), (1, 3)], "A with each of the others; B with D"),
        ([(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)], "every pair"),
    ],
)
def test_pairs_are_named_in_few_words(pairs: list[tuple[int, int]], text: str) -> None:
    reason = definitions.reason("restated", A="A", count=1, of=2)
    every = [(one, other) for one in range(4) for other in range(one + 1, 4)]
    answers = {pair: definitions.answer([reason] if pair in pairs else []) for pair in every}
    ((_sentence, told),) = verdicts.told(list("ABCD"), answers)["grounds"][0].sentences
    assert told == text


@pytest.mark.parametrize("question", recipes.load_questions())
def test_no_two_series_of_a_page_have_one_name(question: str) -> None:
    held: Any = [SimpleNamespace(component=part) for part in recipes.load_questions()[question].components]
    labels = questions.told_apart(held)
    assert len(set(labels)) == len(labels)
    assert ("Google: letters (accounts)" in labels) is (question == "national_security")


def test_what_keeps_series_apart_stands_under_the_charts(site: Path) -> None:
    text = words(pages(site)["national-security.html"])
    assert "Google: letters (requests) – not comparable: Google: letters (accounts)" in text
    assert text.count("one of them can stand for many of the other") == 1
    assert text.count("Requests, accounts, devices and items are different things") == 1


def test_a_chart_that_stands_apart_has_a_heading_of_its_own() -> None:
    def one(label: str) -> Any:
        return Series(Component("k", "apple", label, "t", {}, "", ""), (), view())

    assert questions._named("Further kinds", [one("Apple: emergencies")]) == "Further kinds: Apple, emergencies"


def test_a_title_names_what_is_drawn_and_claims_nothing_for_the_company(site: Path) -> None:
    company = pages(site)["company/google.html"]
    titles = {str(label).removeprefix("Chart: ") for label in company.xpath("//*[@class='chart']/@aria-label")}
    assert "Google: 50.0 % of the requests of 2021-H1 answered with data, worked out from its figures" in titles
    assert "Google, since 2019: requests to remove content, by the government that asks" not in titles
    assert "Google: requests to remove content, by the government that asks" in titles
    assert not [title for title in titles if " says that " in title]
    assert "Left out, Google: Preservation requests, for which Google prints no percentage." in words(company)


def test_what_a_year_changed_is_told_of_whole_figures_of_one_method_only() -> None:
    def series(name: str, *points: tuple[int, float, float | None, str]) -> Any:
        told = {half: Point(half, low, high, 1, 0, method) for half, low, high, method in points}
        component = SimpleNamespace(key=name, label=name.title(), publisher=name, table="t")
        return SimpleNamespace(component=component, points=tuple(told.values()), at=told.get)

    every = [
        series("grown", (4038, 5, 9, ""), (4040, 10, 12, "")),
        series("perhaps", (4038, 0, 499, ""), (4040, 499, 998, "")),
        series("newer", (4038, 1, 1, ""), (4040, 1, 1, ""), (4042, 7, 7, "")),
        series("changed", (4038, 1, 1, "one"), (4040, 9, 9, "other")),
        series("open", (4038, 1, 1, ""), (4040, 500, None, "")),
    ]
    site: Any = SimpleNamespace(colours={one.component.publisher: 0 for one in every}, source=lambda series: "")
    section = within_a_year.section(site, "grown", "Requests", "requests", every)
    assert section and section.table and section.drawing
    assert section.drawing.words.title == "Requests: higher in 2020-H1 than a year before in 1 of 3 series"
    assert section.table.columns == ("2019-H1", "2020-H1")
    assert [(name, [cell.text for cell in cells]) for name, cells in section.table.rows] == [
        ("Grown", ["5–9", "10–12"]),
        ("Perhaps", ["0–499", "499–998"]),
        ("Newer", ["1", "1"]),
    ]
    assert section.table.rows[0][1][1].href == "provenance/grown/t/2020-H1.html#grown"
    assert within_a_year.section(site, "few", "Requests", "requests", every[:1]) is None
    assert within_a_year.section(site, "none", "Requests", "requests", every[3:]) is None
