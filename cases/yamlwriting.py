"""Writing values as YAML text: quoted where a reader could take a text for something else."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

import yaml

from cases.values.money import Money

if TYPE_CHECKING:
    from cases.yamlnodes import Plain

Value: TypeAlias = "object"

_CJK = "\u3400-\u4dbf\u4e00-\u9fff、。《》（）〔〕“”‘’：；，·—…！？％"
_PLAIN = re.compile(rf"[0-9A-Za-z{_CJK}](?:[0-9A-Za-z{_CJK} _./+%()-]*[0-9A-Za-z{_CJK}_.%()-])?")
# What YAML 1.2 readers take for numbers beyond YAML 1.1.
_NUMBER = re.compile(r"(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+")
_SINGLE = re.compile(rf"[\x20-\x7e{_CJK}]*")
_UNSAFE = re.compile("[\x7f-\xa0\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_TYPED = (int, Decimal, Money, date)


def as_plain(value: Value) -> Plain:
    """The bare data a value reads back as."""
    if isinstance(value, Mapping):
        return {str(key): as_plain(each) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [as_plain(each) for each in value]
    return text_of(value)


def text_of(value: Value) -> str:
    """The text that stands for a scalar value: 是 and 否, ISO days, two decimals."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)


def dump(value: Value) -> str:
    """A new file in block style."""
    if is_block(value):
        return "\n".join(block_lines(value, 0)) + "\n"
    return scalar(value) + "\n"


def is_block(value: Value) -> bool:
    """Whether a value has parts of its own, so that a block can show them."""
    is_collection = isinstance(value, Mapping | Sequence) and not isinstance(value, str)
    return is_collection and bool(value)


def flow(value: Value) -> str:
    """A value on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(str(k))}: {flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(flow(each) for each in value) + "]"
    return scalar(value)


def block_lines(value: Value, indent: int) -> list[str]:
    """A value with parts as lines of a block, each indented."""
    if isinstance(value, Mapping):
        return [line for key, each in value.items() for line in entry_lines(key, each, indent)]
    assert isinstance(value, Sequence)
    return [line for each in value for line in item_lines(each, indent)]


def entry_lines(key: object, value: Value, indent: int) -> list[str]:
    """One entry of a block mapping."""
    head = " " * indent + scalar(str(key)) + ":"
    if not is_block(value):
        return [f"{head} {flow(value)}"]
    return [head, *block_lines(value, indent + 2)]


def item_lines(value: Value, indent: int) -> list[str]:
    """One item of a block sequence."""
    if not is_block(value):
        return [f"{' ' * indent}- {flow(value)}"]
    first, *rest = block_lines(value, indent + 2)
    return [f"{' ' * indent}- {first.lstrip(' ')}", *rest]


def scalar(value: Value) -> str:
    """A scalar on one line; a text that looks like a number or a date is quoted."""
    text = text_of(value)
    if isinstance(value, _TYPED) or _is_plain(text):
        return text
    if _SINGLE.fullmatch(text):
        return "'" + text.replace("'", "''") + "'"
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)


def _is_plain(text: str) -> bool:
    """Whether every YAML reader takes the bare text for a text, this one."""
    if _PLAIN.fullmatch(text) is None or _NUMBER.fullmatch(text):
        return False
    resolvers = yaml.SafeLoader.yaml_implicit_resolvers.get(text[0], [])
    return not any(pattern.match(text) for _, pattern in resolvers)
