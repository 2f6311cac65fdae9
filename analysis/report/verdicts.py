"""What may be compared with what, for a page: the verdict of every pair, and each reason once with its pairs."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from analysis.comparability.definitions import COMPARABLE, NOT_COMPARABLE, SEVERITIES, WITH_A_NOTE, Answer, rules
from analysis.words import _, counted

Pair = tuple[int, int]
"""Two series, by their place among all of a page."""
FEW = 3
"""So many others are named; more are all others, where what is left is named."""


@dataclass(frozen=True)
class Grounds:
    """One rule: what it says, for how many pairs, and its sentences, each with the pairs that it holds for."""

    rule: str
    holds: str
    sentences: tuple[tuple[str, str], ...]


def told(labels: Sequence[str], answers: Mapping[Pair, Answer]) -> dict[str, Any]:
    """The verdicts by series, and the grounds, those that keep series apart first. Empty where there is no pair."""
    if not answers:
        return {}
    return {
        "verdicts": [(label, _verdicts(at, labels, answers)) for at, label in enumerate(labels)],
        "grounds": _grounds(labels, answers),
    }


def _verdicts(at: int, labels: Sequence[str], answers: Mapping[Pair, Answer]) -> list[tuple[str, str]]:
    """Each verdict that a series gets, with the series that it gets it with; the greatest number is all others."""
    found: dict[str, list[str]] = {}
    for pair, answer in answers.items():
        if at in pair:
            found.setdefault(answer.verdict, []).append(labels[pair[0] if pair[1] == at else pair[1]])
    known = [(verdict, found[verdict]) for verdict in (COMPARABLE, WITH_A_NOTE, NOT_COMPARABLE) if verdict in found]
    known.sort(key=lambda entry: len(entry[1]))
    *named, (verdict, most) = known
    rest = _("all others") if len(most) > FEW else " · ".join(most)
    return [*((one, " · ".join(others)) for one, others in named), (verdict, rest)]


def _grounds(labels: Sequence[str], answers: Mapping[Pair, Answer]) -> list[Grounds]:
    found: dict[str, dict[str, list[Pair]]] = {}
    for pair, answer in answers.items():
        for reason in answer.reasons:
            found.setdefault(reason.code, {}).setdefault(reason.sentence, []).append(pair)
    codes = rules()["codes"]
    gravest = sorted(found, key=lambda code: SEVERITIES.index(codes[code]["severity"]))
    return [
        Grounds(
            codes[code]["rule"],
            _holds(codes[code]["severity"], len({pair for pairs in found[code].values() for pair in pairs})),
            tuple((sentence, _pairs(pairs, labels, answers)) for sentence, pairs in found[code].items()),
        )
        for code in gravest
    ]


def _holds(severity: str, n: int) -> str:
    if severity == "note":
        return counted("a note on %(n)s pair", "a note on %(n)s pairs", n)
    return counted("keeps %(n)s pair apart", "keeps %(n)s pairs apart", n)


def _pairs(pairs: Sequence[Pair], labels: Sequence[str], answers: Mapping[Pair, Answer]) -> str:
    """Pairs in words: every pair, or those with all others, then those that are in most pairs, until all are named."""
    left = set(pairs)
    if len(left) == len(answers) > 1:
        return _("every pair")
    every = len(labels) - 1
    full = [at for at in range(len(labels)) if len(_others(at, left)) == every] if len(answers) > 1 else []
    said = [_("%(series)s with each of the others", series=_names(full, labels))] if full else []
    left = {pair for pair in left if not set(pair) & set(full)}
    while left:
        one = max(range(len(labels)), key=lambda at: (len(_others(at, left)), -at))
        others = _others(one, left)
        alike = [at for at in range(len(labels)) if _others(at, left) == others]
        said.append(_("%(series)s with %(others)s", series=_names(alike, labels), others=_names(others, labels)))
        left = {pair for pair in left if not set(pair) & set(alike)}
    return "; ".join(said)


def _others(at: int, pairs: Set[Pair]) -> list[int]:
    """With which series one is paired."""
    return sorted(sum(pair) - at for pair in pairs if at in pair)


def _names(series: Sequence[int], labels: Sequence[str]) -> str:
    """Labels in a row; several have a comma of their own."""
    return " · ".join(labels[at] for at in series)
