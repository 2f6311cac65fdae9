"""What keeps two series apart: one rule a function, each giving the reasons that it finds.

A rule asks only what the rows are and what is written down about them; what its answer weighs, and the sentence, are in
``comparability/rules.toml``.
"""

from collections.abc import Callable, Iterator, Mapping

from analysis.comparability import epochs
from analysis.comparability.definitions import Reason, overlaps, reason, rules, tables_of
from analysis.comparability.naming import label, labels, named, places, several, unit, whose
from analysis.comparability.selections import Traits
from analysis.comparability.windows import share_a_day
from analysis.jurisdictions import jurisdictions

Rule = Callable[[Traits, Traits], Iterator[Reason]]
PARTS = ("process", "subject", "reason", "requester", "service")
SINGLE = ("country", "territory", "region", "historic")
MIXED = {
    "publisher": ("more_than_one_table", "publishers"),
    "table": ("more_than_one_table", "tables"),
    "kind": ("other_kind", "kinds of figures"),
    "unit": ("other_unit", "units"),
    "measure": ("other_measure", "measures"),
    "jurisdiction_role": ("other_role", "roles of a country"),
    "evidence": ("report_against_regulator", "reports of companies and figures of authorities"),
}
"""What one series has one code of: the reason where it has two, and what is mixed then."""


def apart(first: Traits, second: Traits, by_country: bool = False) -> list[Reason]:
    """Everything that keeps two series apart. ``by_country`` judges them for any one country that both tell."""
    empty = [reason("nothing_held", A=whose(one)) for one in (first, second) if not one.rows]
    mixed = [*mixture(first), *mixture(second)]
    if empty or mixed:
        return empty or mixed
    found = [told for rule in RULES for told in rule(first, second)]
    asked = by_country or bool(first.places or second.places)
    found += _country(first, second, asked)
    return found if by_country else [*found, *_place(first, second)]


def mixture(one: Traits) -> Iterator[Reason]:
    """Why the rows of a selection are not one series."""
    for column, (code, mixed) in MIXED.items():
        codes = sorted(each for each in one.codes.get(column, ()) if each)
        if len(codes) > 1 and not (column == "jurisdiction_role" and len(one.codes["kind"]) > 1):
            words = labels("measure", codes) if column == "measure" else " and ".join(codes)
            yield Reason(code, f"{whose(one)}: {mixed} are mixed here: {words}.", rules()["codes"][code]["severity"])


# --- what is counted ---


def _evidence(first: Traits, second: Traits) -> Iterator[Reason]:
    if first.codes["evidence"] != second.codes["evidence"]:
        yield reason("report_against_regulator", **named(first, second))


def _kind(first: Traits, second: Traits) -> Iterator[Reason]:
    one, other = first.one("kind"), second.one("kind")
    if one != other:
        pairs = {frozenset(entry["pair"]): entry["code"] for entry in rules()["kinds"]}
        yield reason(pairs.get(frozenset((one, other)), "other_kind"), **named(first, second))
    elif one == "own_rules" and not _same(first, second, "publisher"):
        yield reason("own_rules_of_each", **named(first, second))


def _measure(first: Traits, second: Traits) -> Iterator[Reason]:
    who = named(first, second)
    one, other = first.one("measure"), second.one("measure")
    if not _same(first, second, "unit"):
        yield reason("other_unit", unit_a=unit(first.one("unit")), unit_b=unit(second.one("unit")), **who)
    elif one != other:
        stages, bases = rules()["stages"], rules()["basis"]
        if len({stages.get(one), stages.get(other), None}) == 3:
            yield reason("other_stage", stage_a=stages[one], stage_b=stages[other], **who)
        elif len({bases.get(one), bases.get(other), None}) == 3:
            yield reason("other_basis", basis_a=bases[one], basis_b=bases[other], **who)
        else:
            yield reason("other_measure", **who)
    yield from _thing(first, second)


def _thing(first: Traits, second: Traits) -> Iterator[Reason]:
    one, other = first.told("thing"), second.told("thing")
    if one & other or not (one or other) or not _same(first, second, "kind"):
        return
    if (one and other) or first.one("kind") in rules()["one_thing"]["kinds"]:
        yield reason("other_thing", **named(first, second))
    else:
        yield reason("thing_part", **(named(first, second) if one else named(second, first)))


