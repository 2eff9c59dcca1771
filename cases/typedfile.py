"""A YAML file typed by its schema: all its faults at once, or its data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from cases.errors import JiangdangError, Kind
from cases.obstacles import obstacle
from cases.schema.converting import Converter
from cases.schema.shipped import SchemaName, load_schema
from cases.yamlnodes import compose

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cases.findings import Finding
    from cases.yamlnodes import Node

FORMAT_VERSION = 1
LARGEST_BYTES = 4_000_000


class FaultyFileError(JiangdangError):
    """A file says something its schema does not allow; its findings say all of it."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "Y200"


class NewerFormatError(JiangdangError):
    """A newer programme wrote the file; we leave it alone."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "Y204"


class NotTextError(JiangdangError):
    """A file is not UTF-8 text."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "Y111"


class CannotReadError(JiangdangError):
    """The disk does not give us a file."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "Y112"


class FileTooLargeError(JiangdangError):
    """A file is larger than anybody types."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "Y101"


def parse_typed(text: str, file: str, name: SchemaName) -> dict[str, Any]:
    """The typed data of a file.

    Raises BadYamlError, FaultyFileError or NewerFormatError.
    """
    data, findings = convert_node(compose(text, file), file, name)
    refuse_newer(data, file)
    refuse_faulty(findings, file)
    return data


def convert_node(node: Node, file: str, name: SchemaName) -> tuple[dict[str, Any], list[Finding]]:
    """The typed data of composed text, with every fault."""
    converter = Converter(file)
    data = converter.convert(node, load_schema(name))
    return (data if isinstance(data, dict) else {}), converter.findings


def refuse_faulty(findings: Sequence[Finding], file: str) -> None:
    """Stop if there is any fault."""
    if findings:
        raise FaultyFileError(file=file, count=len(findings), findings=findings)


def refuse_newer(data: dict[str, Any], file: str) -> None:
    """Stop if the file's format is newer than ours."""
    version = data.get("格式版本")
    if isinstance(version, int) and version > FORMAT_VERSION:
        raise NewerFormatError(file=file, version=version, known=FORMAT_VERSION)


def read_text(path: Path) -> str:
    """The text of a file, byte for byte; encoding it gives the file back."""
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise CannotReadError(path=path, reason=obstacle(error)) from error
    if len(content) > LARGEST_BYTES:
        raise FileTooLargeError(path=path, most=LARGEST_BYTES)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotTextError(path=path) from error
