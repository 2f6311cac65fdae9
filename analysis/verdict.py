"""What a run says while it works, and the verdict that it leaves: ``runs/<time>.json`` and an exit code."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spiders.durable import write_durably
from spiders.outcome import Outcome
from spiders.publisher import names as publishers

if TYPE_CHECKING:
    from analysis.build import Build

NEWS = {"new", "imported"}
QUIET = {"unchanged", "already there", "gap"}


class Verdict:
    """Collects what happened. Progress goes to standard error, a line each; ``quiet`` keeps only what went wrong."""

    def __init__(self, command: str, root: Path, quiet: bool) -> None:
        self.command, self.root, self.quiet = command, root, quiet
        self.started = datetime.now(UTC)
        self.outcomes: list[Outcome] = []
        self.failures: list[tuple[str, str]] = []
        self.notices: list[str] = []
        self.tables: dict[str, Any] = {}

    def say(self, line: str) -> None:
        if not self.quiet:
            print(line, file=sys.stderr, flush=True)

    def progress(self, outcome: Outcome) -> None:
        """A word on each document as it comes; what failed is said once, at the end."""
        if outcome.result in NEWS:
            self.say(str(outcome))

    def outcome(self, outcome: Outcome, skipping_is_fine: bool = False) -> None:
        """Count an outcome. A document skipped because robots.txt could not be had or forbids it was not collected."""
        self.outcomes.append(outcome)
        if outcome.result == "failed" or (outcome.result == "skipped" and not skipping_is_fine):
            self.failed(outcome.publisher, f"{outcome.publisher} {outcome.report}: {outcome.url}: {outcome.reason}")
        elif outcome.result not in NEWS | QUIET:
            self.say(str(outcome))

    def failed(self, publisher: str, why: str) -> None:
        if (publisher, why) not in self.failures:
            self.failures.append((publisher, why))

    def offline(self, reports: int, fine: bool) -> None:
        """Nothing could be reached: one line, and a failure unless the caller said that it is none."""
        line = f"no network: none of {reports} reports could be reached; going on with what is here"
        if fine:
            print(line, file=sys.stderr, flush=True)
            self.notices.append(line)
        else:
            self.failed("network", line)

    def built(self, result: "Build") -> None:
        for publisher, why in result.failures:
            self.failed(publisher, why)
        self.notices += [note for _, note in result.notices]
        self.tables = {
            "copies": result.copies,
            "observations": result.observations,
            "by_publisher": result.by_publisher,
            "findings": result.findings,
        }
        state = "built" if result.changed else "nothing changed:"
        self.say(f"{state} {result.observations:,} observations from {result.copies} copies of documents")
        if result.changed:
            self.tables["changes"] = result.changes
            self.say(f"{result.changes} ({self.root / 'changes.md'}, and changes.json beside it)")
        if result.findings:
            self.say(f"{result.findings:,} findings: what does not add up or is out of line; see findings.parquet")

    def close(self) -> int:
        """Say what failed, write the verdict, and give the exit code."""
        code = 1 if self.failures else 0
        for result in sorted({outcome.result for outcome in self.outcomes}):
            self.say(f"{sum(outcome.result == result for outcome in self.outcomes)} documents: {result}")
        for _, why in self.failures:
            print(f"plainview: {why}", file=sys.stderr)
        names = ", ".join(sorted({publisher for publisher, _ in self.failures} & set(publishers())))
        if names:
            print(f"plainview: failed or held back: {names}; last good figures stay", file=sys.stderr)
        told = {
            "command": self.command,
            "started": self.started.isoformat(timespec="seconds"),
            "ended": datetime.now(UTC).isoformat(timespec="seconds"),
            "exit_code": code,
            "outcomes": [
                {name: getattr(o, name) for name in ("publisher", "report", "url", "result", "reason", "sha256")}
                for o in self.outcomes
            ],
            "failures": [{"publisher": publisher, "why": why} for publisher, why in self.failures],
            "notices": self.notices,
            "tables": self.tables,
        }
        path = self.root / "runs" / f"{self.started:%Y%m%dT%H%M%S%f}Z.json"
        write_durably(path, json.dumps(told, indent=1, ensure_ascii=False).encode())
        return code
