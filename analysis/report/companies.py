"""A page for every company and authority, and the list: with figures, declared only, known from elsewhere only."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from analysis.report import discloses
from analysis.report.company import drawn, published
from analysis.report.company.changed import Changes, Found, Restated
from analysis.report.company.defined import Meanings
from analysis.report.company.disclosing import Disclosing, Matrix
from analysis.report.company.published import Publishes, Record, Sum, summed
from analysis.report.company.quoted import Quotations
from analysis.report.company.subjects import Subject, linked, owners, subjects
from analysis.report.discloses import Beside
from analysis.report.pages import Page
from analysis.report.site import Site
from analysis.report.terms import of as terms_of
from analysis.words import _, counted
from spiders.publisher import load_publisher


@dataclass(frozen=True)
class Row:
    """A line of the list: what is held of a company, what was judged, and what was said. ``beside`` is set where
    figures are held and none proves any element."""

    subject: Subject
    others: list[str]
    total: Sum
    disclosing: Disclosing | None
    declared: list[str]
    copies: int
    statements: int
    known: str
    beside: Beside | None

    @property
    def figures(self) -> int:
        """Cells that hold a number; ``total`` counts the silent ones too."""
        return self.total.figures - self.total.silent


@dataclass(frozen=True)
class Known:
    """All tables that the pages are made of, each split once."""

    record: Record
    meanings: Meanings
    changes: Changes
    matrix: Matrix
    beside: Mapping[str, Beside]
    quotations: Quotations

    @classmethod
    def of(cls, site: Site) -> "Known":
        return cls(Record(site), Meanings(site), Changes(site), Matrix(site), discloses.beside(site), Quotations(site))


def all_pages(site: Site) -> list[Page]:
    """The list, a page a company or authority, and a page that leads on for each publisher of another's page."""
    every, known = subjects(), Known.of(site)
    rows = {one.identifier: _row(one, known) for one in every}
    pages = [_list(every, rows)]
    pages += [_company(site, one, rows[one.identifier], known) for one in every]
    own = {one.identifier for one in every}
    return pages + [_elsewhere(name, one) for name, one in owners(every).items() if name not in own]


def _row(subject: Subject, known: Known) -> Row:
    told = known.record.publishes(subject)
    disclosing = known.matrix.of(subject)
    others = [one.publisher.name for one in told if one.publisher.name != subject.name]
    declared = [f"{one.publisher.name}: {report.report.title}" for one in told for report in one.reports]
    copies = sum(report.copies for one in told for report in one.reports)
    silence = known.quotations.silence(subject)
    said = len(known.quotations.statements(subject))
    why, beside = silence[0] if silence else "", known.beside.get(subject.identifier)
    return Row(subject, others, summed(told), disclosing, declared, copies, said, why, beside)


def _list(every: list[Subject], rows: dict[str, Row]) -> Page:
    companies = [rows[one.identifier] for one in every if not one.authority]
    values = {
        "held": [row for row in companies if row.total.figures],
        "declared": [row for row in companies if not row.total.figures and row.declared],
        "silent": [row for row in companies if not row.declared],
        "authorities": [rows[one.identifier] for one in every if one.authority],
        "elements": next((row.disclosing.all for row in companies if row.disclosing), 0),
    }
    title = _("Companies")
    description = _(
        "Every company: what it publishes about requests of governments, what is held of it, and since when."
    )
    return Page("companies.html", "companies.html", title, [], values, description)


