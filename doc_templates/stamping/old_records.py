"""Records of stamps as first versions wrote them, with English keys: brought to this format."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from cases.saving import write_durably
from doc_templates.stamping.keeping import RECORD_FILE
from doc_templates.stamping.records import StampRecord, print_record

if TYPE_CHECKING:
    from pathlib import Path

_LARGEST = 16_384
_MARK = "name: "
_KEPT = "stamp.yaml.格式0"


def upgrade_records(folder: Path) -> int:
    """Write the old records below ``folder`` in this format, each kept beside the new one.

    Returns how many there were.
    """
    old = [
        path
        for path in sorted(folder.glob(f"*/{RECORD_FILE}"))
        if path.stat().st_size <= _LARGEST and path.read_text("utf-8").startswith(_MARK)
    ]
    for path in old:
        content = path.read_bytes()
        record = _record(content.decode("utf-8"))
        write_durably(path.with_name(_KEPT), content, mode=0o600)
        write_durably(path, print_record(record), mode=0o600)
    return len(old)


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
