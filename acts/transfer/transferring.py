"""Handing packages over: chosen, verified against the log, written on media, logged.

The other side's signed register comes back and is kept as evidence of the hand-over.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, ClassVar

from acts.keeping.archive_due import Task, package_rows
from acts.keeping.exporting import refuse_workspace
from acts.keeping.holds import require_sealed
from acts.keeping.package_history import package_history
from acts.log.anchoring import make_checkpoint
from acts.log.proving import newest_note, package_proof
from acts.transfer.forms import PackagesAtFaultError
from acts.transfer.history import next_number
from acts.transfer.papers import test_files, test_shipment, with_registers
from archive.reading import verify_all, versions_of
from archive.shelving import VersionExistsError
from archive.transfer.layout import (
    CHECKPOINT,
    LOG_KEY,
    Handover,
    Medium,
    proof_name,
    ship,
)
from archive.transfer.others import standing_files
from archive.transfer.splitting import parse_size, spread
from archive.transfer.writing import write_media
from cases.casefile import scan_cases
from cases.errors import JiangdangError, Kind
from cases.log.keys import registered_key
from cases.settings import Role
from cases.values.reference_code import ReferenceCode

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from acts.bureau import Bureau
    from acts.keeping.package_history import PackageHistory
    from archive.four_properties.model import Answer, TestResult
    from archive.transfer.layout import Shipment
    from archive.transfer.writing import Written
    from cases.findings import Finding
    from cases.journal.act import Act
    from cases.log.checkpoints import Checkpoint

SENDERS = (Role.ARCHIVIST, Role.CLERK)
_TARGET = "移交"
_PAPERS = 4 * 1024 * 1024  # room kept for the register's Word and PDF file on every medium


class NothingChosenError(JiangdangError):
    """Nobody said which packages are to be handed over."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W790"


class NothingToTransferError(JiangdangError):
    """No package answers the choice, or all of them were handed over and accepted."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "W791"


@dataclass(frozen=True, slots=True)
class Choice:
    """Which packages: by 档号, of a batch and its cases, of a year, those due for transfer."""

    codes: tuple[str, ...] = ()
    batch: str = ""
    year: int = 0
    due: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was named."""
        return not (self.codes or self.batch or self.year or self.due)


@dataclass(frozen=True, slots=True)
class Label:
    """What the command line says of the media: to whom, how they are called, how large.

    ``answers`` are what people found of what 四性检测 asks at a transfer.
    """

    receiver: str = ""
    medium: str = ""
    size: str = ""
    answers: tuple[Answer, ...] = ()


def make_transfer(bureau: Bureau, folder: Path, choice: Choice, label: Label) -> dict[str, Any]:
    """Write the packages on one medium or several, and log that they were handed over.

    Everything is verified against the log first and re-read from the medium afterwards.
    Held packages may go, destroyed ones cannot. The new folder appears whole or not at all.
    """
    person = bureau.acting(*SENDERS)
    refuse_workspace(folder.parent)
    if folder.exists():
        raise VersionExistsError(path=folder)
    size = parse_size(label.size) if label.size else 0
    history = package_history(bureau.workspace)
    codes = _chosen(bureau, history, choice)
    _refuse_damaged(bureau, history, codes)
    checkpoint = make_checkpoint(bureau)
    with bureau.journal.act("transfer", person.name, _TARGET) as act:
        handover = _handover(bureau, label, person.name)
        media, tests = _media(bureau, handover, codes, label, size)
        written = write_media(media, folder, size)
        _enter(act, media, checkpoint)
    after = make_checkpoint(bureau)
    return {
        "number": handover.number,
        "receiver": handover.receiver,
        "packages": codes,
        "media": [_told(medium, each) for medium, each in zip(media, written, strict=True)],
        "tree_size": after.size,
        "register_tree_size": checkpoint.size,
        "register_tree_root": base64.b64encode(checkpoint.root).decode(),
        "failed": {
            test.reference_code: [each.item.code for each in test.failed]
            for test in tests
            if test.failed
        },
        "questions": sorted({each.item.code for test in tests for each in test.questions}),
    }


def _chosen(bureau: Bureau, history: PackageHistory, choice: Choice) -> list[str]:
    """The reference codes in order; what is chosen by a quality leaves out the accepted."""
    if choice.is_empty:
        raise NothingChosenError
    require_sealed(history, choice.codes)
    codes = {*choice.codes, *(_answers(bureau, history, choice) - set(history.accepted))}
    if not codes:
        raise NothingToTransferError
    return sorted(codes)


