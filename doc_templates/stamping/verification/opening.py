"""Opening the PDF that is to be verified: bounded, strict where it can be, never raising."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from doc_templates.stamping.verification.inquiry import library_faults

if TYPE_CHECKING:
    from doc_templates.stamping.verification.inquiry import Inquiry

LARGEST = 200 * 1024 * 1024
_MOST_REVISIONS = 200
_END, _POINTER = b"%%EOF", b"startxref"
_SECOND = re.compile(rb"%%EOF\s{0,16}(?=%PDF-\d)")
_OBJECT = re.compile(rb"\d+ \d+ obj\b")


@dataclass(frozen=True, slots=True)
class Opened:
    """A PDF that could be read; ``strict`` when it keeps every rule of the format.

    ``tail`` are the bytes behind its end that are no part of it.
    """

    pdf: bytes
    reader: Any
    strict: bool
    tail: bytes = b""


def open_pdf(pdf: bytes, inquiry: Inquiry) -> Opened | None:
    """The PDF ready for its signatures; None, with a finding, when it cannot be read."""
    for name in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    if len(pdf) > LARGEST:
        inquiry.find("S449", reason=f"文件超过 {LARGEST // 2**20} MB")
        return None
    second = _SECOND.search(pdf)
    end = second.end() if second else len(pdf)
    opened = _read(pdf[:end], pdf) or _without_tail(pdf)
    if opened is None:
        inquiry.find("S408", reason="文件结构读不通")
        return None
    reason = _too_much(opened.reader)
    if reason:
        inquiry.find("S449", reason=reason)
        return None
    return opened


def end_of(pdf: bytes) -> int:
    """Where the last revision ends, with the line end of its mark; 0 when there is none."""
    pointer = pdf.rfind(_POINTER)
    mark = pdf.find(_END, pointer) if pointer >= 0 else -1
    if mark < 0:
        pointer = pdf.rfind(_POINTER, 0, max(pointer, 0))
        mark = pdf.find(_END, pointer) if pointer >= 0 else -1
    if mark < 0:
        return 0
    end = mark + len(_END)
    rest = pdf[end : end + 2]
    return end + (2 if rest == b"\r\n" else 1 if rest[:1] in (b"\n", b"\r") else 0)


def tell_tail(tail: bytes, inquiry: Inquiry) -> None:
    """What stands behind the end of the file: a revision cut off, or something put there."""
    if _OBJECT.search(tail) and not tail.startswith(b"%PDF-"):
        inquiry.find("S440", reason=f"最后 {len(tail)} 字节不成完整的修订")
    elif tail:
        inquiry.find("S404", extra=len(tail))


def _without_tail(pdf: bytes) -> Opened | None:
    """The PDF without what was put behind its end."""
    end = end_of(pdf)
    return _read(pdf[:end], pdf) if 0 < end < len(pdf) else None


def _read(part: bytes, pdf: bytes) -> Opened | None:
    for strict in (True, False):
        reader = _reader(part, strict=strict)
        if reader is not None:
            return Opened(pdf, reader, strict, pdf[len(part) :])
    return None


def _reader(pdf: bytes, *, strict: bool) -> Any:
    """A reader that found its way to the catalogue, or None."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(BytesIO(pdf), strict=strict)
        if reader.encrypt_dict is None:
            reader.root.get("/AcroForm")
    except library_faults():
        return None
    return reader


def _too_much(reader: Any) -> str:
    """Why a PDF that can be read is not gone into; empty when it is."""
    if reader.encrypt_dict is not None:
        return "文件已加密，请向来文单位索取没有加密的文件"
    if reader.total_revisions > _MOST_REVISIONS:
        return f"修订次数超过 {_MOST_REVISIONS} 次"
    return ""
