"""The notices a workspace keeps, ``calendar/<年>.yaml``, and the calendar they make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.findings import Finding, Place
from cases.holidays.checks import notice_faults
from cases.holidays.notice import Notice, notice_of
from cases.schema.shipped import SchemaName
from cases.typedfile import parse_typed, read_text, refuse_faulty
from cases.values.calendar import BUILT_IN, WorkCalendar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import Any

    from cases.workspace import Workspace


_HOLIDAY_KEYS = ("名称", "起", "止", "天数", "调休上班")
_KEPT = ("原件", "收录日期", "替换理由")  # written by the program
_KEYS = ("格式版本", "年度", "文号", "发布日期", "节日", *_KEPT)


def calendar_path(year: int) -> str:
    """Where the notice of a year is kept, from the workspace's root."""
    return f"calendar/{year}.yaml"


def parse_notice(text: str, file: str) -> tuple[Notice, dict[str, Any]]:
    """A notice written as YAML, with the data it was read from; or all its faults."""
    data = parse_typed(text, file, SchemaName.CALENDAR)
    notice = notice_of(data)
    refuse_faulty((*_strangers(data, file), *notice_faults(notice, file)), file)
    return notice, data


def _strangers(data: Mapping[str, Any], file: str) -> Iterator[Finding]:
    """Keys that no notice has: what stands under them would be lost."""
    parts: list[tuple[str, tuple[str, ...], Mapping[str, Any]]] = [("", _KEYS, data)]
    parts += [(f"节日.{at}.", _HOLIDAY_KEYS, row) for at, row in enumerate(data["节日"], 1)]
    for above, known, part in parts:
        for key in part:
            if key not in known:
                facts = {"key": str(key)[:40], "known": "、".join(known)}
                yield Finding("T186", place=Place(file, None, f"{above}{key}"), facts=facts)


def calendar_files(workspace: Workspace) -> list[Path]:
    """The files of the years taken in, in order."""
    return sorted(workspace.calendar.glob("[0-9][0-9][0-9][0-9].yaml"))


def kept_notice(workspace: Workspace, year: int) -> tuple[Notice, dict[str, Any]] | None:
    """The notice of a year as the workspace keeps it, if it does."""
    file = workspace.root / calendar_path(year)
    return _read(workspace, file) if file.is_file() else None


def read_calendar(workspace: Workspace) -> WorkCalendar:
    """The working days of this bureau: its own notices before the built-in years.

    Raises FaultyFileError or BadYamlError where a kept file was spoilt.
    """
    notices = [_read(workspace, file)[0] for file in calendar_files(workspace)]
    if not notices:
        return BUILT_IN
    return WorkCalendar({notice.year: notice.year_days() for notice in notices})


def _read(workspace: Workspace, file: Path) -> tuple[Notice, dict[str, Any]]:
    """One kept file, which bears the name of its year."""
    path = workspace.relative(file)
    notice, data = parse_notice(read_text(file), path)
    if str(notice.year) != file.stem:
        facts = {"year": str(notice.year), "name": file.stem}
        refuse_faulty([Finding("T124", place=Place(path, None, "年度"), facts=facts)], path)
    return notice, data
