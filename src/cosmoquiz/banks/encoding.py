"""From a file to text that a YAML parser may see."""

import codecs
import errno
import os
import re
import stat
import zlib
from pathlib import Path
from typing import Final

from cosmoquiz.banks.fields import FILE_LIMIT, LINE_LIMIT
from cosmoquiz.banks.problem import Problem, Report

_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff\u2028\u2029]")
_UNREADABLE_INDENT = re.compile(f"(?m:^){_UNREADABLE.pattern}+")
_CONTROLS = bytes(code for code in (*range(0x20), 0x7F) if code not in b"\t\n\r")
_UNREADABLE_BEGINNINGS = (
    re.compile(rb"\xc2[\x80-\x9f]"),
    re.compile(rb"\xe2\x80[\xa8\xa9]"),
    re.compile(rb"\xef(?:\xbb\xbf|\xbf[\xbe\xbf])"),
)
_CONFLICT = re.compile(r"^(?:<{7}|>{7})(?: .*)?$", re.MULTILINE)
_WEB_PAGE = ("<!doctype", "<html", "<?xml", "<head", "<body", "<script")
_BINARY = b"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1c\x1d\x1e\x1f"


_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)


_PIECE: Final = 32 * 1024


class ContentHash:
    """Stands for the content of a file, to tell by chance or carelessness what has changed.

    Two checksums of four bytes, which differ for any change of up to four bytes, rather than a hash against malice:
    `hashlib` would bring the whole of OpenSSL into the memory of a game.
    """

    def __init__(self) -> None:
        self._sums = 0, 1

    def update(self, piece: bytes) -> None:
        """Take in the next bytes."""
        crc, adler = self._sums
        self._sums = zlib.crc32(piece, crc), zlib.adler32(piece, adler)

    def digest(self) -> bytes:
        """What stands for all bytes so far."""
        return b"".join(each.to_bytes(4, "big") for each in self._sums)


def content_hash(content: bytes) -> bytes:
    """What stands for a content."""
    found = ContentHash()
    found.update(content)
    return found.digest()


def content_of(path: Path) -> bytes | Problem:
    """What a regular file holds; pipes are not waited for, and devices not read."""
    try:
        return _content(path)
    except (OSError, ValueError, MemoryError) as error:
        return _unreadable(error)


def content_hash_of(path: Path) -> bytes | None:
    """What `content_hash` says of a file's content, without ever holding all of it; None when it cannot be read."""
    found = ContentHash()
    try:
        with open(os.open(path, _FLAGS), "rb", buffering=0) as file:  # noqa: PTH123
            if _refused_kind(os.fstat(file.fileno())):
                return None
            while piece := file.read(_PIECE):
                found.update(piece)
    except (OSError, ValueError):
        return None
    return found.digest()


def _content(path: Path) -> bytes | Problem:
    descriptor = os.open(path, _FLAGS)
    try:
        status = os.fstat(descriptor)
        refused = _refused_kind(status)
        if refused:
            return refused
        content = b""
        if status.st_size <= FILE_LIMIT:
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                content = file.read(FILE_LIMIT + 1) or b""  # a log of the kernel may have nothing yet: None
        if max(status.st_size, len(content)) > FILE_LIMIT:
            return _whole_file("too-large", "the file is larger than 16 MiB", "split the bank into several files")
        return content
    finally:
        os.close(descriptor)


def _refused_kind(status: os.stat_result) -> Problem | None:
    """What is wrong with anything but a regular file."""
    if stat.S_ISDIR(status.st_mode):
        return _whole_file("not-a-file", "this is a folder, not a bank", "name a file in it")
    if not stat.S_ISREG(status.st_mode):
        return _whole_file("not-a-file", "this is no regular file but a device or a pipe", "copy it into a file")
    return None


def _unreadable(error: Exception) -> Problem:
    match error:
        case FileNotFoundError():
            return _whole_file("missing-file", "there is no such file", "look at its name and folder")
        case PermissionError():
            return _whole_file("unreadable-file", "you have no permission to read this file", "change its permissions")
        case OSError(errno=errno.ELOOP):
            return _whole_file("unreadable-file", "this is a link that leads to itself", "name the file itself")
        case OSError():
            reason = error.strerror or type(error).__name__
            return _whole_file("unreadable-file", f"the file can't be read ({reason})", "look at its name and its disk")
    return _whole_file("unreadable-file", f"the file can't be read ({error})", "look at its name")


def _whole_file(code: str, message: str, fix: str) -> Problem:
    return Problem(None, None, "error", code, message, fix)


