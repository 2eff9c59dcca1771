"""What templates may name: every field with its meaning, its type and an example.

``fields.yaml`` says what contexts give; cases and batches come from their own schemas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from cases.lifecycle.record_fields import RECORD_FIELDS
from cases.lifecycle.steps import find_step
from cases.schema.shipped import SchemaName, load_schema
from cases.yamlnodes import read_plain

FIELDS_FILE = "fields.yaml"
_ROWS, _ANY, _ABOUT, _LIKE = "每行", "任意", "_", "同 "
_OWN_PARTS = {"日期": ("year", "month", "day")}
_TYPING = re.compile(r"整数，|日期，|年月，|元，|须加引号|18 位|年度-")
_PART = re.compile(r"\[\]|[^.\[\]]+")
_SCHEMA_TYPES = {
    "文本": "文字",
    "年月": "文字",
    "整数": "整数",
    "金额": "金额",
    "日期": "日期",
    "是否": "是否",
}


@dataclass(slots=True)
class Field:
    """One field, or a group: ``rows`` are what a list holds, ``any`` what any key holds."""

    meaning: str = ""
    type: str = "文字"
    example: str = ""
    inner: dict[str, Field] = field(default_factory=dict)
    rows: Field | None = None
    any: Field | None = None
    open: bool = False

    @property
    def is_leaf(self) -> bool:
        """Whether it is a value and no group."""
        return not self.inner and self.rows is None and self.any is None and not self.open


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that nothing gives: what comes nearest, and whether a bureau may add its own."""

    name: str
    nearest: str
    open: bool


@cache
def all_fields() -> Mapping[str, Field]:
    """The roots of everything a template may name."""
    text = files("doc_templates").joinpath(FIELDS_FILE).read_text(encoding="utf-8")
    plain = read_plain(text, FIELDS_FILE)
    roots = {name: _read(value, plain) for name, value in plain.items() if name != "例"}
    examples: Any = plain.get("例", {})
    for name, schema, meaning in (
        ("案", SchemaName.CASE, "案卷，层次与 case.yaml 相同"),
        ("批", SchemaName.BATCH, "批次，层次与 batch.yaml 相同"),
    ):
        roots[name] = _of_schema(load_schema(schema), examples, name)
        roots[name].meaning = meaning
    _add_facts(roots["办"])
    roots["办"].inner["变更带头人"].inner["新带头人"] = roots["案"].inner["带头人"]
    return roots


def unknown_part(dotted: str) -> Unknown | None:
    """What is unknown about a dotted name; None when something gives it."""
    here, known, open_ = Field(inner=dict(all_fields())), "", False
    for part in _PART.findall(dotted):
        step = _below(here, part)
        if step is None:
            near = get_close_matches(part, here.inner, n=1, cutoff=0.5)
            said = f"{known}.{near[0]}".lstrip(".") if near else ""
            return Unknown(dotted, said, here.open or open_)
        if step is _ANYTHING:
            return None
        here, known, open_ = step, f"{known}.{part}".replace(".[", "["), open_ or here.open
    return None


_ANYTHING = Field()


def _below(here: Field, part: str) -> Field | None:
    """The field under a key; ``*`` is a key that only the data knows."""
    if part == "[]":
        return here.rows or (_ANYTHING if here.inner or here.any or here.is_leaf else None)
    if part == "*":
        return here.any or (_ANYTHING if here.inner or here.open else None)
    found = here.inner.get(part) or here.any
    if found is None and here.is_leaf and part in _OWN_PARTS.get(here.type, ()):
        return _ANYTHING
    return found


def flattened(name: str, found: Field) -> Iterator[tuple[str, Field]]:
    """Every value below a field with its dotted name; rows as ``[]``, free keys as ``[…]``.

    A list of plain values is one value, printed with ``join``.
    """
    if found.is_leaf or (found.rows is not None and found.rows.is_leaf):
        yield name, found
        return
    for key, each in found.inner.items():
        yield from flattened(f"{name}.{key}", each)
    if found.rows is not None:
        yield from flattened(f"{name}[]", found.rows)
    if found.any is not None:
        yield from flattened(f"{name}[…]", found.any)


def _read(value: Any, whole: Mapping[str, Any]) -> Field:
    """A field as ``fields.yaml`` has it."""
    if isinstance(value, str):
        if value.startswith(_LIKE):
            return _read(_at(whole, value.removeprefix(_LIKE)), whole)
        meaning, kind, example = (each.strip() for each in (value + "| |").split("|")[:3])
        return Field(meaning, kind, example, rows=Field(meaning) if kind == "列表" else None)
    given = dict(value)
    found = Field(given.pop(_ABOUT, ""), "分组")
    found.rows = _read(given.pop(_ROWS), whole) if _ROWS in given else None
    found.any = _read(given.pop(_ANY), whole) if _ANY in given else None
    found.type = "列表" if found.rows is not None else "分组"
    found.inner = {key: _read(each, whole) for key, each in given.items()}
    return found


def _at(whole: Mapping[str, Any], dotted: str) -> Any:
    """What stands under a dotted name of the file."""
    value: Any = whole
    for key in dotted.split("."):
        value = value[key]
    return value


def _of_schema(schema: Mapping[str, Any], examples: Mapping[str, str], name: str) -> Field:
    """A field as the schema of a YAML file has it."""
    kind = _SCHEMA_TYPES.get(schema.get("x-类型", ""), "文字")
    found = Field(_about(schema), kind, examples.get(name, ""))
    for key, each in schema.get("properties", {}).items():
        if "$ref" not in each:
            found.inner[key] = _of_schema(each, examples, f"{name}.{key}")
    if isinstance(schema.get("items"), Mapping):
        found.rows, found.type = _of_schema(schema["items"], examples, f"{name}[]"), "列表"
    if isinstance(schema.get("additionalProperties"), Mapping):
        found.any = _of_schema(schema["additionalProperties"], examples, f"{name}[…]")
        found.any.meaning = found.any.meaning or found.meaning
    if found.inner or found.any:
        found.type = "分组"
    return found


def _about(schema: Mapping[str, Any]) -> str:
    """What a field means; how a clerk types it into YAML is of no use to a template."""
    title, more = str(schema.get("title", "")), str(schema.get("description", ""))
    return title if not more or _TYPING.match(more) else f"{title}：{more}"


def _add_facts(steps: Field) -> None:
    """What every step records: its day, and the facts its gates ask for."""
    for label in steps.inner:
        steps.inner[label].open = True
        steps.inner[label].inner.setdefault("日期", Field("办理日期", "日期", "2019年5月8日"))
    for step, facts in RECORD_FIELDS.items():
        inner = steps.inner[find_step(step).label].inner
        for fact in facts:
            inner.setdefault(fact.key, Field(fact.key, fact.shape))
