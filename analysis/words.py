"""The site's words: written in English where they stand, and looked up in a catalogue, so that another language is a
file (docs/report.md says how). Chart titles, sentences made in Python and templates all come through here."""

from gettext import NullTranslations
from typing import Any

_catalogue = NullTranslations()


def catalogue() -> NullTranslations:
    """The one in use: a process that draws for this one has to use it too."""
    return _catalogue


def use(words: NullTranslations) -> None:
    """From now on these words; ``NullTranslations()`` is English."""
    global _catalogue  # noqa: PLW0603  one site at a time is written in a process
    _catalogue = words


def _(message: str, /, **values: Any) -> str:
    """The message in the site's language, with ``%(name)s`` filled in. Raises KeyError for a name without a value."""
    text = _catalogue.gettext(message)
    return text % values if values else text


def form(one: str, many: str, n: int) -> str:
    """The message in the form that the number asks for, nothing filled in yet."""
    return _catalogue.ngettext(one, many, n)


def counted(one: str, many: str, n: int, /, **values: Any) -> str:
    """As ``_``, in the form that the number ``n`` asks for; ``%(n)s`` is the number with thousands marked."""
    return form(one, many, n) % {"n": f"{n:,}", **values}


def lowered(word: str) -> str:
    """A label within a sentence; one that holds a name, with a capital letter, stays as it is."""
    return word[:1].lower() + word[1:] if word[1:].islower() else word


class Told(str):
    """A number in the words of a sentence that is data, and English in any language of the site.

    In such a sentence ``{parts:row|rows}`` is the number with the word in the form that it asks for.
    """

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        one, several, many = spec.partition("|")
        if not several:
            return super().__format__(spec)
        # "at least 1" is of one thing, too.
        return f"{self} {one if self.rpartition(' ')[2] == '1' else many}"