def decoded(content: bytes, report: Report) -> str | None:
    r"""The text, with `\n` at the end of each line; None for what can't be a bank.

    A character that no YAML file may hold is reported and becomes U+FFFD, or nothing at the left edge, so that the
    rest can be read.
    """
    text = text_of(content, report)
    if text is None or _is_unmerged(text, report):
        return None
    if _is_readable(content):
        return text
    return _without_unreadable(text, report)


def _is_readable(content: bytes) -> bool:
    """Whether this is UTF-8 with nothing unreadable in it: quicker to see in the bytes than in each character."""
    start = len(codecs.BOM_UTF8) if content.startswith(codecs.BOM_UTF8) else 0
    if len(content.translate(None, _CONTROLS)) != len(content):
        return False
    return content.isascii() or not any(beginning.search(content, start) for beginning in _UNREADABLE_BEGINNINGS)


def text_of(content: bytes, report: Report) -> str | None:
    r"""The text with all its characters and `\n` at the end of each line; None for what is no text to be read."""
    text = _text(content, report)
    return None if text is None or _is_something_else(text, report) else text


def _text(content: bytes, report: Report) -> str | None:
    if len(content) > FILE_LIMIT:
        report.add("too-large", None, "the file is larger than 16 MiB", "split the bank into several files")
        return None
    if content.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        report.add("not-utf-8", None, "the file is in UTF-32", "save it as UTF-8")
        return None
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not wide and b"\0" in content:
        _report_zero(content, report)
        return None
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        _report_undecodable(content, error, report)
        return None
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\n") > LINE_LIMIT:
        message = f"the file has more than {LINE_LIMIT} lines"
        report.add("too-large", None, message, "split the bank into several files")
        return None
    return text


def _report_zero(content: bytes, report: Report) -> None:
    sample = content[:4096]
    if abs(sample[0::2].count(0) - sample[1::2].count(0)) * 3 > len(sample):
        report.add("not-utf-8", None, "the file seems to be in UTF-16", "save it as UTF-8")
        return
    line = content.count(b"\n", 0, content.index(b"\0"))
    message = "this is no text file: it holds a zero byte (U+0000)"
    report.add("binary-file", (line, 0), message, "a bank is written in YAML; was another file meant?")


def _report_undecodable(content: bytes, error: UnicodeDecodeError, report: Report) -> None:
    if "utf-8" not in error.encoding:
        report.add("not-utf-8", None, "the file is damaged UTF-16", "save it as UTF-8")
        return
    before = content[: error.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    line = before[before.rfind(b"\n") + 1 :]
    place = before.count(b"\n"), len(line.decode("utf-8-sig"))
    if "end of data" in error.reason:
        message, fix = "the file ends in the middle of a character", "it was cut off: fetch it again"
        report.add("cut-off", place, message, fix)
        return
    if len(content[:512].translate(None, _BINARY)) < len(content[:512]):
        report.add("binary-file", None, "this is no text file", "a bank is written in YAML; was another file meant?")
        return
    message = f"the byte 0x{content[error.start]:02x} here is not UTF-8"
    fix = "save the file as UTF-8; it may be in Latin-1 or in a Windows code page"
    report.add("not-utf-8", place, message, fix)


def _is_something_else(text: str, report: Report) -> bool:
    """Whether this is what is often fetched instead of a file of questions."""
    start = text[:200].lstrip().lower()
    if start.startswith(_WEB_PAGE):
        report.add("web-page", (0, 0), "this is a web page, not a bank", "fetch the file itself (often called raw)")
        return True
    if start.startswith("version https://git-lfs"):
        message = "this only names a bank that is stored elsewhere (Git LFS)"
        report.add("lfs-pointer", (0, 0), message, "run git lfs pull")
        return True
    return False


def _is_unmerged(text: str, report: Report) -> bool:
    """Whether two versions of the bank stand in the file."""
    conflict = _CONFLICT.search(text) if ("<" in text and "<<<<<<<" in text) or ">>>>>>>" in text else None
    if not conflict:
        return False
    fix = "keep one version and delete the lines that begin with <<<<<<<, ======= and >>>>>>>"
    place = text.count("\n", 0, conflict.start()), 0
    report.add("merge-conflict", place, "two versions stand here that were never merged", fix)
    return True


def _without_unreadable(text: str, report: Report) -> str:
    if not _UNREADABLE.search(text):
        return text
    lines = text.split("\n")
    report.line = lines.__getitem__
    for number, line in enumerate(lines):
        match = _UNREADABLE.search(line)
        if match:
            message = f"the character U+{ord(match.group()):04X} can't be in a bank"
            fix = "delete it; most editors do not show it"
            report.add("refused-character", (number, match.start()), message, fix)
    return _UNREADABLE.sub("\ufffd", _UNREADABLE_INDENT.sub("", text))
