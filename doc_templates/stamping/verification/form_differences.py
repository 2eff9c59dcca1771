"""Form fields filled in anew, added or gone; the rest of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from doc_templates.stamping.verification.structure import (
    FormField,
    entry,
    fields_of,
    raw_entry,
)
from doc_templates.stamping.verification.twostates import Difference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from doc_templates.stamping.verification.twostates import TwoStates

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


def form_differences(pair: TwoStates) -> Iterator[Difference]:
    """Form fields added, removed or filled in anew."""
    before = {each.name: each for each in fields_of(pair.old.root)}
    after = {each.name: each for each in fields_of(pair.new.root)}
    for name in dict.fromkeys([*before, *after]):
        if name in pair.allowed:
            continue
        was, now = before.get(name), after.get(name)
        yield from _of_field(pair, was, now)
    old, new = entry(pair.old.root, "/AcroForm"), entry(pair.new.root, "/AcroForm")
    for key in _FORM_SETTINGS:
        if not pair.comparison.same(entry(old, key), entry(new, key)):
            yield Difference("S429", "表单的设置被改动")


def _of_field(
    pair: TwoStates, was: FormField | None, now: FormField | None
) -> Iterator[Difference]:
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


def _same_look(pair: TwoStates, was: FormField, now: FormField) -> bool:
    """Whether a field is drawn as before, at the same place."""
    return all(
        pair.comparison.same(entry(was.dictionary, key), entry(now.dictionary, key))
        for key in ("/AP", "/Rect", "/F", "/Kids")
    )


def catalogue_differences(pair: TwoStates) -> Iterator[Difference]:
    """The rest of the catalogue."""
    old, new = pair.old.root, pair.new.root
    for key in sorted((set(old) | set(new)) - _UNTOLD):
        if not pair.comparison.same(raw_entry(old, key), raw_entry(new, key)):
            yield Difference("S429", f"{_CATALOGUE.get(key, f'文件目录的“{key[1:]}”')}被改动")
