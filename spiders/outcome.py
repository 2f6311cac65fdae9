"""What became of each document that a run went for."""

from dataclasses import dataclass

NO_NETWORK = "no network"
"""The reason of every outcome when not one host could be reached."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line of a run's account.

    Of a crawl, ``result`` is "new", "unchanged", "gap" (an address of the template that never had a document),
    "no longer published" (it had one, which is kept), "skipped" (not asked for, as ``reason`` says) or "failed".
    Of an import it is "imported", "already there", "left out" or "failed", and ``url`` is the file's path.
    """

    publisher: str
    report: str
    url: str
    result: str
    reason: str = ""
    sha256: str | None = None

    def __str__(self) -> str:
        place = "/".join(part for part in (self.publisher, self.report) if part)
        return " ".join(part for part in (f"{place}:", self.result, self.url) if part) + (
            f" ({self.reason})" if self.reason else ""
        )
