"""The page of one printed figure, and Explore: pages whose figures are read from data scripts while they are looked at.

What their scripts (assets/) say to readers is here, so that it is translated with everything else. ``{name}`` is filled
in by the script.
"""

from analysis.report.pages import Page
from analysis.report.site import Site
from analysis.words import _


def all_pages(site: Site) -> list[Page]:
    """The two pages. Each holds its scripts' words as ``words``."""
    figure = {"words": {**shared(), **figure_words()}}
    explore = {"words": {**shared(), **explore_words()}}
    told = _("The printed characters of one figure, with its document, its place in it, and every edition of it.")
    return [
        Page("figure.html", "figure.html", _("One printed figure"), [], figure, told),
        Page(
            "explore.html", "explore.html", _("Explore the figures"), [], explore, _("Choose, see, and share figures.")
        ),
    ]


def shared() -> dict[str, str]:
    """Words of both pages: what columns are called, kinds of figures and of silence, and what goes wrong."""
    return {
        **columns(),
        **statuses(),
        "no_figure": _("no figure"),
        "or_more": _("{n} or more"),
        "as_share": _("a share, in percent"),
        "blank_cell": _("(blank)"),
        "span": _("{first} to {last}"),
        "note_rounded": _("Printed rounded: the bounds are what the printed characters can stand for."),
        "flag_secondary": _(
            "Another table of this publisher tells of the same thing. What both tell is to be quoted and added up from "
            "that one; what only this one tells apart, such as a reason, stands here alone."
        ),
        "no_script": _(
            "The data script {address} cannot be read. It belongs beside this page, as the site was written."
        ),
        "copied": _("Copied."),
    }


def columns() -> dict[str, str]:
    return {
        "t_company": _("Company"),
        "t_table": _("Table"),
        "t_report": _("Report"),
        "t_kind": _("Kind of statistic"),
        "t_measure": _("Measure"),
        "t_jurisdiction": _("Jurisdiction"),
        "t_process": _("Legal process"),
        "t_reason": _("Reason"),
        "t_requester": _("Who asks"),
        "t_service": _("Service"),
        "t_subject": _("What is named"),
        "t_about": _("About"),
        "t_counterparty": _("Second jurisdiction"),
        "t_jurisdiction_role": _("Role of the jurisdiction"),
        "t_counterparty_role": _("Role of the second jurisdiction"),
        "t_unit": _("Unit"),
        "t_period": _("Period"),
        "t_printed": _("Printed"),
        "t_read_as": _("Read as"),
        "t_status": _("Kind of figure"),
        "t_split": _("Split by"),
    }


def statuses() -> dict[str, str]:
    return {
        "status_exact": _("exact"),
        "status_rounded": _("rounded by the publisher"),
        "status_band": _("a range: the true figure lies within"),
        "status_below": _("below a limit: the true figure is smaller"),
        "status_blank": _("blank: no figure, which is not zero"),
        "status_suppressed": _("suppressed by the publisher: no figure, which is not zero"),
        "status_withheld_by_law": _("withheld by law: no figure, which is not zero"),
        "status_not_reported": _("not reported: no figure, which is not zero"),
        "status_not_applicable": _("not applicable: no figure, which is not zero"),
    }


