"""Zip archives, opened within limits and never extracted to disk."""

import io
import lzma
import stat
import struct
import zipfile
import zlib
from pathlib import PurePosixPath

from spiders.errors import Unreadable
from spiders.formats.csv_file import csv_sheet
from spiders.sheet import Document, Sheet

MAX_MEMBERS = 1000
MAX_TOTAL = 500_000_000
MAX_RATIO = 200
# What the library raises for bytes that are not a whole archive, depending on which of them are wrong.
NOT_WHOLE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError, RuntimeError)


def open_zip(data: bytes, what: str) -> zipfile.ZipFile:
    """The archive, once its directory was found harmless. Raises Unreadable naming the member that is not."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except NOT_WHOLE as error:
        raise Unreadable(f"{what}: not a whole zip archive: {error}") from error
    infos = archive.infolist()
    if len(infos) > MAX_MEMBERS:
        raise Unreadable(f"{what}: {len(infos)} members, at most {MAX_MEMBERS} are opened")
    total = sum(info.file_size for info in infos)
    if total > MAX_TOTAL or total > MAX_RATIO * max(len(data), 10_000):
        raise Unreadable(f"{what}: would unpack to {total} bytes from {len(data)}")
    seen: set[str] = set()
    for info in infos:
        path = PurePosixPath(info.filename)
        fault = (
            "twice in the archive" if info.filename in seen
            else "outside the archive" if path.is_absolute() or ".." in path.parts or "\\" in info.filename
            else "encrypted" if info.flag_bits & 1
            else "a symbolic link" if stat.S_ISLNK(info.external_attr >> 16)
            else None
        )  # fmt: skip
        if fault:
            raise Unreadable(f'{what}: member "{info.filename}" is {fault}')
        seen.add(info.filename)
    return archive


def read_member(archive: zipfile.ZipFile, name: str, what: str) -> bytes:
    """A member's bytes, at most as many as its directory entry says. Raises Unreadable where it is damaged."""
    size = archive.getinfo(name).file_size
    try:
        with archive.open(name) as member:
            data = member.read(size + 1)
    except NOT_WHOLE as error:
        raise Unreadable(f'{what}: member "{name}" is damaged: {error}') from error
    if len(data) != size:
        raise Unreadable(f'{what}: member "{name}" has another size than the {size} bytes it declares')
    return data


def zip_sheets(document: Document) -> list[Sheet]:
    """One sheet per CSV member, in the archive's order.

    Any other member is a sheet of a single cell, its name, so that a reader has to ignore it by name.
    """
    archive = open_zip(document.data, str(document))
    sheets: list[Sheet] = []
    for info in archive.infolist():
        if info.is_dir():
            continue
        data = read_member(archive, info.filename, str(document))
        if info.filename.endswith(".csv") and not info.filename.startswith("__MACOSX/"):
            sheets.append(csv_sheet(document, data, info.filename, len(sheets)))
        else:
            sheets.append(Sheet(document, len(sheets), info.filename, "member", "", [[info.filename]]))
    return sheets
