"""Names for a PDF's objects: what each is part of, in words people know."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from doc_templates.stamping.verification.structure import (
    entry,
    fields_of,
    is_stamp,
    items_of,
    names_in,
    number_of,
    pages_of,
    raw_entry,
    resolved,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_STEPS = 200_000
_PARTS = {
    "/AcroForm": "表单",
    "/OutputIntents": "颜色特性",
    "/StructTreeRoot": "文档结构",
    "/Outlines": "目录书签",
    "/Names": "名称表",
    "/Dests": "书签目标",
    "/OpenAction": "打开文件时的动作",
    "/MarkInfo": "文档标记",
    "/ViewerPreferences": "阅读器设置",
    "/DSS": "签名核验资料",
}
_BACK = frozenset({"/Parent", "/P", "/Prev", "/Dest", "/D", "/Pg"})


@dataclass(frozen=True, slots=True)
class PartName:
    """What an object is part of, and on which page."""

    what: str
    where: str = ""


@dataclass(slots=True)
class _Naming:
    names: dict[int, PartName] = field(default_factory=dict)
    steps: int = 0

    def give(self, raw: Any, what: str, where: str = "", *, alone: bool = False) -> None:
        """Name an object and all that hangs below it and has no name yet."""
        waiting: deque[Any] = deque([raw])
        while waiting and self.steps < _MOST_STEPS:
            self.steps += 1
            thing = waiting.popleft()
            number = number_of(thing)
            if number and number in self.names:
                continue
            if number:
                self.names[number] = PartName(what, where)
            if not (alone and number):
                waiting.extend(_below(resolved(thing)))


def names_of(root: Any, information: Any, catalogue: int) -> dict[int, PartName]:
    """Object number → name, for all that can be reached from the catalogue."""
    naming = _Naming()
    if catalogue:
        naming.names[catalogue] = PartName("文件目录（Catalog）")
    pages = pages_of(root)
    for place, page in enumerate(pages, 1):
        naming.names[page.number] = PartName(f"第{place}页的页面定义", f"第{place}页")
    _name_signatures(root, naming)
    for place, page in enumerate(pages, 1):
        _name_page(page.dictionary, page.get("/Resources"), place, naming)
    naming.give(raw_entry(root, "/Metadata"), "元数据（XMP）")
    naming.give(information, "文档信息")
    naming.give(raw_entry(root, "/Pages"), "页面目录", alone=True)
    for key, what in _PARTS.items():
        naming.give(raw_entry(root, key), what)
    naming.give(root, "文件目录（Catalog）下的内容")
    return naming.names


def _name_signatures(root: Any, naming: _Naming) -> None:
    for each in fields_of(root):
        label = "签名" if each.sort == "/Sig" else "表单项"
        naming.names.setdefault(each.number, PartName(f"{label}栏“{each.name}”"))
        if each.sort == "/Sig":
            naming.give(raw_entry(each.dictionary, "/V"), f"签名“{each.name}”的签名数据")
            naming.give(raw_entry(each.dictionary, "/AP"), f"签名“{each.name}”的印章图")
        else:
            naming.give(raw_entry(each.dictionary, "/AP"), f"表单项“{each.name}”的样子")


def _name_page(dictionary: Any, resources: Any, place: int, naming: _Naming) -> None:
    """Contents, stamps, pictures, fonts and annotations of a page."""
    where = f"第{place}页"
    for raw in items_of(dictionary, "/Contents"):
        naming.give(raw, f"{where}的内容", where)
    for name, raw in names_in(resources, "/XObject").items():
        what = f"印章图（{where}）" if is_stamp(name) else f"{where}的图片或图形"
        naming.give(raw, what, where)
    for raw in names_in(resources, "/Font").values():
        naming.give(raw, f"字体“{_font_name(raw)}”（{where}）", where)
    for raw in items_of(dictionary, "/Annots"):
        naming.give(raw, f"{where}的批注", where)
    naming.give(raw_entry(dictionary, "/Resources"), f"{where}的资源", where)
    naming.give(dictionary, f"{where}的其他内容", where)


def _font_name(raw: Any) -> str:
    """The font's name without the prefix of a subset."""
    name = str(entry(resolved(raw), "/BaseFont") or "？").lstrip("/")
    return name[7:] if name[6:7] == "+" else name


def _below(node: Any) -> Iterator[Any]:
    """What an object refers to, but not what it belongs to."""
    if isinstance(node, dict):
        for key in node:
            if key not in _BACK:
                yield raw_entry(node, key)
    elif isinstance(node, list):
        for place in range(len(node)):
            yield node.raw_get(place)  # type: ignore[attr-defined]
