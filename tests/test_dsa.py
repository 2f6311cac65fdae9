"""The harmonised DSA report: what its reader notes, what it doubts, and what stops it."""

from collections.abc import Sequence

import pytest

from analysis.crosswalk import load_crosswalk
from spiders.errors import LayoutChanged
from spiders.formats.dsa import read_report
from spiders.formats.dsa_cells import TABLES
from spiders.formats.dsa_parts import LABELS, LAYOUTS
from spiders.observation import Observation
from spiders.sheet import Document, Sheet

PERIOD = "2026-01-01/2026-06-30"
SECTION = "Use of automated means for content moderation"
SOLELY = "Number of measures solely taken by automated means"
ACCURACY = "Accuracy of the automated means - Accuracy"

Rows = Sequence[Sequence[str]]


def head(part: int, language: str = "en") -> list[str]:
    return next(layout.all for layout in LAYOUTS if (layout.part, layout.language) == (part, language))


def sheet(name: str, rows: Rows, kind: str = "member") -> Sheet:
    document = Document("temu", "dsa-transparency-report", "report.zip", "0" * 64, b"")
    return Sheet(document, 0, name, kind, "", [list(cells) for cells in rows])


def identification(start: str = "2026-01-01", end: str = "2026-06-30") -> Sheet:
    days = (("Starting", start), ("Ending", end))
    rows = [["All", "Temu", f"{word} date of reporting period", day] for word, day in days]
    return sheet("1_report_identification.csv", [head(1), *rows])


def orders(*rows: tuple[str, ...], period: str = PERIOD, description: str = "") -> Sheet:
    """Rows of category, scope, and figures."""
    cells = [["All", "Temu", period, category, description, *rest] for category, *rest in rows]
    return sheet("3_member_states_orders.csv", [head(3), *cells])


def means(*rows: tuple[str, ...], context: str = "") -> Sheet:
    """Rows of indicator, scope, and value."""
    cells = [["All", "Temu", PERIOD, SECTION if row[0] else "", *row, context] for row in rows]
    return sheet("8_automated_means.csv", [[*head(7), "Contextual Information"], *cells])


def read(*sheets: Sheet) -> list[Observation]:
    found = list(read_report(list(sheets)))
    for each in sheets:
        each.ledger()
    return found


def printed(found: list[Observation]) -> list[str]:
    return [one.printed for one in found]


def refused(*sheets: Sheet) -> str:
    with pytest.raises(LayoutChanged) as error:
        read(*sheets)
    return str(error.value)


def test_part_1_is_checked_against_the_others() -> None:
    told = orders(("TOTAL", "TOTAL", "1"))
    assert printed(read(identification(), told)) == ["1"]
    assert told.findings == []
    told = orders(("TOTAL", "TOTAL", "1"))
    read(identification("2026/7/1", "31/12/2026"), told)
    assert "1 figures are about 2026-01-01 to 2026-06-30, the report about 2026-07-01 to 2026-12-31" in told.findings[0]


def test_a_period_left_open_is_part_1s() -> None:
    (found,) = read(identification(), orders(("TOTAL", "TOTAL", "1"), period="YYYY-MM-DD/YYYY-MM-DD"))
    assert found.period.end.isoformat() == "2026-06-30"
    assert "no reporting period" in refused(orders(("TOTAL", "TOTAL", "1"), period=""))
    assert "unknown period" in refused(orders(("TOTAL", "TOTAL", "1"), period="2026"))
    unclear = identification(end="June")
    assert "unknown day" in refused(unclear, orders(("TOTAL", "TOTAL", "1")))


def test_rows_of_the_template_hold_nothing() -> None:
    left = orders(("TOTAL", "TOTAL", "1"), ("TOTAL", "AT, […], SE", "0"), ("TOTAL", "AT, [_], SE", ""))
    assert printed(read(left)) == ["1"]
    assert left.reasons["a row that the template holds to be replaced"] == 11
    message = refused(orders(("TOTAL", "AT, [_], SE", "2")))
    assert "row 2 column 7: a figure of nobody" in message