def figure_words() -> dict[str, str]:
    """Words of the figure page alone."""
    return {
        "no_hash": _("No figure is named in this address. Every figure of the site links here; or enter its address."),
        "no_address": _("This is no figure’s address: it names publisher, table, year and cell, with / between."),
        "no_table": _("This site holds no table “{table}” of a publisher “{publisher}”."),
        "no_cell": _("Table “{table}” of “{publisher}” has no cell “{cell}” in {year}."),
        "no_edition": _(
            "The cell is here, but no copy of a document whose SHA-256 begins with “{snapshot}” prints it."
        ),
        "reading": _("Reading the figure…"),
        "printed_is": _("As printed:"),
        "h_what": _("What it is"),
        "h_where": _("Where it stands"),
        "h_words": _("How its words were read"),
        "h_editions": _("Every edition"),
        "h_warnings": _("Read this first"),
        "h_findings": _("What does not add up"),
        "h_beside": _("Beside it"),
        "h_cite": _("Cite it, check it, report an error"),
        "regulator": _("an authority: its figures are never mixed with what companies say of themselves"),
        "t_total_over": _("A total over"),
        "t_cell": _("Cell"),
        "t_document": _("Document"),
        "t_address": _("Original address"),
        "t_captured": _("Copy of"),
        "t_recorded": _("Entered in the archive"),
        "t_exactness": _("How exact the copy is"),
        "t_sha256": _("SHA-256"),
        "t_member_sha256": _("SHA-256 of the member"),
        "t_locator": _("Place"),
        "t_place": _("Document and place"),
        "t_printed_measure": _("Heading as printed"),
        "t_printed_jurisdiction": _("Jurisdiction as printed"),
        "t_dimension": _("Dimension"),
        "t_word": _("Printed word"),
        "t_codes": _("Read as code"),
        "t_why": _("Note"),
        "t_changed": _("What changed"),
        "t_permanent": _("Permanent address of the figure"),
        "t_permanent_edition": _("Permanent address of this edition"),
        "t_citation": _("Citation"),
        "t_bibtex": _("BibTeX"),
        "t_csl": _("CSL-JSON"),
        "t_check": _("To check it yourself, with the archive at hand"),
        "origin_archive": _("from the archive"),
        "origin_baseline": _("from the figures that come with Plainview"),
        "flag_not_byte_exact": _(
            "The copy at hand is not byte for byte the publisher’s own file: see how exact it is."
        ),
        "member_exact": _(
            "The archive that it was published in was packed anew; the file in it that this figure was read from is "
            "byte for byte the publisher’s own."
        ),
        "older_edition": _("This is not the current edition. The current one prints {printed}."),
        "gone": _(
            "The newest copy of this table leaves this cell out. Shown is what the last copy printed that told it."
        ),
        "corrected": _("Corrected: {printed} is printed, and is taken as “{status}”. Why: {why} Source: {source}"),
        "note_band": _("A range was printed. Only its two bounds are used, never a middle."),
        "note_below": _("Only an upper limit was printed: the figure lies between 0 and one less than it."),
        "note_silent": _("The cell holds no figure. Nothing was put in its place, and it is not a zero."),
        "same_fact": _(
            "Other tables of this publisher tell the same fact, and may differ; here this is the one to quote."
        ),
        "total": _("This is a total beside its parts: never add it to them."),
        "break_since": _(
            "Since {date} this is counted otherwise: {changed}. Do not compare it with figures from before."
        ),
        "break_until": _("From {date} on this is counted otherwise: {changed}. Do not compare it with figures since."),
        "annotation": _("A change of method, or a correction, {date}: {changed}."),
        "t_source": _("Source"),
        "words_note": _(
            "Words of the document that stand for this figure’s codes; another of them may stand in its row."
        ),
        "words_caption": _("Printed words and the codes that they were read as"),
        "words_none": _("No printed word had to be mapped."),
        "by_name": _("by the list of names of countries"),
        "whole_table": _("(every row of the table)"),
        "editions_caption": _("Copies of documents that tell this cell, oldest first: {n}"),
        "first_copy": _("first copy at hand"),
        "same_print": _("the same characters"),
        "printed_otherwise": _("other characters"),
        "current": _("current"),
        "left_out": _("The copy of {captured} leaves the cell out."),
        **changes(),
        "all_findings": _("All findings, and what they mean"),
        "row_caption": _("Other figures of the same row: {n}"),
        "row_alone": _("No other figure of the current view stands in this row."),
        "series_link": _("This figure over time, in Explore"),
        "copy": _("Copy"),
        "selected": _("Selected: copy it with your keyboard."),
        "cite_place": _("Copy of {captured} ({basis}), SHA-256 {sha}, {locator}."),
        "report": _("Report an error in this figure"),
        "report_subject": _("Error in a figure"),
        "errata": _("Errata, and how to report an error"),
    }


