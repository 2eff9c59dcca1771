"""What stands around the marks: places never filled, revisions, comments, missing bookmarks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cases.findings import Finding, Place, Severity
from doc_templates.template_gathering import MARK
from doc_templates.word_fields import KEEPS_RESULT, fields_of
from doc_templates.word_parts import MAIN, W, filled_parts, parsed
from doc_templates.word_places import Places, around
from doc_templates.word_zip import finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from doc_templates.catalogue import DocumentKind

_TEXT = f"{W}t"
_SIGN = re.compile(r"\{[{%#]")
_REVISIONS = {
    f"{W}ins": "修订（插入）", f"{W}del": "修订（删除）", f"{W}moveFrom": "修订（移动）",
    f"{W}moveTo": "修订（移动）", f"{W}rPrChange": "格式修订", f"{W}pPrChange": "格式修订",
    f"{W}tblPrChange": "格式修订", f"{W}trPrChange": "格式修订", f"{W}tcPrChange": "格式修订",
    f"{W}sectPrChange": "格式修订", f"{W}cellIns": "修订（插入）", f"{W}cellDel": "修订（删除）",
}  # fmt: skip
_PARTS = (
    ("docProps/", "文件属性"), ("word/comments", "批注"), ("word/endnotes", "尾注"),
    ("word/charts/", "图表"), ("word/diagrams/", "智能图形"), ("word/glossary/", "文档部件"),
    ("customXml/", "自定义数据"),
)  # fmt: skip


def surrounding_faults(
    members: Mapping[str, bytes], kind: DocumentKind | None, name: str
) -> Iterator[Finding]:
    """Everything about the parts that does not lie in the marks themselves."""
    filled = dict(filled_parts(members))
    for part, label in filled.items():
        root = parsed(members[part])
        places = Places(root, label)
        yield from _never_filled(root, places, name)
        yield from _revised(root, places, name)
    for part, data in members.items():
        if part not in filled and part.endswith((".xml", ".rels")):
            yield from _marked(part, data, name)
    if kind is not None:
        yield from _without_anchor(members, kind, name)


def _never_filled(root: Any, places: Places, name: str) -> Iterator[Finding]:
    """Marks that a field or a bound control would overwrite, or that are no text at all."""
    for bound in root.iter(f"{W}dataBinding"):
        control = around(bound, f"{W}sdt")
        if _SIGN.search("".join(text.text or "" for text in control.iter(_TEXT))):
            yield finding("D237", name, places.of(_inside(control)), what="与数据绑定的内容控件")
    yield from _in_fields(root, places, name)
    for element in root.iter("{*}*"):
        inner = element.text if element.tag not in (_TEXT, f"{W}instrText") else None
        if any(_SIGN.search(value or "") for value in (inner, *element.attrib.values())):
            yield finding("D237", name, places.of(element), what=element.tag.rpartition("}")[2])


def _in_fields(root: Any, places: Places, name: str) -> Iterator[Finding]:
    """Marks in the code or in the result of a field, which Word calculates anew."""
    for each in fields_of(root):
        text = "".join(text.text or "" for text in each.texts)
        if each.name == "MERGEFIELD":
            what = f"MERGEFIELD {text}"[:40]
            yield finding("D230", name, places.of(each.start), mark=what, engine="Word 邮件合并")
        elif _SIGN.search(text) and each.name not in KEEPS_RESULT:
            yield finding("D237", name, places.of(each.start), what=f"域 {each.name} 的结果")
        if _SIGN.search(each.code):
            yield finding("D237", name, places.of(each.start), what=f"域 {each.name} 的代码")


def _inside(control: Any) -> Any:
    """A paragraph of a control, or the control itself."""
    return next(control.iter(f"{W}p"), control)


def _revised(root: Any, places: Places, name: str) -> Iterator[Finding]:
    """Revisions nobody accepted, which would print; comments, which every copy would carry."""
    told: set[tuple[str, str]] = set()
    for element in root.iter(*_REVISIONS, f"{W}commentReference"):
        what = _REVISIONS.get(element.tag, "批注")
        place = places.of(element)
        if (what, place) not in told:
            told.add((what, place))
            severity = Severity.WARNING if what == "批注" else Severity.ERROR
            yield Finding("D238", severity, Place(name, key=place), {"what": what})


def _marked(part: str, data: bytes, name: str) -> Iterator[Finding]:
    """Marks in parts that are never filled: properties, comments, charts."""
    label = next((said for start, said in _PARTS if part.startswith(start)), "其他部件")
    if b"{" in data and MARK.search("".join(parsed(data).itertext())):
        yield finding("D237", name, part, what=label)


def _without_anchor(
    members: Mapping[str, bytes], kind: DocumentKind, name: str
) -> Iterator[Finding]:
    """Stamp anchors of the catalogue that the template has no bookmark for."""
    root = parsed(members[MAIN])
    held = {each.get(f"{W}name") for each in root.iter(f"{W}bookmarkStart")}
    for stamp in kind.stamps:
        if stamp.anchor not in held:
            yield finding("D227", name, "正文", anchor=stamp.anchor, owner=stamp.owner)
