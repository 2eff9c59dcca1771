"""What the index knows of a document: its metadata and its pages of text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Record:
    """One findable thing: a case's own data, a document, a piece of evidence.

    ``path`` is relative to the workspace and names the record; ``label`` is what people
    call the kind; ``digest`` tells whether
    it changed; ``date`` is ISO; ``pages`` hold the original text.
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
    pages: tuple[str, ...] = ()
    unread: str = ""
