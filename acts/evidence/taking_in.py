"""Taking evidence in: copied, digested, its original name kept; and what is missing."""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, ClassVar

from acts.audit.rights import may_see_numbers
from acts.evidence.evidence_list import (
    ELEMENT,
    LIST_FILE,
    Evidence,
    encode_evidence,
    evidence_names,
    read_evidence,
)
from acts.sealing.ended import clause_of
from acts.search.paper_texts import text_of
from archive.names import portable_name
from cases.casefile import read_case
from cases.digest import digest_of_file
from cases.errors import JiangdangError, Kind
from cases.findings import Finding
from cases.lifecycle.steps import find_step
from cases.obstacles import obstacle
from cases.settings import Role
from cases.typedfile import CannotReadError
from index.records import State
from index.text.personal import hide

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from acts.bureau import Bureau
    from cases.casefile import CaseFile
    from cases.policy.programme import EvidenceItem


class NoSuchFileError(JiangdangError):
    """The file to take in is not there."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "W410"


class NotAPlainFileError(JiangdangError):
    """Only plain files are taken in: no folders, links or devices."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W411"


class ChangedWhileTakenError(JiangdangError):
    """Somebody wrote to the file while it was taken in; nothing was taken."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "W759"


class UnknownElementError(JiangdangError):
    """The policy has no such element of assessment."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W423"


class NoPlaceGivenError(JiangdangError):
    """Neither an element nor a step with an item was named."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W424"


@dataclass(frozen=True, slots=True)
class Placing:
    """Where evidence belongs: an element, or a step and the name of an item."""

    element: str = ""
    step: str = ""
    item: str = ""


def add_evidence(
    bureau: Bureau, case_id: str, paths: Sequence[Path], placing: Placing
) -> list[dict[str, object]]:
    """Copy files into the case's evidence; a file held already is not taken twice."""
    person = bureau.acting(Role.CLERK, Role.ARCHIVIST)
    case = read_case(bureau.workspace, case_id)
    placed = _checked(bureau, case, placing)
    for path in paths:
        _refuse_unfit(path)
    held = read_evidence(bureau.workspace, case_id)
    rows: list[Evidence] = []
    for path in paths:
        rows.append(_described(path, placed, bureau, person.name, [*held, *rows]))
    fresh = [row for row in rows if row not in held]
    if fresh:
        _take_in(
            bureau, case_id, dict(zip((r.path for r in rows), paths, strict=True)), held, fresh
        )
    return [row.as_json(f"cases/{case_id}") for row in rows]


def _take_in(
    bureau: Bureau,
    case_id: str,
    sources: dict[str, Path],
    held: list[Evidence],
    fresh: list[Evidence],
) -> None:
    """One act that copies the files and extends the list."""
    folder = f"cases/{case_id}"
    with bureau.journal.act("evidence", bureau.acting().name, case_id) as act:
        for row in fresh:
            source = sources[row.path]
            if act.write(f"{folder}/{row.path}", source, before=None) != row.sha256:
                raise ChangedWhileTakenError(path=source)
        list_file = bureau.workspace.cases / case_id / LIST_FILE
        before = digest_of_file(list_file) if list_file.is_file() else None
        act.write(f"{folder}/{LIST_FILE}", encode_evidence([*held, *fresh]), before=before)
        for row in fresh:
            act.enter("evidence", case_id, {"材料": row.path, "摘要": row.sha256, "归属": row.name})


def _checked(bureau: Bureau, case: CaseFile, placing: Placing) -> Placing:
    """The placing with labels instead of ids; refused when it names nothing known."""
    policy = bureau.policy_of(case)
    if placing.element:
        known = {name: e.label for e in policy.assessment.elements for name in (e.id, e.label)}
        if placing.element not in known:
            labels = "、".join(e.label for e in policy.assessment.elements)
            raise UnknownElementError(element=placing.element, known=labels)
        return Placing(element=known[placing.element])
    if not (placing.step and placing.item):
        raise NoPlaceGivenError
    return Placing(step=find_step(placing.step).label, item=placing.item)


