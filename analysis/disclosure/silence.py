"""What a copy's silence means. The matrix and the news ask here, so that they never tell two things of one table."""

from datetime import date, timedelta

from analysis.disclosure.rules import rules
from spiders.publisher import load_publisher


def tells_all(publisher: str, table: str) -> bool:
    """Whether a copy of the table is silent about all that came before its capture, and not only about its periods.

    That is so of a table that tells its whole history. Of one that is no longer declared nothing is known.
    """
    try:
        return load_publisher(publisher).table(table).scope == "cumulative"
    except KeyError:
        return False


def has_stopped(start: date, end: date, reach: date) -> bool:
    """Whether figures whose last period is from ``start`` to ``end`` have stopped, if copies could tell to ``reach``.

    They have after more than ``stopped_after`` (elements.toml) periods of that length.
    """
    length = end - start + timedelta(days=1)
    after: int = rules()["stopped_after"]
    return reach - end > after * length


def dated(basis: str | None) -> bool:
    """Whether a day of capture on this basis is sure enough to count days from."""
    return basis in rules()["dated"]
