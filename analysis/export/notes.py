"""``RELEASE_NOTES.md``: what changed since the last release, which ``build`` leaves behind (analysis/changes.py)."""

from pathlib import Path

from analysis.changes import MARKDOWN

FIRST = "This is the first release made here: there is none to compare it with.\n"
PAST = "This package is the view of a past day, so there is no release before it to compare with.\n"


def release_notes(root: Path, version: str, past: bool) -> str:
    """The notes as Markdown; ``past`` where the package is the view of a past day."""
    head = f"# Release notes\n\nVersion {version}.\n\n"
    if past:
        return head + PAST
    path = root / MARKDOWN
    return head + (_below(path.read_text(encoding="utf-8")) if path.exists() else FIRST)


def _below(text: str) -> str:
    """The same text under a heading; every other mark of Markdown in a document's words was made harmless there."""
    return "\n".join(f"#{line}" if line.startswith("#") else line for line in text.split("\n"))
