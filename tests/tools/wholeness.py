"""Whether everything in a workspace is whole, and what the next command line makes of it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from acts.papers.records import DocumentRecord, list_records
from archive.verification import verify_package
from cases.casefile import read_case
from cases.digest import digest_of_file
from cases.errors import JiangdangError
from cases.register.reading import Register
from cases.workspace import Workspace
from cases.yamlnodes import compose
from cli.main import answer
from tests.tools.soundness import problems

ALREADY = "L011"
WHOLE: set[str] = set()  # digests of files looked at before and found whole


@dataclass(frozen=True)
class Answer:
    """What one command line printed and returned."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def say(root: Path, words: Sequence[str]) -> Answer:
    """Run a command line on the workspace in this process."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = answer(["-w", str(root), *words, "--json"])
    return Answer(code, out.getvalue(), err.getvalue())


def torn_files(root: Path) -> list[str]:
    """Files in place that are not whole: YAML, JSON and PDF; staging does not count."""
    found = []
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        if ".staging" not in inside.parts and path.is_file():
            fault = _fault_of(path)
            found += [f"{inside}: {fault}"] if fault else []
    return found


def _fault_of(path: Path) -> str:
    """Why a file is torn; empty when it is whole or of no kind we know."""
    digest = f"{path.suffix} {digest_of_file(path)}"
    fault = "" if digest in WHOLE else _looked_at(path)
    if not fault:
        WHOLE.add(digest)
    return fault


def _looked_at(path: Path) -> str:
    """The file read by its kind."""
    try:
        if path.suffix == ".yaml":
            compose(path.read_text("utf-8"), path.name)
        elif path.suffix == ".json":
            json.loads(path.read_bytes())
        elif path.suffix == ".pdf":
            return "" if len(PdfReader(path).pages) else "no pages"
    except (JiangdangError, PyPdfError, ValueError, OSError) as error:
        return f"{type(error).__name__} {error}"
    return ""


def after_award(root: Path, words: Sequence[str]) -> list[str]:
    """After a fault in an award: the next one finishes or finds it done; one number, one paper."""
    found = _after_numbered(root, words, "award-notice")
    steps = [str(event["环节"]) for event in read_case(Workspace(root), "2019-SX-001").events]
    return found if steps.count("award") == 1 else [*found, f"steps of the case: {steps}"]


def after_notice(root: Path, words: Sequence[str]) -> list[str]:
    """After a fault in the first notice: the next one finishes or finds it done, stamped."""
    return _after_numbered(root, words, "work-notice")


def _after_numbered(root: Path, words: Sequence[str], kind: str) -> list[str]:
    """The next command after a fault in a step of the batch that makes one numbered paper."""
    found = torn_files(root)
    said = say(root, words)
    done_before = said.code == 3 and ALREADY in said.err
    if said.code != 0 and not done_before:
        found.append(f"the next command ended with {said.code}: {said.err[:300]}")
    workspace = Workspace(root)
    whole = [*torn_files(root), *problems(workspace)]
    return [*found, *whole, *_one_paper(workspace, kind)]


def _one_paper(workspace: Workspace, kind: str) -> Iterable[str]:
    """Exactly one 正式 number of the step, borne by exactly one paper, stamped once."""
    papers = [each for each in list_records(workspace, "2019-1") if each.kind == kind]
    if len(papers) != 1:
        yield f"{len(papers)} papers"
        return
    (paper,) = papers
    yield from _numbers(workspace, paper)
    if not paper.pdf or digest_of_file(workspace.root / paper.pdf) != paper.sha256:
        yield f"{paper.pdf} is not what its record says"
    uses = [use for use in Register(workspace).stamp_uses() if use.number == paper.number]
    if [use.document for use in uses] != [paper.sha256]:
        yield f"{len(uses)} stamp uses for {paper.number}"


def _numbers(workspace: Workspace, paper: DocumentRecord) -> Iterable[str]:
    """The paper's own number is 正式; what else was reserved for the step is 作废."""
    rows = Register(workspace).numbers()
    formal = [row for row in rows if row.state == "正式" and row.dated == paper.dated]
    if [row.text for row in formal] != [paper.number]:
        yield f"正式: {[row.text for row in formal]}, on paper {paper.number}"
    for row in rows:
        if row.state not in ("正式", "作废"):
            yield f"{row.text} is {row.state}"


def after_seal(root: Path, words: Sequence[str], originals: dict[str, str]) -> list[str]:
    """After a fault in sealing: no version or a sound one, originals as they were; then one."""
    found = [*torn_files(root), *_unsound(root), *_touched(root, originals)]
    said = say(root, words)
    if said.code != 0:
        found.append(f"the next command ended with {said.code}: {said.err[:300]}")
    versions = [path.name for path in root.glob("archive/*/v*")]
    if versions != ["v1"]:
        found.append(f"versions: {versions}")
    left = [path.name for path in root.glob("archive/.staging/*")]
    found += [f"{name} is left in the archive's staging" for name in left]
    after = [*_unsound(root), *_touched(root, originals), *torn_files(root)]
    return [*found, *after, *problems(Workspace(root))]


