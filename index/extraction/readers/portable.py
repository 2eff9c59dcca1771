"""PDF by pdfium: page text, notes and form fields, files attached; scanned pages wait for OCR."""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from index.extraction.gallery import FEW_SIGNS, Picture
from index.extraction.unreadable import ENCRYPTED, UNMAPPED, UnreadableFileError, damaged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.extraction.harvest import Harvest

_LITTLE_TEXT, _MOSTLY_PICTURE = 150, 0.6  # a scanner's mark on a page that is all picture
_MANY_LINES = 200  # letters drawn as outlines
_LOOKED_AT, _LOOKED_AT_FOR_ANGLE = 300, 24
_ENDS = str.maketrans({"\r": "", "\x00": "", "\x02": "\ufffe"})
_PARTED = re.compile("\ufffe\n?")
_TOO_FEW = 3
_UNMAPPED, _MOSTLY_UNMAPPED = 0.25, 0.5
_MOST_NOTES = 2_000
_LONGEST = 1 << 20
_MOST_OBJECTS = 5_000


def read_portable(content: bytes, harvest: Harvest) -> None:
    """A page a page; pages beyond the bounds are told by their numbers."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise UnreadableFileError(ENCRYPTED) from error
        raise damaged("PDF 结构读不通") from error
    try:
        _pages(document, content, harvest)
        _attachments(document, harvest)
    finally:
        document.close()


def _pages(document: Any, content: bytes, harvest: Harvest) -> None:
    count = len(document)
    if not count:
        raise damaged("PDF 没有页面")
    if document.get_formtype():
        document.init_forms()
    for number in range(count):
        try:
            harvest.bounds.spend_page()
            _page(document, Picture(content, number, is_pdf=True), harvest)
        except UnreadableFileError as error:
            if not harvest.has_text:
                raise
            harvest.leave(f"第{number + 1}—{count}页", error.code, error.facts)
            return


def _page(document: Any, seen: Picture, harvest: Harvest) -> None:
    """One page; one that breaks off is told, the others are read."""
    from pypdfium2 import PdfiumError

    label = f"第{seen.page + 1}页"
    try:
        page = document[seen.page]
    except PdfiumError:
        harvest.leave(label, "I203", {"reason": "页面读不通"})
        harvest.page("")
        return
    try:
        text, unmapped = _upright_text(page)
        text = "\n".join([text, *_notes(page, document.formenv)]).strip()
        if unmapped:
            harvest.picture_page(text, seen, label, UNMAPPED)
        elif _is_picture(page, text):
            harvest.picture_page(text, seen, label)
        else:
            harvest.page(text)
    finally:
        page.close()


def _upright_text(page: Any) -> tuple[str, bool]:
    """A page's text, the page turned so that most of its letters stand upright.

    Turned another way, pdfium gives lines in the wrong order, and torn.
    """
    from pypdfium2 import PdfiumError
    from pypdfium2.raw import FPDFText_GetCharAngle

    try:
        found = page.get_textpage()
    except PdfiumError:
        return "", False
    count = found.count_chars()
    places = range(0, count, max(count // _LOOKED_AT_FOR_ANGLE, 1))
    turns = Counter(round(FPDFText_GetCharAngle(found.raw, at) / (math.pi / 2)) for at in places)
    found.close()
    page.set_rotation(-turns.most_common(1)[0][0] * 90 % 360 if turns else 0)
    return _text(page)


def _text(page: Any) -> tuple[str, bool]:
    """A page's text, and whether its letters have no meaning that a program could tell.

    Text whose letters are mostly such is left out: nobody would find anything by it.
    """
    from pypdfium2 import PdfiumError
    from pypdfium2.raw import FPDFText_HasUnicodeMapError

    try:
        found = page.get_textpage()
    except PdfiumError:
        return "", False
    try:
        count = found.count_chars()
        text = found.get_text_range() if count else ""
        looked = range(0, count, max(count // _LOOKED_AT, 1))
        lost = sum(FPDFText_HasUnicodeMapError(found.raw, at) == 1 for at in looked)
        odd = sum(0xE000 <= ord(sign) < 0xF900 or sign == "\ufffd" for sign in text)
    finally:
        found.close()
    share = max(lost / max(len(looked), 1), odd / max(len(text), 1)) if count > _TOO_FEW else 0
    return "" if share > _MOSTLY_UNMAPPED else _joined(text), share > _UNMAPPED


def _joined(text: str) -> str:
    """Lines as they are; a word parted at a line's end is joined."""
    return _PARTED.sub("-", text.translate(_ENDS))


