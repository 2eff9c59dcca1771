"""What became of reading a file's text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cases.words import message
from index.records import State

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Extracted:
    """Pages of text, the media type by content, and how the reading ended.

    ``pages`` part cells by a tab and rows by a line break; a page that holds nothing but a
    picture is empty, so that page numbers stay true. ``waiting`` are the places in ``pages``,
    from 0, that OCR could read. ``code`` and ``facts`` say why there is no text, or not all.
    ``parts_unread`` are pages and members that could not be read, each with its reason.
    ``confidence`` is that of OCR, 0 to 1.
    """

    media_type: str
    pages: tuple[str, ...] = ()
    state: State = State.READ
    confidence: float | None = None
    code: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    parts_unread: tuple[tuple[str, str], ...] = ()
    waiting: tuple[int, ...] = ()

    @property
    def reason(self) -> str:
        """Why nothing was read, or not all, in Chinese; empty when everything was."""
        return message(self.code, self.facts) if self.code else ""

    @property
    def has_text(self) -> bool:
        """Whether there is any text."""
        return any(page.strip() for page in self.pages)

    def as_plain(self) -> dict[str, Any]:
        """As it is kept and as it travels between processes."""
        return {
            "media_type": self.media_type,
            "pages": list(self.pages),
            "state": self.state.value,
            "confidence": self.confidence,
            "code": self.code,
            "facts": dict(self.facts),
            "parts_unread": [list(each) for each in self.parts_unread],
            "waiting": list(self.waiting),
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Extracted:
        """What was kept or travelled."""
        return cls(
            media_type=plain["media_type"],
            pages=tuple(plain["pages"]),
            state=State(plain["state"]),
            confidence=plain["confidence"],
            code=plain["code"],
            facts=plain["facts"],
            parts_unread=tuple((name, reason) for name, reason in plain["parts_unread"]),
            waiting=tuple(plain["waiting"]),
        )
