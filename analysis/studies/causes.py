"""Why a study's figure is not ours: each cause a pure rule that gives the study's own value from our bounds.

A rule that cannot give a value gives None. Whether it explains a difference is for the caller to see: it does where
its value is the study's, to the unit. Nothing here is a way for Plainview to count; the true figures are the bounds.
"""

from collections.abc import Iterable, Sequence
from math import ceil, floor

Bounds = tuple[float, float]
"""Inclusive lower and upper bound; equal where a figure is exact."""

CAUSES = {
    "midpoint": "the middle of a band is given as if it were the figure",
    "below_ten": '"fewer than 10" is written as 5.5, which is not even its middle',
    "halved": "a year's figure is halved, and each half given to six months",
    "earlier_band": "the middle of a band that an earlier document printed, which is not collected",
    "other_country": "the row stands under another country's name",
    "restated": "another edition of the publisher's document tells this value",
    "share_of_counts": "a share computed from counts, as a whole percent",
    "weighted_share": "the shares of several legal processes, each weighted by its requests, as a whole percent",
    "units_mixed": "accounts and emergency requests are added up: two units",
    "private_requests_added": "demands of private litigants are added to those of governments",
    "bodies_left_out": "what a body asks that is no country (the United Nations, say) is left out",
    "completed": "the half-years that are not collected are taken from another study's rows",
    "rounded": "the figure is rounded",
}
"""Every cause, in words that follow on from "because"."""


def exact(bounds: Bounds) -> float | None:
    """The figure, where the bounds leave no doubt."""
    return bounds[0] if bounds[0] == bounds[1] else None


def midpoint(bounds: Bounds) -> float:
    """``midpoint``: 20,000 to 21,000 accounts become 20,500, which nobody reported."""
    return (bounds[0] + bounds[1]) / 2


def below_ten(bounds: Bounds) -> float | None:
    """``below_ten``: whatever a page prints as "< 10" becomes 5.5. Source: the README of the Silk database."""
    return 5.5 if bounds[0] >= 0 and bounds[1] < 10 else None


def halved(year: Bounds) -> float | None:
    """``halved``: half of a year's exact figure. Source: the README of the Silk database."""
    figure = exact(year)
    return None if figure is None else figure / 2


def added(*parts: Bounds) -> Bounds:
    """``units_mixed``, ``private_requests_added``, ``completed``: the parts' sum, bound by bound."""
    return sum(low for low, _ in parts), sum(high for _, high in parts)


def earlier_band(band: Bounds, ours: Bounds) -> float | None:
    """``earlier_band``: the middle of a cited band, unless our figure could not have been in it."""
    return midpoint(band) if band[0] <= ours[1] and ours[0] <= band[1] else None


def other_country(theirs: Iterable[str], ours: Iterable[str]) -> tuple[str, str] | None:
    """``other_country``: their country and ours, where just one of theirs is not in the document, and one of the
    document's is not in theirs: the one row left over on each side. Its figures still have to agree.
    """
    strange, missing = set(theirs) - set(ours), set(ours) - set(theirs)
    return (strange.pop(), missing.pop()) if len(strange) == len(missing) == 1 else None


def restated(value: float, editions: Sequence[Bounds]) -> bool:
    """``restated``: whether an edition tells just this value."""
    return (value, value) in editions


def rounded(value: float, digits: int = 0) -> float:
    """``rounded``: to so many digits behind the point, halves up."""
    scale = 10.0**digits
    return floor(value * scale + 0.5) / scale


def percents(share: Bounds) -> range:
    """``share_of_counts``, ``weighted_share``: the whole percents that a share in [0, 1] can be rounded to.

    A share halfway between two percents may become either; the bounds of a printed percent give that percent alone.
    """
    low, high = (round(100 * bound, 6) for bound in share)
    if low == high:
        return range(ceil(low - 0.5), floor(high + 0.5) + 1)
    return range(floor(low + 0.5), ceil(high - 0.5) + 1)


def weighted(shares: Sequence[Bounds], weights: Sequence[float]) -> Bounds | None:
    """``weighted_share``: the mean of shares by weight, None where nothing weighs anything."""
    whole = sum(weights)
    if not whole:
        return None
    pairs = list(zip(shares, weights, strict=True))
    return sum(low * each for (low, _), each in pairs) / whole, sum(high * each for (_, high), each in pairs) / whole
