"""The real documents: every figure that an independent program read from them, and the account of every cell."""

import csv
import io
import re
import warnings
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from lxml import etree

from analysis import vocabulary
from analysis.baseline import regenerate
from spiders import reading
from spiders.publisher import load_publisher, names
from spiders.sheet import Document
from tests.corpus import CHECKOUT, Built, manifest, need_corpus, need_truth, truth
from tests.house import House

KNOWN = names()
DOCUMENTS = [
    row for row in manifest() if row["publisher"] in KNOWN and row["report"] in load_publisher(row["publisher"]).reports
]
TRUTH: Mapping[str, list[dict[str, str]]] = defaultdict(list)
for figure in truth():
    TRUTH[figure["document"]].append(figure)

# Labels that careless programs lose, and the codes that they have to keep. Each line is told by some document.
LABELS = {
    "NA": ("Namibia",),
    "XK": ("Kosovo",),
    "HK": ("Hong Kong",),
    "MO": ("Macao", "Macau"),
    "TW": ("Taiwan",),
    "TR": ("Türkiye", "Turkey"),
    "CI": ("Côte d'Ivoire", "Côte d’Ivoire", "Ivory Coast", "Cote d'Ivoire"),
    "CZ": ("Czechia", "Czech Republic"),
    "SZ": ("Eswatini", "Swaziland"),
    "NO": ("Norway",),
    "org:interpol": ("Interpol",),
}

# Figures that people have quoted: publisher, period, codes, figure.
Span = tuple[date, date]


def _half(year: int, number: int) -> Span:
    return (date(year, 1, 1), date(year, 6, 30)) if number == 1 else (date(year, 7, 1), date(year, 12, 31))


def _year(year: int) -> Span:
    return date(year, 1, 1), date(year, 12, 31)


RECEIVED = "requests_received"
OCTOBER_2019 = (date(2019, 10, 1), date(2019, 10, 31))
GROUP = "group:cac_main_commercial_sites_5"

SPOTS = [
    ("github", _year(2025), {"measure": RECEIVED, "process": "subpoena"}, 385),
    ("github", _year(2025), {"measure": "requests_disclosed", "process": "subpoena"}, 362),
    ("snap", _half(2021, 1), {"measure": RECEIVED, "process": "search_warrant", "jurisdiction": "US"}, 11803),
    ("tiktok", _half(2022, 1), {"measure": RECEIVED, "process": "all", "jurisdiction": "US"}, 2419),
    ("tiktok", _half(2022, 1), {"measure": RECEIVED, "process": "legal_process", "jurisdiction": "US"}, 1078),
    ("x", _half(2020, 2), {"measure": RECEIVED, "process": "legal_process", "jurisdiction": "US"}, 2421),
    ("x", _half(2020, 2), {"measure": RECEIVED, "process": "emergency", "jurisdiction": "US"}, 822),
    ("x", _half(2020, 2), {"measure": "accounts_specified", "process": "all", "jurisdiction": "US"}, 31080),
    ("x", _half(2020, 2), {"kind": "content_removal", "measure": RECEIVED, "jurisdiction": "JP"}, 16649),
    ("microsoft", _half(2021, 1), {"measure": RECEIVED, "process": "legal_process"}, 27809),
    ("microsoft", _half(2021, 1), {"measure": "accounts_specified", "process": "legal_process"}, 44650),
    ("wikimedia", _half(2018, 2), {"measure": RECEIVED, "kind": "user_data", "table": "page_user_data"}, 25),
    ("us-odni", _year(2013), {"unit": "letters"}, 19212),
    ("aliexpress", _half(2026, 1), {"measure": "orders_received", "process": "order_to_act", "reason": "all"}, 547),
    ("aliexpress", _half(2026, 1), {"measure": "items_ordered", "process": "order_to_act", "reason": "all"}, 1404),
    ("cac-12377", OCTOBER_2019, {"measure": "reports_accepted", "jurisdiction": "CN"}, 10_042_000),
    ("cac-12377", OCTOBER_2019, {"measure": "reports_accepted", "about": GROUP}, 5_999_000),
]  # fmt: skip

plainview = House(CHECKOUT)


def test_every_document_is_taken_in_and_none_fails_or_is_held_back(corpus_built: Built) -> None:
    assert (corpus_built.imported.code, corpus_built.made.code) == (0, 0), (
        corpus_built.imported.err + corpus_built.made.err
    )
    assert f"{len(DOCUMENTS)} documents: imported" in corpus_built.imported.err
    assert len(corpus_built.documents) == len(DOCUMENTS)
    bad = corpus_built.documents.filter(pl.col("outcome").is_in(["held", "failed"]))
    assert bad.select("publisher", "report", "name", "why").rows() == []
    unread = corpus_built.documents.filter(outcome="not_read")
    assert all(unread["why"])
    assert set(corpus_built.observations["publisher"]) == {row["publisher"] for row in DOCUMENTS}
    assert set(corpus_built.observations["origin"]) <= {"archive"}


