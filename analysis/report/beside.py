"""What came or went beside a figure that a later copy tells otherwise: of a divided row, where the rest stands."""

from collections.abc import Iterable, Mapping
from typing import Any

from analysis.report import addresses
from analysis.restated.divided import DIVIDED
from analysis.vocabulary import dimensions, label
from analysis.words import _

Beside = tuple[str, list[tuple[str, str, str]]]
"""What happened, in words, and (what it is, what was printed, its address) of each cell."""


def beside(row: Mapping[str, Any], kind: str, fell: bool, cells: Iterable[Mapping[str, Any]] | None) -> Beside | None:
    """``cells`` as ``divided.BESIDE`` has them, beside the figure of ``row``, which was restated as ``kind``.

    None where there are none. ``fell``: the figure is lower now, so that they came; else they went.
    """
    told = {
        "divided": _("The row was divided; the rest stands in"),
        "merged": _("Rows were merged; it holds what stood in"),
        "share divided": _("Of a row that was divided; the rest stands in"),
        "share merged": _("Of rows that were merged; it holds what stood in"),
        "came": _("New beside it in the same copy"),
        "went": _("Gone from beside it in the same copy"),
    }
    if kind not in DIVIDED:
        kind = "came" if fell else "went"
    elif row["unit"] == "ratio":
        kind = f"share {kind}"
    place = row["publisher"], row["table"], row["period_start"]
    found = []
    for one in cells or ():
        code = one["dimension"], one["code"]
        words = dimensions()[code] if code in dimensions() else label(*code)
        found.append((words, one["printed"] or "", addresses.figure(*place, one["cell_id"], one["snapshot"])))
    return (told[kind], found) if found else None
