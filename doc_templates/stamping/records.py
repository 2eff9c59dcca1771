"""The little file beside each stamp: flat YAML, one quoted value a line."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from cases.errors import JiangdangError, Kind

if TYPE_CHECKING:
    from pathlib import Path

_LINE = re.compile(r"^(?P<key>[a-z_]+): (?P<value>\".*\"|true|false|null|[0-9.]+)$")
_LARGEST = 16_384


class StampRecordBrokenError(JiangdangError):
    """A stamp's record was edited or damaged so that it cannot be read."""

    kind: ClassVar[Kind] = Kind.DAMAGED
    code: ClassVar[str] = "S203"


@dataclass(frozen=True, slots=True)
class StampRecord:
    """What the store knows of a stamp: name, owner, kind, size, validity."""

    name: str
    owner: str
    kind: str
    diameter_mm: float
    sample: bool
    valid_from: date
    valid_until: date
    users: str = ""
    serial: str = ""
    revoked: date | None = None
    reason: str = ""


def print_record(record: StampRecord) -> bytes:
    """The record as the text of ``stamp.yaml``."""
    values: dict[str, object] = {
        "name": record.name,
        "owner": record.owner,
        "kind": record.kind,
        "diameter_mm": record.diameter_mm,
        "sample": record.sample,
        "valid_from": record.valid_from.isoformat(),
        "valid_until": record.valid_until.isoformat(),
        "users": record.users,
        "serial": record.serial,
        "revoked": record.revoked.isoformat() if record.revoked else None,
        "reason": record.reason,
    }
    lines = (f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items())
    return "".join(lines).encode("utf-8")


def read_record(path: Path) -> StampRecord:
    """Read a stamp's record; StampRecordBrokenError names the line that is wrong."""
    values: dict[str, object] = {}
    lines = _text(path).splitlines()
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            key, value = _pair(path, number, line)
            values[key] = value
    try:
        return _record(values)
    except (KeyError, TypeError, ValueError) as error:
        raise StampRecordBrokenError(path=path, line=len(lines), text=f"缺 {error}") from error


def _text(path: Path) -> str:
    with path.open("rb") as stream:
        content = stream.read(_LARGEST + 1)
    try:
        if len(content) > _LARGEST:
            raise StampRecordBrokenError(path=path, line=1, text="文件过大")
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise StampRecordBrokenError(path=path, line=1, text="不是 UTF-8") from error


def _pair(path: Path, number: int, line: str) -> tuple[str, object]:
    found = _LINE.match(line)
    if found is None:
        raise StampRecordBrokenError(path=path, line=number, text=line[:60])
    try:
        return found["key"], json.loads(found["value"])
    except ValueError as error:
        raise StampRecordBrokenError(path=path, line=number, text=line[:60]) from error


def _record(values: dict[str, object]) -> StampRecord:
    revoked = values.get("revoked")
    return StampRecord(
        name=str(values["name"]),
        owner=str(values["owner"]),
        kind=str(values["kind"]),
        diameter_mm=float(str(values["diameter_mm"])),
        sample=values["sample"] is True,
        valid_from=date.fromisoformat(str(values["valid_from"])),
        valid_until=date.fromisoformat(str(values["valid_until"])),
        users=str(values.get("users", "")),
        serial=str(values.get("serial", "")),
        revoked=date.fromisoformat(str(revoked)) if revoked else None,
        reason=str(values.get("reason", "")),
    )
