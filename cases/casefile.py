"""案卷 and 批次 files: case.yaml and batch.yaml as the rest of the house sees them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from cases.digest import digest_of
from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place
from cases.lifecycle.correcting import standing
from cases.lifecycle.steps import step_of
from cases.schema.shipped import SchemaName
from cases.typedfile import FaultyFileError, parse_typed, read_text, refuse_faulty
from cases.values.ids import BatchId, CaseId
from cases.yamlnodes import BadYamlError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from cases.workspace import Workspace

Facts: TypeAlias = "Mapping[str, Any]"


class TargetNotFoundError(JiangdangError):
    """The workspace has no case or batch of that id."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "Y206"


class FaultyFilesError(JiangdangError):
    """Some of the workspace's files cannot be read; the findings say which and why."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "Y209"


@dataclass(frozen=True, slots=True)
class TargetFile:
    """What a case file and a batch file have in common."""

    id: str
    text: str = field(repr=False)
    digest: str
    data: dict[str, Any] = field(repr=False)

    def get(self, path: str, default: Any = None) -> Any:
        """What stands at a dotted path; the default where nothing is filled in."""
        found: Any = self.data
        for key in path.split("."):
            found = found.get(key) if isinstance(found, dict) else None
        return default if found is None or found == "" else found

    @property
    def events(self) -> tuple[Facts, ...]:
        """The entries of 办理, oldest first, with the facts that hold after corrections."""
        return standing(self.entered)

    @property
    def entered(self) -> tuple[Facts, ...]:
        """The entries of 办理 as they were written, oldest first."""
        return tuple(each for each in self.data.get("办理", ()) if isinstance(each, dict))

    @property
    def step(self) -> str:
        """The id of the last step entered, corrections aside; empty when there is none."""
        steps = [each for each in map(_step_id, self.entered) if each != "correct"]
        return steps[-1] if steps else ""

    @property
    def policy(self) -> str:
        """The id of the policy that rules it."""
        return str(self.data.get("政策", ""))

    def facts_of(self, step: str) -> Facts:
        """What was recorded when the step was last entered; nothing if it never was."""
        known = step_of(step)
        wanted = known.id if known else step
        for event in reversed(self.events):
            if _step_id(event) == wanted:
                record = event.get("记录")
                return record if isinstance(record, dict) else {}
        return {}


@dataclass(frozen=True, slots=True)
class CaseFile(TargetFile):
    """One application and all that became of it."""

    @property
    def batch(self) -> str:
        """The id of its batch."""
        return str(self.data.get("批次", ""))

    @property
    def programme(self) -> str:
        """项目类别, by its Chinese label."""
        return str(self.data.get("项目类别", ""))


@dataclass(frozen=True, slots=True)
class BatchFile(TargetFile):
    """One year's round of applications."""

    @property
    def year(self) -> int:
        """The year it belongs to."""
        return int(self.data["年度"])


def parse_case(text: str, file: str = "case.yaml") -> CaseFile:
    """Read a case file, or refuse it with all its faults."""
    data = parse_typed(text, file, SchemaName.CASE)
    return CaseFile(data["案卷号"], text, digest_of(text.encode()), data)


def parse_batch(text: str, file: str = "batch.yaml") -> BatchFile:
    """Read a batch file, or refuse it with all its faults."""
    data = parse_typed(text, file, SchemaName.BATCH)
    return BatchFile(data["批次"], text, digest_of(text.encode()), data)


def read_case(workspace: Workspace, target: str) -> CaseFile:
    """The case of that id."""
    file = _existing(workspace, str(CaseId.parse(target)))
    case = parse_case(read_text(file), workspace.relative(file))
    _require_folder(case, "案卷号", file.parent.name, workspace.relative(file))
    return case


def read_batch(workspace: Workspace, target: str) -> BatchFile:
    """The batch of that id."""
    file = _existing(workspace, str(BatchId.parse(target)))
    batch = parse_batch(read_text(file), workspace.relative(file))
    _require_folder(batch, "批次", file.parent.name, workspace.relative(file))
    return batch


def read_target(workspace: Workspace, target: str) -> CaseFile | BatchFile:
    """The case or batch of that id."""
    if target.count("-") == 1:
        return read_batch(workspace, target)
    return read_case(workspace, target)


def all_cases(workspace: Workspace) -> dict[str, CaseFile]:
    """Every case by id; refuses when one of them cannot be read."""
    cases, findings = scan_cases(workspace)
    if findings:
        raise FaultyFilesError(count=len({f.place.file for f in findings}), findings=findings)
    return cases


def scan_cases(workspace: Workspace) -> tuple[dict[str, CaseFile], tuple[Finding, ...]]:
    """Every case that can be read, by id, and what is wrong with the others."""
    cases: dict[str, CaseFile] = {}
    findings: list[Finding] = []
    for name in _folders(workspace.cases, "case.yaml"):
        try:
            cases[name] = read_case(workspace, name)
        except JiangdangError as error:
            findings += _faults(error, workspace.relative(workspace.cases / name / "case.yaml"))
    return cases, tuple(findings)


def all_batches(workspace: Workspace) -> dict[str, BatchFile]:
    """Every batch by id; refuses when one of them cannot be read."""
    batches: dict[str, BatchFile] = {}
    findings: list[Finding] = []
    for name in _folders(workspace.batches, "batch.yaml"):
        try:
            batches[name] = read_batch(workspace, name)
        except JiangdangError as error:
            findings += _faults(error, workspace.relative(workspace.batches / name / "batch.yaml"))
    if findings:
        raise FaultyFilesError(count=len({f.place.file for f in findings}), findings=findings)
    return batches


def _step_id(event: Facts) -> str:
    """The id of an entry's step; the name itself if nobody knows it."""
    name = str(event.get("环节", ""))
    known = step_of(name)
    return known.id if known else name


def _require_folder(target: TargetFile, key: str, folder: str, file: str) -> None:
    """Refuse a file that lies in another one's folder."""
    if target.id != folder:
        facts = {"written": target.id, "folder": folder}
        refuse_faulty([Finding("Y205", place=Place(file, None, key), facts=facts)], file)


def _existing(workspace: Workspace, target: str) -> Path:
    """The file of a target, which must exist."""
    file = workspace.target_file(target)
    if not file.is_file():
        raise TargetNotFoundError(target=target)
    return file


def _folders(parent: Path, file: str) -> Iterator[str]:
    """Names of the folders that hold such a file, in order."""
    return iter(sorted(found.parent.name for found in parent.glob(f"*/{file}")))


def _faults(error: JiangdangError, file: str) -> tuple[Finding, ...]:
    """What an error says about a file, as findings."""
    if isinstance(error, BadYamlError | FaultyFileError) and error.findings:
        return error.findings
    return (Finding(error.code, place=Place(file), facts=error.facts),)
