"""待办 as an iCalendar file (RFC 5545): one all-day event a duty, told again it is updated.

The lines themselves (folding at 75 octets, escaping, CRLF) are the library's work.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from acts.keeping.exporting import refuse_own_place
from cases.errors import JiangdangError, Kind
from cases.saving import write_durably
from cases.words import message

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from icalendar import Calendar, Event

    from acts.bureau import Bureau
    from acts.todo.duties import Duty

_MAKER = "-//jiangdang//todo//ZH"
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_A_MINUTE, _A_DAY = timedelta(minutes=1), timedelta(days=1)
_RUNG = timedelta(hours=-15)  # nine o'clock of the day before


class NotAnIcsNameError(JiangdangError):
    """A calendar file is named ``.ics``, so that no other file is written over by mistake."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "T132"


def write_ics(bureau: Bureau, duties: Iterable[Duty], path: Path) -> int:
    """Write the duties that have a day; how many there were."""
    if path.suffix.lower() != ".ics":
        raise NotAnIcsNameError(name=path.name)
    refuse_own_place(path)
    dated = [(duty, duty.due) for duty in duties if duty.due is not None]
    write_durably(path, ics_bytes(bureau, dated))
    return len(dated)


def ics_bytes(bureau: Bureau, dated: Iterable[tuple[Duty, date]]) -> bytes:
    """The file's bytes: the same duties at the same instant make the same file."""
    from icalendar import Calendar

    made: Calendar = Calendar()
    made.add("prodid", _MAKER)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    name = f"{bureau.settings.name}\n{bureau.settings.fonds}\n{bureau.workspace.is_demo}"
    for uid, (duty, due) in _by_uid(name, dated).items():
        made.add_component(_event(uid, duty, due, bureau.now))
    return bytes(made.to_ical())


def _by_uid(name: str, dated: Iterable[tuple[Duty, date]]) -> dict[str, tuple[Duty, date]]:
    """Each duty under its own lasting id: bureau, target and key; the day is no part of it."""
    found: dict[str, tuple[Duty, date]] = {}
    for duty, due in dated:
        text = "\n".join((name, duty.target, duty.key)).encode()
        found[f"{hashlib.sha256(text).hexdigest()[:32]}@jiangdang"] = (duty, due)
    return found


def _event(uid: str, duty: Duty, due: date, now: datetime) -> Event:
    """An all-day event that takes nobody's time, with an alarm the morning before.

    ``SEQUENCE`` grows with the clock, so that a file written later updates an earlier one.
    """
    from icalendar import Alarm, Event

    event: Event = Event()
    event.add("uid", uid)
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", (now.astimezone(UTC) - _EPOCH) // _A_MINUTE)
    event.add("dtstart", due)
    event.add("dtend", due + _A_DAY)
    event.add("summary", f"{duty.target} {duty.what}")
    event.add("description", message("T135", {"day": str(due), "basis": duty.basis}))
    event.add("categories", ["匠档", duty.role.value])
    event.add("transp", "TRANSPARENT")
    alarm: Alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"{duty.target} {duty.what}")
    alarm.add("trigger", _RUNG)
    event.add_component(alarm)
    return event
