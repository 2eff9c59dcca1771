"""What a Word file holds that no template or form may: macros, links out, objects, DTDs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lxml import etree

from doc_templates.word_fields import HARMLESS, fields_of
from doc_templates.word_parts import CONTENT_TYPES, W, parsed, relations
from doc_templates.word_places import Places
from doc_templates.word_zip import finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cases.findings import Finding

MOST_TAGS = 500_000
_XML = (".xml", ".rels", ".vml", ".svg")
_BEFORE_XML = b"\xef\xbb\xbf \t\r\n"
_BEGINNINGS = (b"<", b"\xff\xfe<", b"\xfe\xff\0<", b"\xff\xfe\n", b"\xff\xfe ", b"\xfe\xff\0 ")
_PLAIN_DATA = ("customXml/", "docProps/", CONTENT_TYPES)
_DTD = tuple(
    sign.encode(code)
    for sign in ("<!DOCTYPE", "<!ENTITY")
    for code in ("ascii", "utf-16-le", "utf-16-be")
)
_ENCODING = re.compile(rb"<\?xml[^>]*encoding=[\"']([A-Za-z0-9._-]+)")
_ENCODINGS = (b"utf-8", b"utf-16", b"us-ascii", b"ascii")
_MACRO_MEMBER = re.compile(
    r"vba(Project|Data|ProjectSignature\w*)\.(bin|xml)$|\.bas$", re.IGNORECASE
)
_OBJECT_MEMBER = re.compile(r"(^|/)(embeddings|activeX|oleObjects?)/", re.IGNORECASE)
_SAFE_LINK = re.compile(r"(https?|mailto|ftp):|#", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|\\\\|//")
_SORTS = {
    "attachedTemplate": "外部模板", "image": "外部图片", "oleObject": "外部对象",
    "subDocument": "外部子文档", "mailMergeSource": "邮件合并数据源", "frame": "外部框架页",
    "hyperlink": "超链接", "aFChunk": "插入的文件",
}  # fmt: skip
_OBJECTS = {
    "oleObject": "OLE对象", "package": "嵌入的文件", "control": "ActiveX控件",
    "activeXControlBinary": "ActiveX控件", "aFChunk": "插入的整份文件（altChunk）",
    "subDocument": "子文档",
}  # fmt: skip
_LINKED = re.compile(r"(?:href|src)$")
_ZIP = b"PK\x03\x04"


def content_faults(members: Mapping[str, bytes], name: str) -> Iterator[Finding]:
    """Every fault of the members; trees are built only of parts that proved harmless."""
    sound: dict[str, bytes] = {}
    for part, data in members.items():
        faults = list(_xml_faults(part, data, name))
        yield from faults
        yield from _macros(part, data, name)
        yield from _objects(part, data, name)
        if not faults:
            sound[part] = data
    for part in (each for each in sound if each.endswith(".rels")):
        yield from _relation_faults(sound, part, name)
    for part in (each for each in sound if _is_xml(each, sound[each])):
        if not part.startswith(_PLAIN_DATA) and not part.endswith(".rels"):
            yield from _text_faults(part, sound[part], name)


def _xml_faults(part: str, data: bytes, name: str) -> Iterator[Finding]:
    """A DTD, an odd encoding, too many tags, or no XML at all."""
    if not _is_xml(part, data):
        return
    if any(sign in data for sign in _DTD):
        yield finding("D254", name, part)
        return
    encoding = _ENCODING.match(data.lstrip(b"\xef\xbb\xbf"))
    if encoding is not None and encoding[1].lower() not in _ENCODINGS:
        yield finding("D259", name, part, detail=f"编码{encoding[1].decode()}")
    elif data.count(b"<") > MOST_TAGS:
        yield finding("D259", name, part, detail=f"标签超过{MOST_TAGS}个")
    else:
        try:
            parsed(data)
        except (etree.XMLSyntaxError, ValueError):
            yield finding("D259", name, part, detail="不是完整的XML，或嵌套过深")


def _is_xml(part: str, data: bytes) -> bool:
    """Whether a part is XML, by its name or by how it begins: a main part may have any name."""
    return part.lower().endswith(_XML) or data[:99].lstrip(_BEFORE_XML).startswith(_BEGINNINGS)


def _macros(part: str, data: bytes, name: str) -> Iterator[Finding]:
    """Macros, by their part or by the type the file gives itself."""
    declared = part == CONTENT_TYPES and (b"macroEnabled" in data or b"vbaProject" in data)
    if declared or _MACRO_MEMBER.search(part):
        yield finding("D250", name, part)


def _objects(part: str, data: bytes, name: str) -> Iterator[Finding]:
    """Embedded files and controls."""
    if _OBJECT_MEMBER.search(part):
        yield finding("D252", name, part, what="嵌入的对象或控件")
    elif data.startswith(_ZIP):
        yield finding("D252", name, part, what="压缩包")


def _relation_faults(members: Mapping[str, bytes], rels: str, name: str) -> Iterator[Finding]:
    """Relationships that point out of the file, or to something embedded."""
    part = re.sub(r"_rels/([^/]*)\.rels$", r"\1", rels)
    for each in relations(members, part):
        target = each.target[:80]
        if each.external and each.sort == "hyperlink" and _SAFE_LINK.match(each.target):
            continue
        if each.external or _SCHEME.match(each.target):
            what = _SORTS.get(each.sort, each.sort)
            yield finding("D251", name, part, what=what, target=target)
        elif each.sort in _OBJECTS:
            yield finding("D252", name, part, what=_OBJECTS[each.sort])


def _text_faults(part: str, data: bytes, name: str) -> Iterator[Finding]:
    """Fields that fetch or run something, and pictures linked from outside, with their place."""
    root = parsed(data)
    places = Places(root)
    for each in fields_of(root):
        if each.name not in HARMLESS and each.code.strip():
            yield finding("D253", name, places.of(each.start), field=each.name)
    for element in root.iter(f"{W}altChunk", f"{W}subDoc", f"{W}object", f"{W}control"):
        what = etree.QName(element).localname
        yield finding("D252", name, places.of(element), what=what)
    if next(root.iter(f"{W}mailMerge"), None) is not None:
        yield finding("D251", name, part, what=_SORTS["mailMergeSource"], target="mailMerge")
    yield from _linked(root, places, name)


def _linked(root: Any, places: Places, name: str) -> Iterator[Finding]:
    """Drawings of the old kind and SVG, which link by attributes instead of relationships."""
    for element in root.iter(etree.Element):
        for key, value in element.attrib.items():
            if not _LINKED.search(key) or not _SCHEME.match(value):
                continue
            if not _SAFE_LINK.match(value) or _loads(element):
                what = "外部图片" if _loads(element) else "外部链接"
                yield finding("D251", name, places.of(element), what=what, target=value[:80])


def _loads(element: object) -> bool:
    """Whether an element fetches what it links to, as pictures do and links do not."""
    return etree.QName(element).localname in ("imagedata", "fill", "image", "blip", "use", "stroke")
