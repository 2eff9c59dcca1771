"""Title, author and subject of a PDF, as its information dictionary and its XMP give them."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from doc_templates.stamping.verification.inquiry import library_faults
from doc_templates.stamping.verification.structure import entry, in_view, raw_entry
from doc_templates.stamping.verification.twostates import Difference

if TYPE_CHECKING:
    from collections.abc import Iterator

_LABELS = {
    "/Title": "标题",
    "/Author": "作者",
    "/Subject": "主题",
    "/Keywords": "关键词",
}
_XMP_LABELS = {
    "{http://purl.org/dc/elements/1.1/}title": "标题",
    "{http://purl.org/dc/elements/1.1/}creator": "作者",
    "{http://purl.org/dc/elements/1.1/}description": "主题",
    "{http://purl.org/dc/elements/1.1/}subject": "关键词",
    "{http://ns.adobe.com/pdf/1.3/}Keywords": "关键词",
    "{http://www.aiim.org/pdfa/ns/id/}part": "PDF/A 标志",
    "{http://www.aiim.org/pdfa/ns/id/}conformance": "PDF/A 标志",
}
_LARGEST = 1_000_000


def changed_metadata(old: Any, new: Any) -> Iterator[Difference]:
    """What the metadata say differently; dates and producers change with every revision."""
    before, after = _information(old), _information(new)
    for key, label in _LABELS.items():
        if before.get(key, "") != after.get(key, ""):
            yield Difference("S428", f"文档信息的“{label}”被改动")
    was, now = xmp_of(old), xmp_of(new)
    for label in dict.fromkeys(_XMP_LABELS.values()):
        if was.get(label, []) != now.get(label, []):
            yield Difference("S428", f"元数据（XMP）的“{label}”被改动")


def _information(view: Any) -> dict[str, str]:
    found = in_view(view, raw_entry(view.trailer_view, "/Info"))
    if not isinstance(found, dict):
        return {}
    return {key: str(entry(found, key) or "") for key in _LABELS}


def xmp_of(view: Any) -> dict[str, list[str]]:
    """The named properties of a file's XMP; nothing where it cannot be read."""
    content = _content(in_view(view, raw_entry(view.root, "/Metadata")))
    root = well_formed(content) if 0 < len(content) <= _LARGEST else None
    found: dict[str, list[str]] = {}
    for element in root.iter() if root is not None else ():
        label = _XMP_LABELS.get(str(element.tag))
        if label:
            found.setdefault(label, []).append("".join(element.itertext()).strip())
        for name, value in element.attrib.items():
            if name in _XMP_LABELS:
                found.setdefault(_XMP_LABELS[name], []).append(value)
    return found


def well_formed(content: bytes) -> Any:
    """XML as a tree; None where it is not well-formed."""
    from lxml import etree

    from doc_templates.word_parts import parsed

    with suppress(etree.XMLSyntaxError, ValueError):
        return parsed(content)
    return None


def _content(stream: Any) -> bytes:
    with suppress(*library_faults()):
        return bytes(stream.data)
    return b""
