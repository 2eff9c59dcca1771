"""How long ago each package was looked at: which are due, which are overdue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from acts.bureau import SHANGHAI
from acts.keeping.package_history import HERE
from cases.words import message

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from acts.keeping.package_history import Key, PackageHistory

OFTEN = 90


@dataclass(frozen=True, slots=True)
class Stale:
    """One version at one place that nobody looked at for too long.

    ``checked`` is the day of the last look (ISO), empty where there was none; ``days`` counts
    from it, or else from the sealing.
    """

    reference_code: str
    version: int
    place: str
    checked: str
    days: int

    def as_json(self) -> dict[str, object]:
        """As ``--json`` shows it."""
        return {
            "reference_code": self.reference_code,
            "version": self.version,
            "place": self.place,
            "checked": self.checked,
            "days": self.days,
        }


def looks(history: PackageHistory, now: datetime, place: str = HERE) -> list[Stale]:
    """Every version that should be at a place: never looked at first, then oldest first."""
    rows = []
    for (code, version), seal in history.seals.items():
        if code in history.destroyed:
            continue
        checked = history.checked.get((place, code, version))
        at = _with_zone(checked or seal.sealed_at)
        day = checked.date().isoformat() if checked else ""
        row = Stale(code, version, place, day, max(0, (now - at).days))
        rows.append((checked is not None, at, code, version, row))
    return [row for *_, row in sorted(rows, key=lambda each: each[:4])]


def _with_zone(at: datetime) -> datetime:
    """An instant that can be compared; a line of the log without offset is of Shanghai."""
    return at if at.tzinfo else at.replace(tzinfo=SHANGHAI)


def due_packages(
    history: PackageHistory, now: datetime, place: str = HERE, days: int = OFTEN
) -> list[Key]:
    """What a rolling check takes next: never looked at, then those of more than ``days`` days."""
    return [
        (row.reference_code, row.version)
        for row in looks(history, now, place)
        if not row.checked or row.days > days
    ]


def stale_packages(
    history: PackageHistory, now: datetime, days: int = OFTEN, places: Sequence[str] = (HERE,)
) -> list[Stale]:
    """What was neither sealed nor looked at within ``days`` days, by place, oldest first.

    Sealing re-reads every byte from the disk, so a fresh package is not stale.
    """
    return sorted(
        (row for place in places for row in looks(history, now, place) if row.days > days),
        key=lambda row: (-row.days, row.place, row.reference_code, row.version),
    )


def staleness_sentences(stale: Iterable[Stale], days: int = OFTEN) -> list[str]:
    """One sentence a place: how many are overdue, and which was not looked at for longest."""
    places: dict[str, list[Stale]] = {}
    for row in stale:
        places.setdefault(row.place, []).append(row)
    return [
        message(
            "A653",
            {
                "place": place,
                "count": str(len(rows)),
                "limit": str(days),
                "oldest": f"{rows[0].reference_code} 第{rows[0].version}版",
                "days": str(rows[0].days),
                "option": "" if place == HERE else f" --place {place}",
            },
        )
        for place, rows in places.items()
    ]
