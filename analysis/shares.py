"""Shares of requests: worked out from printed counts or, where a company prints none, from its printed percentages.

A half-year is made in one way for all its places: from counts, unless percentages tell of more requests. A company that
begins to print counts has its older half-years from percentages, and none from both.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.statements import figures_only

if TYPE_CHECKING:
    from analysis.recipes import Component

SAME_REQUESTS = (
    "service",
    "subject",
    "jurisdiction",
    "counterparty",
    "process",
    "reason",
    "requester",
    "_dims",
    "half",
)
"""What the cells of two measures have in common when they speak of the same requests."""
ASKED = ("asked_low", "asked_high")


def one_way(rows: pl.DataFrame, component: "Component") -> pl.DataFrame:
    """The rows without those of the way in which the share of their half-year is not made."""
    asked = _asked(rows, component)
    counted, rated = (_told(measures).sum() for measures in (component.part, [component.rate]))
    halves = asked.group_by("half").agg(counts=counted >= rated).filter("counts")["half"]
    by_counts = pl.col("half").is_in(halves.implode())
    other = pl.when(by_counts).then([component.rate]).otherwise(list(component.part))
    return rows.filter(~pl.col("measure").is_in(other))


def shares(rows: pl.DataFrame, component: "Component", by: Sequence[str] = ("half",)) -> pl.DataFrame:
    """The share of ``whole`` in each group: columns as of ``recipes.add_up``, and of what it is a share.

    ``asked`` and ``given`` are [lower, upper] of the whole and, null for a share that is printed, of the part. Requests
    of which the share is not told are left out of both sides, and counted as silent. The rows are of one way a
    half-year, as ``one_way`` leaves them. Raises TypeError for rows that are not figures of the record.
    """
    figures_only(rows, "a share")
    asked = _asked(rows, component).sort(by, maintain_order=True)
    rated = set(rows.filter(pl.col("measure") == component.rate)["half"])
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in asked.iter_rows(named=True):
        groups.setdefault(tuple(row[name] for name in by), []).append(row)
    found = []
    for key, group in groups.items():
        printed = not component.part or group[0]["half"] in rated
        parts = [component.rate] if printed else component.part
        bounds = [*ASKED, *(name for measure in parts for name in _ends(measure))]
        told = [row for row in group if all(row[name] is not None for name in bounds)]
        n = [sum(float(row[end]) for row in told) for end in ASKED] if told else None
        given = None if printed or n is None else _given(told, parts)
        lower, upper = _weighed(told, component.rate) if printed else _divided(given, n)
        methods = sorted({row["method"] for row in group} - {None})
        found.append((*key, lower, upper, len(group), len(group) - len(told), " + ".join(methods), given, n))
    names: dict[str, Any] = {name: asked.schema[name] for name in by}
    names |= {"lower": pl.Float64, "upper": pl.Float64, "cells": pl.Int64, "silent": pl.Int64, "method": pl.String}
    names |= {"given": pl.List(pl.Float64), "asked": pl.List(pl.Float64)}
    columns = zip(*found, strict=True) if found else ([] for _name in names)
    return pl.DataFrame(dict(zip(names, map(list, columns), strict=True)), schema=names)


def _ends(measure: str) -> tuple[str, str]:
    """What the bounds of a measure are called beside those of others."""
    return f"{measure}_low", f"{measure}_high"


def _told(measures: Sequence[str]) -> pl.Expr:
    """Whether requests have closed bounds in all of these measures, and in how many there were."""
    return pl.all_horizontal(pl.col(ASKED + tuple(name for each in measures for name in _ends(each))).is_not_null())


def _asked(rows: pl.DataFrame, component: "Component") -> pl.DataFrame:
    """A row for requests of which there can have been any, with the bounds of the measures that make their share."""
    found = _bounds(rows, component.whole, ASKED, "method")
    for measure in component.measures:
        if measure != component.whole:
            told = _bounds(rows, measure, _ends(measure))
            found = found.join(told, on=SAME_REQUESTS, how="left", nulls_equal=True, validate="1:1")
    most = pl.col(ASKED[1])
    return found.filter(most.is_null() | (most > 0))


def _bounds(rows: pl.DataFrame, measure: str, names: tuple[str, str], *beside: str) -> pl.DataFrame:
    low, high = names
    bounds = pl.col("lower").alias(low), pl.col("upper").alias(high)
    return rows.filter(pl.col("measure") == measure).select(*SAME_REQUESTS, *beside, *bounds)


def _given(told: Sequence[Mapping[str, Any]], parts: Sequence[str]) -> list[float]:
    """The bounds of all parts together."""
    return [sum(float(row[_ends(measure)[end]]) for row in told for measure in parts) for end in (0, 1)]


def _divided(given: Sequence[float] | None, asked: Sequence[float] | None) -> tuple[float | None, float | None]:
    if given is None or asked is None or asked[0] <= 0:
        return None, None
    return given[0] / asked[1], min(1.0, given[1] / asked[0])


def _weighed(told: Sequence[Mapping[str, Any]], rate: str) -> tuple[float | None, float | None]:
    """The least and the greatest mean of the rates that the bounds of rates and of requests allow."""
    weights = [(row[ASKED[0]], row[ASKED[1]]) for row in told]
    if sum(low for low, _ in weights) <= 0:
        return None, None
    least, greatest = ([row[end] for row in told] for end in _ends(rate))
    return _extreme(least, weights, 1), _extreme(greatest, weights, -1)


def _extreme(rates: list[float], weights: list[tuple[float, float]], sign: int) -> float:
    """The least (``sign`` 1) or greatest (-1) weighted mean: the rates at one end weigh most, the others least."""
    order = sorted(range(len(rates)), key=lambda index: sign * rates[index])
    weight = sum(low for low, _ in weights)
    total = sum(rate * low for rate, (low, _) in zip(rates, weights, strict=True))
    best = total / weight
    for index in order:
        low, high = weights[index]
        weight += high - low
        total += rates[index] * (high - low)
        best = min(best, total / weight, key=lambda mean: sign * mean)
    return best
