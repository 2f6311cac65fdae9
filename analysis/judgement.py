"""The tables of judgements on the figures: what may be compared, what changed, who tells what, what does not add up,
what was only said in public. Each is data and rules in a folder of its own, beside a guide in docs/."""

from pathlib import Path

import polars as pl

from analysis import checks, store
from analysis.both_sides import both_sides_table
from analysis.comparability import comparability_table
from analysis.comparability.epochs import epochs_table
from analysis.disclosure import disclosure_table
from analysis.restated import ledger
from analysis.statements import findings as quotations_gone
from analysis.statements import statements_table
from spiders.archive import Archive
from spiders.publisher import names


def tables(root: Path, documents: pl.DataFrame, restatements: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Every table by its name. ``observations`` and ``current`` of the data folder are written already."""
    found = [checks.findings(pl.scan_parquet(root / "current.parquet"), documents, names())]
    found.append(quotations_gone(Archive(root)))
    restated = ledger((store.observations(root, name) for name in store.publishers(root)), restatements)
    current = store.read(root, "current")
    return {
        "findings": pl.concat(found, how="diagonal_relaxed").select(checks.SCHEMA.names()),
        "restated": restated,
        "disclosure": disclosure_table(current, documents),
        "comparability": comparability_table(current, restatements),
        "epochs": epochs_table(names()),
        "both_sides": both_sides_table(current),
        "statements": statements_table(),
    }
