"""What the index knows of a document: its metadata, its text, and what engines index."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from index.queries.tree import FieldName


class State(StrEnum):
    """How a document's file ended: read, read by OCR, waiting for OCR, or not read."""

    READ = "已读"
    OCR = "识别"
    WAITING = "待识别"
    UNREAD = "未读"


@dataclass(frozen=True, slots=True)
class Record:
    """One findable thing: a case's own data, a document, a piece of evidence.

    ``path`` is relative to the workspace and names the record; ``label`` is what people
    call the kind; ``digest`` tells whether it changed; ``date`` is ISO; ``amount`` is in fen;
    ``pages`` hold the original text; ``confidence`` is that of OCR, 0 to 1; ``unread`` says
    why there is no text, ``unread_parts`` names parts of the file that could not be read;
    ``content`` is the sha256 (hex) of the file's bytes as they were read.
    """

    path: str
    digest: str
    title: str
    case: str = ""
    batch: str = ""
    kind: str = ""
    label: str = ""
    step: str = ""
    programme: str = ""
    year: str = ""
    unit: str = ""
    leader: str = ""
    department: str = ""
    date: str = ""
    number: str = ""
    reference_code: str = ""
    content: str = ""
    amount: int | None = None
    pages: tuple[str, ...] = ()
    state: State = State.READ
    confidence: float | None = None
    unread: str = ""
    unread_parts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as engines index it; ``id`` is given by the store and never given again.

    ``text`` is folded, personal numbers hidden, cells and pages parted by ``SEPARATOR``;
    ``private`` is the folded text with its personal numbers, empty where there are none.
    ``fields`` holds the folded values of every text field, ``date`` is ISO or empty,
    ``amount`` the document's own in fen, ``amounts`` all of them.
    """

    id: int
    path: str
    text: str
    private: str = ""
    fields: Mapping[FieldName, tuple[str, ...]] = field(default_factory=dict)
    date: str = ""
    amount: int | None = None
    amounts: tuple[int, ...] = ()
