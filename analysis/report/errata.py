"""Errors of ours in what was published, from ``errata.toml``, and how to report one."""

import datetime
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from analysis.report.pages import Page
from analysis.report.site import Site
from analysis.words import _

FILE = Path(__file__).with_name("errata.toml")
IDENTIFIER = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
FIGURE = re.compile(r"[a-z0-9-]+/[a-z0-9_]+/[0-9]{4}/[0-9a-f]{24}(?:/[0-9a-f]{16})?")
PAGE = re.compile(r"(?:[a-zA-Z0-9_-]+/)*[a-zA-Z0-9_-]+\.html(?:#[a-zA-Z0-9._-]+)?")


@dataclass(frozen=True)
class Erratum:
    """An error of ours: see the head of ``errata.toml`` for what each field is."""

    id: str
    date: datetime.date
    wrong: str
    right: str
    found: str
    since: datetime.date
    figures: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()


def load_errata(path: Path = FILE) -> tuple[Erratum, ...]:
    """All errata, the newest first. Raises ValueError naming the file and the entry where one is not whole."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    if unknown := sorted(told.keys() - {"erratum"}):
        raise ValueError(f"{path.name}: no part is called {unknown[0]!r}; errata are [[erratum]]")
    errata = tuple(_erratum(path.name, number, entry) for number, entry in enumerate(told.get("erratum", []), 1))
    days = [one.date for one in errata]
    if days != sorted(days, reverse=True):
        raise ValueError(f"{path.name}: the newest erratum comes first")
    if len({one.id for one in errata}) < len(errata):
        raise ValueError(f"{path.name}: an id stands twice")
    return errata


def _erratum(file: str, number: int, entry: dict[str, Any]) -> Erratum:
    where = f"{file}: erratum {entry.get('id') or number}"
    known = {field.name for field in fields(Erratum)}
    if unknown := sorted(entry.keys() - known):
        raise ValueError(f"{where}: no field is called {unknown[0]!r}")
    if missing := sorted(known - {"figures", "pages"} - entry.keys()):
        raise ValueError(f"{where}: {missing[0]} is missing")
    for name in ("figures", "pages"):
        if not isinstance(entry.get(name, []), list):
            raise ValueError(f"{where}: {name} is a list")
    if problem := _problem(entry):
        raise ValueError(f"{where}: {problem}")
    return Erratum(**{**entry, "figures": tuple(entry.get("figures", ())), "pages": tuple(entry.get("pages", ()))})


def _problem(entry: Mapping[str, Any]) -> str:
    """What is wrong with an entry that has every field; blank where nothing is."""
    for name in ("id", "wrong", "right", "found"):
        if not isinstance(entry[name], str) or not entry[name].strip():
            return f"{name} is a text that is not empty"
    if not IDENTIFIER.fullmatch(entry["id"]):
        return "its id has other signs than lower-case letters, digits and hyphens"
    # A time is a date to Python, and says more than is known.
    if any(type(entry[name]) is not datetime.date for name in ("date", "since")) or entry["since"] > entry["date"]:
        return "date and since are days, and since is not after date"
    for name, pattern in (("figures", FIGURE), ("pages", PAGE)):
        for address in entry.get(name, ()):
            if not isinstance(address, str) or not pattern.fullmatch(address):
                return f"{name}: {address!r} is no address of the site"
    return "" if entry.get("figures") or entry.get("pages") else "it names neither figures nor pages"


def all_pages(site: Site) -> list[Page]:
    """``errata.html``; the anchor of an erratum is its id."""
    title = _("Errata, and how to report an error")
    description = _("What this site had wrong, what is right, and how to report an error in it.")
    values = {"errata": load_errata(), "contact": site.contact, "mail": _mail(site.contact)}
    return [Page("errata.html", "errata.html", title, [], values, description)]


def _mail(contact: str | None) -> str | None:
    """The contact as an address of a mailbox, where it is one and nothing else."""
    return contact if contact and re.fullmatch(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", contact, re.ASCII) else None