def after_edit(root: Path, words: Sequence[str], path: str, old: str) -> list[str]:
    """After a fault in saving a case: the old text or the new; the next save makes it new.

    The old revision is kept once, whether the fault came before or after the save.
    """
    found = torn_files(root)
    said = say(root, words)
    if said.code != 0:
        found.append(f"the next command ended with {said.code}: {said.err[:300]}")
    if digest_of_file(root / path) == old:
        found.append("the case still has its old text")
    kept = [digest_of_file(each) for each in (root / path).parent.glob("history/*.yaml")]
    if kept.count(old) != 1:
        found.append(f"the old revision is kept {kept.count(old)} times")
    return [*found, *torn_files(root), *problems(Workspace(root))]


def after_evidence(root: Path, words: Sequence[str], papers: Sequence[Path]) -> list[str]:
    """After a fault in taking evidence in: all of it or none; then all, and each listed."""
    found = torn_files(root)
    wanted = sorted(digest_of_file(paper) for paper in papers)
    if _held_evidence(root) not in ([], wanted):
        say(root, ["case", "list"])  # the next command of anyone finishes what was recorded
    if _held_evidence(root) not in ([], wanted):
        found.append("some of the evidence is in place, some is not")
    said = say(root, words) if not _held_evidence(root) else None
    if said is not None and said.code != 0:
        found.append(f"the next command ended with {said.code}: {said.err[:300]}")
    listed = sorted(row["sha256"] for row in say(root, ["evidence", "list", words[2]]).json)
    if not listed == _held_evidence(root) == wanted:
        found.append(f"{len(listed)} listed, {len(_held_evidence(root))} kept")
    return [*found, *torn_files(root), *problems(Workspace(root))]


def _held_evidence(root: Path) -> list[str]:
    """The digests of the text files among the evidence."""
    return sorted(digest_of_file(path) for path in root.glob("cases/*/evidence/**/*.txt"))


def _unsound(root: Path) -> list[str]:
    """What the independent verifier finds in the versions that are there."""
    return [
        f"{version.parent.name}/{version.name}: {fault}"
        for version in root.glob("archive/*/v*")
        for fault in verify_package(version)
    ]


def _touched(root: Path, originals: dict[str, str]) -> list[str]:
    """Originals that are gone or changed."""
    return [
        f"{name} was touched"
        for name, digest in originals.items()
        if not (root / name).is_file() or digest_of_file(root / name) != digest
    ]


def digests_of(root: Path, pattern: str) -> dict[str, str]:
    """The digests of the files that match, by path from the root."""
    found = sorted(path for path in root.glob(pattern) if path.is_file())
    return {str(path.relative_to(root)): digest_of_file(path) for path in found}


def after_form(root: Path, words: Sequence[str], case: str) -> list[str]:
    """After a fault in a form's import: the next one lands it, or finds it whole; its file kept."""
    found = torn_files(root)
    said = say(root, words)
    if said.code != 0 and not (said.code == 3 and "W702" in said.out):
        found.append(f"the next import ended with {said.code}: {said.out[:300]}")
    kept = [digest_of_file(each) for each in (root / f"cases/{case}/evidence/申报").glob("*.docx")]
    if kept != [digest_of_file(Path(words[-1]))]:
        found.append(f"{len(kept)} papers kept, or not the one received")
    if not (root / f"cases/{case}/case.yaml").is_file():
        found.append("papers without a case")
    return found


def after_following(root: Path, words: Sequence[str]) -> list[str]:
    """After a fault in an act's dealings with the index: what it wrote is found, once.

    It is done anew where it was killed before it wrote anything.
    """
    found = [] if _held_evidence(root) else _done_anew(root, words)
    asked = {"照片说明": 1, "清单": 1, "样例材料": 2}
    return [*found, *_wrong_hits(root, asked), *torn_files(root), *problems(Workspace(root))]


def _done_anew(root: Path, words: Sequence[str]) -> list[str]:
    """Do it again, and say where that fails."""
    said = say(root, words)
    return [f"doing it again ended with {said.code}: {said.err[:300]}"] if said.code else []


def after_indexing(root: Path, words: Sequence[str], kept: dict[str, str]) -> list[str]:
    """After a fault in bringing the index up to date: the next search errs in nothing.

    Neither does the one after the update or rebuild was done again; no other file is touched.
    """
    asked = {"三坐标测量机": 3, "第2份说明": 1, "激光干涉件": 1, "样例": 4}
    before = _wrong_hits(root, asked)
    found = [*before, *torn_files(root)]
    found += _done_anew(root, words)
    after = [*_wrong_hits(root, asked), *_touched(root, kept), *torn_files(root)]
    return [*found, *after, *problems(Workspace(root))]


def _wrong_hits(root: Path, asked: Mapping[str, int]) -> Iterable[str]:
    """Searches whose hits are not as many as they must be, or not each another one."""
    for words, total in asked.items():
        said = say(root, ["search", words, "--limit", "99"])
        if said.code:
            yield f"the search ended with {said.code}: {said.err[:300]}"
            continue
        paths = [hit["path"] for hit in said.json["hits"]]
        if not said.json["total"] == len(set(paths)) == len(paths) == total:
            yield f"{words}: {said.json['total']} in all, {paths}"
