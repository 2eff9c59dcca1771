"""Opening what was found: the file of a hit, held against the digest it was taken in with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from acts.audit.search_log import log_search
from acts.evidence.evidence_list import read_evidence
from acts.papers.records import list_records
from acts.search.searching import first_page, found_facts
from cases.digest import digest_of_file
from cases.errors import JiangdangError, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from acts.bureau import Bureau
    from acts.search.questions import Question
    from cases.workspace import Workspace
    from index.records import Record


class NoSuchHitError(JiangdangError):
    """There are fewer hits than that."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "W902"


class HitLostError(JiangdangError):
    """The file of a hit is not in its place."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "W903"


class HitChangedError(JiangdangError):
    """The file of a hit is not the one that was made or taken in."""

    kind: ClassVar[Kind] = Kind.DAMAGED
    code: ClassVar[str] = "W904"


def hit_of(bureau: Bureau, asked: Question, number: int) -> Record:
    """The hit that bears a number in the answer to a question; the log keeps that it was opened."""
    ready, results = first_page(bureau, replace(asked, limit=1, page=number, export=None))
    if not results.hits:
        raise NoSuchHitError(number=number, total=results.total)
    record = results.hits[0].record
    log_search(bureau, asked, ready.read, {**found_facts(ready, results), "打开": record.path})
    return record


def hit_file(workspace: Workspace, record: Record) -> Path:
    """Where the file of a hit lies, with its bytes as they were registered."""
    path = workspace.root / record.path
    inside = path.resolve().is_relative_to(workspace.root.resolve())
    if not inside or path.is_symlink() or not path.is_file():
        raise HitLostError(path=record.path)
    registered = dict(_registered(workspace, record)).get(record.path)
    if registered and digest_of_file(path) != registered:
        raise HitChangedError(path=record.path)
    return path.absolute()


def _registered(workspace: Workspace, record: Record) -> Iterator[tuple[str, str]]:
    """Path and digest of the papers and the evidence of the hit's case or batch."""
    target = record.case or record.batch
    for each in list_records(workspace, target):
        yield each.pdf or each.docx, each.sha256
    if record.case:
        for row in read_evidence(workspace, target):
            yield f"cases/{target}/{row.path}", row.sha256
