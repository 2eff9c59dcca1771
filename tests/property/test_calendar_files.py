"""Calendar files of duties hold to RFC 5545 whatever the duties say, and update themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from acts.bureau import SHANGHAI
from acts.todo.duties import Duty
from acts.todo.ics_writing import ics_bytes

NOW = datetime(2026, 11, 26, 9, 30, tzinfo=SHANGHAI)
WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters='\n,;:\\"'), max_size=120
)
DUTIES = st.lists(
    st.builds(
        Duty,
        target=st.sampled_from(("2026-1", "2026-SX-001", "2026-SX-002")),
        what=WORDS,
        due=st.dates(date(2004, 1, 1), date(2150, 12, 30)),
        key=st.sampled_from(("公示止", "整改-1", "定期考核-2")),
        basis=WORDS,
    ),
    max_size=6,
    unique_by=lambda duty: (duty.target, duty.key),
)


def bureau(now: datetime = NOW) -> Any:
    """As much of a bureau as a calendar file needs."""
    return SimpleNamespace(
        now=now,
        settings=SimpleNamespace(name="样例局", fonds="J099"),
        workspace=SimpleNamespace(is_demo=False),
    )


def written(duties: list[Duty], now: datetime = NOW) -> bytes:
    return ics_bytes(bureau(now), [(duty, duty.due) for duty in duties if duty.due])


def unfolded(content: bytes) -> list[bytes]:
    return content.replace(b"\r\n ", b"").replace(b"\r\n\t", b"").split(b"\r\n")


@given(DUTIES)
def test_every_line_is_short_ends_in_crlf_and_breaks_no_character(duties: list[Duty]) -> None:
    content = written(duties)
    assert content.endswith(b"\r\n")
    for line in content[:-2].split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line and b"\r" not in line
        line.decode("utf-8")


@given(DUTIES)
def test_what_is_written_is_read_back(duties: list[Duty]) -> None:
    found = icalendar.Calendar.from_ical(written(duties)).walk("VEVENT")
    assert len(found) == len(duties)
    for event, duty in zip(found, duties, strict=True):
        assert str(event["SUMMARY"]) == f"{duty.target} {duty.what}"
        assert event["DTSTART"].dt == duty.due
        assert event["DTEND"].dt == duty.due + timedelta(days=1)
        assert event["DTSTART"].params["VALUE"] == "DATE"
        assert event["DTSTAMP"].dt == NOW
        assert len(event.walk("VALARM")) == 1


@given(DUTIES)
def test_every_event_has_what_the_standard_asks_once(duties: list[Duty]) -> None:
    lines = unfolded(written(duties))
    for name in (b"UID:", b"DTSTAMP:", b"SEQUENCE:", b"DTSTART;VALUE=DATE:", b"SUMMARY"):
        assert sum(line.startswith(name) for line in lines) == len(duties)
    uids = [line for line in lines if line.startswith(b"UID:")]
    assert len(set(uids)) == len(uids)
    assert lines[0] == b"BEGIN:VCALENDAR" and b"VERSION:2.0" in lines[:5]


@given(DUTIES, st.integers(1, 10_000))
def test_a_duty_whose_day_moves_keeps_its_id_and_counts_up(
    duties: list[Duty], minutes: int
) -> None:
    moved = [replace(duty, due=duty.due + timedelta(days=1)) for duty in duties if duty.due]
    before, after = (
        icalendar.Calendar.from_ical(content).walk("VEVENT")
        for content in (written(duties), written(moved, NOW + timedelta(minutes=minutes)))
    )
    assert [each["UID"] for each in before] == [each["UID"] for each in after]
    for first, second in zip(before, after, strict=True):
        assert int(second["SEQUENCE"]) > int(first["SEQUENCE"])
        assert second["DTSTAMP"].dt > first["DTSTAMP"].dt


@given(DUTIES)
def test_the_same_duties_at_the_same_instant_make_the_same_file(duties: list[Duty]) -> None:
    assert written(duties) == written(duties)
