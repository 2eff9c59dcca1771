"""Records of stamps as first versions wrote them, with English keys: brought to this format."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from doc_templates.stamping.store.keeping import RECORD_FILE
from doc_templates.stamping.store.records import StampRecord, print_record

if TYPE_CHECKING:
    from pathlib import Path

_LARGEST = 16_384
_MARK = b"name: "


def old_records(folder: Path) -> dict[Path, tuple[bytes, bytes]]:
    """The old records below ``folder``: each as it is, and as this format has it."""
    files = (
        path
        for path in sorted(folder.glob(f"*/{RECORD_FILE}"))
        if path.stat().st_size <= _LARGEST and path.read_bytes().startswith(_MARK)
    )
    contents = {path: path.read_bytes() for path in files}
    return {
        path: (content, print_record(_record(content.decode("utf-8"))))
        for path, content in contents.items()
    }


def _record(text: str) -> StampRecord:
    """The record of a file whose lines are ``key: JSON``."""
    lines = (line.partition(": ") for line in text.splitlines() if line.strip())
    values: dict[str, Any] = {key: json.loads(value) for key, _, value in lines}
    revoked = values.get("revoked")
    return StampRecord(
        name=values["name"],
        owner=values["owner"],
        kind=values["kind"],
        width_mm=values["diameter_mm"],
        height_mm=values["diameter_mm"],
        sample=values["sample"] is True,
        valid_from=date.fromisoformat(values["valid_from"]),
        valid_until=date.fromisoformat(values["valid_until"]),
        serial=values["serial"],
        users=(values["users"],) if values.get("users") else (),
        revoked=date.fromisoformat(revoked) if revoked else None,
        reason=values.get("reason", ""),
    )
