"""Pages from templates: everything is escaped, an unknown name is an error, and no address but http(s) is a link."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from analysis import words
from analysis.charts.style import THEME, printable
from analysis.report import addresses
from analysis.vocabulary import label

FOLDER = Path(__file__).parent
ASSETS = FOLDER / "assets"
NAVIGATION = (
    ("index.html", "Overview"),
    ("companies.html", "Companies"),
    ("jurisdictions.html", "Governments"),
    ("statistics.html", "Statistics"),
    ("explore.html", "Explore"),
    ("restatements.html", "Restatements"),
    ("findings.html", "Findings"),
    ("disclosure.html", "Who discloses"),
    ("coverage.html", "Coverage"),
    ("method.html", "Method"),
    ("data.html", "Data"),
)
HEX = re.compile("|".join(THEME))


def web(address: str | None) -> str | None:
    """The address where it may be a link, else None: ``javascript:`` passes escaping. What follows it in the text, as
    "(June 2020)", is no part of it.
    """
    return address.split()[0] if address and address.startswith(("https://", "http://")) else None


def visible(value: Any) -> Any:
    """Text from documents with control characters written out; markup that we made stays."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def themed(svg: str) -> Markup:
    """A chart as it stands in a page: its colours follow the page's, which may be dark."""
    return Markup(HEX.sub(lambda found: f"var({THEME[found[0]]})", svg))  # noqa: S704  lxml escaped the text in it


@cache
def environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        bytecode_cache=FileSystemBytecodeCache(),  # in the machine's temporary folder, for this user alone
        autoescape=True,
        undefined=StrictUndefined,
        finalize=visible,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.policies["ext.i18n.trimmed"] = True
    env.newstyle_gettext = True  # type: ignore[attr-defined]
    env.globals.update({"_": _text, "gettext": _text, "ngettext": _texts})
    env.filters["web"] = web
    env.filters["label"] = lambda code, column: label(column, code)
    env.filters["number"] = lambda value: f"{value:,}"
    env.globals.update(navigation=NAVIGATION, to=addresses)
    return env


def page(template: str, address: str, title: str, values: Mapping[str, Any]) -> str:
    """A whole page. ``address`` is its path from the site's root; links are written from there with ``up``."""
    up = "../" * address.count("/")
    told = {"feed": "all.xml", "description": "", **values}
    return environment().get_template(template).render(told, address=address, title=title, up=up)


def _text(message: str, /, **values: Any) -> Markup:
    """A template's words. What is filled in is escaped, and its control characters are written out."""
    filled = {name: visible(value) for name, value in values.items()}
    text = Markup(words._(message))  # noqa: S704  our own words
    return text % filled if "%" in text else text


def _texts(one: str, many: str, n: int, /, **values: Any) -> Markup:
    filled = {"num": n, **{name: visible(value) for name, value in values.items()}}
    return Markup(words.form(one, many, n)) % filled  # noqa: S704  our own words
