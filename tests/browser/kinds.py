"""The kinds of page that a site has, found in the site itself so that a new kind cannot be forgotten."""

from pathlib import Path


def kinds(site: Path) -> list[str]:
    """The address of one page of each kind: each page at the root, and the largest of each folder."""
    folders = sorted(folder for folder in site.iterdir() if folder.is_dir())
    largest = [max(pages, key=_size) for folder in folders if (pages := sorted(folder.rglob("*.html")))]
    found = [page.relative_to(site).as_posix() for page in [*sorted(site.glob("*.html")), *largest]]
    assert "index.html" in found, f"no site in {site}"
    return found


def every_page(site: Path) -> list[str]:
    """The address of every page."""
    return sorted(page.relative_to(site).as_posix() for page in site.rglob("*.html"))


def _size(page: Path) -> int:
    return page.stat().st_size
