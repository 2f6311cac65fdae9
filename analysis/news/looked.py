"""Days on which a publisher's document was looked at and was as before: no copy is made then, but a verdict says so."""

import json
from datetime import date
from pathlib import Path

import polars as pl

UNCHANGED = "unchanged"
LOOKED = pl.Schema({"publisher": pl.String, "report": pl.String, "snapshot": pl.String, "captured": pl.Date})


def unchanged(root: Path, until: date | None = None) -> pl.DataFrame:
    """From the verdicts of ``runs/``, as LOOKED, up to a day: which bytes were found again when."""
    found: set[tuple[str, str, str, date]] = set()
    for path in sorted((root / "runs").glob("*.json")):
        text = path.read_text(encoding="utf-8")
        if f'"{UNCHANGED}"' not in text:
            continue
        told = json.loads(text)
        day = date.fromisoformat(told["started"][:10])
        if until is None or day <= until:
            found |= {
                (one["publisher"], one["report"], one["sha256"], day)
                for one in told["outcomes"]
                if one["result"] == UNCHANGED and one["sha256"]
            }
    return pl.DataFrame(sorted(found), schema=LOOKED, orient="row")
