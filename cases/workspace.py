"""The workspace: the folder that holds a bureau's working data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from cases.errors import JiangdangError, Kind

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS_FILE = "jiangdang.yaml"
DEMO_MARK = ".匠档演示"


class NoWorkspaceError(JiangdangError):
    """No folder on the way up holds ``jiangdang.yaml``."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "W101"


@dataclass(frozen=True, slots=True)
class Workspace:
    """A bureau's working folder; every path of it is named here and nowhere else."""

    root: Path

    @classmethod
    def find(cls, start: Path) -> Workspace:
        """The nearest folder at or above ``start`` that holds the settings file."""
        for folder in (start, *start.parents):
            if (folder / SETTINGS_FILE).is_file():
                return cls(folder)
        raise NoWorkspaceError(path=start)

    @property
    def settings_file(self) -> Path:
        """``jiangdang.yaml``."""
        return self.root / SETTINGS_FILE

    @property
    def register_file(self) -> Path:
        """The register of numbers and stamp uses (SQLite)."""
        return self.root / "register.sqlite3"

    @property
    def log_file(self) -> Path:
        """The hash-chained log of every act."""
        return self.root / "log.jsonl"

    @property
    def checkpoints_file(self) -> Path:
        """The signed checkpoints of the log."""
        return self.root / "log.checkpoints"

    @property
    def experts_file(self) -> Path:
        """The pool of experts (专家库), private to the bureau."""
        return self.root / "experts.yaml"

    @property
    def panels(self) -> Path:
        """The panel of each batch, as drawn or named."""
        return self.root / "panels"

    @property
    def policies(self) -> Path:
        """This bureau's own policies."""
        return self.root / "policies"

    @property
    def templates(self) -> Path:
        """This bureau's own versions of templates."""
        return self.root / "doc_templates"

    @property
    def stamps(self) -> Path:
        """Stamp images and signing certificates, mode 0700."""
        return self.root / "stamps"

    @property
    def batches(self) -> Path:
        """All batch folders."""
        return self.root / "batches"

    @property
    def calendar(self) -> Path:
        """The State Council's notices on holidays that this bureau took in, by year."""
        return self.root / "calendar"

    @property
    def cases(self) -> Path:
        """All case folders."""
        return self.root / "cases"

    @property
    def packages(self) -> Path:
        """The sealed packages."""
        return self.root / "archive"

    @property
    def destruction(self) -> Path:
        """The registers of what was destroyed (销毁清册), kept for ever."""
        return self.root / "destruction"

    @property
    def transfers(self) -> Path:
        """Registers that came back signed, by 移交号."""
        return self.root / "transfers"

    @property
    def searches(self) -> Path:
        """Searches kept by name, and what each found last for whom."""
        return self.root / "searches"

    @property
    def index(self) -> Path:
        """The full-text index, which may be deleted at any time."""
        return self.root / "index"

    @property
    def backups(self) -> Path:
        """What upgrades keep of the files they change."""
        return self.root / "backup"

    @property
    def staging(self) -> Path:
        """Where open acts keep what is not yet in place."""
        return self.root / ".staging"

    @property
    def is_demo(self) -> bool:
        """Whether this workspace was made by ``jiangdang demo``."""
        return (self.root / DEMO_MARK).is_file()

    def target_folder(self, target: str) -> Path:
        """The folder of a case (``2019-SX-001``) or batch (``2019-1``) id."""
        return (self.batches if target.count("-") == 1 else self.cases) / target

    def target_file(self, target: str) -> Path:
        """``case.yaml`` or ``batch.yaml`` of the target."""
        name = "batch.yaml" if target.count("-") == 1 else "case.yaml"
        return self.target_folder(target) / name

    def relative(self, path: Path) -> str:
        """The path as ``--json`` shows it: from the workspace's root, with ``/``."""
        return path.relative_to(self.root).as_posix()
