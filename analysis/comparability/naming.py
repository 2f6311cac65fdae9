"""What series are called in the sentences of reasons."""

from collections.abc import Iterable

from analysis.comparability.definitions import declared, rules, tables_of
from analysis.comparability.selections import Traits
from analysis.jurisdictions import jurisdictions
from analysis.totals import TOTALS
from analysis.vocabulary import terms

LOWERED = ("measure", "process", "subject", "requester")


def named(first: Traits, second: Traits) -> dict[str, str]:
    """A and B, the publishers, or the tables of one publisher; a and b, what each of them tells."""
    a, b = whose(first), whose(second)
    if a != b:
        return {"A": a, "B": b, "a": told(first), "b": told(second)}
    a, b = (f"{whose(one)} ({counts(one)})" for one in (first, second))
    measures = {side: label("measure", one.one("measure")) for side, one in (("a", first), ("b", second))}
    return {"A": a, "B": b, **measures}


def whose(one: Traits) -> str:
    """Whose figures they are: the publisher's name, or several."""
    present = [code for code in one.codes.get("publisher", ()) if code]
    wanted = sorted(present) or sorted(one.selection.where.get("publisher", {"what was asked for"}))
    return " and ".join(known.name if (known := declared(code)) else code for code in wanted)


def told(one: Traits) -> str:
    """What a series tells: its measure, and what that is a measure of."""
    return f"{label('measure', one.one('measure'))} ({counts(one)})"


def counts(one: Traits) -> str:
    """What a table counts, as its definition says it, or its title."""
    for known in one.known:
        return known.counts
    known_tables = tables_of(one.one("publisher"))
    table = one.one("table")
    return known_tables[table].title if table in known_tables else table


def label(column: str, code: str) -> str:
    """How a code stands within a sentence."""
    known = terms(column)
    word = known[code].label if code in known else code
    ours = column in LOWERED and word[1:2].islower()
    return word[:1].lower() + word[1:] if ours else word


def unit(code: str) -> str:
    """How a unit stands within a sentence."""
    return str(rules()["units"].get(code, code))


def labels(column: str, codes: Iterable[str]) -> str:
    return " and ".join(label(column, code) for code in sorted(codes))


def several(codes: Iterable[str | None]) -> str:
    """How many jurisdictions there are, the whole world left out."""
    count = len({code for code in codes if code not in (None, *TOTALS.values())})
    return f"{count} countries and areas" if count > 1 else "one country or area" if count else "the world as a whole"


def places(codes: Iterable[str]) -> str:
    """Jurisdictions by their names; all of them where there is none."""
    known = jurisdictions()
    return " and ".join(known[code].label if code in known else code for code in sorted(codes)) or "all countries"