def _company(site: Site, subject: Subject, row: Row, known: Known) -> Page:
    told = known.record.publishes(subject)
    restated, found = known.changes.restated(subject), known.changes.found(subject)
    statements, about = known.quotations.statements(subject), known.quotations.about(subject)
    silence = known.quotations.silence(subject)
    sections = drawn.sections(site, subject)
    summary = _summary(row, told, restated, found)
    series = [one for one in site.series.values() if one.component.publisher in subject.publishers and one.points]
    values = {
        "feed": f"company/{subject.identifier}.xml",
        "subject": subject,
        "summary": summary,
        "silence": (silence[0], linked(silence[1])) if silence and _silent(row) else None,
        "total": row.total,
        "publishes": told,
        "counted": known.meanings.counted(subject),
        "measured": known.meanings.measured(subject),
        "components": [one.component for one in series if one.component.definition],
        "breaks": known.meanings.breaks(subject),
        "restated": restated,
        "found": found,
        "disclosing": row.disclosing,
        "statements": statements,
        "sides": known.quotations.sides(subject),
        "about": about[0],
        "about_more": about[1],
        "terms": [terms_of(one.publisher, subject) for one in told],
    }
    return Page(subject.address, "company.html", subject.name, sections, values, summary[0])


def _summary(row: Row, told: list[Publishes], restated: Restated | None, found: Found) -> list[str]:
    """The company in sentences, each made of what the tables tell."""
    sentences = _held(row) if row.total.figures else _nothing(row)
    missing = [report.report.title for one in told for report in one.reports if not report.held]
    if row.total.figures and missing:
        sentences.append(
            counted(
                "%(n)s further report is declared, of which no figure is held.",
                "%(n)s further reports are declared, of which no figure is held.",
                len(missing),
            )
        )
    if row.disclosing and row.total.figures:
        sentences.append(_elements(row.disclosing))
    if restated and restated.revised:
        sentences.append(
            counted(
                "%(n)s cell has had another value in an earlier copy.",
                "%(n)s cells have had another value in an earlier copy.",
                restated.revised,
            )
        )
    if found.all:
        sentences.append(counted("%(n)s finding about it is listed.", "%(n)s findings about it are listed.", found.all))
    if row.statements:
        sentences.append(
            counted(
                "%(n)s public statement is quoted, apart from the figures.",
                "%(n)s public statements are quoted, apart from the figures.",
                row.statements,
            )
        )
    return sentences


def _held(row: Row) -> list[str]:
    """How much is held of a company. A figure is a cell that holds a number, here as on every page."""
    sentences = published.said(row.subject.name, replace(row.total, figures=row.figures, silent=0))
    if row.total.silent:
        sentences.append(
            counted(
                "%(n)s further cell holds no number: it is blank, withheld or not reported.",
                "%(n)s further cells hold no number: they are blank, withheld or not reported.",
                row.total.silent,
            )
        )
    return sentences


def _nothing(row: Row) -> list[str]:
    """That nothing is held of a company, and whose silence that is."""
    name = row.subject.name
    if not row.declared:
        return [
            _(
                "No report of %(name)s about requests of governments is collected here, and no figure of its own is "
                "held. That is no zero: it does not say that there were no requests.",
                name=name,
            )
        ]
    reports = counted("%(n)s report of it is declared", "%(n)s reports of it are declared", len(row.declared))
    if row.copies:
        why = _("but the copies at hand gave no figure")
    else:
        why = _("but no copy was collected, so that what it prints is not known here")
    gap = _("That is a gap of ours, no silence of the company and no zero.")
    return [" ".join((_("No figure of %(name)s is held.", name=name), f"{reports}, {why}.")), gap]


def _silent(row: Row) -> bool:
    """Whether no figure of a company proves any element of disclosure."""
    return row.disclosing is None or row.disclosing.proved == 0


def _elements(told: Disclosing) -> str:
    counts = "; ".join(f"{number} {status}" for status, number in told.counts if number)
    return _("Of %(all)s elements of disclosure: %(counts)s.", all=told.all, counts=counts)


def _elsewhere(publisher: str, subject: Subject) -> Page:
    """A page at the address that a publisher's name suggests, which leads to the company that it is of."""
    declared = load_publisher(publisher)
    values: dict[str, Any] = {"subject": subject, "publisher": declared, "feed": f"company/{subject.identifier}.xml"}
    return Page(f"company/{publisher}.html", "company_elsewhere.html", declared.name, [], values)
