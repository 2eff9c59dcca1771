"""Pages that came, went, moved or were drawn over; annotations and stamps on them."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from doc_templates.stamping.verification.structure import (
    Page,
    entry,
    field_name,
    is_stamp,
    items_of,
    names_in,
    number_of,
    pages_of,
    raw_entry,
    resolved,
)
from doc_templates.stamping.verification.twostates import Difference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from doc_templates.stamping.verification.twostates import TwoStates

_GEOMETRY = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/ArtBox", "/TrimBox", "/BleedBox")
_ANNOTATIONS = {
    "/Text": "便笺",
    "/FreeText": "文字框",
    "/Highlight": "高亮",
    "/StrikeOut": "删除线",
    "/Underline": "下划线",
    "/Stamp": "图章",
    "/Link": "链接",
    "/FileAttachment": "附件",
    "/Widget": "表单控件",
    "/Redact": "涂黑",
    "/Square": "方框",
    "/Ink": "手写",
}


def page_differences(pair: TwoStates) -> Iterator[Difference]:
    """Pages that came, went, changed places; then what changed on those that stayed."""
    old, new = pages_of(pair.old.root), pages_of(pair.new.root)
    before, after = [page.number for page in old], [page.number for page in new]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for sort, a1, a2, b1, b2 in matcher.get_opcodes():
        if sort == "equal":
            for shift in range(a2 - a1):
                yield from _of_page(pair, old[a1 + shift], new[b1 + shift], b1 + shift + 1)
        else:
            yield from _of_places(before, after, range(a1, a2), range(b1, b2))


def _of_places(
    before: list[int], after: list[int], gone: range, come: range
) -> Iterator[Difference]:
    """Pages at places where the two files differ: replaced, removed, inserted or moved."""
    both = min(len(gone), len(come))
    for place in come[:both]:
        yield Difference("S425", f"第{place + 1}页被换成了另一页", f"第{place + 1}页")
    for place in gone[both:]:
        if before[place] not in after:
            yield Difference("S424", f"原来的第{place + 1}页被删除", f"第{place + 1}页")
    for place in come[both:]:
        moved = after[place] in before
        code, what = ("S425", "被移动了位置") if moved else ("S423", "是后来插入的")
        yield Difference(code, f"第{place + 1}页{what}", f"第{place + 1}页")


def _of_page(pair: TwoStates, old: Page, new: Page, number: int) -> Iterator[Difference]:
    """What changed on a page that stayed."""
    where = f"第{number}页"
    same = pair.comparison.same
    if not same(raw_entry(old.dictionary, "/Contents"), raw_entry(new.dictionary, "/Contents")):
        yield Difference("S421", f"{where}的内容被改动", where)
    for key in _GEOMETRY:
        if not same(old.get(key), new.get(key)):
            yield Difference("S421", f"{where}的大小或方向被改动", where)
    yield from _of_resources(pair, old.get("/Resources"), new.get("/Resources"), number)
    yield from _of_annotations(pair, old.dictionary, new.dictionary, where)


def _of_resources(pair: TwoStates, old: Any, new: Any, number: int) -> Iterator[Difference]:
    """Pictures, stamps and fonts that a page draws with."""
    where, same = f"第{number}页", pair.comparison.same
    before, after = names_in(old, "/XObject"), names_in(new, "/XObject")
    for name in dict.fromkeys([*before, *after]):
        if same(before.get(name), after.get(name)):
            continue
        if is_stamp(name) and name in before:
            held = number_of(after.get(name)) or number_of(before[name])
            pair.stamps.setdefault(held, []).append(number)
        else:
            yield Difference("S421", f"{where}的图片或图形被改动", where)
    if not same(entry(old, "/Font"), entry(new, "/Font")):
        yield Difference("S421", f"{where}的字体被改动", where)
    for key in ("/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/Properties"):
        if not same(entry(old, key), entry(new, key)):
            yield Difference("S421", f"{where}的画图设置被改动", where)


def stamp_differences(pair: TwoStates) -> Iterator[Difference]:
    """Stamps that were redrawn, each with all its pages."""
    for pages in pair.stamps.values():
        where = "、".join(str(page) for page in pages)
        yield Difference("S422", f"印章图（第{where}页）被换掉", f"第{where}页")


def _of_annotations(pair: TwoStates, old: Any, new: Any, where: str) -> Iterator[Difference]:
    """Annotations added, removed or changed on a page; signature fields are the form's matter."""
    before = {number_of(each) or place: each for place, each in enumerate(items_of(old, "/Annots"))}
    after = {number_of(each) or place: each for place, each in enumerate(items_of(new, "/Annots"))}
    for key in dict.fromkeys([*before, *after]):
        was, now = resolved(before.get(key)), resolved(after.get(key))
        node = now if isinstance(now, dict) else was
        if not isinstance(node, dict) or _belongs_to_a_form(node, pair):
            continue
        sort = _ANNOTATIONS.get(str(entry(node, "/Subtype")), "批注")
        if key not in before:
            yield Difference("S426", f"{where}添加了{sort}", where)
        elif key not in after:
            yield Difference("S426", f"{where}的{sort}被删除", where)
        elif not pair.comparison.same(was, now):
            yield Difference("S426", f"{where}的{sort}被改动", where)


def _belongs_to_a_form(node: Any, pair: TwoStates) -> bool:
    """Whether a widget belongs to a field, whose changes the form tells."""
    if str(entry(node, "/Subtype")) != "/Widget":
        return False
    return field_name(node) in pair.fields
