"""Which series of several tables may share an axis in Explore: the table ``comparability``, for a page to look up in.

A verdict is about two main series as their definitions select them. Explore adds nothing up, so of such a series it
knows only the rows that are printed as its whole: ``must`` says, by column, which codes a row has to have for that (a
column that the table is split by has to say all). A series without such rows is in no verdict here.
"""

from collections.abc import Iterator
from typing import Any

import polars as pl

from analysis.comparability.definitions import COMPARABLE, NOT_COMPARABLE, WITH_A_NOTE, definitions_of
from analysis.comparability.selections import SERIES, SPLIT, Selection
from analysis.report.site import Site

ROLES = ("jurisdiction_role", "counterparty_role")
KEY = ("publisher", "table", "kind", "measure", "unit", "process", "since", "until")
COLUMNS = (*SERIES, *SPLIT, "dims", "jurisdiction", *ROLES, "period_start", "period_end")
VERDICTS = (COMPARABLE, WITH_A_NOTE, NOT_COMPARABLE)


def script(site: Site) -> tuple[str, str, str, Any]:
    """Address, call, name and data, as ``catalogue.scripts`` gives them."""
    return "figures/comparability.js", "comparability", "", comparability(site)


def comparability(site: Site) -> dict[str, Any]:
    """``series``: what they are, and ``must``; ``pairs``: [one, other, verdict, sentences], as places in the lists."""
    table = site.table("comparability")
    sides: dict[tuple[Any, ...], int] = {}
    sentences: dict[str, int] = {}
    pairs = []
    for row in table.iter_rows(named=True):
        one, other = (sides.setdefault(tuple(row[f"{name}_{side}"] for name in KEY), len(sides)) for side in ("a", "b"))
        said = [sentences.setdefault(sentence, len(sentences)) for sentence in row["sentences"]]
        pairs.append([one, other, VERDICTS.index(row["verdict"]), said])
    series = [
        _series(dict(zip(KEY, side, strict=True)), site.tables[side[0], side[1]].select(COLUMNS)) for side in sides
    ]
    return {"verdicts": list(VERDICTS), "series": series, "sentences": list(sentences), "pairs": pairs}


def _series(side: dict[str, Any], rows: pl.DataFrame) -> dict[str, Any]:
    """One main series, with the rows that are its whole; ``must`` is null where nothing is printed as its whole."""
    told = {name: str(value) if name in ("since", "until") else value for name, value in side.items()}
    return told | {"must": next(_musts(side, rows), None)}


def _musts(side: dict[str, Any], rows: pl.DataFrame) -> Iterator[dict[str, list[str | None]]]:
    """By column, the codes of the rows that are the whole: of every definition that the series can be of."""
    for one in definitions_of(side["publisher"], side["table"]):
        part = one.where.get("process") or one.part.get("process") or "all"
        if side["measure"] not in one.main or part != side["process"]:
            continue
        asked = Selection.of(since=side["since"], until=side["until"], publisher=side["publisher"])
        mine = asked.narrowed(side["table"], one, side["measure"]).rows(rows)
        if mine.is_empty():
            continue
        columns = (*SPLIT, *ROLES)
        told = mine.select(pl.col(column).unique().sort().implode() for column in columns)
        must = {column: _whole(told[column][0].to_list()) for column in columns}
        must["dims"] = _whole_dims(mine)
        if all(must.values()):
            yield must


def _whole(codes: list[str | None]) -> list[str | None]:
    """The codes of a column that mean the whole of it: the only one that there is, or none and all."""
    return codes if len(codes) == 1 else sorted({code for code in codes if code in (None, "all")}, key=str)


def _whole_dims(rows: pl.DataFrame) -> list[str | None]:
    """The further dimensions of a whole, each list of them as one text."""
    lists = sorted(rows["dims"].list.join(" ").unique())
    return lists if len(lists) == 1 else [dims for dims in lists if all(one.endswith("=all") for one in dims.split())]
