"""The kinds of page that a site has, found in the site itself so that a new kind cannot be forgotten."""

from pathlib import Path


def kinds(site: Path) -> list[str]:
    """The address of one page of each kind: each page at the root, and one of middling size of each folder."""
    folders = sorted(folder for folder in site.iterdir() if folder.is_dir())
    several = (sorted(folder.rglob("*.html"), key=_size) for folder in folders)
    middling = [pages[len(pages) // 2] for pages in several if pages]
    found = [page.relative_to(site).as_posix() for page in [*sorted(site.glob("*.html")), *middling]]
    assert "index.html" in found, f"no site in {site}"
    return found


def every_page(site: Path) -> list[str]:
    """The address of every page."""
    return sorted(page.relative_to(site).as_posix() for page in site.rglob("*.html"))


def _size(page: Path) -> tuple[int, str]:
    return page.stat().st_size, page.as_posix()
