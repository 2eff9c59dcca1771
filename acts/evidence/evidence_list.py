"""The list of a case's evidence: what was taken in, from what file, under what digest."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from cases.findings import Finding, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cases.workspace import Workspace

LIST_FILE = "evidence/清单.json"
ELEMENT = "要素"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence; ``path`` is relative to the case folder.

    ``text`` says whether its text could be had: ``extracted``, ``ocr`` or ``none``.
    """

    path: str
    original_name: str
    sha256: str
    media_type: str
    size: int
    text: str
    reason: str
    element: str
    step: str
    item: str
    taken: str
    taken_by: str

    @property
    def name(self) -> str:
        """As the gates see it: ``要素/硬件建设`` or ``申报/聘书``."""
        return f"{ELEMENT}/{self.element}" if self.element else f"{self.step}/{self.item}"

    def as_json(self, folder: str) -> dict[str, object]:
        """As ``evidence add --json`` shows it."""
        place = Place(self.original_name)
        code = "W432"
        warning = Finding(code, Severity.WARNING, place, {"reason": self.reason})
        return {
            "path": f"{folder}/{self.path}",
            "original_name": self.original_name,
            "sha256": self.sha256,
            "media_type": self.media_type,
            "text": self.text,
            "findings": [warning.as_json()] if self.reason else [],
        }


def read_evidence(workspace: Workspace, case: str) -> list[Evidence]:
    """All evidence of a case, in the order it was taken in."""
    file = workspace.cases / case / LIST_FILE
    if not file.is_file():
        return []
    return [Evidence(**row) for row in json.loads(file.read_text("utf-8"))]


def encode_evidence(rows: Sequence[Evidence]) -> bytes:
    """The list as it is kept on disk."""
    return (json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1) + "\n").encode()


def evidence_names(workspace: Workspace, case: str) -> tuple[str, ...]:
    """The evidence held, as the gates see it: the names of what it proves, then its paths."""
    rows = read_evidence(workspace, case)
    return (*(row.name for row in rows), *(row.path for row in rows))
