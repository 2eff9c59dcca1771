"""What the log says of hand-overs: which packages went to whom on what, and what came back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from acts.auditing import log_entries

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cases.workspace import Workspace


@dataclass(slots=True)
class Transfer:
    """One hand-over; ``packages`` and ``accepted`` have the log's facts by reference code."""

    number: str
    at: datetime
    actor: str
    receiver: str
    packages: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    accepted: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def media(self) -> list[str]:
        """The labels of the media, in order."""
        return list(dict.fromkeys(str(facts.get("载体", "")) for facts in self.packages.values()))

    @property
    def accepted_on(self) -> str:
        """The last day of an acknowledgement; empty while there is none."""
        return max((str(facts.get("日期", "")) for facts in self.accepted.values()), default="")

    @property
    def awaited(self) -> list[str]:
        """The packages that nobody has acknowledged."""
        return [code for code in self.packages if code not in self.accepted]

    def as_json(self) -> dict[str, object]:
        """As ``archive transfer list --json`` shows it."""
        return {
            "number": self.number,
            "date": self.at.date().isoformat(),
            "receiver": self.receiver,
            "by": self.actor,
            "media": self.media,
            "packages": list(self.packages),
            "accepted": list(self.accepted),
            "accepted_on": self.accepted_on,
        }


def transfers(workspace: Workspace) -> dict[str, Transfer]:
    """Every hand-over by its number, oldest first; lines that nobody can read are the audit's."""
    found: dict[str, Transfer] = {}
    for row in log_entries(workspace):
        facts = row["facts"]
        if row["action"] not in ("transfer", "transfer-accepted") or not isinstance(facts, dict):
            continue
        number, code = str(facts.get("移交号", "")), str(row["object"])
        if row["action"] == "transfer":
            at = datetime.fromisoformat(str(row["ts"]))
            made = Transfer(number, at, str(row["actor"]), str(facts.get("接收单位", "")))
            found.setdefault(number, made).packages[code] = facts
        elif number in found:
            found[number].accepted[code] = facts
    return found


def next_number(workspace: Workspace, on: date) -> str:
    """The next 移交号 of the year: ``YJ-2026-001``."""
    head = f"YJ-{on.year}-"
    used = [number.removeprefix(head) for number in transfers(workspace) if head in number]
    return f"{head}{max((int(each) for each in used if each.isdecimal()), default=0) + 1:03d}"
