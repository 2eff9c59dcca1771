"""The columns that registers of past years have, by the names that offices gave them."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from doc_templates.form_reading.labels import Label, kinds, label_of, plain_label, unit_in

if TYPE_CHECKING:
    from collections.abc import Mapping

# Columns that our own refused-rows workbook adds.
REFUSAL_HEADS = ("原表行号", "没有导入的原因", "可以这样改")
_LISTS = "列表"


@cache
def words() -> Mapping[str, Any]:
    """Names of columns and papers, as the data file lists them."""
    text = files("acts.old_years").joinpath("words.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def _columns() -> Mapping[str, Any]:
    """Facts that no case form has, by key; fields of the case have names of their own."""
    found: Mapping[str, Any] = words()["栏目"]
    return found


@cache
def _names() -> Mapping[str, str]:
    own = {plain_label(name): key for key, each in _columns().items() for name in each["写法"]}
    return {plain_label(head): "" for head in REFUSAL_HEADS} | own


def column_of(text: str) -> Label | None:
    """What a head of an old register means; a field of the case where it is one."""
    whole = plain_label(text)
    bare = whole.partition("(")[0]
    for name in (whole, bare):
        if name in _names():
            return Label(_names()[name], unit_in(whole))
    found = label_of(text, heading=True)
    return Label("") if found is not None and kinds().get(found.key) == _LISTS else found


def kind_of(key: str) -> str:
    """The kind of value that a column holds."""
    return str(_columns()[key]["种类"]) if key in _columns() else kinds().get(key, "文本")


def is_case_field(key: str) -> bool:
    """Whether the column is a field of case files, rather than something that was done."""
    return bool(key) and key not in _columns()