def _answers(bureau: Bureau, history: PackageHistory, choice: Choice) -> set[str]:
    """The packages of the year, of the batch, or due for transfer this year."""
    found = {code for code, _ in history.roots}
    by_year = {code for code in found if ReferenceCode.parse(code).year == choice.year}
    return found & (
        by_year | _codes_of(bureau, history, choice.batch) | _due(bureau, history, choice)
    )


def _due(bureau: Bureau, history: PackageHistory, choice: Choice) -> set[str]:
    """What is to be handed over by the end of this year."""
    if not choice.due:
        return set()
    last = date(bureau.now.year, 12, 31)
    rows = (row for row in package_rows(bureau, history) if row.task is Task.HAND_OVER)
    return {row.target for row in rows if row.due is not None and row.due <= last}


def _codes_of(bureau: Bureau, history: PackageHistory, batch: str) -> set[str]:
    """The packages of a batch and its cases."""
    if not batch:
        return set()
    cases, _ = scan_cases(bureau.workspace)
    owners = {batch, *(case.id for case in cases.values() if case.batch == batch)}
    return {key[0] for key, seal in history.seals.items() if seal.owner in owners}


def _refuse_damaged(bureau: Bureau, history: PackageHistory, codes: Sequence[str]) -> None:
    """Nothing damaged leaves the house."""
    findings: list[Finding] = []
    faulty = 0
    for report in verify_all(bureau.workspace, history.roots, codes):
        bureau.report(f"已核验 {report.name}")
        if not report.is_sound:
            faulty += 1
            findings += report.findings
    if faulty:
        raise PackagesAtFaultError(count=faulty, findings=findings)


def _handover(bureau: Bureau, label: Label, actor: str) -> Handover:
    settings = bureau.settings
    return Handover(
        number=next_number(bureau.workspace, bureau.now.date()),
        sender=settings.name,
        fonds=settings.fonds,
        fonds_name=settings.fonds_name,
        receiver=label.receiver,
        made_at=bureau.now,
        made_by=actor,
        program=f"匠档 {version('jiangdang')}",
    )


def _media(
    bureau: Bureau, handover: Handover, codes: Sequence[str], label: Label, size: int
) -> tuple[list[Medium], list[TestResult]]:
    """The packages spread over media, each with its own register, lists, tests and proofs."""
    shipments = [ship(versions_of(bureau.workspace, code)) for code in codes]
    tests = {each.code: test_shipment(bureau, each, label.answers) for each in shipments}
    common = {**standing_files(), **_log_files(bureau)}
    own = {each.code: _own_files(bureau, each, tests[each.code]) for each in shipments}
    largest = max(sum(map(len, files.values())) for files in own.values())
    parts = spread(shipments, size, sum(map(len, common.values())) + _PAPERS, largest)
    name = label.medium or handover.number
    labels = [name if len(parts) == 1 else f"{name}-{at}" for at in range(1, len(parts) + 1)]
    media = []
    for at, (each, part) in enumerate(zip(labels, parts, strict=True), 1):
        extras = common | {k: v for shipment in part for k, v in own[shipment.code].items()}
        media.append(Medium(handover, each, at, len(parts), tuple(part), extras))
    return with_registers(bureau, media, tests), list(tests.values())


def _log_files(bureau: Bureau) -> dict[str, bytes]:
    """The log's public key and its newest checkpoint."""
    note, key = newest_note(bureau.workspace), registered_key(bureau.workspace)
    return {CHECKPOINT: str(note).encode(), LOG_KEY: f"{key}\n".encode()}


def _own_files(bureau: Bureau, shipment: Shipment, test: TestResult) -> dict[str, bytes]:
    """Proofs of every version of a package, and its test."""
    proofs = {
        proof_name(shipment.code, package.version): package_proof(
            bureau.workspace, shipment.code, package.version
        )
        for package in shipment.packages
    }
    return proofs | test_files({shipment.code: test})


def _enter(act: Act, media: Sequence[Medium], checkpoint: Checkpoint) -> None:
    """A line for every package."""
    for medium in media:
        for shipment in medium.shipments:
            facts = {
                "版本": shipment.newest.version,
                "根": shipment.newest.root,
                "移交号": medium.handover.number,
                "接收单位": medium.handover.receiver,
                "载体": medium.label,
                "树大小": checkpoint.size,
                "树根": base64.b64encode(checkpoint.root).decode(),
            }
            act.enter("transfer", shipment.code, facts)


def _told(medium: Medium, written: Written) -> dict[str, Any]:
    """What the command prints of one medium."""
    return {
        "label": written.label,
        "path": str(written.path),
        "root": written.root,
        "bytes": written.bytes,
        "packages": [shipment.code for shipment in medium.shipments],
        "items": medium.items,
        "files": medium.files,
    }
