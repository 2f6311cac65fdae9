"""The report: a static site that opens from disk, written whole beside the old one and put in its place by rename."""

import os
import shutil
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path

from markupsafe import Markup

from analysis.report import jurisdictions, overview, provenance, questions
from analysis.report.questions import Drawing, Page
from analysis.report.site import Site, load
from spiders.durable import TEMPORARY, sync_folder, words_for
from spiders.errors import PlainviewError

MARK = ".plainview-site"
"""A file in every site that we wrote: no other folder is ever replaced."""


def write_site(
    root: Path,
    out: Path,
    *,
    as_of: date | None = None,
    recorded_as_of: date | None = None,
    trouble: Callable[[str], None] = lambda why: print(f"plainview: {why}", file=sys.stderr),
) -> Path:
    """Write the site; its first page. Raises PlainviewError, or IntegrityError for a table that is not as it was built.

    Until everything is written the last site stays. A chart that cannot be drawn is told to ``trouble`` and its page.
    """
    out = out.absolute()
    if out.exists() and not (out / MARK).exists() and (not out.is_dir() or any(out.iterdir())):
        raise PlainviewError(f"{out} is not a site that Plainview wrote, so it is not replaced: name another folder")
    site = load(root, as_of, recorded_as_of)
    with words_for(out, "a whole site"):
        out.parent.mkdir(parents=True, exist_ok=True)
        _clear(out)
        new = out.with_name(f"{TEMPORARY}{os.getpid()}-{out.name}")
        try:
            _write(site, new, trouble)
            _swap(new, out)
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)
            raise
    return out / "index.html"


def _write(site: Site, folder: Path, trouble: Callable[[str], None]) -> None:
    pages = [*overview.all_pages(site), *questions.all_pages(site), *jurisdictions.all_pages(site)]
    _put(folder / MARK, "written by plainview report\n")
    charts, csvs = _charts(folder, pages, trouble), {}
    for table in (section.table for page in pages for section in page.sections if section.table is not None):
        csvs[table.identifier] = f"tables/{table.identifier}.csv"
        _put(folder / csvs[table.identifier], table.csv())
    for page in pages:
        _put(folder / page.address, page.render(site, charts, csvs))
    for address, text in provenance.pages(site):
        _put(folder / address, text)


def _charts(folder: Path, pages: Iterable[Page], trouble: Callable[[str], None]) -> dict[str, Markup | None]:
    """Every chart by its identifier, None for one that could not be drawn; each is a file of its own too."""
    found: dict[str, Markup | None] = {}
    for drawing in (section.drawing for page in pages for section in page.sections if section.drawing is not None):
        svg = _drawn(drawing, trouble)
        found[drawing.words.identifier] = Markup(svg) if svg else None  # noqa: S704  text in it was escaped by lxml
        if svg:
            _put(
                folder / "charts" / f"{drawing.words.identifier}.svg", f'<?xml version="1.0" encoding="utf-8"?>\n{svg}'
            )
    return found


def _drawn(drawing: Drawing, trouble: Callable[[str], None]) -> str | None:
    try:
        return drawing.draw()
    except Exception as error:
        trouble(f"chart {drawing.words.identifier} could not be drawn: {type(error).__name__}: {error}")
        return None


def _put(path: Path, data: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as handle:
        handle.write(data.encode() if isinstance(data, str) else data)
        handle.flush()
        os.fsync(handle.fileno())


def _swap(new: Path, out: Path) -> None:
    """Put the new site in the old one's place. Between the two renames there is none; the next report mends that."""
    old = new.with_name(f"{new.name}.old")
    if out.exists():
        out.rename(old)
    new.rename(out)
    sync_folder(out.parent)
    shutil.rmtree(old, ignore_errors=True)


def _clear(out: Path) -> None:
    """Remove what a killed report left; put back the last site where the kill fell between the renames."""
    for left in sorted(out.parent.glob(f"{TEMPORARY}*-{out.name}*")):
        number = left.name.removeprefix(TEMPORARY).split("-")[0]
        if number.isdigit() and not _alive(int(number)):
            if left.name.endswith(".old") and not out.exists():
                left.rename(out)
            else:
                shutil.rmtree(left, ignore_errors=True)


def _alive(process: int) -> bool:
    with suppress(PermissionError):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
    return True
