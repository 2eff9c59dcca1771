"""Rules on a Word file's text: fonts, sizes and indents, days and numbers as written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from doc_templates.fonts.families import FAMILIES
from doc_templates.lint.word_elements import Element, Part
from doc_templates.word_zip import finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cases.findings import Finding
    from doc_templates.lint.word_model import Paragraph, Stretch, WordDocument

_CHINESE = re.compile(r"[一-鿿㐀-䶿]")
_LETTERS = re.compile(r"[A-Za-z0-9]")
_ZERO_DAY = re.compile(r"(?<![\d.])(?:\d{4}年)?0\d[月日](?:\d{1,2}日)?|\d{4}年\d{1,2}月0\d日")
_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,12}([〔\[［(（【﹝])(\d{2,4})([〕\]］)）】﹞])\s*(第?)\s*(\d+)\s*号"
)
_SIZES = {10.5: "五号", 12: "小四", 14: "四号", 16: "三号", 18: "小二", 22: "二号"}
_NEAR = 0.25  # points: 15.75 pt is 三号 too
_INDENT_TOLERANCE = 40
_OFFICIAL = frozenset(name for names in FAMILIES.values() for kind in names for name in kind)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What GB/T 9704-2012, 7 and 10 want of an element: families, size in points, place."""

    families: tuple[str, ...]
    size: float | None = 16
    centred: bool = False
    indented: bool = False


_WANTED = {
    Element.MARK: Wanted(("小标宋",), None, centred=True),
    Element.NUMBER: Wanted(("仿宋",)),
    Element.SIGNED_NUMBER: Wanted(("仿宋", "楷体")),
    Element.ISSUE: Wanted(("仿宋",)),
    Element.TITLE: Wanted(("小标宋",), 22, centred=True),
    Element.ADDRESSEE: Wanted(("仿宋",)),
    Element.LEVEL1: Wanted(("黑体",), indented=True),
    Element.LEVEL2: Wanted(("楷体",), indented=True),
    Element.BODY: Wanted(("仿宋",), indented=True),
    Element.ANNEX_NOTE: Wanted(("仿宋",)),
    Element.SIGNATURE: Wanted(("仿宋",)),
    Element.ANNEX_MARK: Wanted(("黑体",)),
    Element.ANNEX_TITLE: Wanted(("小标宋",), 22, centred=True),
    Element.ATTENDANCE: Wanted(("黑体", "仿宋")),
    Element.IMPRINT: Wanted(("仿宋",), 14),
}
_PAGE_NUMBER = Wanted(("宋体",), 14)


def element_faults(document: WordDocument, parts: Sequence[Part], name: str) -> Iterator[Finding]:
    """Each element in its font, size and place; page numbers of official documents too."""
    for part in parts:
        wanted = _WANTED[part.element]
        yield from _look_faults(part.paragraph, wanted, part.element, name)
        if wanted.centred and part.paragraph.align != "center":
            yield finding("D577", name, part.paragraph.place, element=part.element)
        if wanted.indented and not _is_indented(part.paragraph):
            yield finding("D568", name, part.paragraph.place, element=part.element)
    for paragraph in document.margins if parts else ():
        if "PAGE" in paragraph.fields:
            yield from _look_faults(paragraph, _PAGE_NUMBER, "页码", name)


def _look_faults(
    paragraph: Paragraph, wanted: Wanted, element: str, name: str
) -> Iterator[Finding]:
    """The first wrong font and the first wrong size of a paragraph."""
    filled = [each for each in paragraph.stretches if _weighs(each, element)]
    strange = next((f for s in filled if (f := _font(s)) not in _names(wanted.families)), None)
    if strange is not None:
        facts = {
            "element": element,
            "found": strange or "未指定",
            "wanted": "或".join(wanted.families),
        }
        yield finding("D566", name, paragraph.place, **facts)
    sizes = (s.look.size for s in filled if wanted.size is not None)
    other = next((s for s in sizes if not _is_size(s, wanted.size or 0)), None)
    if other is not None:
        facts = {"element": element, "found": _points(other), "wanted": _points(wanted.size or 0)}
        yield finding("D567", name, paragraph.place, **facts)


def _weighs(stretch: Stretch, element: str) -> bool:
    """Whether a run shows anything whose look counts: letters; page numbers their digits."""
    return bool(_CHINESE.search(stretch.text)) or (
        element == "页码" and bool(_LETTERS.search(stretch.text))
    )


def _font(stretch: Stretch) -> str:
    """The font that draws a run: the East Asian one for Chinese."""
    return stretch.look.asian if _CHINESE.search(stretch.text) else stretch.look.latin


def _names(families: tuple[str, ...]) -> frozenset[str]:
    """All names that families go by, and their stand-ins."""
    return frozenset(name for each in families for kind in FAMILIES[each] for name in kind)


def _is_size(size: float, wanted: float) -> bool:
    """Whether a size is the wanted one, 15.75 and 16 points being the same 三号."""
    return abs(size - wanted) <= _NEAR


def _points(size: float) -> str:
    """16磅（三号）."""
    named = next((label for points, label in _SIZES.items() if _is_size(size, points)), "")
    return f"{size:g}磅" + (f"（{named}）" if named else "")


def _is_indented(paragraph: Paragraph) -> bool:
    """Two characters in, by its properties or by two full-width spaces."""
    indent = paragraph.properties.get("ind", {})
    spaces = len(paragraph.text) - len(paragraph.text.lstrip("　"))
    first = paragraph.indent("firstLine")
    size = max((each.look.pitch for each in paragraph.stretches if each.text.strip()), default=0)
    if "firstLine" not in indent and indent.get("firstLineChars") == "200":
        return spaces == 0
    return abs(first + spaces * size - 2 * size) <= _INDENT_TOLERANCE


def font_faults(document: WordDocument, name: str) -> Iterator[Finding]:
    """Fonts outside the official families, each once with its first place; signs may differ."""
    seen: set[str] = set()
    for paragraph in document.every_paragraph:
        for stretch in paragraph.stretches:
            for font, shows in (
                (stretch.look.asian, _CHINESE.search(stretch.text)),
                (stretch.look.latin, _LETTERS.search(stretch.text)),
            ):
                if shows and font not in _OFFICIAL and font not in seen:
                    seen.add(font)
                    yield finding("D576", name, paragraph.place, font=font or "未指定")


def wording_faults(document: WordDocument, name: str) -> Iterator[Finding]:
    """Days with a leading zero; document numbers with other brackets, 第 or leading zeros."""
    for paragraph in document.every_paragraph:
        for day in _ZERO_DAY.finditer(paragraph.text):
            yield finding("D571", name, paragraph.place, found=day[0])
        for number in _NUMBER.finditer(paragraph.text):
            if fault := _number_fault(number):
                yield finding("D572", name, paragraph.place, found=number[0], what=fault)


def _number_fault(number: re.Match[str]) -> str:
    """What is wrong with a document number; "" when nothing is."""
    opening, year, closing, ordinal, serial = number.groups()
    faults = (
        (opening != "〔" or closing != "〕", "年份要用六角括号〔〕"),
        (len(year) != 4, "年份要写全四位"),
        (bool(ordinal), "序号前不加“第”"),
        (serial.startswith("0"), "序号前不加0"),
    )
    return "，".join(said for wrong, said in faults if wrong)
