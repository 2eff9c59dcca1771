"""The list of cases as a department's sheet: its columns, ready to be read back in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cases.values.money import Money
from cases.yamlwriting import flow, text_of
from doc_templates.form_reading.labels import kinds, shown_label
from doc_templates.form_reading.sentences import honours_in, honours_text, titles_in, titles_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cases.casefile import CaseFile

# Written by the bureau, or shown by another column.
_LEFT_OUT = ("格式版本", "政策", "政策摘要", "档号", "资助周期", "保管期限")
_SENTENCES = {
    "带头人.荣誉": (honours_text, honours_in),
    "条件.制度": (titles_text, titles_in),
}


def roster_keys() -> tuple[str, ...]:
    """The keys of the columns, single values first, then lists, each in the file's order."""
    lists = [key for key, kind in kinds().items() if kind == "列表"]
    inner = tuple(f"{key}." for key in lists)
    single = [
        key
        for key, kind in kinds().items()
        if kind != "列表" and not key.startswith(inner) and key.partition(".")[0] not in _LEFT_OUT
    ]
    return (*single, *lists)


def roster_heads() -> list[str]:
    """What the columns are called; every head is understood when the sheet comes back."""
    return ["序号", *(shown_label(key) for key in roster_keys()), "环节", "档号"]


def roster_lines(cases: Iterable[tuple[CaseFile, str]]) -> list[list[object]]:
    """One line per case, with the label of its step."""
    return [
        [number, *(_cell(case, key) for key in roster_keys()), step, str(case.get("档号", ""))]
        for number, (case, step) in enumerate(cases, start=1)
    ]


def _cell(case: CaseFile, key: str) -> object:
    """A value as its kind; a list as a sentence, or one item a line."""
    value: Any = case.get(key, "")
    if isinstance(value, list):
        return _list_text(key, value)
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value if whole or isinstance(value, Money) or hasattr(value, "year") else text_of(value)


def _list_text(key: str, items: list[Any]) -> str:
    if key in _SENTENCES and items:
        write, read = _SENTENCES[key]
        sentence = write(items)
        if read(sentence) == [_plain(item) for item in items]:
            return sentence
    lines = [flow(item) for item in items]
    return "\n".join(lines) if all(line[:1] == "{" for line in lines) else f"[{', '.join(lines)}]"


def _plain(item: Any) -> Any:
    return {k: text_of(v) for k, v in item.items()} if isinstance(item, dict) else text_of(item)