def _is_picture(page: Any, text: str) -> bool:
    """Whether what there is to read stands in a picture, or in letters drawn as outlines."""
    signs = len("".join(text.split()))
    if signs >= _LITTLE_TEXT:
        return False
    pictures, lines = _drawn(page)
    if signs < FEW_SIGNS:
        return bool(pictures) or lines >= _MANY_LINES
    area = page.get_width() * page.get_height()
    return any(each > area * _MOSTLY_PICTURE for each in pictures)


def _drawn(page: Any) -> tuple[list[float], int]:
    """The areas of a page's pictures, and how many outlines there are."""
    from pypdfium2 import PdfiumError
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE, FPDF_PAGEOBJ_PATH

    pictures, lines = [], 0
    try:
        for seen, each in enumerate(page.get_objects(max_depth=6)):
            if each.type == FPDF_PAGEOBJ_IMAGE:
                pictures.append(_area(each))
            lines += each.type == FPDF_PAGEOBJ_PATH
            if seen > _MOST_OBJECTS:
                break
    except PdfiumError:
        return pictures, lines
    return pictures, lines


def _area(each: Any) -> float:
    from pypdfium2 import PdfiumError

    try:
        left, bottom, right, top = each.get_bounds()
    except PdfiumError:
        return 0.0
    return float(abs((right - left) * (top - bottom)))


def _notes(page: Any, forms: Any) -> Iterator[str]:
    """What annotations say and what is filled into fields."""
    from pypdfium2 import raw

    for at in range(min(raw.FPDFPage_GetAnnotCount(page.raw), _MOST_NOTES)):
        note = raw.FPDFPage_GetAnnot(page.raw, at)
        if not note:
            continue
        try:
            sort = raw.FPDFAnnot_GetSubtype(note)
            if sort == raw.FPDF_ANNOT_WIDGET:
                yield _value(note, forms)
            elif sort not in (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP):
                yield _string(lambda buffer, size, n=note: raw.FPDFAnnot_GetStringValue(
                    n, b"Contents", buffer, size))  # fmt: skip
        finally:
            raw.FPDFPage_CloseAnnot(note)


def _value(note: Any, forms: Any) -> str:
    """What a field holds; a button holds nothing that is read."""
    from pypdfium2 import raw

    if forms is None:
        return _string(lambda buffer, size: raw.FPDFAnnot_GetStringValue(note, b"V", buffer, size))
    sort = raw.FPDFAnnot_GetFormFieldType(forms.raw, note)
    if sort not in (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX,
                    raw.FPDF_FORMFIELD_LISTBOX):  # fmt: skip
        return ""
    return _string(
        lambda buffer, size: raw.FPDFAnnot_GetFormFieldValue(forms.raw, note, buffer, size)
    )


def _string(ask: Any) -> str:
    """A string of pdfium's, asked for its length first."""
    from pypdfium2 import raw

    size = ask(None, 0)
    if not 2 < size <= _LONGEST:
        return ""
    buffer = ctypes.create_string_buffer(size)
    ask(ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def _named(name: str) -> str:
    """An attachment's name, also where UTF-16 was kept as single bytes."""
    if name.startswith("\xfe\xff"):
        return name.encode("latin-1", "replace").decode("utf-16", "replace")
    return name


def _attachments(document: Any, harvest: Harvest) -> None:
    """Files carried inside the PDF."""
    from pypdfium2 import PdfiumError

    from index.extraction.readers.members import read_member

    for at in range(document.count_attachments()):
        try:
            carried = document.get_attachment(at)
            name, content = _named(carried.get_name()), bytes(carried.get_data())
        except PdfiumError:
            harvest.leave(f"附件{at + 1}", "I203", {"reason": "附件读不通"})
            continue
        harvest.bounds.spend_member()
        harvest.bounds.spend_expanded(len(content))
        read_member(name, content, harvest)
