"""What a later revision changed, part by part, in words people know."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from doc_templates.stamping.verification.sameness import Comparison
from doc_templates.stamping.verification.structure import (
    FormField,
    Page,
    entry,
    field_name,
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

_GEOMETRY = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/ArtBox", "/TrimBox", "/BleedBox")
_CATALOGUE = {
    "/OpenAction": "打开文件时的动作",
    "/AA": "文件的自动动作",
    "/Names": "名称表（附件、脚本、书签目标）",
    "/Dests": "书签目标",
    "/Outlines": "目录书签",
    "/OCProperties": "图层",
    "/StructTreeRoot": "文档结构",
    "/PageLabels": "页码标签",
    "/OutputIntents": "颜色特性",
    "/ViewerPreferences": "阅读器设置",
    "/Collection": "附件包",
    "/Perms": "文件权限",
}
_UNTOLD = frozenset(
    {"/Pages", "/AcroForm", "/Metadata", "/DSS", "/Type", "/Version", "/Extensions", "/MarkInfo"}
)
_FORM_SETTINGS = ("/XFA", "/NeedAppearances", "/CO")
_SIGNATURE = "/Sig"
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


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that was changed: the finding's code, what, on which page."""

    code: str
    what: str
    where: str = ""


@dataclass(slots=True)
class _Pair:
    """Two states of one file, and what is left out because a later signer may do it."""

    old: Any
    new: Any
    allowed: frozenset[str]
    comparison: Comparison
    stamps: dict[int, list[int]] = field(default_factory=dict)


def differences(old: Any, new: Any, allowed: frozenset[str] = frozenset()) -> list[Difference]:
    """What differs between two views of a file; ``allowed`` are the fields signed in between."""
    bounds = [page.number for view in (old, new) for page in pages_of(view.root)]
    bounds += [each.number for view in (old, new) for each in fields_of(view.root)]
    bounds += [number_of(raw_entry(each.dictionary, "/V")) for each in fields_of(old.root)]
    pair = _Pair(old, new, allowed, Comparison(number for number in bounds if number))
    found = list(_of_pages(pair))
    found += _of_stamps(pair)
    found += _of_form(pair)
    found += _of_catalogue(pair)
    return list(dict.fromkeys(found))


def _of_pages(pair: _Pair) -> Iterator[Difference]:
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


def _of_page(pair: _Pair, old: Page, new: Page, number: int) -> Iterator[Difference]:
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


def _of_resources(pair: _Pair, old: Any, new: Any, number: int) -> Iterator[Difference]:
    """Pictures, stamps and fonts that a page draws with."""
    where, same = f"第{number}页", pair.comparison.same
    before, after = names_in(old, "/XObject"), names_in(new, "/XObject")
    for name in before.keys() | after.keys():
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


def _of_stamps(pair: _Pair) -> Iterator[Difference]:
    """Stamps that were redrawn, each with all its pages."""
    for pages in pair.stamps.values():
        where = "、".join(str(page) for page in pages)
        yield Difference("S422", f"印章图（第{where}页）被换掉", f"第{where}页")


def _of_annotations(pair: _Pair, old: Any, new: Any, where: str) -> Iterator[Difference]:
    """Annotations added, removed or changed on a page; signature fields are the form's matter."""
    before = {number_of(each) or place: each for place, each in enumerate(items_of(old, "/Annots"))}
    after = {number_of(each) or place: each for place, each in enumerate(items_of(new, "/Annots"))}
    for key in before.keys() | after.keys():
        was, now = resolved(before.get(key)), resolved(after.get(key))
        node = now if isinstance(now, dict) else was
        if not isinstance(node, dict) or _is_of_form(node, pair):
            continue
        sort = _ANNOTATIONS.get(str(entry(node, "/Subtype")), "批注")
        if key not in before:
            yield Difference("S426", f"{where}添加了{sort}", where)
        elif key not in after:
            yield Difference("S426", f"{where}的{sort}被删除", where)
        elif not pair.comparison.same(was, now):
            yield Difference("S426", f"{where}的{sort}被改动", where)


def _is_of_form(node: Any, pair: _Pair) -> bool:
    """Whether a widget belongs to a field, whose changes the form tells."""
    if str(entry(node, "/Subtype")) != "/Widget":
        return False
    name = field_name(node)
    return name in pair.allowed or any(
        name == each.name for view in (pair.old, pair.new) for each in fields_of(view.root)
    )


def _of_form(pair: _Pair) -> Iterator[Difference]:
    """Form fields added, removed or filled in anew."""
    before = {each.name: each for each in fields_of(pair.old.root)}
    after = {each.name: each for each in fields_of(pair.new.root)}
    for name in before.keys() | after.keys():
        if name in pair.allowed:
            continue
        was, now = before.get(name), after.get(name)
        yield from _of_field(pair, was, now)
    old, new = entry(pair.old.root, "/AcroForm"), entry(pair.new.root, "/AcroForm")
    for key in _FORM_SETTINGS:
        if not pair.comparison.same(entry(old, key), entry(new, key)):
            yield Difference("S429", "表单的设置被改动")


def _of_field(pair: _Pair, was: FormField | None, now: FormField | None) -> Iterator[Difference]:
    """One field before and after; a signature that went is told elsewhere."""
    same, known = pair.comparison.same, now or was
    if known is None:
        return
    is_signature = known.sort == _SIGNATURE
    if was is None or now is None:
        if not (is_signature and now is None):
            what = "添加" if was is None else "删除"
            yield Difference("S427", f"{what}了表单项“{known.name}”")
        return
    if is_signature:
        if was.value is not None and now.value is not None and not _same_look(pair, was, now):
            yield Difference("S422", f"签名“{known.name}”的印章图被换掉")
    elif not (same(was.value, now.value) and _same_look(pair, was, now)):
        yield Difference("S427", f"改了表单项“{known.name}”")


def _same_look(pair: _Pair, was: FormField, now: FormField) -> bool:
    """Whether a field is drawn as before, at the same place."""
    return all(
        pair.comparison.same(entry(was.dictionary, key), entry(now.dictionary, key))
        for key in ("/AP", "/Rect", "/F", "/Kids")
    )


def _of_catalogue(pair: _Pair) -> Iterator[Difference]:
    """The rest of the catalogue."""
    old, new = pair.old.root, pair.new.root
    for key in sorted((set(old) | set(new)) - _UNTOLD):
        if not pair.comparison.same(raw_entry(old, key), raw_entry(new, key)):
            yield Difference("S429", f"{_CATALOGUE.get(key, f'文件目录的“{key[1:]}”')}被改动")
