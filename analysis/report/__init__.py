"""The report: a static site that opens from disk, written whole beside the old one and put in its place by rename."""

import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from analysis import export
from analysis.report import (
    companies,
    data,
    discloses,
    errata,
    feeds,
    front,
    jurisdictions,
    kinds,
    leads,
    ledger,
    method,
    overview,
    places,
    provenance,
    questions,
    render,
    said,
    search,
    shards,
    single,
    statistics,
    whats_new,
)
from analysis.report.charted import Charts, Trouble
from analysis.report.pages import Page
from analysis.report.render import themed
from analysis.report.site import Site, load
from analysis.report.workers import workers
from analysis.report.written import MARK, Folder
from spiders.durable import TEMPORARY, sync_folder, words_for
from spiders.errors import PlainviewError

GROUPS: tuple[Callable[[Site], list[Page]], ...] = (
    front.all_pages,
    whats_new.all_pages,
    companies.all_pages,
    places.all_pages,
    statistics.all_pages,
    questions.all_pages,
    jurisdictions.all_pages,
    kinds.all_pages,
    said.all_pages,
    ledger.all_pages,
    leads.all_pages,
    discloses.all_pages,
    overview.all_pages,
    single.all_pages,
    method.all_pages,
    errata.all_pages,
)
"""Who makes the pages, a function a module."""


def write_site(
    root: Path,
    out: Path,
    *,
    as_of: date | None = None,
    recorded_as_of: date | None = None,
    trouble: Trouble = lambda why: print(f"plainview: {why}", file=sys.stderr),
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
        gc.disable()  # everything made here lives until it is written, and there is much to look through in vain
        try:
            _write(site, Folder(new, out), trouble)
            _swap(new, out)
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)
            raise
        finally:
            gc.enable()
    return out / "index.html"


def _write(site: Site, folder: Folder, trouble: Trouble) -> None:
    with workers(len(site.current)) as others:
        package = others.submit(_package, site, folder.folder / data.PACKAGE, folder.last / data.PACKAGE)
        pages = [page for group in GROUPS for page in group(site)]
        drawings = (section.drawing for page in pages for section in page.sections if section.drawing)
        charts = Charts(folder, drawings, others)
        _put_data(site, folder)
        svgs = {identifier: themed(svg) if svg else None for identifier, svg in charts.finish(trouble).items()}
        pages.append(data.data_page(site, *package.result()))
    _no_twins(page.address for page in pages)
    for page in pages:
        for table in (section.table for section in page.sections if section.table):
            folder.put(f"tables/{table.identifier}.csv", table.csv())
        values = {"site": site, "sections": page.sections, "charts": svgs, "description": page.description}
        folder.put(page.address, render.page(page.template, page.address, page.title, {**values, **page.values}))
    folder.put("search.js", search.script(site, pages))
    for asset in sorted(render.ASSETS.iterdir()):
        folder.put(f"assets/{asset.name}", asset.read_bytes())
    folder.close()


def _package(site: Site, out: Path, last: Path) -> tuple[list[data.File], str, dict[str, Any]]:
    """Write the data package; its files, its version, and schema.org's words on it."""
    package = export.write_package(site, out, last)
    files = [(file.path, file.bytes, file.sha256, file.title) for file in package.files]
    return files, package.version, package.dataset(data.PACKAGE)


def _put_data(site: Site, folder: Folder) -> None:
    """What is made of the data without a chart: pages of provenance, data scripts, feeds."""
    for address, inputs, make in provenance.pages(site):
        folder.made(address, inputs, make)
    for inputs, scripts in shards.shards(site):
        if not folder.take_all(inputs):
            for address, script in scripts():
                folder.put(address, script, inputs)
    for address, written in chain(shards.shared(site), feeds.feeds(site)):
        folder.put(address, written)


def _no_twins(addresses: Iterable[str]) -> None:
    """Raises ValueError where two pages would be one file, also where a disk takes large and small letters as one."""
    seen: dict[str, str] = {}
    for address in addresses:
        if other := seen.get(address.lower()):
            raise ValueError(f"two pages are at {other} and {address}")
        seen[address.lower()] = address


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
