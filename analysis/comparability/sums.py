"""What may not enter one sum: totals beside their parts, two tables, units, methods or kinds of evidence, and the like.

Bounds are added, lower and upper apart. Nothing else of a band is ever added.
"""

from collections.abc import Iterator

import polars as pl

from analysis.comparability.definitions import Reason, breaks_of, reason, rules
from analysis.comparability.epochs import sides
from analysis.comparability.naming import label, told, unit, whose
from analysis.comparability.pairs import mixture
from analysis.comparability.selections import Traits
from analysis.comparability.windows import name, overlapping
from analysis.jurisdictions import jurisdictions
from analysis.totals import mark_totals

BOUNDS = "bounds"
REPEATED = ("accounts", "devices", "identifiers", "persons", "customers")


def in_the_way(one: Traits, rows: pl.DataFrame, figure: str = BOUNDS) -> list[Reason]:
    """Everything that keeps rows out of one sum, and what has to be said beside it.

    ``figure`` is what of each row is to be added: "bounds", or anything else, which of a band is refused.
    """
    if rows.is_empty():
        return [reason("nothing_held", A=whose(one))]
    found = [*mixture(one), *_editions(rows)]
    if found:
        return found
    checks = (_additive(one), _totals(rows), _contained(one, rows), _areas(one, rows), _periods(one), _method(one))
    found = [told for check in checks for told in check]
    found += [*_once(one, rows), *_bands(one, figure), *_silent(one, rows)]
    return found


def _editions(rows: pl.DataFrame) -> Iterator[Reason]:
    twice = len(rows) - rows["cell_id"].n_unique()
    if twice:
        yield reason("more_than_one_edition", count=twice)


def _additive(one: Traits) -> Iterator[Reason]:
    if one.rows > 1 and not one.additive:
        yield reason("not_additive", a=told(one))
    elif one.rows > 1 and one.one("unit") in REPEATED:
        yield reason("can_repeat", unit_a=unit(one.one("unit")))


def _totals(rows: pl.DataFrame) -> Iterator[Reason]:
    """Rows that total others of the same selection; that they total rows that were left out does not matter."""
    over = mark_totals(rows)["total_over"]
    totals = over.filter(over.list.len() > 0)
    if len(totals):
        dimensions = sorted(set(totals.explode().drop_nulls()))
        yield reason("totals_with_parts", count=len(totals), dimensions=", ".join(dimensions))


def _contained(one: Traits, rows: pl.DataFrame) -> Iterator[Reason]:
    """Codes that hold other codes, where both stand beside each other in a period."""
    for entry in rules()["contains"]:
        column, whole = entry["column"], entry["whole"]
        parts = [code for code in entry["parts"] if code in one.codes[column]]
        if whole in one.codes[column] and parts:
            has = [pl.col(column).list.contains(code) if column == "dims" else pl.col(column) == code for code in parts]
            is_whole = pl.col(column).list.contains(whole) if column == "dims" else pl.col(column) == whole
            beside = rows.group_by("period_start", "period_end").agg(
                is_whole.any().alias("_whole"), pl.any_horizontal(has).any().alias("_part")
            )
            if beside.filter(pl.col("_whole") & pl.col("_part")).height:
                words = [whole, *parts] if column in ("dims", "about") else [label(column, c) for c in (whole, *parts)]
                yield reason("part_in_whole", whole=words[0], part=" and ".join(words[1:]))


def _areas(one: Traits, rows: pl.DataFrame) -> Iterator[Reason]:
    """Areas beside countries that can be within them."""
    known, data = jurisdictions(), rules()["areas"]
    present = {code for code in one.codes["jurisdiction"] if code in known}
    for area in sorted(code for code in present if known[code].kind == "area" and code not in data["apart"]):
        without = data["all_but"].get(area)
        others = [code for code in present if known[code].kind in ("country", "territory") and code != without]
        shared = rows.group_by("period_start").agg(
            (pl.col("jurisdiction") == area).any() & pl.col("jurisdiction").is_in(others).any()
        )
        if shared["jurisdiction"].any():
            yield reason("part_in_whole", whole=known[area].label, part="countries of it")


def _periods(one: Traits) -> Iterator[Reason]:
    found = overlapping(one.periods)
    if found:
        yield reason("overlapping_periods", first=name(found[0]), second=name(found[1]))


def _method(one: Traits) -> Iterator[Reason]:
    """More than one method of the rows themselves, or a break that is written down."""
    crossed = [change for change in breaks_of(one.one("publisher")) if len(sides(one, change)) == 2]
    for change in crossed:
        yield reason("method_break", A=whose(one), date=change.day, changed=change.changed)
    methods = one.codes.get("method", frozenset())
    if len(methods) > 1 and not crossed:
        words = ", ".join(sorted(method or "none named" for method in methods))
        yield reason("method_break", A=whose(one), date="a day", changed=f"the rows are of the methods {words}")


def _once(one: Traits, rows: pl.DataFrame) -> Iterator[Reason]:
    """Dimensions over which the publisher counts one thing several times."""
    for known in one.known:
        for dimension in known.not_added_over:
            meant = rows.filter(pl.col("period_start").is_between(known.since, known.until))
            code = (
                pl.col("dims").list.join("\x1f").str.extract(rf"(?:^|\x1f){dimension}=([^\x1f]*)")
                if dimension not in rows.columns
                else pl.col(dimension)
            )
            several = meant.group_by("period_start", "period_end").agg(code.drop_nulls().n_unique().alias("_codes"))
            if several.filter(pl.col("_codes") > 1).height:
                yield reason("counted_more_than_once", dimension=dimension, why=known.why)


def _bands(one: Traits, figure: str) -> Iterator[Reason]:
    if one.bands and figure != BOUNDS:
        yield reason("band_midpoint", count=one.bands)
    elif one.bands:
        yield reason("bands_bounds_only", A=whose(one))


def _silent(one: Traits, rows: pl.DataFrame) -> Iterator[Reason]:
    silent = one.rows - one.figures
    if silent == one.rows:
        yield reason("nothing_disclosed", count=one.rows)
    elif silent:
        yield reason("silent_cells", silent=silent, count=one.rows)
    if rows["flags"].list.contains("secondary").any():
        yield reason("secondary_table", A=whose(one))
