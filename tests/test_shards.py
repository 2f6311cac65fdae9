"""Data scripts: every cell and every edition comes back as the tables have it, whatever its characters."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analysis import store
from analysis.comparability import comparability_table
from analysis.report import addresses, axes, catalogue, single
from analysis.report.render import ASSETS
from analysis.report.shards import CELL, FIGURE, READ, SOURCE, WORDS, shards, shared
from analysis.report.site import Site
from analysis.schema import DOCUMENTS, FINDINGS, OBSERVATIONS, RESTATEMENTS
from tests.test_recipes import row, view

HOSTILE = "</script><img src=x onerror=alert(1)> <!-- \u2028\u2029\u202e \x0b\x00 \" \\ ' ${7*7} __proto__"
OLD = {"snapshot": "12" * 32, "captured": date(2019, 4, 14), "sequence": 0}
CALL = re.compile(r"plainview\.([a-z]+)\((\"[^\"]*\"),(.*)\);\n", re.DOTALL)


def told() -> tuple[pl.DataFrame, pl.DataFrame]:
    """The current view and all editions: a cell told twice, one corrected, one left out, one hostile."""
    changed, corrected = row("2020-H1", 9), row("2020-H2", 5)
    now = [
        changed,
        {**corrected, "lower": None, "upper": None, "status": "not_reported", "correction": "google-invented"},
        row("2020-H1", (1000, None), jurisdiction="DE", status="band", printed=HOSTILE, printed_jurisdiction=HOSTILE),
        row("2020-H1", (0.535, 0.545), measure="disclosure_rate", unit="ratio", status="rounded", printed="54%"),
        row("2021-H1", None, jurisdiction="NA", locator=f"sheet {HOSTILE}\n row 3", flags=["secondary"]),
        row("2020-H1", 3, table="nsl", kind="national_security", jurisdiction="US", process="nsl"),
    ]
    left_out = row("2020-H1", 7, jurisdiction="FI", **OLD)
    before = {**changed, **OLD, "printed": "8", "lower": 8.0, "upper": 8.0, "locator": "row 4 column 2"}
    editions = [*(corrected if one["correction"] else one for one in now), before, left_out]
    return view(*now), view(*editions).select(OBSERVATIONS.names()).cast(OBSERVATIONS)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    current, editions = told()
    store.write(tmp_path / "observations/google/user-data-requests/copies.parquet", editions)
    (first, *_), change = current.to_dicts(), dict.fromkeys(FINDINGS.names())
    cell = current.filter(pl.col("printed") == "9")["cell_id"][0]
    finding = {"publisher": "google", "rule": "sudden_jump", "cell_id": cell, "sentence": HOSTILE, "severity": "lead"}
    findings = pl.DataFrame([change | finding | {"others": [first["cell_id"]], "snapshot": ""}], schema=FINDINGS)
    store.write(tmp_path / "findings.parquet", findings)
    moved = {"publisher": "google", "cell_id": cell, "kind": "revised", "captured_after": date(2024, 5, 13)}
    moved |= {"snapshot_before": "12" * 32, "snapshot_after": "ab" * 32}
    restatements = pl.DataFrame([dict.fromkeys(RESTATEMENTS.names()) | moved], schema=RESTATEMENTS)
    return Site(tmp_path, current, pl.DataFrame(schema=DOCUMENTS), restatements, {}, None, None)


def read(site: Site) -> dict[str, Any]:
    """The data of every script, by address."""
    found = {}
    scripts = [script for _, make in shards(site) for script in make()]
    for address, data in (*scripts, *shared(site)):
        match = CALL.fullmatch(data.decode("ascii"))
        assert match, address
        assert b"<" not in data
        found[address] = json.loads(match[3])
    return found


def column(entry: dict[str, Any], at: int) -> Any:
    if "all" in entry:
        return entry["all"]
    return entry["each"][at] if "each" in entry else entry["of"][entry["at"][at]]


def decoded(data: dict[str, Any]) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Cells with their editions, as assets/data.js reads them."""
    place = 0
    for at in range(data["count"]):
        cell = {name: column(entry, at) for name, entry in data["cells"].items()}
        editions = []
        for each in range(place, place + cell["editions"]):
            one = dict(zip(FIGURE, column(data["editions"]["figure"], each), strict=True))
            one |= dict(zip(SOURCE, column(data["editions"]["source"], each), strict=True))
            one |= dict(zip(WORDS, column(data["editions"]["words"], each), strict=True))
            numbered, rest = (column(data["editions"][name], each) for name in ("row", "column"))
            one["locator"] = one["place"] if numbered is None else f"{one['place']}row {numbered} {rest}"
            editions.append(one)
        place += cell["editions"]
        now = editions[cell["now"]] if cell["now"] >= 0 else editions[-1]
        read_as = data["read"].get(str(at), [now["lower"], now["upper"], now["status"]])
        yield now | cell | dict(zip(READ, read_as, strict=True)), editions


