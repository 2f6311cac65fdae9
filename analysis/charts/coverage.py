"""The coverage picture: what is held of whom, half-year by half-year."""

from collections.abc import Mapping, Sequence

import matplotlib as mpl
from matplotlib.patches import Patch, Rectangle

from analysis.charts import style

FULL, PART, SILENT = "#0072b2", "#a9cce3", "#e4e7ec"
MEANING = {
    "half": (FULL, "figures of the half-year"),
    "other": (PART, "only of other periods that touch it (months, quarters, years)"),
    "silent": (SILENT, "cells, but no figure in any"),
}


def chart(words: style.Words, rows: Sequence[tuple[str, str, Mapping[int, str]]], halves: Sequence[int]) -> str:
    """``rows``: company (empty where as above), kind of figures, and half-year -> a word of MEANING."""
    style.no_table(rows)
    with mpl.rc_context(style.RC):
        figure = style.canvas(words, 8.6, 0.25 * len(rows) + 0.1, left=2.75, right=0.15, head=0.3)
        axes = figure.add_subplot()
        axes.set_ylim(len(rows) - 0.5, -0.5)
        style.axis_of_halves(axes, halves)
        axes.grid(False)
        axes.set_yticks(range(len(rows)), [style.short(kind, 26) for _, kind, _ in rows])
        axes.tick_params(axis="y", labelsize=8.5)
        left = axes.get_xlim()[0]
        for level, (company, _, told) in enumerate(rows):
            if company:
                axes.axhline(level - 0.5, color=style.RULE, lw=0.8)
                axes.annotate(
                    style.short(company, 14),
                    (-0.455, level),
                    xycoords=("axes fraction", "data"),
                    va="center",
                    fontweight="bold",
                    fontsize=9,
                )
            for half, word in told.items():
                x = max(style.place(half) - 0.23, left)
                axes.add_patch(Rectangle((x, level - 0.36), 0.46, 0.72, color=MEANING[word][0], linewidth=0))
        marks = [Patch(color=colour) for colour, _ in MEANING.values()]
        axes.legend(
            marks,
            [text for _, text in MEANING.values()],
            loc="lower right",
            bbox_to_anchor=(1.01, 1.0),
            ncols=3,
            handlelength=1,
            handleheight=1,
            fontsize=8,
            columnspacing=1.2,
        )
        return style.save(figure, words)
