"""The record beside each document: what was made, from what, under which number."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, ClassVar

from cases.errors import JiangdangError, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cases.workspace import Workspace

FOLDER = "documents"


class RecordDamagedError(JiangdangError):
    """The record beside a document is not what was written there."""

    kind: ClassVar[Kind] = Kind.DAMAGED
    code: ClassVar[str] = "W521"


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """One document of a case or batch, with paths relative to the workspace.

    ``sha256`` is the digest of the finished file: the PDF, or the docx while the PDF is
    still due. ``dated`` is 成文日期 (ISO). ``template`` and ``data`` are digests. ``part`` is the
    department or expert where the kind comes once for each. ``validated`` is the verdict in a word
    and ``validation`` the same in full: by which validator, over which bytes, how many rules.
    ``substituted_fonts`` says which family stood in for which, ``fallback_fonts`` which fonts
    drew the characters that the family of their text lacks. ``layout`` is by which layout the
    printed page was measured, and the codes of what was found. ``signatures`` are those of a
    paper received: signer, time, and whether the certificate is trusted here; ``continues`` is
    the digest of our own paper whose bytes a received one begins with. ``awaited`` are the bodies
    whose places on a joint paper that we stamped are still open. ``sums`` is what a payment
    notice gives each case, in yuan.
    """

    kind: str
    title: str
    number: str
    step: str
    dated: str
    docx: str
    pdf: str
    sha256: str
    pages: int
    stamps: tuple[str, ...] = ()
    template: str = ""
    data: str = ""
    validated: str = ""
    substituted_fonts: tuple[str, ...] = ()
    received: bool = False
    late: bool = False
    author: str = ""
    retention: str = ""
    notes: tuple[str, ...] = field(default=())
    part: str = ""
    validation: Mapping[str, object] = field(default_factory=dict)
    fallback_fonts: tuple[str, ...] = ()
    layout: Mapping[str, object] = field(default_factory=dict)
    signatures: tuple[Mapping[str, object], ...] = ()
    continues: str = ""
    awaited: tuple[str, ...] = ()
    sums: Mapping[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The record's own file, beside the document."""
        return (self.docx or self.pdf).rpartition(".")[0] + ".json"

    def encode(self) -> bytes:
        """The record as it is kept on disk."""
        return (json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n").encode()

    def as_json(self) -> dict[str, object]:
        """The record as ``doc list --json`` shows it."""
        names = ("kind", "title", "number", "step", "docx", "pdf", "sha256", "pages")
        shown: dict[str, object] = {name: getattr(self, name) for name in names}
        return {**shown, "stamps": list(self.stamps)}


def decode_record(content: bytes) -> DocumentRecord:
    """Read a record back."""
    raw = json.loads(content)
    lists = (
        *("stamps", "awaited", "substituted_fonts"),
        *("fallback_fonts", "notes", "signatures"),
    )
    known = {each.name for each in fields(DocumentRecord)}
    kept = {name: value for name, value in raw.items() if name in known}
    return DocumentRecord(**{**kept, **{name: tuple(raw.get(name, ())) for name in lists}})


def list_records(workspace: Workspace, target: str) -> list[DocumentRecord]:
    """All documents of a case or batch, in the order they were made."""
    folder = workspace.target_folder(target) / FOLDER
    return [_read(workspace, path) for path in sorted(folder.glob("*.json"))]


def _read(workspace: Workspace, path: Path) -> DocumentRecord:
    """One record; damaged when it is not what we wrote."""
    try:
        return decode_record(path.read_bytes())
    except (ValueError, TypeError, AttributeError) as error:
        raise RecordDamagedError(path=workspace.relative(path)) from error