def test_a_sub_category_is_of_the_category_above_it() -> None:
    minors = "STATEMENT_CATEGORY_PROTECTION_OF_MINORS"
    found = read(
        orders((minors, "TOTAL", "3"), ("KEYWORD_UNSAFE_CHALLENGES", "TOTAL", "1"), ("KEYWORD_OTHER", "FR", "2"))
    )
    assert [one.words["reason"] for one in found] == [minors] * 3
    assert [one.words["keyword"] for one in found] == ["", "KEYWORD_UNSAFE_CHALLENGES", "KEYWORD_OTHER"]
    for code in ("KEYWORD_PHISHING", "KEYWORD_PISHING", "STATEMENT_CATEGORY_MINORS"):
        assert "row 3 column 4" in refused(orders((minors, "TOTAL", "3"), (code, "TOTAL", "1")))
    assert "out of order" in refused(orders(("TOTAL", "TOTAL", "3"), ("KEYWORD_OTHER", "TOTAL", "1")))


def test_a_row_that_lost_a_comma_is_told() -> None:
    shifted = sheet("4_notices.csv", [head(4), ["All", "Temu", PERIOD, "TOTAL", "36005755", "35537683"]])
    assert "row 2 column 5: a figure in another column" in refused(shifted)


def test_cells_that_hold_no_figure_are_left_by_name() -> None:
    cells = ("12", "> 45", "n/a", "3 days, 22:52:00", "7")
    told = orders(("TOTAL", "TOTAL", *cells), ("TOTAL", "DE", "1", "2", "", "1900-01-03 22:52:00", ""))
    found = read(told)
    assert printed(found) == ["12", "n/a", "7", "1", "2", "", ""]
    assert found[1].value.status == found[5].value.status == "not_applicable"
    assert told.reasons["a floor without an upper bound"] == 1
    assert told.reasons["a time that a workbook made a day or a clock time of"] == 2
    assert "unknown value" in refused(orders(("TOTAL", "TOTAL", "about 12")))


def test_medians_that_can_be_no_hours_are_doubted() -> None:
    told = orders(("TOTAL", "TOTAL", "1", "1", "28942"))
    read(told)
    assert told.findings == [
        'member "3_member_states_orders.csv": a median time is longer than the period: of another unit than hours?'
    ]
    section, indicator = (
        "Internal complaints mechanism",
        "Number of complaints submitted to the internal-complaints mechanism",
    )
    row = ["All", "Temu", PERIOD, section, indicator, "Median time", "3", "Délai en jours."]
    told = sheet("7_appeals_and_recidivism.csv", [[*head(7), "Contextual Information"], row])
    (found,) = read(told)
    assert (found.heading, found.value.lower) == (f"{indicator} / Median time / Value", 2.5)
    assert "'jours'" in told.findings[0]


def test_recipients() -> None:
    def told(*values: str) -> Sheet:
        indicator = "Number of average monthly active recipients during the reporting period"
        scopes = ("TOTAL ", "AT", "BG")
        rows = [["", "Temu", PERIOD, "AMAR", indicator, *pair] for pair in zip(scopes, values, strict=False)]
        return sheet("10_AMAR.csv", [[*head(7), "", ""], *rows])

    assert [one.value.upper for one in read(told("35.852.803", "2.1M", "<10"))] == [35_852_803, 2_150_000, 9]
    few = told("124")
    read(few)
    assert "fewer than a service has" in few.findings[0]
    for values in (("> 45", "2.1 - 2.6", "1"), ("1 - 2", "3", "4"), ("124.1", "2", "3")):
        unclear = told(*values)
        assert read(unclear) == []
        assert "in a unit that no cell names" in unclear.findings[0]


