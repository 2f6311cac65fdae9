"""What publishers say of the reuse of their documents: only what was seen in writing, and where; see docs."""

from dataclasses import dataclass

from analysis.report.company.subjects import Subject, owners, subjects
from analysis.report.site import Site
from analysis.words import _
from spiders.publisher import Publisher, Terms, load_publisher, names


@dataclass(frozen=True)
class Reuse:
    """A publisher's terms: ``reuse`` in words, ``source`` where they stand and ``seen`` how and as of when they are
    known; where none were seen ``stated`` is False and ``source`` is the page to ask on. ``page`` is the company's,
    from the site's root.
    """

    publisher: str
    name: str
    page: str
    stated: bool
    reuse: str
    source: str
    seen: str


def terms(site: Site) -> list[Reuse]:
    """A row a publisher: those that figures are held of first, then by name."""
    held = set(site.current["publisher"].unique())
    pages = owners(subjects())
    told = [of(load_publisher(name), pages[name]) for name in names() if name in pages]
    return sorted(told, key=lambda one: (one.publisher not in held, one.name.casefold()))


def of(publisher: Publisher, subject: Subject) -> Reuse:
    """The terms of one publisher, with the page of the company that it is of."""
    who = (publisher.identifier, publisher.name, subject.address)
    known = publisher.terms
    if known:
        return Reuse(*who, True, known.reuse, known.source, _seen(known))
    landing = next((report.landing for report in publisher.reports.values()), publisher.homepage)
    unseen = _("No terms of reuse were seen in what is at hand. Ask the publisher.")
    return Reuse(*who, False, unseen, landing, "")


def _seen(known: Terms) -> str:
    how = seen_words()[known.seen]
    return _("%(how)s; the copy is of %(day)s", how=how, day=known.day) if known.day else how


def seen_words() -> dict[str, str]:
    return {
        "text": _("the words themselves were read"),
        "second-hand": _("second-hand: told by somebody else, the words themselves were not read"),
    }
