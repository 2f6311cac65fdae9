"""Whether what arrived is the whole of a document, and a document of the kind that is due. Pure functions of bytes."""

import io
import re
import zlib
from collections.abc import Mapping
from gzip import BadGzipFile, GzipFile
from pathlib import PurePosixPath

ZIPPED = ("zip", "xlsx", "ods")
PAGES = ("html", "json-in-html")
END_OF_ZIP = b"PK\x05\x06"
CHUNK = 1 << 20


def cut_short(status: int, headers: Mapping[str, str], body: bytes, lost: bool, limit: int) -> str | None:
    """Why a body, as it came over the wire, is not the whole of what was announced; None when it is.

    ``headers`` has lower-case names; ``lost`` says that the connection broke; ``limit`` bounds the unpacking in bytes.
    """
    announced = headers.get("content-length", "")
    if lost:
        whole = f" of {int(announced):,}" if announced.isascii() and announced.isdigit() else ""
        return f"the connection broke after {len(body):,}{whole} bytes"
    if announced.isascii() and announced.isdigit() and int(announced) != len(body):
        return f"{len(body):,} bytes came where {int(announced):,} were announced"
    if status == 204 or not body:
        return "the answer is empty"
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding in ("gzip", "x-gzip"):
        return _gzip_trouble(body, limit)
    return None if encoding in ("identity", "") else f"it came as {encoding!r}, which was not asked for"


def _gzip_trouble(body: bytes, limit: int) -> str | None:
    """Unpack without keeping anything: only whether the end is reached matters here."""
    unpacked = 0
    try:
        with GzipFile(fileobj=io.BytesIO(body)) as file:
            while chunk := file.read(CHUNK):
                unpacked += len(chunk)
                if unpacked > limit:
                    return f"it unpacks to more than {limit:,} bytes"
    except EOFError:
        return f"its compressed form ends after {len(body):,} bytes without its end"
    except (BadGzipFile, zlib.error):
        return "its compressed form is damaged"
    return None


def unfit(body: bytes, name: str, media: str, unproven: bool) -> str | None:
    """Why the bytes cannot be a document of that name and media type; None when they can.

    ``unproven`` says that only the closing of the connection marked the end: then the bytes have to show it themselves.
    """
    kind = kind_due(name, media)
    start = body[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    sound = {
        **dict.fromkeys(ZIPPED, start.startswith(b"PK")),
        "pdf": b"%PDF-" in body[:1024],
        "json": start.startswith((b"{", b"[")),
        **dict.fromkeys(PAGES, start.startswith(b"<")),
    }.get(kind, not start.startswith((b"<", b"PK\x03\x04", b"%PDF-")))
    if not sound:
        return f"{describe(body)} came where {kind} is due"
    ending = {**dict.fromkeys(ZIPPED, _has_end_of_zip(body)), "pdf": b"%%EOF" in body[-2048:]}
    ended = ending.get(kind, body.endswith((b"\n", b"\r", b"}", b"]", b">")))
    return f"nothing proves that its {len(body):,} bytes are the whole" if unproven and not ended else None


def _has_end_of_zip(body: bytes) -> bool:
    """Whether the record that ends a zip is there with the whole of its comment."""
    at = body.rfind(END_OF_ZIP)
    return at >= 0 and len(body) >= at + 22 + int.from_bytes(body[at + 20 : at + 22], "little")


def kind_due(name: str, media: str) -> str:
    """What a file of that name should be: its own ending where that says it, else what the report declares."""
    ending = PurePosixPath(name).suffix.lower().removeprefix(".")
    return ending if ending in {*ZIPPED, "pdf", "json", "html", "csv"} else media


def describe(body: bytes) -> str:
    """What the bytes look like, for a message: their kind and, of a page, its first 80 readable characters."""
    start = body[:4096].lstrip()
    if start.startswith(b"PK"):
        return "a zip"
    if start.startswith(b"%PDF-"):
        return "a PDF"
    text = start.decode("utf-8", "replace")
    page = text.startswith("<")
    words = " ".join(re.sub(r"<[^<>]{0,500}>", " ", text).split()) if page else " ".join(text.split())
    shown = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in words[:80])
    return f"a page that says “{shown}”" if page else f"“{shown}”"