# --- the figures ---


def test_there_is_a_truth_to_be_held_to() -> None:
    assert {row["publisher"] for row in need_truth()} <= set(KNOWN)


@pytest.mark.parametrize("document", TRUTH or ["no corpus"])
def test_the_tables_give_every_figure_of_the_truth(document: str, corpus_built: Built) -> None:
    publisher, report, captured = document.split("/")
    snapshots = [row["sha256"] for row in manifest() if row["path"].startswith(f"{document}/")]
    edition = corpus_built.observations.filter(
        pl.col("publisher") == publisher, pl.col("report") == report, pl.col("snapshot").is_in(snapshots)
    )
    assert set(edition["captured"].cast(pl.String)) <= {captured}
    assert [row for row in TRUTH[document] if not gives(edition, row)] == []


def gives(edition: pl.DataFrame, figure: Mapping[str, str]) -> bool:
    """Whether an edition's rows hold the figure: one cell, or a sum over rows of one table that total no others."""
    found = edition.filter(
        pl.col("period_start") == pl.lit(figure["period_start"]).str.to_date(),
        pl.col("period_end") == pl.lit(figure["period_end"]).str.to_date(),
        *(pl.col(name) == figure[name] for name in ("kind", "measure", "unit")),
        *(
            pl.col(name) == figure[name]
            for name in ("subject", "process", "jurisdiction")
            if figure[name] not in ("", "*")
        ),
        *([pl.col("printed_measure") == figure["printed_measure"]] if figure["printed_measure"] else []),
    )
    bounds = tuple(float(figure[side]) if figure[side] else None for side in ("lower", "upper"))
    if figure["scope"] == "cell":
        statuses = figure["status"].split("|")
        return any(
            (low, up) == bounds and status in statuses
            for low, up, status in found.select("lower", "upper", "status").rows()
        )
    over = [name for name in ("subject", "process", "jurisdiction") if figure[name] == "*"]
    over += ["requester"] if "requesters" in figure["scope"] else []
    totals = pl.any_horizontal(pl.col("total_over").list.contains(name) for name in over)
    sums = found.filter(~totals).group_by("table").agg(pl.col("lower", "upper").sum())
    return bounds in sums.select("lower", "upper").rows()


@pytest.mark.parametrize(("publisher", "period", "said", "figure"), SPOTS)
def test_a_quoted_figure_comes_out(
    publisher: str, period: Span, said: dict[str, str], figure: int, corpus_built: Built
) -> None:
    cells = corpus_built.observations.filter(
        pl.col("publisher") == publisher,
        pl.col("period_start") == period[0],
        pl.col("period_end") == period[1],
        *(pl.col(name) == code for name, code in said.items()),
    )
    # A rounded figure stands for a range around what is printed.
    middles = cells.select((pl.col("lower") + pl.col("upper")) / 2).to_series().to_list()
    assert figure in middles


@pytest.mark.parametrize("code", LABELS)
def test_a_label_survives_from_the_document_to_its_code(code: str, corpus_built: Built) -> None:
    printed = corpus_built.observations.filter(pl.col("printed_jurisdiction").is_in(LABELS[code]))
    assert set(printed["jurisdiction"]) == {code}
    assert printed["lower"].is_not_null().any()
    assert vocabulary.label("jurisdiction", code) in LABELS[code]


def test_every_code_is_one_of_the_vocabulary_s(corpus_built: Built) -> None:
    for column in vocabulary.FILES:
        assert set(corpus_built.observations[column].drop_nulls()) <= set(vocabulary.terms(column)), column
    pairs = {tuple(pair.split("=", 1)) for pair in corpus_built.observations["dims"].explode().drop_nulls().unique()}
    assert pairs <= set(vocabulary.dimensions())


def test_bounds_and_status_agree(corpus_built: Built) -> None:
    frame = corpus_built.observations
    figures = frame.filter(pl.col("status").is_in(["exact", "rounded", "band", "below"]))
    silent = frame.filter(~pl.col("status").is_in(["exact", "rounded", "band", "below"]))
    assert silent.filter(pl.col("lower").is_not_null() | pl.col("upper").is_not_null()).is_empty()
    assert figures.filter(pl.col("lower").is_null() | (pl.col("lower") > pl.col("upper"))).is_empty()
    assert figures.filter((pl.col("status") == "exact") & (pl.col("lower") != pl.col("upper"))).is_empty()
    rates = figures.filter(pl.col("unit") == "ratio")
    assert (
        rates.filter((pl.col("lower") < 0) | (pl.col("upper") > 1)).select("publisher", "measure", "printed").rows()
        == []
    )
    assert frame.filter(pl.col("period_start") > pl.col("period_end")).is_empty()


