"""Permanent addresses on the site, all from its root. What is in a fragment is read by assets/data.js."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import quote

EDITION = 16
"""So many characters of a snapshot name one edition of a cell."""

FILTERS = ("publisher", "table", "jurisdiction", "kind", "measure", "process", "since", "until")
"""What Explore can be asked for, in the order in which an address says it."""


def figure(publisher: str, table: str, period_start: date, cell_id: str, snapshot: str | None = None) -> str:
    """Where one printed cell is told in full; with a snapshot, as this copy of a document prints it."""
    edition = f"/{snapshot[:EDITION]}" if snapshot else ""
    return f"figure.html#{publisher}/{table}/{period_start.year:04d}/{cell_id}{edition}"


def of_cell(row: Mapping[str, Any], snapshot: str | None = None) -> str:
    """As ``figure``, of a row of any table that names a cell."""
    return figure(row["publisher"], row["table"], row["period_start"], row["cell_id"], snapshot)


def shard(publisher: str, table: str, year: int) -> str:
    """The data script that holds the cells of a table whose periods begin in a year."""
    return f"figures/{publisher}/{table}/{year:04d}.js"


def company(identifier: str) -> str:
    return f"company/{identifier}.html"


def jurisdiction(code: str) -> str:
    """``org:interpol`` is at ``jurisdiction/org-interpol.html``."""
    return f"jurisdiction/{code.replace(':', '-')}.html"


def explore(**filters: str | date | Iterable[str] | None) -> str:
    """Explore with a selection made. Filters are FILTERS, each a value or several; empty ones say nothing.

    The same selection has the same address, whatever the order of its values. Raises ValueError for another filter.
    """
    if unknown := sorted(filters.keys() - set(FILTERS)):
        raise ValueError(f"Explore has no filter {unknown[0]!r}; it has {', '.join(FILTERS)}")
    said = [(name, _values(filters[name])) for name in FILTERS if name in filters]
    fragment = "&".join(f"{name}={','.join(values)}" for name, values in said if values)
    return f"explore.html#{fragment}" if fragment else "explore.html"


def _values(value: str | date | Iterable[str] | None) -> list[str]:
    """A filter's values, each once, in order, fit for a fragment (a comma is what stands between two)."""
    if value is None:
        return []
    if isinstance(value, date):
        return [value.isoformat()]
    several = [value] if isinstance(value, str) else value
    return [quote(one, safe="-._~:") for one in sorted(set(several)) if one]
