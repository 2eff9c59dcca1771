"""Reading an EEP from anywhere: its structure judged, its contents digested, memory bounded.

The Base64 is decoded as it passes; what is left over is a small XML text, which is held
against the schema. A document type, and with it every entity, is refused.
"""

from __future__ import annotations

import binascii
import hashlib
import re
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, ClassVar
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from archive.eep.describing import NAMESPACE
from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place
from cases.obstacles import obstacle

if TYPE_CHECKING:
    from pathlib import Path

    from lxml.etree import XMLSchema

CLAUSE = "DA/T 48-2009"
FRAME_LIMIT = 64 * 1024 * 1024
_BLOCK = 64 * 1024
_DEEPEST = 100
_WORST = 50
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_XML = "http://www.w3.org/XML/1998/namespace"
_WHITE = re.compile(r"[ \t\r\n]+")


class EepMissingError(JiangdangError):
    """The file to judge is not there or cannot be read."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "A760"


@dataclass(slots=True)
class Content:
    """One computer file inside: its name, the size it claims, what its bytes really are."""

    name: str = ""
    claimed: str = ""
    keyword: str = ""
    size: int = 0
    sha256: str = ""

    def as_json(self) -> dict[str, object]:
        """As ``archive check-eep --json`` shows it."""
        return {"name": self.name, "bytes": self.size, "sha256": self.sha256}


@dataclass(frozen=True, slots=True)
class EepReport:
    """What was found in an EEP."""

    contents: tuple[Content, ...]
    findings: tuple[Finding, ...]


class _RefusedError(Exception):
    """Reading stops here: the code of the finding and a detail."""


@dataclass(slots=True)
class _Reader:
    """Takes the events of the parser; keeps the frame, digests the contents."""

    frame: list[str] = field(default_factory=list)
    size: int = 0
    path: list[str] = field(default_factory=list)
    contents: list[Content] = field(default_factory=list)
    current: Content = field(default_factory=Content)
    pending: str = ""
    padded: bool = False
    broken: bool = False
    hash: hashlib._Hash = field(default_factory=hashlib.sha256)
    faults: list[tuple[str, str]] = field(default_factory=list)

    def keep(self, text: str) -> None:
        """A piece of the frame."""
        self.size += len(text)
        if self.size > FRAME_LIMIT:
            raise _RefusedError("A763", str(FRAME_LIMIT))
        self.frame.append(text)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.path.append(_local(name))
        if len(self.path) > _DEEPEST:
            raise _RefusedError("A763", f"{_DEEPEST}层")
        listed = "".join(_attribute(at, *pair) for at, pair in enumerate(attributes.items()))
        space, _, local = name.rpartition(" ")
        self.keep(f"<{local} xmlns={quoteattr(space)}{listed}>")
        if self.path[-1] == "编码":
            self.current = Content()
        elif self.path[-1] == "编码数据":
            self.pending, self.padded, self.broken = "", False, False
            self.hash = hashlib.sha256()

    def text(self, text: str) -> None:
        """Text of the element at hand; the last path says what it is."""
        last = self.path[-1] if self.path else ""
        if last == "编码数据":
            self.decode(text)
            return
        self.keep(escape(text))
        if last == "计算机文件名":
            self.current.name += text
        elif last == "计算机文件大小":
            self.current.claimed += text
        elif last == "反编码关键字":
            self.current.keyword += text

    def decode(self, text: str) -> None:
        """Base64 as it passes, four signs at a time."""
        if self.broken:
            return
        signs = self.pending + _WHITE.sub("", text)
        whole = len(signs) // 4 * 4
        self.pending = signs[whole:]
        self.digest(signs[:whole])

    def digest(self, signs: str) -> None:
        """Whole groups of Base64; nothing may follow the padding."""
        if not signs:
            return
        try:
            content = binascii.a2b_base64(signs.encode("ascii"), strict_mode=True)
        except (binascii.Error, UnicodeEncodeError):
            self.broken = True
            return
        self.broken, self.padded = self.padded, signs.endswith("=")
        self.hash.update(content)
        self.current.size += len(content)

    def end(self, name: str) -> None:
        """An element ends; a content is complete with its last sign."""
        local = self.path.pop()
        self.keep(f"</{name.rpartition(' ')[2]}>")
        if local == "编码数据":
            self.current.sha256 = self.hash.hexdigest()
            self.conclude()

    def conclude(self) -> None:
        """Whether the content is what it says of itself."""
        content = self.current
        self.contents.append(content)
        if self.broken or self.pending:
            self.faults.append(("A765", content.name))
        elif content.claimed.strip() not in ("", str(content.size)):
            self.faults.append(("A766", f"{content.name}（{content.claimed}，{content.size}）"))


def _attribute(at: int, name: str, value: str) -> str:
    """One attribute of the frame; hints where a schema might be fetched are left out."""
    space, _, local = name.rpartition(" ")
    if not space:
        return f" {local}={quoteattr(value)}"
    if space == _INSTANCE:
        return ""
    if space == _XML:
        return f" xml:{local}={quoteattr(value)}"
    return f" xmlns:n{at}={quoteattr(space)} n{at}:{local}={quoteattr(value)}"


def _local(name: str) -> str:
    """The name of an element of the standard; another's name stays as it is."""
    space, _, local = name.rpartition(" ")
    return local if space == NAMESPACE else name


def check_eep(path: Path) -> EepReport:
    """Judge an EEP of anybody's (DA/T 48-2009); raises EepMissingError."""
    if not path.is_file():
        raise EepMissingError(path=path, reason="找不到")
    reader = _Reader()
    try:
        _parse(path, reader)
    except OSError as error:
        raise EepMissingError(path=path, reason=obstacle(error)) from error
    except _RefusedError as refusal:
        return EepReport(tuple(reader.contents), (_finding(path, *refusal.args),))
    faults = [*_schema_faults("".join(reader.frame)), *reader.faults]
    findings = tuple(_finding(path, code, detail) for code, detail in faults[:_WORST])
    return EepReport(tuple(reader.contents), findings)


def _finding(path: Path, code: str, detail: str) -> Finding:
    return Finding(code, place=Place(path.name), facts={"detail": detail}, clause=CLAUSE)


def _parse(path: Path, reader: _Reader) -> None:
    """Feed the file in blocks; a token that never ends is refused."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    fed = 0
    try:
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                parser.Parse(block, False)
                fed += len(block)
                if fed - parser.CurrentByteIndex > FRAME_LIMIT // 8:
                    raise _RefusedError("A763", str(FRAME_LIMIT // 8))
            parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise _RefusedError("A761", f"第 {error.lineno} 行第 {error.offset + 1} 列") from error
    except ValueError as error:
        raise _RefusedError("A761", "编码不对") from error


def _refuse_doctype(*_: object) -> None:
    raise _RefusedError("A762", "DOCTYPE")


@cache
def schema() -> XMLSchema:
    """The schema of an EEP, shipped as ``archive/schemas/eep.xsd``."""
    from lxml import etree

    return etree.XMLSchema(etree.fromstring(schema_text()))


def schema_text() -> bytes:
    """The bytes of the schema, to be handed on."""
    return (files("archive") / "schemas" / "eep.xsd").read_bytes()


def _schema_faults(frame: str) -> list[tuple[str, str]]:
    """What the schema says of the frame."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(frame.encode(), parser)
    except etree.XMLSyntaxError as error:
        return [("A761", f"第 {error.lineno} 行")]
    rules = schema()
    if rules.validate(root):
        return []
    return [("A764", entry.message.replace(f"{{{NAMESPACE}}}", "")) for entry in rules.error_log]
