"""Write down every message that a report of a data folder asks the catalogue for, so that ``pybabel extract`` reads
them too: texts of questions.toml and labels that are looked up by a code stand nowhere in a ``_("…")``.

    python -m tests.tools.list_words DATA site.py
"""

import sys
import tempfile
from gettext import NullTranslations
from pathlib import Path

from analysis import words
from analysis.report import write_site


class Listed(NullTranslations):
    """English, remembering what was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def gettext(self, message: str) -> str:
        self.asked.add(f"_({message!r})")
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self.asked.add(f"ngettext({msgid1!r}, {msgid2!r}, 1)")
        return msgid1 if n == 1 else msgid2


def main(root: Path, to: Path) -> None:
    """Report ``root`` into a folder that is thrown away; calls of ``_`` and ``ngettext``, one a line, go to ``to``."""
    listed = Listed()
    words.use(listed)
    with tempfile.TemporaryDirectory() as folder:
        write_site(root, Path(folder) / "site")
    to.write_text("\n".join(sorted(listed.asked)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