def _refuse_unfit(path: Path) -> None:
    if not path.exists() and not path.is_symlink():
        raise NoSuchFileError(path=path)
    if path.is_symlink() or not path.is_file():
        raise NotAPlainFileError(path=path)


def _readable(path: Path) -> str:
    """The digest of a file, which must give itself to be read from end to end."""
    try:
        return digest_of_file(path)
    except OSError as error:
        raise CannotReadError(path=path, reason=obstacle(error)) from error


def readable_name(name: str) -> str:
    """A file's name as people gave it: old Windows disks bring names in GB18030."""
    raw = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "backslashreplace")


def _named(original: str, placing: Placing) -> str:
    """The stored name; a step's paper begins with the item it shows."""
    return portable_name(f"{placing.item}-{original}" if placing.item else original)


def _described(
    path: Path, placing: Placing, bureau: Bureau, person: str, held: Sequence[Evidence]
) -> Evidence:
    """What the list says of a file; the earlier row when it is held already."""
    digest = _readable(path)
    part = f"{ELEMENT}/{placing.element}" if placing.element else placing.step
    for row in held:
        same = (row.element, row.step, row.item) == (placing.element, placing.step, placing.item)
        if row.sha256 == digest and same:
            return row
    found, original = text_of(bureau.workspace, path), readable_name(path.name)
    return Evidence(
        path=_free_path(f"evidence/{part}", _named(original, placing), held),
        original_name=original,
        sha256=digest,
        media_type=found.media_type,
        size=path.stat().st_size,
        text=_TEXT.get(found.state, "none"),
        reason=found.reason,
        element=placing.element,
        step=placing.step,
        item=placing.item,
        taken=bureau.now.isoformat(timespec="seconds"),
        taken_by=person,
    )


_NAMES = ("path", "original_name")
_TEXT = {State.READ: "extracted", State.OCR: "ocr"}


def _free_path(folder: str, name: str, held: Sequence[Evidence]) -> str:
    """A path that no other evidence has; later files of one name are numbered."""
    taken = {row.path.casefold() for row in held}
    stem, dot, suffix = name.rpartition(".")
    for number in count(2):
        path = f"{folder}/{name}"
        if path.casefold() not in taken:
            return path
        name = f"{stem}-{number}.{suffix}" if dot else f"{suffix}-{number}"
    raise AssertionError


def evidence_rows(bureau: Bureau, case_id: str) -> list[dict[str, object]]:
    """All evidence of a case, as JSON; who may not see personal numbers sees none in names."""
    read_case(bureau.workspace, case_id)
    rows = [row.as_json(f"cases/{case_id}") for row in read_evidence(bureau.workspace, case_id)]
    if may_see_numbers(bureau):
        return rows
    return [{**row, **{name: hide(str(row[name])) for name in _NAMES}} for row in rows]


def missing_items(bureau: Bureau, case: CaseFile) -> list[EvidenceItem]:
    """The papers that the steps taken so far require and the folder does not hold."""
    policy = bureau.policy_of(case)
    programme = next(p for p in policy.programmes.values() if p.label == case.programme)
    held = set(evidence_names(bureau.workspace, case.id))
    reached = {find_step(str(event["环节"])).id for event in case.events}
    return [
        item
        for item in programme.evidence
        if item.required
        and item.step in reached
        and f"{find_step(item.step).label}/{item.name}" not in held
        and f"{ELEMENT}/{item.element}" not in held
    ]


def evidence_gaps(bureau: Bureau, case_id: str) -> tuple[Finding, ...]:
    """Required items and elements without any evidence, of the steps reached so far."""
    case = read_case(bureau.workspace, case_id)
    policy = bureau.policy_of(case)
    held = set(evidence_names(bureau.workspace, case_id))
    missing = [
        Finding(
            "W433",
            facts={"item": item.name, "step": find_step(item.step).label},
            clause=clause_of(policy, item.rule),
        )
        for item in missing_items(bureau, case)
    ]
    missing += [
        Finding(
            "W434",
            facts={"element": element.label},
            clause=clause_of(policy, element.rule),
        )
        for element in policy.assessment.elements
        if f"{ELEMENT}/{element.label}" not in held
    ]
    return tuple(missing)
