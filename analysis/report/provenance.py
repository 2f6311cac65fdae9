"""Where figures come from: a page per publisher, table and half-year that lists every cell that was added."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import polars as pl

from analysis import vocabulary
from analysis.recipes import WORLD, Component, Point, Series, half_name
from analysis.report import addresses
from analysis.report.figures import written
from analysis.report.render import page
from analysis.report.site import Site, anchor, place_name, provenance_page
from analysis.report.written import digest
from analysis.store import rows_digest
from analysis.words import _, catalogue
from spiders.publisher import load_publisher

SPLITS = ("service", "subject", "process", "reason", "requester")


def pages(site: Site) -> Iterator[tuple[str, str, Callable[[], str]]]:
    """Address, digest of what it is made of, and the text's maker of every page."""
    wanted: dict[str, list[tuple[Series, Point]]] = {}
    for series in site.series.values():
        for point in series.points:
            wanted.setdefault(provenance_page(series.component, point.half), []).append((series, point))
    documents = _documents(site)
    split = {series.component.key: series.rows.partition_by("half", as_dict=True) for series in site.series.values()}
    for address, told in sorted(wanted.items()):
        rows = [split[series.component.key][(point.half,)] for series, point in told]
        points = [(series.component.key, point) for series, point in told]
        cells = [rows_digest(frame) for frame in rows]
        sources = [documents[snapshot] for frame in rows for snapshot in frame["snapshot"].unique(maintain_order=True)]
        inputs = digest(catalogue().info(), site.data_date, site.recorded_as_of, points, cells, sources)
        yield address, inputs, partial(_page, site, address, told, rows, documents)


def _page(
    site: Site,
    address: str,
    told: list[tuple[Series, Point]],
    rows: list[pl.DataFrame],
    documents: dict[str, dict[str, Any]],
) -> str:
    component, half = told[0][0].component, told[0][1].half
    numbers: dict[str, int] = {}
    sections = [
        _section(site, series, point, frame, numbers) for (series, point), frame in zip(told, rows, strict=True)
    ]
    company, name = site.names[component.publisher], half_name(half)
    title = _("%(company)s, %(half)s: where the figures come from", company=company, half=name)
    values = {
        "site": site,
        "table": load_publisher(component.publisher).table(component.table),
        "company": company,
        "publisher": component.publisher,
        "half": name,
        "sections": sections,
        "documents": [documents[snapshot] | {"number": number} for snapshot, number in numbers.items()],
        "description": title,
    }
    return page("provenance.html", address, title, values)


def _section(site: Site, series: Series, point: Point, rows: pl.DataFrame, numbers: dict[str, int]) -> dict[str, Any]:
    component = series.component
    share = bool(component.whole)
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows.iter_rows(named=True):
        groups.setdefault(row["jurisdiction"] or WORLD, []).append(_row(row, numbers))
    return {
        "component": component,
        "anchor": anchor(component),
        "figure": written(point.lower, point.upper, share),
        "point": point,
        "printed": written(*point.printed, share) if point.printed else None,
        "agrees": point.printed == (point.lower, point.upper),
        "measures": "; ".join(sorted({vocabulary.label("measure", code) for code in rows["measure"].unique()})),
        "groups": [
            (anchor(component, code), place_name(code), found)
            for code, found in sorted(groups.items(), key=lambda group: place_name(group[0]))
        ],
        "method": _method(component, point),
    }


def _row(row: dict[str, Any], numbers: dict[str, int]) -> dict[str, Any]:
    split = [vocabulary.label(name, row[name]) for name in SPLITS if row[name] is not None]
    labels = vocabulary.dimensions()
    split += [labels[name, code] for name, _, code in (entry.partition("=") for entry in row["dims"])]
    return {
        "words": " · ".join(word for word in (row["printed_jurisdiction"], row["printed_measure"]) if word),
        "codes": ", ".join(split),
        "printed": row["printed"],
        "figure": addresses.figure(
            row["publisher"], row["table"], row["period_start"], row["cell_id"], row["snapshot"]
        ),
        "read": written(row["lower"], row["upper"], row["unit"] == "ratio"),
        "status": _(row["status"].replace("_", " ")),
        "exact": row["status"] == "exact",
        "correction": row["correction"],
        "locator": row["locator"],
        "document": numbers.setdefault(row["snapshot"], len(numbers) + 1),
    }


def _documents(site: Site) -> dict[str, dict[str, Any]]:
    """Every snapshot that a figure of the view is from."""
    columns = ["snapshot", "report", "document_url", "captured", "captured_basis", "exactness", "origin"]
    told = site.current.select(columns).unique("snapshot", keep="first", maintain_order=True)
    names = dict(site.documents.select("snapshot", "name").iter_rows())
    return {row["snapshot"]: row | {"name": names.get(row["snapshot"], "")} for row in told.iter_rows(named=True)}


def _method(component: Component, point: Point) -> str:
    """What the declaration says of the method of these figures."""
    table = load_publisher(component.publisher).table(component.table)
    return " ".join(epoch.note for epoch in table.epochs if epoch.method in point.method.split(" + "))
