"""Scans of past years taken into case or batch: as received papers, or as evidence.

Originals are copied, never moved; a file of the same bytes is taken once.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from acts.evidence.evidence_list import LIST_FILE, Evidence, encode_evidence, read_evidence
from acts.old_years.columns import words
from acts.papers.originals import UnreadableOriginalError, judge_original
from acts.papers.receiving import pages_of
from acts.papers.records import FOLDER, DocumentRecord, list_records
from archive.names import portable_name
from cases.casefile import CaseFile
from cases.digest import digest_of, digest_of_file
from cases.lifecycle.steps import find_step
from cases.typedfile import CannotReadError
from cases.words import message
from doc_templates.catalogue import load_catalogue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from acts.bureau import Bureau
    from acts.old_years.scans import Scan
    from cases.casefile import BatchFile
    from cases.journal.act import Act
    from doc_templates.catalogue import DocumentKind


@dataclass(slots=True)
class Taken:
    """How many scans went in as papers and as evidence, how many were there already."""

    papers: int = 0
    evidence: int = 0
    known: int = 0


@dataclass(slots=True)
class _Held:
    """What a target holds already, extended as scans come in."""

    records: list[DocumentRecord]
    evidence: list[Evidence]
    digests: set[str]


class Keeper:
    """Takes the scans of one target in, within an act."""

    def __init__(self, bureau: Bureau, act: Act, target: CaseFile | BatchFile) -> None:
        """``target`` is the file as it stands after the act; it may be new."""
        self._bureau, self._act, self._target = bureau, act, target
        workspace = bureau.workspace
        folder = workspace.target_folder(target.id)
        held = list_records(workspace, target.id) if folder.is_dir() else []
        rows = read_evidence(workspace, target.id) if isinstance(target, CaseFile) else []
        digests = {each.sha256 for each in held} | {row.sha256 for row in rows}
        self._held = _Held(held, list(rows), digests)
        self._before = len(rows)
        self._kinds = load_catalogue(workspace.templates)
        self.left: list[tuple[Scan, str]] = []

    def take(self, scans: Sequence[Scan], taken: Taken) -> None:
        """Copy each scan once; what cannot be opened is named."""
        for scan in scans:
            try:
                content = scan.content()
                digest = digest_of(content)
                if digest in self._held.digests:
                    taken.known += 1
                    continue
                self._one(scan, content, digest, taken)
            except (UnreadableOriginalError, CannotReadError) as error:
                self.left.append((scan, error.message))
                continue
            self._held.digests.add(digest)
        if len(self._held.evidence) > self._before:
            self._list_evidence()

    def _one(self, scan: Scan, content: bytes, digest: str, taken: Taken) -> None:
        kind, step = self._kind_of(scan)
        if kind is None:
            self._as_evidence(scan, content, digest, step)
            taken.evidence += 1
        else:
            self._as_paper(scan, content, digest, kind, step)
            taken.papers += 1

    def _kind_of(self, scan: Scan) -> tuple[DocumentKind | None, str]:
        """The kind of paper that the file's own name tells; the folders do not count."""
        name, is_case = scan.parts[-1], isinstance(self._target, CaseFile)
        for each in words()["案卷文书" if is_case else "批次文书"]:
            if each["字样"] in name and each["文书"] in self._kinds:
                return self._kinds[each["文书"]], each["环节"]
        if not is_case:
            return self._kinds["award-notice"], "award"
        steps = (each["环节"] for each in words()["证据"] if each["字样"] in name)
        return None, next(steps, "apply")

    def _as_paper(
        self, scan: Scan, content: bytes, digest: str, kind: DocumentKind, step: str
    ) -> None:
        """A received paper, marked 补录, in the 收文登记."""
        validated, remarks = judge_original(scan.path, content, scan.suffix)
        place = self._bureau.workspace.relative(
            self._bureau.workspace.target_folder(self._target.id) / FOLDER
        )
        stem = f"{len(self._held.records) + 1:02d}-{kind.label}-正本"
        record = DocumentRecord(
            kind=kind.id,
            title=f"{kind.label}（{_stem(scan.parts[-1])}）",
            number="",
            step=step,
            dated=self._dated(step),
            docx="",
            pdf=f"{place}/{stem}.{scan.suffix}",
            sha256=digest,
            pages=pages_of(content, scan.suffix),
            validated=validated,
            received=True,
            late=True,
            author=self._sender(kind, step),
            notes=(message("B238", {"name": scan.shown}), *remarks),
        )
        self._held.records.append(record)
        self._act.write(record.pdf, content, before=None)
        self._act.write(record.path, record.encode(), before=None)
        self._act.receive(kind.id, record.pdf, digest, sender=record.author, late=True)
        facts = {"文书": kind.id, "文号": "", "摘要": digest, "形式": "扫描件", "补录": "是"}
        self._act.enter("receive", self._target.id, facts)

    def _dated(self, step: str) -> str:
        """The day of the paper's step, else of the nearest entry: the scan itself is not read."""
        days = {find_step(str(e["环节"])).id: str(e["日期"]) for e in self._target.events}
        return days.get(step) or next(iter(days.values()), f"{self._target.id[:4]}-12-31")

    def _sender(self, kind: DocumentKind, step: str) -> str:
        places = {"单位": "单位.名称", "双方": "单位.名称", "主管委办局": "单位.主管委办局"}
        issuer = kind.issuer_at(step)
        if issuer == "局":
            return self._bureau.settings.name
        return str(self._target.get(places.get(issuer, ""), issuer))

    def _as_evidence(self, scan: Scan, content: bytes, digest: str, step: str) -> None:
        """Evidence of a step, under the words of its name."""
        label, item = find_step(step).label, _stem(scan.parts[-1])[:40] or "扫描件"
        row = Evidence(
            path=self._free(f"evidence/{label}", portable_name(scan.parts[-1])),
            original_name=scan.parts[-1],
            sha256=digest,
            media_type=scan.media_type,
            size=len(content),
            text="none",
            reason="",
            element="",
            step=label,
            item=self._item(step, item),
            taken=self._bureau.now.isoformat(timespec="seconds"),
            taken_by=self._bureau.acting().name,
        )
        self._act.write(f"cases/{self._target.id}/{row.path}", content, before=None)
        facts = {"材料": row.path, "摘要": digest, "归属": row.name, "补录": "是"}
        self._act.enter("evidence", self._target.id, facts)
        self._held.evidence.append(row)

    def _item(self, step: str, name: str) -> str:
        """The policy's own name of the paper where the file's name holds it."""
        policy = self._bureau.policy(self._target.policy)
        items = (item for each in policy.programmes.values() for item in each.evidence)
        named = (item.name for item in items if item.step == step and item.name in name)
        return next(named, name)

    def _free(self, folder: str, name: str) -> str:
        """A path that no other evidence has."""
        taken = {row.path.casefold() for row in self._held.evidence}
        stem, _, suffix = name.rpartition(".")
        for number in count(2):
            path = f"{folder}/{name}"
            if path.casefold() not in taken:
                return path
            name = f"{stem}-{number}.{suffix}"
        raise AssertionError

    def _list_evidence(self) -> None:
        file = self._bureau.workspace.cases / self._target.id / LIST_FILE
        before = digest_of_file(file) if file.is_file() else None
        content = encode_evidence(self._held.evidence)
        self._act.write(f"cases/{self._target.id}/{LIST_FILE}", content, before=before)


def unknown_scans(
    bureau: Bureau, target: CaseFile | BatchFile, scans: Sequence[Scan]
) -> list[Scan]:
    """The scans whose bytes the target does not hold yet.

    Raises CannotReadError for a scan that has gone meanwhile.
    """
    rows = read_evidence(bureau.workspace, target.id) if isinstance(target, CaseFile) else []
    records = list_records(bureau.workspace, target.id)
    held = {each.sha256 for each in records} | {row.sha256 for row in rows}
    return [scan for scan in scans if digest_of(scan.content()) not in held]


def _stem(name: str) -> str:
    """A file's name without its ending."""
    return name.rpartition(".")[0] or name
