"""The demonstration: two batches of the shipped samples, from work notice to search hit."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from acts.audit.report import write_audit_report
from acts.demo.people import People
from acts.demo.samples import Entry, sample_entries, sample_settings
from acts.papers.records import list_records
from acts.search.indexing import update_index
from acts.search.questions import Question
from acts.search.searching import search_workspace
from acts.starting import init_workspace, refuse_code_folder
from archive.reading import list_packages
from cases.casefile import all_cases
from cases.errors import JiangdangError, Kind
from cases.workspace import DEMO_MARK

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cases.workspace import Workspace

SAMPLE_QUERY = "责令限期整改"
REPORT_NAME = "审计检索报告.pdf"


class NotADemoFolderError(JiangdangError):
    """The folder holds something that no demonstration made."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W414"


@dataclass(slots=True)
class Shown:
    """What the demonstration made, and how many seconds each stage took."""

    workspace: str
    cases: int = 0
    documents: int = 0
    stamped: int = 0
    archived: int = 0
    indexed: int = 0
    hits: int = 0
    refused: list[str] = field(default_factory=list)
    stages: dict[str, float] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        """All stages together."""
        return round(sum(self.stages.values()), 1)

    def as_json(self) -> dict[str, object]:
        """As ``demo --json`` shows it."""
        names = ("workspace", "cases", "documents", "stamped", "archived", "indexed", "seconds")
        return {name: getattr(self, name) for name in names}

    def lines(self) -> list[str]:
        """What was made, where, how long it took, and what to try next."""
        made = (
            f"演示完成，用时 {self.seconds} 秒。工作区：{self.workspace}",
            f"案卷 {self.cases} 个，文书 {self.documents} 份（其中盖章 {self.stamped} 份），"
            f"归档包 {self.archived} 个，索引 {self.indexed} 份。",
            f"检索“{SAMPLE_QUERY}”得 {self.hits} 条，见 {REPORT_NAME}。",
            *(f"检查拒绝：{line}" for line in self.refused),
            "各阶段用时（秒）：",
            *(f"  {name}  {spent:.1f}" for name, spent in self.stages.items()),
            "接下来可以试：",
            f"  .venv/bin/jiangdang -w '{self.workspace}' case list",
            f"  .venv/bin/jiangdang -w '{self.workspace}' search 追回资助资金 --sort date",
            f"  .venv/bin/jiangdang -w '{self.workspace}' archive verify --all",
        )
        return list(made)


def run_demo(folder: Path, report: Callable[[str], None]) -> Shown:
    """Make a demonstration workspace in ``folder``; an earlier one there is replaced.

    Raises NotADemoFolderError for a folder with other content.
    """
    refuse_code_folder(folder)
    _clear(folder)
    shown = Shown(str(folder))
    with _Clock(shown, "建立工作区", report):
        workspace = init_workspace(folder, "jingan-2019", settings=sample_settings(), demo=True)
    people = People(workspace, report)
    for entry in sample_entries():
        with _Clock(shown, entry.stage, report, entry.told):
            shown.refused += _run(people, entry)
    with _Clock(shown, "识别扫描件、更新索引", report):
        update_index(people.clerk())
    with _Clock(shown, "检索", report):
        asked = Question(SAMPLE_QUERY, {}, "relevance", 20, 1, None)
        shown.hits = search_workspace(people.auditor(), asked).total
        write_audit_report(people.auditor(), Question(SAMPLE_QUERY), folder / REPORT_NAME)
    _count(workspace, shown, people)
    return shown


def _run(people: People, entry: Entry) -> list[str]:
    """Carry out one entry of the story; returns what the checks refused, if they should."""
    try:
        entry.carry_out(people)
    except JiangdangError as error:
        if not entry.refusal_expected:
            raise
        return [f"{entry.told}：{found.message}" for found in error.findings if found.clause]
    return []


def _clear(folder: Path) -> None:
    """Make way for a new demonstration; anything else in the folder stays."""
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not (folder / DEMO_MARK).is_file():
        raise NotADemoFolderError(path=folder)
    for path in folder.rglob("*"):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
    _empty(folder)


def _empty(folder: Path) -> None:
    """Remove what the folder holds; the mark goes last, so that a crash leaves it ours."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != DEMO_MARK:
            path.unlink()
    (folder / DEMO_MARK).unlink()


def _count(workspace: Workspace, shown: Shown, people: People) -> None:
    """What stands in the workspace now."""
    cases = all_cases(workspace)
    targets = [*cases, *(path.name for path in workspace.batches.iterdir())]
    records = [record for target in targets for record in list_records(workspace, target)]
    shown.cases = len(cases)
    shown.documents = len(records)
    shown.stamped = sum(bool(record.stamps) for record in records)
    shown.archived = len({package.reference_code for package in list_packages(workspace)})
    shown.indexed = people.indexed()


class _Clock:
    """Adds the seconds of a block to a stage, and says that it begins."""

    def __init__(
        self, shown: Shown, stage: str, report: Callable[[str], None], told: str = ""
    ) -> None:
        self.shown, self.stage = shown, stage
        report(f"· {stage}{'：' + told if told else ''}")

    def __enter__(self) -> None:
        self.begun = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        spent = time.perf_counter() - self.begun
        self.shown.stages[self.stage] = self.shown.stages.get(self.stage, 0.0) + spent
