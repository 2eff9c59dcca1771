"""The facts of one step, as ``--record FILE`` and ``--set 键=值`` give them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place
from cases.lifecycle.steps import find_step
from cases.schema.converting import Converter
from cases.schema.shipped import SchemaName, load_schema
from cases.typedfile import FaultyFileError, refuse_faulty
from cases.yamlnodes import Mapping as MappingNode
from cases.yamlnodes import compose
from cases.yamltext import Put, changed

if TYPE_CHECKING:
    from collections.abc import Iterable

_PARTS = ("记录", "核对")


class NotAPairError(JiangdangError):
    """An argument is not ``键=值``."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "Y210"


def parse_record(
    text: str, file: str, step: str
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The facts and the answers of a record file.

    The file has the keys 记录 and 核对, or the facts alone. Raises BadYamlError,
    FaultyFileError, UnknownStepError.
    """
    find_step(step)
    node = compose(text, file)
    if not isinstance(node, MappingNode):
        refuse_faulty([_no_mapping(file, node.line)], file)
    assert isinstance(node, MappingNode)
    converter = Converter(file)
    schema = load_schema(SchemaName.RECORD)
    if set(node.entries) & set(_PARTS):
        data = converter.convert(node, schema)
        converter.findings += _astray(node, file)
    else:
        data = {"记录": converter.convert(node, schema["properties"]["记录"])}
    refuse_faulty(converter.findings, file)
    return data.get("记录", {}), data.get("核对", {})


def parse_pairs(pairs: Iterable[str], step: str) -> dict[str, Any]:
    """The facts given as ``键=值``, dotted keys reaching inwards."""
    text = "记录: {}\n"
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key.strip():
            raise NotAPairError(text=pair[:60])
        text = changed(text, [Put(("记录", *key.strip().split(".")), value.strip())], "--set")
    try:
        return parse_record(text, "--set", step)[0]
    except FaultyFileError as error:
        found = [replace(each, place=_as_typed(each.place)) for each in error.findings]
        raise FaultyFileError(file="--set", count=len(found), findings=found) from error


def _as_typed(place: Place) -> Place:
    """The key as it was typed after ``--set``; there are no lines."""
    return Place(place.file, None, place.key.removeprefix("记录."))


def _astray(node: MappingNode, file: str) -> list[Finding]:
    """Keys beside 记录 and 核对: nobody would read them."""
    found = {name.text: name.line for name, _ in node.entries.values() if name.text not in _PARTS}
    return [Finding("Y211", place=Place(file, line, key)) for key, line in found.items()]


def _no_mapping(file: str, line: int) -> Finding:
    """A file that lists or says something instead of naming facts."""
    return Finding("Y202", place=Place(file, line), facts={"wanted": "若干键值（键: 值）"})