def changes() -> dict[str, str]:
    """What befell a cell between two editions, by the kind of restatement (docs/record.md)."""
    return {
        "change_revised": _("another value"),
        "change_divided": _("a part of it now stands in rows of its own"),
        "change_merged": _("it now holds what stood in rows of its own"),
        "change_floor_raised": _("a range with a higher lower bound"),
        "change_blanked": _("a value became a silence"),
        "change_appeared": _("a value where the copy before had none"),
        "change_withdrawn": _("left out"),
        "change_returned": _("there again"),
        "change_reclassified": _("the same figure, rounded or marked otherwise"),
        "change_renamed": _("suspected: the same figure under another code"),
        "change_reread": _("our reading changed, not the publisher"),
    }


def explore_words() -> dict[str, str]:
    """Words of Explore alone."""
    return {
        "f_publisher": _("Companies and authorities"),
        "f_table": _("Tables"),
        "f_jurisdiction": _("Jurisdictions"),
        "f_kind": _("Kinds of statistics"),
        "f_measure": _("Measures"),
        "f_process": _("Legal processes"),
        "any": _("any"),
        "n_chosen": _("{n} chosen"),
        "find_in": _("Find among {n}"),
        "found_of": _("{n} of {of} shown"),
        "clear_one": _("Choose none"),
        "choose": _(
            "Choose a company, a jurisdiction or a statistic. Up to {n} cells in {tables} tables are there; "
            "nothing is loaded yet."
        ),
        "too_many": _(
            "Choose more narrowly, say a jurisdiction or a company: up to {n} cells in {tables} tables are selected; "
            "nothing is loaded yet."
        ),
        "much_to_read": _(
            "Up to {n} figures in {tables} tables are selected. To find them, {files} files with {read} figures "
            "have to be read."
        ),
        "read_them": _("Read {files} files"),
        "reading": _("Reading {files} files…"),
        "found": _("{n} cells in {tables} tables."),
        "nothing": _("Nothing is held of this selection. That is not a zero: see what is covered."),
        "result_caption": _("{n} printed cells, {first} to {last} shown. Each leads to what is printed in it."),
        "result_label": _("Table of the selected figures"),
        "earlier": _("Earlier rows"),
        "later": _("Later rows"),
        "page_of": _("page {at} of {of}"),
        "h_charts": _("Charts"),
        "charts_note": _(
            "Series share a panel only where they may be compared. Nothing is added up; a line joins periods "
            "that follow each other, a gap is a gap, and a range is a bar over its period."
        ),
        "panels_drawn": _("{n} of {of} panels are drawn."),
        "draw_more": _("Draw more"),
        "panel_part": _("part {at} of {of}"),
        "every_months": _("periods of {n} months"),
        "every_odd": _("periods of {n}"),
        "unit_line": _("unit: {unit}"),
        "chart_desc": _("A line chart, {unit}, of {series}. The figures are in the table above."),
        "panel_notes": _("Read before comparing: {n} notes"),
        "panel_since": _("Figures since {date}: {changed}. Those from before are apart."),
        "panel_until": _("From {date} on it is counted otherwise: {changed}. Those figures are apart."),
        "panel_silent": _("Cells without a figure, of which nothing is drawn: {n}."),
        "panel_bands": _(
            "A bar is a range: the true figure lies within it. A range without an upper end goes up to the edge."
        ),
        "notes_none_yet": _("What may be compared is said here as soon as a company or a statistic is chosen."),
        "notes_pairs": _("Pairs of main series in this selection that were judged: {n}."),
        "notes_count": _("{verdict}: {n}"),
        "notes_no_pair": _("No pair of main series in this selection was judged: each table stands alone."),
        "notes_all": _("Every pair, and why"),
        "notes_rule": _(
            "A pair that is not in the list is not judged, and its series are drawn apart. Verdicts are for one "
            "jurisdiction that both tell."
        ),
        "not_copied": _("Copy the address of this page."),
    }