def _disclosed(first: Traits, second: Traits) -> Iterator[Reason]:
    data = rules()["disclosed"]
    meant, other = (sorted(one.told("disclosed")) for one in (first, second))
    about = all(one.one("measure") in data["measures"] for one in (first, second))
    if not (about and meant and other) or (_same(first, second, "publisher") and meant == other):
        return
    said = {"disclosed_a": data["means"][meant[0]], "disclosed_b": data["means"][other[0]]}
    code = "disclosed_by_own_threshold" if meant == other else "other_definition_of_disclosed"
    yield reason(code, **said, **named(first, second))


def _automation(first: Traits, second: Traits) -> Iterator[Reason]:
    one, other = _aspect(first), _aspect(second)
    if one and other and one != other:
        yield reason("detection_against_decision", **named(first, second))


def _aspect(one: Traits) -> str:
    """Whether a series speaks of what machines detected, of what they decided, or of neither."""
    asked = {code.partition("=")[0] for code in one.selection.where.get("dims", ()) if not code.endswith("=all")}
    for aspect, entry in rules()["automation"].items():
        if one.one("measure") in entry["measures"] or asked & set(entry["dims"]):
            return str(aspect)
    return ""


def _parts(first: Traits, second: Traits) -> Iterator[Reason]:
    for column in PARTS:
        mine, theirs = first.part(column), second.part(column)
        words = {"part_a": labels(column, mine), "part_b": labels(column, theirs)}
        if mine == theirs:
            shared = all(code.startswith(rules()["reasons"]["shared"]) for code in mine)
            if column == "reason" and not shared and not _same(first, second, "publisher"):
                yield reason("reason_by_label", **words, **named(first, second))
        elif mine and theirs:
            if column != "service":
                yield reason(f"other_{column}", **words, **named(first, second))
        else:
            part, whole = (first, second) if mine else (second, first)
            one_table = _same(first, second, "publisher") and _same(first, second, "table")
            code = "part_of_the_other" if one_table else f"{column}_part"
            yield reason(code, part_a=labels(column, mine or theirs), **named(part, whole))


# --- who asks, where, and what is in the total ---


def _country(first: Traits, second: Traits, asked: bool) -> Iterator[Reason]:
    role, other = _role(first), _role(second)
    words, meant = rules()["countries"], [sorted(one.told("country")) for one in (first, second)]
    if role and other and role != other:
        roles = {"role_a": label("jurisdiction_role", role), "role_b": label("jurisdiction_role", other)}
        yield reason("other_role", **roles, **named(first, second))
    elif asked and all(meant) and meant[0] != meant[1]:
        told = {"country_a": words[meant[0][0]], "country_b": words[meant[1][0]]}
        yield reason("other_country_meaning", **told, **named(first, second))


def _role(one: Traits) -> str:
    """The role of the countries that are asked for: of the counterparty, where it alone is."""
    by_other = one.selection.fixed("counterparty") and not one.selection.fixed("jurisdiction")
    return one.one("counterparty_role" if by_other else "jurisdiction_role")


def _asked_by(first: Traits, second: Traits) -> Iterator[Reason]:
    if not _same(first, second, "kind"):
        return  # another kind weighs more, and can say the same
    for one, other in ((first, second), (second, first)):
        mine, theirs = _askers(one), _askers(other)
        if mine in ("governments", "both") and theirs in ("private", "mostly_private"):
            yield reason("private_against_government", **named(one, other))
        elif mine == "governments" and theirs == "both":
            yield reason("private_in_total", **named(one, other))


def _askers(one: Traits) -> str:
    for who, columns in (("private", rules()["private"]), ("governments", rules()["government"])):
        for column, codes in columns.items():
            if one.part(column) and one.part(column) <= set(codes):
                return who
    said = one.told("asked_by")
    return next(iter(said)) if len(said) == 1 else ""