def test_a_cell_stands_once_in_an_edition(corpus_built: Built) -> None:
    assert corpus_built.observations.select("cell_id", "snapshot", "captured", "sequence").is_duplicated().sum() == 0


# --- the account of every cell ---


def label(row: Mapping[str, str]) -> str:
    return row["path"]


@pytest.mark.parametrize("row", DOCUMENTS or [{"path": "no corpus"}], ids=label)
def test_every_cell_of_a_document_is_read_a_heading_or_ignored(row: Mapping[str, str], corpus_built: Built) -> None:
    name = row["path"].rpartition("/")[2]
    wanted = {"publisher": row["publisher"], "report": row["report"], "snapshot": row["sha256"], "name": name}
    (told,) = corpus_built.documents.filter(**wanted, captured=pl.lit(row["captured"]).str.to_date()).to_dicts()
    if told["outcome"] == "not_read":
        return
    assert told["cells"] == told["cells_read"] + told["cells_header"] + told["cells_ignored"] > 0
    assert told["cells_ignored"] == sum(entry["cells"] for entry in told["ignored"])
    cells = count_cells((need_corpus() / row["path"]).read_bytes(), name)
    assert cells is None or told["cells"] == cells


def count_cells(data: bytes, name: str) -> int | None:
    """How many cells hold something, counted by programs that the readers do not use; None for other formats."""
    if name.endswith(".csv"):
        return sum(bool(cell.strip()) for record in csv.reader(text(data)) for cell in record)
    if name.endswith(".xlsx"):
        with warnings.catch_warnings(action="ignore"):  # of extensions that hold no figures
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        values = (value for sheet in book.worksheets for cells in sheet.iter_rows(values_only=True) for value in cells)
        return sum(value is not None and bool(str(value).strip()) for value in values)
    if name.endswith(".ods"):
        return sum(1 for _ in ods_cells(zipfile.ZipFile(io.BytesIO(data)).read("content.xml")))
    if name.endswith(".zip"):
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = [info.filename for info in archive.infolist() if not info.is_dir()]
        # A member that is no table is a sheet of one cell, its name.
        return sum((count_cells(archive.read(name), name) or 0) if is_table(name) else 1 for name in members)
    return None


def is_table(member: str) -> bool:
    return member.endswith(".csv") and not member.startswith("__MACOSX/")


def text(data: bytes) -> io.StringIO:
    return io.StringIO(data.decode("utf-8-sig"), newline="")


def ods_cells(content: bytes) -> Iterator[str]:
    """The text of every cell of an OpenDocument spreadsheet that shows any."""
    table = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
    for line in etree.fromstring(content).iter(f"{table}table-row"):
        for cell in line.iterchildren(f"{table}table-cell"):
            shown = "".join(map(str, cell.itertext())).strip()
            times = [
                int(cell.get(f"{table}number-columns-repeated", 1)),
                int(line.get(f"{table}number-rows-repeated", 1)),
            ]
            yield from [shown] * (times[0] * times[1]) if shown else []


# --- looked up again ---


def test_verify_finds_every_figure_again(corpus_built: Built) -> None:
    ran = plainview.run("--no-baseline", "verify", data=corpus_built.data, timeout=300)
    assert ran.code == 0, ran.err
    assert re.search(r"^([\d,]+) figures found again", ran.out, re.M)[1] == f"{len(corpus_built.observations):,}"  # type: ignore[index]
    assert "\n0 could not be checked" in ran.out


def test_a_flipped_byte_in_the_archive_is_found_and_its_document_named(tmp_path: Path) -> None:
    corpus = need_corpus()
    sizes: dict[str, int] = defaultdict(int)
    for row in DOCUMENTS:
        sizes[row["publisher"]] += int(row["bytes"])
    publisher = min(sizes, key=sizes.__getitem__)
    data = tmp_path / "data"
    assert plainview.run("--no-baseline", "import", corpus, publisher, data=data).code == 0
    assert plainview.run("--no-baseline", "build", data=data).code == 0
    row = max((row for row in DOCUMENTS if row["publisher"] == publisher), key=lambda row: int(row["bytes"]))
    path = data / "archive/objects" / row["sha256"][:2] / row["sha256"][2:]
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    ran = plainview.run("--no-baseline", "verify", data=data)
    assert ran.code == 3
    document = f"{publisher}/{row['report']}/{row['path'].rpartition('/')[2]}"
    assert f"plainview: integrity: {document}: its bytes in the archive have changed" in ran.err


def test_the_baseline_is_what_the_readers_read_today(corpus_built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    """What they read was kept by the build above, under the readers' versions: no document is read twice for this."""

    def kept(document: Document) -> reading.Reading:
        return reading.load(reading.reading_path(corpus_built.data, document))

    monkeypatch.setattr(reading, "read", kept)
    changed = regenerate(need_corpus(), names(), check=True)
    assert changed == [], f"{changed}: run `make baseline`"