def test_rates() -> None:
    told = means((ACCURACY, "Total number", "0.93 - 0.95"), (ACCURACY, "bg", "96.83%"), (ACCURACY, "cs", "0.9"))
    assert [one.value.status for one in read(told)] == ["band", "rounded", "rounded"]
    assert any("a percentage, not a rate" in note for note in told.notes)
    for text in ("96.83", "1.2", "-0.1", "0,9"):
        assert "unknown value" in refused(means((ACCURACY, "Total number", text)))


def test_rows_alike_are_numbered_only_where_they_differ() -> None:
    found = read(means((ACCURACY, "bg", ""), (ACCURACY, "bg", "0.9"), (SOLELY, "bg", "7"), (SOLELY, "bg", "7")))
    assert ["entry" in one.words for one in found] == [False] * 3
    found = read(means((SOLELY, "bg", "7"), (SOLELY, "bg", "8"), (SOLELY, "cs", "1")))
    assert [one.words.get("entry") for one in found] == ["1", "2", None]


def test_merged_cells_are_of_the_row_above() -> None:
    rows = [["All", "Temu", PERIOD, SECTION, SOLELY, "bg", "1"], ["", "", "", "", "", "cs", "2"]]
    rows += [["All", "Temu", PERIOD, SECTION, ACCURACY, "bg", "0.5"], ["", "", "", "", "", "cs", "0.6"]]
    told = sheet("8_automated_means.csv", [head(7), *rows])
    found = read(told)
    assert [one.heading.removesuffix(" / Value") for one in found] == [SOLELY, SOLELY, ACCURACY, ACCURACY]
    assert "entry" not in found[3].words


def test_names_of_parts() -> None:
    other = sheet("9_automated_means.csv", means((SOLELY, "bg", "1")).grid)
    read(other)
    assert any("numbered 9, and part 8" in note for note in other.notes)
    for name in ("8_automation.csv", "automated_means.csv", "old 8_automated_means.csv"):
        assert "an unknown name of part 8" in refused(sheet(name, means((SOLELY, "bg", "1")).grid))
    twice = means((SOLELY, "bg", "1")), sheet("8_automated_means (1).csv", means((SOLELY, "bg", "2")).grid)
    assert "a part twice" in refused(*twice)
    two = [sheet(f"{name} - 8_automated_means.csv", means((SOLELY, "bg", "1")).grid) for name in ("Chess", "Golf")]
    assert "a part of another report" in refused(*two)


def test_sheets_that_are_no_part() -> None:
    assert read(sheet("", [[""]], kind="sheet"), orders(("TOTAL", "TOTAL", "1")))
    for name in ("report.pdf", "__MACOSX/._8_automated_means.csv", "figures/.DS_Store"):
        assert read(sheet(name, [[name]]), orders(("TOTAL", "TOTAL", "1")))
    assert "the header changed" in refused(sheet("report.xlsx", [["report.xlsx"]]), orders(("TOTAL", "TOTAL", "1")))
    assert "an unknown section" in refused(sheet("8_automated_means.csv", [head(7), ["", "", "", "Automation"]]))
    mixed = means((SOLELY, "bg", "1"))
    mixed.grid.append(["All", "Temu", PERIOD, "AMAR", "Number of average", "TOTAL", "1"])
    assert "row 3 column 4: an unknown section" in refused(mixed)


def test_without_the_column_of_whom_rows_apply_to() -> None:
    rows = [cells[1:] for cells in orders(("TOTAL", "TOTAL", "1", "2")).grid]
    (one, other) = read(sheet("3_member_states_orders.csv", rows))
    assert (one.columns, other.columns, other.words["jurisdiction"]) == ((6,), (7,), "TOTAL")


def test_the_crosswalk_has_every_word_of_the_regulation() -> None:
    crosswalk = load_crosswalk("temu")
    for category, keywords in LABELS["tree"].items():
        assert crosswalk.assignment("orders", "reason", category)
        assert all(crosswalk.assignment("orders", "keyword", keyword) for keyword in keywords)
    for layout in LAYOUTS:
        assert all(crosswalk.assignment(TABLES[layout.part], "measure", name) for name in layout.measures)
