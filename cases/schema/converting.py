"""Typing a file by its schema: texts become amounts, days, numbers; faults become findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cases.findings import Finding, Place
from cases.values.bad_value import BadValueError, shown
from cases.values.credit_code import CreditCode
from cases.values.days import parse_date, parse_month
from cases.values.document_number import DocumentNumber
from cases.values.id_number import IdNumber
from cases.values.ids import BatchId, CaseId
from cases.values.money import Money
from cases.values.reference_code import ReferenceCode
from cases.values.retention import RetentionPeriod
from cases.values.scalars import parse_whole_number, parse_yes_no
from cases.yamlnodes import Mapping as MappingNode
from cases.yamlnodes import Node, Scalar
from cases.yamlnodes import Sequence as SequenceNode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_Schema = dict[str, Any]
_Steps = tuple[str, ...]


def _checked(parse: Callable[[str], object]) -> Callable[[str], object]:
    """A reader that checks a text and keeps it as text."""

    def keep(text: str) -> str:
        parse(text)
        return text

    return keep


READERS: Mapping[str, Callable[[str], object]] = {
    "文本": str,
    "金额": Money.parse,
    "日期": parse_date,
    "年月": parse_month,
    "整数": parse_whole_number,
    "是否": parse_yes_no,
    "身份证号": IdNumber.parse,
    "统一社会信用代码": CreditCode.parse,
    "案卷号": _checked(CaseId.parse),
    "批次号": _checked(BatchId.parse),
    "档号": _checked(ReferenceCode.parse),
    "文号": _checked(DocumentNumber.parse),
    "保管期限": RetentionPeriod.parse,
}
_OPEN: _Schema = {}


class Converter:
    """Reads one file's nodes by a schema and gathers every fault.

    An empty text means that nobody has filled the field yet: it stays an empty text,
    unless the schema gives the field a least length.
    Keys that the schema does not know are kept, as text.
    """

    def __init__(self, file: str) -> None:
        """Faults will name ``file``."""
        self.findings: list[Finding] = []
        self._file = file

    def convert(self, node: Node, schema: Mapping[str, Any], steps: _Steps = ()) -> Any:
        """The typed value of a node."""
        if isinstance(node, Scalar):
            return self._scalar(node, schema, steps)
        wanted = schema.get("type")
        if "x-类型" in schema or (wanted is not None and wanted != _kind(node)):
            return self._misshapen(node, schema, steps)
        if isinstance(node, SequenceNode):
            return self._list(node, schema, steps)
        return self._mapping(node, schema, steps)

    def note(self, code: str, line: int | None, steps: _Steps, **facts: str) -> None:
        """Remember a fault."""
        self.findings.append(
            Finding(code, place=Place(self._file, line, ".".join(steps)), facts=facts)
        )

    def _scalar(self, node: Scalar, schema: Mapping[str, Any], steps: _Steps) -> Any:
        """A scalar as its type; an empty one stands for an empty list or mapping too."""
        kind = schema.get("x-类型")
        if kind is None and schema.get("type") in ("object", "array"):
            if node.text:
                return self._misshapen(node, schema, steps)
            return self._nothing(node, schema, steps)
        if not node.text:
            return self._unfilled(node, schema, steps)
        choices = schema.get("enum") if kind == "文本" else None
        if choices and node.text not in choices:
            known = "、".join(each for each in choices if each)
            self.note("Y203", node.line, steps, text=shown(node.text), known=known)
            return node.text
        return self._read(node, str(kind or "文本"), steps)

    def _nothing(self, node: Scalar, schema: Mapping[str, Any], steps: _Steps) -> Any:
        """What an empty text means where a list or mapping belongs."""
        if schema["type"] == "array":
            return []
        self._require({}, schema, node.line, steps)
        return {}

    def _unfilled(self, node: Scalar, schema: Mapping[str, Any], steps: _Steps) -> str:
        """An empty text, a fault only where the schema wants at least a sign."""
        if schema.get("minLength"):
            self.note("Y201", node.line, steps, key=steps[-1])
        return ""

    def _read(self, node: Scalar, kind: str, steps: _Steps) -> Any:
        """The text read as a value; a text that writes none is a fault."""
        try:
            return READERS[kind](node.text)
        except BadValueError as error:
            self.note(error.code, node.line, steps, **error.facts)
            return node.text

    def _misshapen(self, node: Node, schema: Mapping[str, Any], steps: _Steps) -> Any:
        """A list, mapping or text where another of them belongs."""
        names = {"object": "若干键值（键: 值）", "array": "列表（- 项）"}
        wanted = "单个值" if "x-类型" in schema else names[schema["type"]]
        self.note("Y202", node.line, steps, wanted=wanted)
        return _EMPTY[str(schema.get("type"))]() if "x-类型" not in schema else ""

    def _list(self, node: SequenceNode, schema: Mapping[str, Any], steps: _Steps) -> list[Any]:
        """Every item by the one schema of items."""
        inner = schema.get("items", schema if schema.get("x-逐层") else _OPEN)
        return [
            self.convert(item, inner, (*steps, str(number)))
            for number, item in enumerate(node.items, start=1)
        ]

    def _mapping(
        self, node: MappingNode, schema: Mapping[str, Any], steps: _Steps
    ) -> dict[str, Any]:
        """Every entry by its own schema, missing ones noted."""
        self._require(node.entries, schema, node.line, steps)
        return {
            key: self.convert(value, _schema_of(key, value, schema), (*steps, key))
            for key, (_, value) in node.entries.items()
        }

    def _require(
        self, entries: Mapping[str, object], schema: Mapping[str, Any], line: int, steps: _Steps
    ) -> None:
        """Note each required key that is missing."""
        for key in schema.get("required", ()):
            if key not in entries:
                self.note("Y201", line, (*steps, key), key=key)


_EMPTY: Mapping[str, type[dict[str, Any]] | type[list[Any]]] = {"object": dict, "array": list}


def _kind(node: Node) -> str:
    """The JSON name of a collection's kind."""
    return "object" if isinstance(node, MappingNode) else "array"


def _schema_of(key: str, value: Node, schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema of one entry; where types hold at every depth, they go down."""
    known = schema.get("properties", {}).get(key)
    if known is not None:
        return dict(known)
    others = schema.get("additionalProperties")
    if isinstance(others, dict):
        return others
    if not schema.get("x-逐层") or isinstance(value, Scalar):
        return _OPEN
    return {"x-逐层": True, "properties": schema["properties"]}
