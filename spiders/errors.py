"""What can go wrong, in the reader's words."""


class PlainviewError(Exception):
    """Something a person has to look at; its text is a sentence for them."""


class LayoutChanged(PlainviewError):
    """A document is not laid out as its reader declares: an unknown header, sheet, label, value or period."""

    def __init__(self, document: str, place: str, problem: str, expected: str, found: str) -> None:
        self.document, self.place, self.problem, self.expected, self.found = document, place, problem, expected, found
        super().__init__(f"{document}: {place}: {problem}: expected {expected}, found {found}")


class Unreadable(PlainviewError):
    """The bytes are not what they should be: the wrong type, damaged, encrypted, or too large."""


class IntegrityError(PlainviewError):
    """A hash does not match what was recorded."""


class Locked(PlainviewError):
    """Another run holds the lock of the data folder."""
