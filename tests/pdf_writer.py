"""Small real PDF files from text: one page a string, in Courier; two spaces or more part cells."""

import zlib
from collections.abc import Mapping, Sequence

SIZE = 10


def pdf(pages: Sequence[str], *, rotate: int = 0, extra: Mapping[str, str] | None = None) -> bytes:
    """A PDF file. Its pages are turned clockwise by ``rotate`` degrees; ``extra`` goes into the trailer."""
    return pdf_of([content(text, rotate) for text in pages], rotate=rotate, extra=extra)


def pdf_of(streams: Sequence[bytes], *, rotate: int = 0, extra: Mapping[str, str] | None = None) -> bytes:
    """A PDF file with pages of those drawing instructions, compressed."""
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(streams)))
    widths = " ".join(["600"] * 224)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} /MediaBox [0 0 842 842] /Rotate {rotate} "
        "/Resources << /Font << /F 3 0 R >> >> >>".encode(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding "
        f"/FirstChar 32 /LastChar 255 /Widths [{widths}] >>".encode(),
    ]
    for at, stream in enumerate(streams):
        packed = zlib.compress(stream)
        objects.append(f"<< /Type /Page /Parent 2 0 R /Contents {5 + 2 * at} 0 R >>".encode())
        told = f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode()
        objects.append(told + packed + b"\nendstream")
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    more = "".join(f" /{key} {value}" for key, value in (extra or {}).items())
    size = len(objects) + 1
    end = f"trailer\n<< /Size {size} /Root 1 0 R{more} >>\nstartxref\n{len(data)}\n%%EOF\n"
    return data + f"xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode()


def content(text: str, rotate: int = 0) -> bytes:
    """The drawing instructions of a page's text, so that it is upright once the page is turned."""
    turn = {0: "1 0 0 1 40 800", 90: "0 1 -1 0 40 40", 180: "-1 0 0 -1 800 40", 270: "0 -1 1 0 800 800"}[rotate]
    shown = []
    for line in text.splitlines():
        letters = line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        shown.append(b"(" + letters + b") Tj 0 -14 Td")
    return f"BT /F {SIZE} Tf {turn} Tm\n".encode() + b"\n".join(shown) + b"\nET"
