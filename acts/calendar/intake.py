"""节假日安排: the State Council's yearly notice taken into the workspace, its original kept."""

from __future__ import annotations

from dataclasses import replace as replace_in
from typing import TYPE_CHECKING, Any, ClassVar

from cases.digest import digest_of
from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place
from cases.holidays.checks import notice_faults
from cases.holidays.comparing import differences
from cases.holidays.keeping import calendar_path, kept_notice, parse_notice, read_calendar
from cases.holidays.wording import WRONG_YEAR, read_wording
from cases.obstacles import obstacle
from cases.settings import Role
from cases.typedfile import CannotReadError, FaultyFileError, FileTooLargeError, NotTextError
from cases.yamlwriting import dump

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from acts.bureau import Bureau
    from cases.holidays.notice import Notice
    from cases.journal.act import Act

LARGEST_BYTES = 2_000_000
_MISSING = "T105"
YAML_FILES, WORDED_FILES = (".yaml", ".yml"), (".txt", ".docx")


class NotANoticeFileError(JiangdangError):
    """The file is of a kind that we do not read notices from."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "T116"


class NoticeFaultsError(JiangdangError):
    """The notice is not understood or cannot be true; the findings say where."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "T100"


class DiffersFromHeldError(JiangdangError):
    """The year is held already, and the notice says otherwise; the findings list the days."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "T114"


class NoReplacingReasonError(JiangdangError):
    """What is held is replaced for a stated reason only."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "T117"


def add_calendar(
    bureau: Bureau, file: Path, *, replace: bool = False, reason: str = ""
) -> dict[str, Any]:
    """Take in a year's notice; one that says what is kept already changes nothing.

    A year that is held and differs is replaced only when asked to, for a reason.
    """
    person = bureau.acting(Role.CLERK, Role.ADMINISTRATOR)
    if replace and not reason.strip():
        raise NoReplacingReasonError
    content = _content(file)
    notice = _read(file, content, bureau.now.date())
    changes = _changes(bureau, notice, replace=replace)
    path = calendar_path(notice.year)
    shown = _shown(notice, path, changes)
    kept = kept_notice(bureau.workspace, notice.year)
    if kept is not None and kept[0].as_data() == notice.as_data():
        return {**shown, "added": False}
    original = f"calendar/originals/{notice.year}-{digest_of(content)[7:15]}{file.suffix.lower()}"
    data = {**notice.as_data(), "原件": original, "收录日期": bureau.now.date()}
    if changes:
        data["替换理由"] = reason.strip()
    with bureau.journal.act("calendar", person.name, path) as act:
        before = _keep_earlier(bureau, act, path)
        digest = act.write(path, dump(data).encode(), before=before)
        if not (bureau.workspace.root / original).is_file():
            act.write(original, content, before=None)
        facts = {"年度": notice.year, "文号": notice.number, "摘要": digest, "原件": original}
        act.enter("calendar", path, {**facts, "改动天数": len(changes), "理由": reason.strip()})
    return {**shown, "added": True}


def _shown(notice: Notice, path: str, changes: list[Finding]) -> dict[str, Any]:
    """What the command says of a notice."""
    return {
        "year": notice.year,
        "number": notice.number,
        "published": notice.published.isoformat(),
        "path": path,
        "holidays": len(notice.holidays),
        "changes": [found.as_json() for found in changes],
    }


def _content(file: Path) -> bytes:
    """The bytes of the file, if it is one we read and not too large."""
    if file.suffix.lower() not in (*YAML_FILES, *WORDED_FILES):
        raise NotANoticeFileError(file=file.name)
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise CannotReadError(path=file, reason=obstacle(error)) from error
    if len(content) > LARGEST_BYTES:
        raise FileTooLargeError(path=file, most=LARGEST_BYTES)
    return content


def _read(file: Path, content: bytes, today: date) -> Notice:
    """The notice of a file, or all that is wrong with it."""
    try:
        notice, findings = _understood(file, content)
    except FaultyFileError as error:
        notice, findings = None, list(error.findings)
    if notice is not None and notice.published > today:
        facts = {"day": str(notice.published), "today": str(today)}
        findings.append(Finding("T138", place=Place(file.name, None, "发布日期"), facts=facts))
    if notice is None or findings:
        raise NoticeFaultsError(file=file.name, count=len(findings), findings=findings)
    return notice


def _understood(file: Path, content: bytes) -> tuple[Notice | None, list[Finding]]:
    """The notice as YAML or in its own words."""
    if file.suffix.lower() in YAML_FILES:
        try:
            return parse_notice(content.decode("utf-8"), file.name)[0], []
        except UnicodeDecodeError as error:
            raise NotTextError(path=file) from error
    from index.extraction.reading import extract_bytes

    read = extract_bytes(content)
    if not read.has_text:
        return None, [Finding("T125", place=Place(file.name), facts={"reason": read.reason})]
    notice, findings = read_wording("\n".join(read.pages), file.name)
    if notice is None or any(found.code == WRONG_YEAR for found in findings):
        return notice, findings
    faults = [_not_told_yet(each, findings) for each in notice_faults(notice, file.name)]
    return notice, [*findings, *(each for each in faults if each is not None)]


def _not_told_yet(fault: Finding, findings: list[Finding]) -> Finding | None:
    """A fault; a holiday whose own line was not understood is not missing besides."""
    if fault.code != _MISSING:
        return fault
    told = "".join(text for found in findings for text in found.facts.values())
    names = [name for name in fault.facts["names"].split("、") if name not in told]
    return replace_in(fault, facts={"names": "、".join(names)}) if names else None


def _changes(bureau: Bureau, notice: Notice, *, replace: bool) -> list[Finding]:
    """The days that the notice changes; refused unless they are to be replaced."""
    changes = differences(notice, read_calendar(bureau.workspace))
    if changes and not replace:
        raise DiffersFromHeldError(year=notice.year, count=len(changes), findings=changes)
    return changes


def _keep_earlier(bureau: Bureau, act: Act, path: str) -> str | None:
    """The digest of what is replaced, a copy of which is kept; None where nothing is."""
    file = bureau.workspace.root / path
    if not file.is_file():
        return None
    content = file.read_bytes()
    digest = digest_of(content)
    copy = f"calendar/earlier/{file.stem}-{digest[7:15]}.yaml"
    if not (bureau.workspace.root / copy).is_file():
        act.write(copy, content, before=None)
    return digest