def figures(found: dict[str, Any]) -> dict[str, tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Every cell of every shard with its editions, by ``cell_id``."""
    shard = re.compile(r"figures/[^/]+/[^/]+/[0-9]{4}\.js")
    told = (pair for address, data in found.items() if shard.fullmatch(address) for pair in decoded(data))
    return {cell["cell_id"]: (cell, editions) for cell, editions in told}


def test_every_cell_comes_back_as_the_current_view_has_it(site: Site) -> None:
    found = figures(read(site))
    days = pl.col("period_start", "period_end", "status", "evidence").cast(pl.String)
    for wanted in site.current.with_columns(days).iter_rows(named=True):
        cell, _ = found[wanted["cell_id"]]
        names = (*CELL, *READ, "printed", "locator", *WORDS, "snapshot", "member_sha256")
        assert {name: cell[name] for name in names} == {name: wanted[name] for name in names}
        assert cell["now"] >= 0


def test_every_edition_comes_back_oldest_first(site: Site) -> None:
    found = figures(read(site))
    wanted: dict[str, list[Any]] = {}
    columns = ["snapshot", *FIGURE, "locator", *WORDS, "member_sha256"]
    known = site.editions("google").sort("captured", "sequence", "snapshot").collect()
    for one in known.with_columns(pl.col("status").cast(pl.String)).iter_rows(named=True):
        wanted.setdefault(one["cell_id"], []).append({name: one[name] for name in columns})
    assert wanted == {
        cell: [{name: one[name] for name in columns} for one in told] for cell, (_, told) in found.items()
    }


def test_a_cell_that_the_newest_copy_leaves_out_keeps_its_address(site: Site) -> None:
    (gone,) = (cell for cell, _ in figures(read(site)).values() if cell["now"] < 0)
    assert (gone["jurisdiction"], gone["printed"], gone["flags"]) == ("FI", "7", [])


def test_the_address_of_a_shard_is_the_figures_own() -> None:
    start, cell = date(2019, 7, 1), "3029085cbc9e1527ee622a4d"
    assert addresses.figure("google", "nsl", start, cell) == f"figure.html#google/nsl/2019/{cell}"
    assert addresses.figure("google", "nsl", start, cell, "ab" * 32).endswith(f"/{cell}/{'ab' * 8}")
    assert addresses.shard("google", "nsl", 2019) == "figures/google/nsl/2019.js"
    assert addresses.jurisdiction("org:interpol") == "jurisdiction/org-interpol.html"


def test_the_same_selection_has_the_same_address() -> None:
    one = addresses.explore(jurisdiction=["HK", "CN"], publisher="google", since=date(2020, 1, 1))
    assert one == "explore.html#publisher=google&jurisdiction=CN,HK&since=2020-01-01"
    assert one == addresses.explore(since=date(2020, 1, 1), publisher=["google"], jurisdiction=("CN", "HK", "CN"))
    assert addresses.explore(jurisdiction='a"&,b') == "explore.html#jurisdiction=a%22%26%2Cb"
    assert addresses.explore(publisher=[]) == "explore.html"
    with pytest.raises(ValueError, match="no filter 'color'"):
        addresses.explore(color="red")


def test_the_same_tables_give_the_same_scripts_in_whatever_order_their_rows_stand(site: Site) -> None:
    shuffled = replace(site, current=site.current.sample(fraction=1, shuffle=True, seed=1))
    assert read(site) == read(shuffled)
    assert [inputs for inputs, _ in shards(site)] == [inputs for inputs, _ in shards(site)]


def test_only_what_changed_is_made_again(site: Site) -> None:
    def digests(view: Site) -> dict[str, str]:
        return dict(
            zip(sorted(view.current["publisher"].unique()), (inputs for inputs, _ in shards(view)), strict=True)
        )

    before = digests(site)
    marked = pl.when(pl.col("table") == "nsl").then(pl.lit(["secondary"])).otherwise("flags").alias("flags")
    after = digests(replace(site, current=site.current.with_columns(marked)))
    assert {name for name, inputs in after.items() if before[name] != inputs} == {"google"}
    assert digests(replace(site, as_of=date(2024, 1, 1))).keys() == before.keys()


def test_the_index_counts_what_is_held(site: Site) -> None:
    index = read(site)["figures/index.js"]
    table = index["publishers"]["google"]["tables"]["user_data_requests"]
    assert table["cells"] == sum(table["years"].values()) == len(site.current) - 1
    assert table["years"] == {"2020": 4, "2021": 1}
    assert table["jurisdiction"] == {"DE": 1, "FR": 3, "NA": 1}
    assert ["user_data", "disclosure_rate", "ratio", 1] in table["measures"]
    assert index["labels"]["jurisdiction"]["NA"] == "Namibia"


def test_a_change_says_which_figures_it_is_about(site: Site) -> None:
    told = read(site)["figures/index.js"]["breaks"]
    photo = next(one for one in told if "photo" in one["changed"])
    assert (photo["publisher"], photo["kind"], photo["measures"]) == ("meta", "annotation", ["content_actioned"])
    emergencies = next(one for one in told if one["changed"].startswith("emergency requests of all countries"))
    assert emergencies["processes"] == ["emergency"]
    assert emergencies["except"] == ["US"] and emergencies["touches"] == []
    assert emergencies["source"].startswith("https://searchengineland.com/")
    kosovo = next(one for one in told if "Kosovo" in one["changed"])
    assert kosovo["touches"] == ["2012-07-01", "2012-12-31"] and kosovo["date"] == "2013-12-01"


def test_judgements_name_cells_and_copies(site: Site) -> None:
    found = read(site)["figures/google/judgements.js"]
    (cell,) = found["changes"]
    assert found["changes"][cell] == [["12" * 8, "ab" * 8, "revised"]]
    assert found["findings"][cell] == [["sudden_jump", HOSTILE, "lead"]]
    other = [
        "Other Court Orders",
        {"process": "court_order"},
        "orders that are neither warrants nor pen registers nor wiretaps",
    ]
    assert other in found["words"]["user_data_requests"]["process"]
    assert "removals" not in found["words"]


def test_verdicts_are_those_of_the_table(site: Site) -> None:
    rows = [row(half, 4, process="all", **whose) for half in ("2020-H1", "2020-H2") for whose in ({}, _meta())]
    both = replace(site, current=view(*rows))
    table = comparability_table(both.current, both.restatements)
    told = axes.comparability(replace(both, as_of=date(2024, 5, 13)))
    assert len(table) == len(told["pairs"]) == 1
    (one, other, verdict, said) = told["pairs"][0]
    assert told["verdicts"][verdict] == table["verdict"][0]
    assert [told["sentences"][at] for at in said] == table["sentences"][0].to_list()
    assert [told["series"][at]["publisher"] for at in (one, other)] == ["google", "meta"]
    assert told["series"][one]["must"]["process"] == ["all"]


def _meta() -> dict[str, Any]:
    return {"publisher": "meta", "report": "government-requests", "table": "government_requests"}


def test_what_is_split_and_has_no_printed_whole_is_in_no_verdict(site: Site) -> None:
    rows = [row("2020-H1", 4, process=one, **whose) for one in ("emergency", "subpoena") for whose in ({}, _meta())]
    told = axes.comparability(replace(site, current=view(*rows), as_of=date(2024, 5, 13)))
    assert [series["must"] for series in told["series"]] == [None, None]


def test_every_word_of_the_scripts_is_the_sites() -> None:
    words = single.shared() | single.figure_words() | single.explore_words()
    assert len(words) == len(single.shared()) + len(single.figure_words()) + len(single.explore_words()) - 1  # reading
    for script in SCRIPTS:
        text = (ASSETS / f"{script}.js").read_text(encoding="utf-8")
        for key in re.findall(r"""(?:say|tell)\("([a-z_0-9]+)\"""", text):
            assert key in words, f"{script}.js: {key}"
        for key in re.findall(r'section\("([a-z]+)"', text):
            assert f"h_{key}" in words, f"{script}.js: {key}"


SCRIPTS = ("data", "cite", "figure", "figure_parts", "chart", "compare", "result", "filters", "explore")


@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_are_short_and_make_no_markup_of_text(script: str) -> None:
    text = (ASSETS / f"{script}.js").read_text(encoding="utf-8")
    assert len(text.splitlines()) < 300
    for unsafe in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "fetch("):
        assert unsafe not in text, unsafe


def test_documents_of_the_figures_are_told(site: Site) -> None:
    documents = read(site)["figures/documents.js"]
    assert documents["ab" * 32]["title"] == "Global requests for user information"
    assert set(documents) >= set(site.current["snapshot"])


def test_catalogue_has_no_code_without_a_label(site: Site) -> None:
    labels = catalogue.labels(site.current)
    assert labels["role"] == {"requester": "the government that asks"}
    assert labels["process"]["nsl"] == "National security letter"
