"""The names that forms and sheets give to a case's fields."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from cases.schema.shipped import SchemaName, load_schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_NUMBERING = re.compile(r"^(?:[(（]?[一二三四五六七八九十0-9]{1,3}[)）、.．]+)+")
_BRACKETS = re.compile(r"[(（【\[][^()（）【】\[\]]*[)）】\]]")
_UNIT = re.compile(r"(?<![0-9.一二三四五六七八九十百千几数])万元")  # not “不低于5万元”
_STATED_UNIT = re.compile(r"(?:单位[:：]?\s*(?:人民币)?|[(（])万元")
_SHORT = 16


@dataclass(frozen=True, slots=True)
class Label:
    """A name found on a form: the field it means and the unit it states (``万`` or nothing)."""

    key: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ListHead:
    """The heading row of a repeated table: the list and its fields by grid column."""

    list_key: str
    columns: Mapping[int, Label]
    starts: tuple[int, ...]


def plain_label(text: str) -> str:
    """A name without blanks, colons, stars and numbering, in half width."""
    folded = re.sub(r"[\s:：*★]+", "", unicodedata.normalize("NFKC", text))
    return _NUMBERING.sub("", folded)


def _bare(text: str) -> str:
    """The same name without what brackets add to it."""
    return _BRACKETS.sub("", text)


def unit_in(text: str) -> str:
    """万 where a heading says that amounts stand in ten thousands."""
    return "万" if _UNIT.search(text) else ""


def unit_stated(text: str) -> str:
    """万 where a line says so of the table below it: ``（单位：万元）``."""
    return "万" if _STATED_UNIT.search(text) else ""


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("labels.toml").read_text("utf-8"))


@cache
def _scalars() -> Mapping[str, str]:
    """Field key by plain name; an empty key is a name we know and do not read."""
    named = {plain_label(each): key for key, names in _words()["案"].items() for each in names}
    return {plain_label(each): "" for each in _words()["另记"]["不读"]} | named


@cache
def _columns() -> Mapping[str, Mapping[str, str]]:
    """Of each list, its field by plain name."""
    return {
        key: {plain_label(each): field for field, names in fields.items() for each in names}
        for key, fields in _words()["列表"].items()
    }


def label_of(text: str, *, heading: bool = False) -> Label | None:
    """The field that a text names; a heading of a sheet may use shorter words."""
    if len(text) > 4 * _SHORT or not text.strip():
        return None
    whole = plain_label(text)
    known = _scalars()
    for name in (whole, _bare(whole)):
        if name in known:
            return Label(known[name], unit_in(whole))
        if heading and name in _words()["另记"]["表头"]:
            return Label(_words()["另记"]["表头"][name], unit_in(whole))
    if heading and whole in kinds():
        return Label(whole)
    return None


def shown_label(key: str) -> str:
    """The name that a field has on our own forms and sheets; the key itself if it has none."""
    names: Sequence[str] = _words()["案"].get(key, ())
    heads = (name for name, meant in _words()["另记"]["表头"].items() if meant == key)
    return names[0] if names else next(heads, key)


def nearest_label(key: str) -> str:
    """The name of a field, or of what it is a part of: 团队 for ``团队.姓名``."""
    part = key
    named = {*_words()["案"], *_words()["另记"]["表头"].values()}
    while part and part not in named:
        part = part.rpartition(".")[0]
    return shown_label(part) if part else key


def list_head(texts: Sequence[tuple[int, str]]) -> ListHead | None:
    """The list whose columns a row names: at least two names, and none that it lacks."""
    filled = [(start, text) for start, text in texts if text.strip()]
    for key, names in _columns().items():
        columns: dict[int, Label] = {}
        for start, text in filled:
            whole = plain_label(text)
            field = names.get(whole) or names.get(_bare(whole))
            if field is None and whole not in ("序号", "备注"):
                break
            if field:
                columns[start] = Label(field, unit_in(whole))
        else:
            if len(columns) >= 2:
                return ListHead(key, columns, tuple(start for start, _ in texts))
    return None


def list_fields(key: str) -> tuple[str, ...]:
    """The fields of a list's items, in the order of its columns."""
    return tuple(_words()["列表"].get(key, ()))


@cache
def kinds() -> Mapping[str, str]:
    """The kind of value (``x-类型``) of every scalar key of a case, lists by 列表."""
    return dict(_kinds(load_schema(SchemaName.CASE), ""))


@cache
def choices() -> Mapping[str, tuple[str, ...]]:
    """The options of keys that allow only some words."""
    return dict(_choices(load_schema(SchemaName.CASE), ""))


def _fields(schema: Mapping[str, Any], above: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for key, inner in schema.get("properties", {}).items():
        if key == "办理":
            continue
        yield f"{above}{key}", inner
        items = inner.get("items", {}) if inner.get("type") == "array" else inner
        yield from _fields(items, f"{above}{key}.")


def _kinds(schema: Mapping[str, Any], above: str) -> Iterator[tuple[str, str]]:
    for key, inner in _fields(schema, above):
        if inner.get("type") == "array":
            yield key, "列表"
        elif inner.get("x-类型"):
            yield key, inner["x-类型"]


def _choices(schema: Mapping[str, Any], above: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for key, inner in _fields(schema, above):
        if inner.get("x-类型") == "文本" and inner.get("enum"):
            yield key, tuple(inner["enum"])