def _scope(first: Traits, second: Traits) -> Iterator[Reason]:
    if _same(first, second, "publisher") and _same(first, second, "table"):
        return  # what a table held before and holds since is a matter of its epochs
    topics = rules()["topics"]
    skipped = set(rules()["by_process"]["topics"]) if first.part("process") or second.part("process") else set()
    for one, other in ((first, second), (second, first)):
        clash = (one.told("holds") & other.told("leaves_out")) - skipped
        for topic in (topic for topic in topics if topic in clash):
            yield reason(f"{topic}_in_or_out", **named(one, other))
        said = one.told("holds") | one.told("leaves_out") | skipped
        unsaid = (one.told("not_said") - said) & (other.told("holds") | other.told("leaves_out"))
        if unsaid and not _same(first, second, "publisher"):
            words = " or ".join(word for topic, word in topics.items() if topic in unsaid)
            yield reason("scope_not_said", topics=words, **named(one, other))


def _recorded(first: Traits, second: Traits) -> Iterator[Reason]:
    for one in _both(first, second):
        if not one.known:
            yield reason("definition_not_recorded", A=whose(one), table=one.one("table"))
        if not _same(first, second, "publisher"):
            for services in sorted(one.told("services")):
                yield reason("services_together", A=whose(one), services=services)


def _place(first: Traits, second: Traits) -> Iterator[Reason]:
    mine, theirs = first.places, second.places
    who = {**named(first, second), "place_a": places(mine), "place_b": places(theirs)}
    here, there = first.codes["jurisdiction"], second.codes["jurisdiction"]
    if mine and theirs:
        if _single(mine) != _single(theirs):
            yield reason("aggregate_against_country", **who)
        elif mine != theirs and not _same(first, second, "publisher"):
            yield reason("other_jurisdiction", **who)
    elif mine or theirs:
        yield reason("country_against_all", **who)
    elif here != there and not _same(first, second, "publisher"):
        for one, codes in ((first, here), (second, there)):  # a sentence each, which is the same in every pair of it
            yield reason("other_countries", A=whose(one), places_a=several(codes))


def _single(codes: frozenset[str]) -> bool:
    known = jurisdictions()
    return all(known[code].kind in SINGLE for code in codes if code in known)


# --- bands, overlaps, editions ---


def _bands(first: Traits, second: Traits) -> Iterator[Reason]:
    for one in _both(first, second):
        if one.bands:
            yield reason("bands_bounds_only", A=whose(one))
        if one.floors:
            yield reason("band_floor_raised", A=whose(one), count=one.floors)
    if first.widths and second.widths and max(first.widths) != max(second.widths):
        widths = {"width_a": f"{max(first.widths):,g}", "width_b": f"{max(second.widths):,g}"}
        yield reason("bands_of_other_width", **widths, **named(first, second))


def _overlap(first: Traits, second: Traits) -> Iterator[Reason]:
    facts = _fact(first), _fact(second)
    two_tables = _same(first, second, "publisher") and not _same(first, second, "table")
    if two_tables and facts[0] and facts[0] == facts[1] and share_a_day(first.periods, second.periods):
        yield reason("same_fact", A=whose(first))
    codes = {"inside": "child_in_parent", "outside": "sister_company_apart", "not_said": "overlap_not_said"}
    for entry in overlaps():
        for child, parent in ((first, second), (second, first)):
            then = any(entry.since <= start <= entry.until for start, _ in (*child.periods, *parent.periods))
            if then and _is(child, entry.child) and _is(parent, entry.parent) and not _is(child, entry.parent):
                yield reason(codes[entry.relation], said=entry.said, **named(child, parent))


def _is(one: Traits, side: Mapping[str, str]) -> bool:
    return all(one.codes.get(column, frozenset()) == {code} for column, code in side.items())


def _fact(one: Traits) -> str:
    tables, table = tables_of(one.one("publisher")), one.one("table")
    return tables[table].fact or "" if table in tables else ""


def _restated(first: Traits, second: Traits) -> Iterator[Reason]:
    for one in _both(first, second):
        if one.restated:
            yield reason("restated", A=whose(one), count=one.restated, of=one.rows)


def _same(first: Traits, second: Traits, column: str) -> bool:
    return first.codes[column] == second.codes[column]


def _both(first: Traits, second: Traits) -> tuple[Traits, ...]:
    return (first,) if first is second else (first, second)


RULES: tuple[Rule, ...] = (
    _evidence,
    _kind,
    _measure,
    _disclosed,
    _automation,
    _parts,
    _asked_by,
    _scope,
    _recorded,
    epochs.method,
    epochs.periods,
    _bands,
    _overlap,
    _restated,
)
