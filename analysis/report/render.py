"""Pages from templates: everything is escaped, an unknown name is an error, and no address but http(s) is a link."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from analysis.charts.style import printable
from analysis.vocabulary import label

FOLDER = Path(__file__).parent
NAVIGATION = (
    ("index.html", "Overview"),
    ("requests.html", "Requests"),
    ("disclosed.html", "Share disclosed"),
    ("who-asks.html", "Who asks whom"),
    ("removals.html", "Removals"),
    ("national-security.html", "National security"),
    ("coverage.html", "Coverage"),
    ("restatements.html", "Restatements"),
    ("findings.html", "Findings"),
    ("documents.html", "Documents"),
)


def web(address: str | None) -> str | None:
    """The address where it may be a link, else None: ``javascript:`` passes escaping."""
    return address if address and address.startswith(("https://", "http://")) else None


def visible(value: Any) -> Any:
    """Text from documents with control characters written out; markup that we made stays."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["web"] = web
    env.filters["label"] = lambda code, column: label(column, code)
    env.filters["number"] = lambda value: f"{value:,}"
    # The style stands in each page: a browser may refuse a file beside it where a page is opened from disk.
    css = (FOLDER / "style.css").read_text(encoding="utf-8")
    env.globals.update(style=Markup(css), navigation=NAVIGATION)  # noqa: S704  our own file
    return env


def page(template: str, address: str, title: str, values: Mapping[str, Any]) -> str:
    """A whole page. ``address`` is its path from the site's root; links are written from there with ``up``."""
    up = "../" * address.count("/")
    return environment().get_template(template).render(values, address=address, title=title, up=up)
