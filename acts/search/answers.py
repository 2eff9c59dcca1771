"""Answers: the hits of one page with counts, as the person asking may see them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cases.masking import personal_data
from index.text.personal import hide

if TYPE_CHECKING:
    from collections.abc import Mapping

    from index.engines.engine import Scope
    from index.finding.results import Hit, Results

NEW, CHANGED = "新", "变"


@dataclass(frozen=True, slots=True)
class Changes:
    """What a saved search finds otherwise than the last time: paths, each with its mark."""

    since: str
    marks: Mapping[str, str] = field(default_factory=dict)
    gone: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As ``search --saved --json`` shows it."""
        return {
            "since": self.since,
            "new": [path for path, mark in self.marks.items() if mark == NEW],
            "changed": [path for path, mark in self.marks.items() if mark == CHANGED],
            "gone": list(self.gone),
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """The hits of one page with counts, as the person asking may see them.

    ``labels`` are the Chinese names of kinds and steps; ``saved`` is the name of the saved
    search that was asked, ``changes`` what is otherwise than the last time.
    """

    results: Results
    took_ms: int
    first: int
    labels: Mapping[str, str]
    scope: Scope
    exported: str = ""
    saved: str = ""
    changes: Changes | None = None

    @property
    def total(self) -> int:
        """How many were found in all."""
        return self.results.total

    def shown(self, text: str) -> str:
        """A text as this person may see it."""
        return text if self.scope.numbers else hide(text)

    def label(self, value: str) -> str:
        """The Chinese name of a kind or step; other values as they are."""
        return self.labels.get(value, value)

    def as_json(self) -> dict[str, Any]:
        """As ``search --json`` shows it."""
        results = self.results
        return {
            "total": results.total,
            "took_ms": self.took_ms,
            "engine": results.engine,
            "hits": [self._hit_json(hit) for hit in results.hits],
            "facets": {name: dict(counts) for name, counts in results.facets.items()},
            "unread": results.unread,
            **({"related": True} if results.related else {}),
            **({"told": list(results.told)} if results.told else {}),
            **({"missing": list(results.missing)} if results.missing else {}),
            **({"exported": self.exported} if self.exported else {}),
            **({"saved": self.saved} if self.saved else {}),
            **({"changes": self.changes.as_json()} if self.changes else {}),
        }

    def _hit_json(self, hit: Hit) -> dict[str, object]:
        record = hit.record
        return {
            "case": record.case,
            "kind": record.kind,
            "title": self.shown(record.title),
            "path": self.shown(record.path),
            "date": record.date,
            "score": hit.score,
            "highlights": list(hit.highlights),
        }


def shows_numbers(hit: Hit) -> bool:
    """Whether what is shown of a hit has somebody's number in full."""
    shown = (hit.record.title, hit.record.path, *hit.highlights)
    return any(personal_data(text) for text in shown)
