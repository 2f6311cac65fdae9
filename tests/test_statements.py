"""The register of statements is strict, and a statement never becomes a figure."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from matplotlib.figure import Figure

from analysis import vocabulary
from analysis.charts import coverage, disclosed, national_security, over_time, removals, style, who_asks
from analysis.recipes import Series, add_up, cells, series, share
from analysis.schema import CURRENT, FINDINGS, OBSERVATIONS, RESTATEMENTS
from analysis.statements import COMPANIES, STATEMENTS, companies_table, figures_only, quoted, statements_table
from analysis.statements.register import counted, identifiers, load_companies
from spiders.publisher import names
from spiders.quotations import check_quotation
from tests.corpus import need_corpus
from tests.test_recipes import component, row, view

OWN_UNITS = {"leads", "facilities", "shops", "chat_groups", "gangs"}
ENTRY = """
name = "Example"
[[statement]]
id = "example-clips"
voice = "company"
publication = "News"
title = "Companies say it is great"
published = 2016-11-17
address = "https://news.example/a"
quotation = "Yang said that 80,000 clips were removed."
says = "80,000 clips were removed."
status = "stated"
figure = { printed = "80,000", precision = "round", lower = 80000, upper = 80000 }
counted = "videos_taken_down"
covers = [2016-01-01, 2016-11-17]
period_note = "not the full year"
requester = "not_stated"
what_not = "Demands."
seen = "text"
source_document = "a.txt"
"""


def statement(identifier: str) -> dict[str, Any]:
    (found,) = statements_table().filter(pl.col("statement") == identifier).rows(named=True)
    return found


def write(folder: Path, text: str, name: str = "example") -> Path:
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def test_the_register_is_whole() -> None:
    table, companies = statements_table(), companies_table()
    assert table.schema == STATEMENTS and companies.schema == COMPANIES
    assert set(table["company"]) <= set(companies["company"])
    assert identifiers() == set(table["statement"])
    assert companies["statements"].sum() == len(table) == table["statement"].n_unique()
    # Companies without any report are rows like the others.
    wanted = {"alibaba", "alipay", "tencent", "wechat", "amazon", "apple", "google", "baidu", "bytedance", "samsung"}
    assert wanted <= set(companies["company"])


def test_a_company_of_the_record_is_named_as_it_is_there() -> None:
    assert set(companies_table()["in_the_record_as"].explode().drop_nulls()) <= set(names())


def test_what_is_counted_has_a_unit_and_is_no_measure_of_the_record() -> None:
    assert not counted().keys() & vocabulary.terms("measure").keys()
    assert {code.unit for code in counted().values()} <= vocabulary.terms("unit").keys() | OWN_UNITS
    used = set(statements_table()["counted"].drop_nulls())
    assert used == counted().keys()


def test_the_two_companies_of_the_first_report() -> None:
    tencent = statement("tencent-2016-11-video-clips")
    assert (tencent["figure_printed"], tencent["figure_lower"], tencent["counted_unit"]) == ("80,000", 80_000, "videos")
    assert (tencent["covers_from"], tencent["covers_to"]) == (date(2016, 1, 1), date(2016, 11, 17))
    assert "not the full year" in tencent["covers_note"] and tencent["requester_told"] == "not_stated"
    alibaba = statement("alibaba-2016-11-security-staff")
    assert (alibaba["figure_printed"], alibaba["counted_unit"], alibaba["covers_from"]) == ("3,000", "persons", None)
    assert alibaba["requester_told"] == "not_a_request"


def test_an_article_without_a_count_gives_none() -> None:
    fortune = statements_table().filter(pl.col("publication") == "Fortune")
    assert set(fortune["company"]) == {"alibaba", "alipay", "amazon", "apple"}
    assert set(fortune["figure_status"]) == {"no_figure"} and fortune["figure_printed"].null_count() == len(fortune)
    assert "audience" in statement("alibaba-2016-10-big-data-speech")["not_to_be_taken_for"]


def test_what_a_law_withholds_is_no_zero() -> None:
    google = statement("google-2011-06-china-removal-demands")
    assert (google["figure_status"], google["figure_lower"]) == ("withheld_by_law", None)
    assert (google["covers_from"], google["covers_to"]) == (date(2009, 7, 1), date(2010, 6, 30))


def test_what_was_not_seen_is_not_quoted() -> None:
    table = statements_table()
    assert table.filter(pl.col("seen") == "second-hand")["quotation"].null_count() == (table["seen"] != "text").sum()
    assert table.filter(pl.col("seen") == "text")["source_document"].null_count() == 0


def test_every_quotation_can_be_looked_for() -> None:
    assert len(quoted()) == statements_table()["quotation"].drop_nulls().len() > 0
    assert all(one.address for one in quoted())


def test_quotations_are_word_for_word() -> None:
    texts = need_corpus().parent / "statements"
    if not texts.is_dir():
        pytest.skip(f"no texts of statements beside {need_corpus()}")
    for company in load_companies():
        for one in company.statements:
            if one.source_document and one.quotation and one.title:
                text = (texts / one.source_document).read_text(encoding="utf-8")
                assert check_quotation(text, one.quotation), one.id
                assert check_quotation(text, one.title), one.id


def test_every_entry_has_its_reason() -> None:
    text = (Path(__file__).parent.parent / "docs" / "statements.md").read_text(encoding="utf-8")
    assert {line.split("`")[1] for line in text.splitlines() if line.startswith("| `")} == identifiers()


def test_a_whole_entry_is_taken(tmp_path: Path) -> None:
    (found,) = statements_table(write(tmp_path, ENTRY)).rows(named=True)
    assert (found["publication_date"], found["figure_upper"], found["counted_unit"]) == ("2016-11-17", 80_000, "videos")


FIGURE = 'figure = { printed = "80,000", precision = "round", lower = 80000, upper = 80000 }'
QUOTATION = 'quotation = "Yang said that 80,000 clips were removed."'
COVERS = "covers = [2016-01-01, 2016-11-17]"
FAULTS = {
    "no statement": ('id = "example-clips"\n', "", "missing 1 required positional argument: 'id'"),
    "no such key": ("says =", "claims = 'x'\nsays =", "unexpected keyword argument 'claims'"),
    "not a text": ('voice = "company"', "voice = 3", "voice is a text, not 3"),
    "empty": ('publication = "News"', 'publication = ""', "publication is empty"),
    "another company's": ("example-clips", "other-clips", "its id is example- and words"),
    "not a name": ("example-clips", "example-Clips", "its id is example- and words"),
    "voice": ('voice = "company"', 'voice = "blog"', "voice is one of"),
    "requester": ("not_stated", "nobody", "requester is one of"),
    "day": ("published = 2016-11-17", 'published = "November 2016"', "published is a day"),
    "address": ("https://news.example/a", "news.example/a", "no address on the web"),
    "unsourced": ('source_document = "a.txt"', "", "has a quotation and a source_document"),
    "unquoted": (QUOTATION, "", "has a quotation and a source_document"),
    "second-hand": ('seen = "text"', 'seen = "second-hand"', "says in known_from"),
    "untitled": ('title = "Companies say it is great"', "", "needs the title"),
    "half a sentence": ("were removed.", "were removed", "a whole sentence on one line"),
    "two sentences": ("were removed.", "were removed. It was good.", "a quotation is one sentence"),
    "misquoted": ('80,000 clips were removed."\nsays', '8,000 clips were removed."\nsays', "does not print '80,000'"),
    "no figure": (FIGURE, "", 'a figure and status = "stated" go together'),
    "figure of silence": ('status = "stated"', 'status = "withheld_by_law"', "go together"),
    "uncounted": ('counted = "videos_taken_down"', "", "counted says what is stated or withheld"),
    "unknown": ("videos_taken_down", "requests_received", "vocabulary/counted.csv has no 'requests_received'"),
    "precision": ('precision = "round"', 'precision = "roughly"', "precision is one of"),
    "other bounds": ("upper = 80000", "upper = 90000", r"bounds \(80000, 90000\) are not those of '80,000' as round"),
    "open": ('"round"', '"at_least"', "are not those of '80,000' as at_least"),
    "vague": ('"round"', '"about"', "are not those of '80,000' as about"),
    "number": ('printed = "80,000"', "printed = 80000", "a printed figure is a text, not 80000"),
    "part of a year": ('period_note = "not the full year"', "", "covers is not of whole months"),
    "timeless": (f'{COVERS}\nperiod_note = "not the full year"', "", "says why in period_note"),
    "future": (COVERS, "covers = [2016-01-01, 2016-12-31]", "after it was published"),
    "backwards": (COVERS, "covers = [2016-12-01, 2016-01-31]", "covers is its first and its last day"),
    "one day": (COVERS, "covers = [2016-12-01]", "not enough values"),
    "top": ('name = "Example"', 'name = "Example"\nnote = "x"', r"unknown keys \['note'\]"),
    "unfounded": ('name = "Example"', 'name = "Example"\nsilence = "x"', "a silence and its source go together"),
    "no TOML": ('name = "Example"', "name =", "Invalid value"),
}


@pytest.mark.parametrize(("old", "new", "message"), FAULTS.values(), ids=FAULTS.keys())
def test_what_is_wrong_with_an_entry_is_told(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in ENTRY
    with pytest.raises(ValueError, match=f"^statements/example.toml: .*{message}"):
        load_companies(write(tmp_path, ENTRY.replace(old, new)))


def test_one_id_is_one_statement(tmp_path: Path) -> None:
    entry = ENTRY[ENTRY.index("[[") :]
    with pytest.raises(ValueError, match="'example-clips' stands twice"):
        load_companies(write(tmp_path, ENTRY + entry))


@pytest.mark.parametrize(
    ("printed", "told"),
    [
        ("52万", 'precision = "round", lower = 520000, upper = 520000'),
        ("1.5 million", 'precision = "round", lower = 1500000, upper = 1500000'),
        ("3500餘", 'precision = "at_least", lower = 3500'),
        ("一萬餘", 'precision = "at_least", lower = 10000'),
        ("about 3,000", 'precision = "about"'),
    ],
)
def test_figures_as_they_are_printed(tmp_path: Path, printed: str, told: str) -> None:
    text = ENTRY.replace(FIGURE, f'figure = {{ printed = "{printed}", {told} }}')
    text = text.replace("that 80,000 clips", f"that {printed} clips")
    assert statements_table(write(tmp_path, text))["figure_printed"].to_list() == [printed]


# What follows tries to make figures of statements.


def test_no_column_is_one_of_the_record_s() -> None:
    for schema in (OBSERVATIONS, CURRENT, RESTATEMENTS, FINDINGS):
        assert not set(STATEMENTS) & set(schema)


def test_statements_cannot_be_put_below_figures_or_joined_to_them() -> None:
    figures, statements = view(row(value=10)), statements_table()
    with pytest.raises((pl.exceptions.ShapeError, pl.exceptions.SchemaError)):
        pl.concat([figures, statements])
    for key in ("publisher", "measure", "unit", "period_start"):
        with pytest.raises(pl.exceptions.ColumnNotFoundError):
            figures.join(statements, on=key)


MIXED: dict[str, Callable[[pl.DataFrame, pl.DataFrame], pl.DataFrame]] = {
    "alone": lambda figures, statements: statements,
    "below": lambda figures, statements: pl.concat([figures, statements], how="diagonal"),
    "beside": lambda figures, statements: pl.concat([figures, statements.head(1)], how="horizontal"),
    "joined": lambda figures, statements: figures.join(statements, how="cross"),
    "renamed": lambda figures, statements: statements.rename({"figure_lower": "lower", "figure_upper": "upper"}),
    "stripped": lambda figures, statements: statements.select(
        pl.col("company").alias("publisher"), pl.col("figure_lower").alias("lower")
    ),
}


@pytest.mark.parametrize("mix", MIXED.values(), ids=MIXED.keys())
def test_no_sum_and_no_series_is_made_of_statements(mix: Callable[[pl.DataFrame, pl.DataFrame], pl.DataFrame]) -> None:
    mixed = mix(view(row(value=10)), statements_table())
    sums: list[Callable[[], Any]] = [
        lambda: cells(mixed, component()),
        lambda: series(mixed, component()),
        lambda: add_up(mixed),
        lambda: share(mixed, component(whole="requests_received", rate="disclosure_rate")),
        lambda: Series(component(), (), mixed),
    ]
    for make in sums:
        with pytest.raises(TypeError, match="takes figures of the record"):
            make()


def test_figures_alone_are_taken() -> None:
    figures_only(view(row(value=10)), "a sum")
    assert series(view(row(value=10)), component()).points[0].lower == 10


WORDS = style.Words("one", "What", "requests", "Source", "A line.")
CHARTS: dict[str, Callable[[Any], Figure]] = {
    "over_time": lambda frame: over_time.chart(WORDS, frame),
    "disclosed": lambda frame: disclosed.chart(WORDS, frame),
    "national_security": lambda frame: national_security.chart(WORDS, frame),
    "removals": lambda frame: removals.chart(WORDS, frame, [4040], 0),
    "who_asks": lambda frame: who_asks.chart(WORDS, frame, {}),
    "coverage": lambda frame: coverage.chart(WORDS, frame, [4040]),
}


@pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS.keys())
@pytest.mark.parametrize("rows", [0, 2, 3, None])
def test_no_axis_takes_statements(chart: Callable[[Any], Figure], rows: int | None) -> None:
    frame = statements_table()
    with pytest.raises(TypeError, match="takes figures of the record"):
        chart(frame if rows is None else frame.head(rows))
