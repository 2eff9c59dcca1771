"""The doctor: what this machine and this workspace have, what is missing, what to do."""

from __future__ import annotations

import getpass
import platform
import shutil
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from acts.bureau import SHANGHAI
from acts.keeping.package_history import package_history
from acts.log.anchoring import anchor_state
from acts.sealing.packages import staleness_of
from acts.search.index_state import engine_advice
from acts.search.indexing import index_folder
from acts.todo.workspace import missing_year
from cases.casefile import scan_cases
from cases.errors import JiangdangError
from cases.findings import errors_of
from cases.holidays.keeping import read_calendar
from cases.journal.clock import clock_lag
from cases.journal.journal import Journal
from cases.log.verification import verify_log
from cases.settings import read_settings
from cases.values.calendar import built_in_years
from cases.words import message
from cases.workspace import NoWorkspaceError, Workspace
from doc_templates.checkup import check_up as tools_check_up
from doc_templates.executors import describe_executor
from doc_templates.stamping.store.checkup import check_up as stamps_check_up
from doc_templates.stamping.store.keeping import StampStore
from index.engines.engine import DamagedIndexError, NoIndexError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

NETWORK_FILE_SYSTEMS = frozenset(
    ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ncpfs", "fuse.sshfs", "davfs", "ceph")
)
NEEDED_MB = 500
_OLDEST_PYTHON = (3, 11)
_MOUNTS = Path("/proc/self/mounts")
_MOST_PATHS = 5


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: its state, whether it is well, what to do if not.

    ``required`` things must be well; ``is_tool`` ones are programs of the machine.
    """

    name: str
    state: str
    good: bool = True
    required: bool = True
    is_tool: bool = False
    remedy: str = ""

    def as_json(self) -> dict[str, object]:
        """As ``doctor --json`` shows it."""
        return {
            "name": self.name,
            "state": self.state,
            "good": self.good,
            "required": self.required,
            "remedy": self.remedy,
        }


def examine(start: Path) -> list[Check]:
    """The machine, then the workspace at or above ``start`` if there is one."""
    try:
        workspace = Workspace.find(start)
    except NoWorkspaceError:
        absent = Check("工作区", "未找到", False, required=False, remedy=message("W542", {}))
        return [*_machine(), *_stamps(None), absent]
    store = StampStore(workspace.stamps, demo=workspace.is_demo)
    return [*_machine(), *_stamps(store), *_workspace(workspace)]


def _machine() -> Iterator[Check]:
    """Python, and the programs and fonts that make documents."""
    recent = sys.version_info >= _OLDEST_PYTHON
    remedy = "" if recent else message("W540", {})
    yield Check("Python", platform.python_version(), recent, is_tool=True, remedy=remedy)
    for found in tools_check_up():
        yield Check(found.name, found.detail, found.ok, is_tool=True, remedy=found.remedy)


def _stamps(store: StampStore | None) -> Iterator[Check]:
    """Fonts of stamps, certificates and their keys."""
    found = stamps_check_up(store)
    if not found:
        yield Check("印章", "字体和证书齐备")
    for each in found:
        fails = bool(errors_of([each]))
        is_tool = each.code == "S501"
        yield Check("印章", each.message, not fails, is_tool=is_tool)


def _workspace(workspace: Workspace) -> Iterator[Check]:
    """Where it lies, who may read it, whether its parts agree."""
    yield Check("工作区", str(workspace.root))
    yield _file_system(workspace.root)
    yield _space(workspace.root)
    yield _modes(workspace)
    yield from _pool_modes(workspace)
    for name, look in _LOOKS.items():
        try:
            yield look(workspace)
        except JiangdangError as error:
            yield Check(name, error.message, False, required=name != "全文索引")


def _file_system(root: Path) -> Check:
    """SQLite's locks do not hold over a network."""
    kind = file_system_of(root)
    local = kind not in NETWORK_FILE_SYSTEMS
    return Check("磁盘类型", kind or "未知", local, remedy="" if local else message("W541", {}))


def file_system_of(folder: Path, mounts: Path = _MOUNTS) -> str:
    """The type of the file system a folder lies on, by the longest mount point above it."""
    if not mounts.is_file():
        return ""
    best, kind = -1, ""
    for line in mounts.read_text("utf-8", "replace").splitlines():
        parts = line.split(" ")
        point = Path(parts[1].replace("\\040", " ")) if len(parts) > 2 else None
        above = point is not None and (point == folder or point in folder.parents)
        if point and above and len(point.parts) >= best:
            best, kind = len(point.parts), parts[2]
    return kind


def _space(root: Path) -> Check:
    """Room for documents and packages."""
    free = shutil.disk_usage(root).free // 2**20
    enough = free >= NEEDED_MB
    remedy = "" if enough else message("W549", {"needed": str(NEEDED_MB)})
    return Check("磁盘空间", f"剩余 {free} MB", enough, required=False, remedy=remedy)


def _modes(workspace: Workspace) -> Check:
    """Stamps and keys are for their keeper alone: 0700 and 0600."""
    folder = workspace.stamps
    held = [folder, *folder.rglob("*.p12"), *folder.glob(".*")] if folder.is_dir() else []
    open_ones = [path for path in held if path.stat().st_mode & 0o077]
    if not open_ones:
        return Check("印章权限", "仅本人可读")
    names = "、".join(workspace.relative(path) for path in open_ones[:_MOST_PATHS])
    remedy = message("W543", {"path": "stamps"})
    return Check("印章权限", f"他人可读：{names}", False, remedy=remedy)


def _pool_modes(workspace: Workspace) -> Iterator[Check]:
    """The experts' telephones and banks are for their keeper alone: 0600."""
    pool = workspace.experts_file
    if not pool.is_file():
        return
    if not pool.stat().st_mode & 0o077:
        yield Check("专家库权限", "仅本人可读")
        return
    remedy = message("W545", {"path": pool.name})
    yield Check("专家库权限", f"他人可读：{pool.name}", False, remedy=remedy)


def _settings(workspace: Workspace) -> Check:
    settings = read_settings(workspace)
    user = getpass.getuser()
    person = settings.person_of(user)
    if person is None:
        return Check("设置", f"没有用户 {user}", False, remedy=message("W550", {"user": user}))
    roles = "、".join(sorted(person.roles))
    alone = "；单人办理" if settings.works_alone else ""
    return Check("设置", f"{settings.short_name}；{person.name}（{roles}）{alone}")


def _cases(workspace: Workspace) -> Check:
    cases, findings = scan_cases(workspace)
    state = f"{len(cases)} 个可读"
    if not findings:
        return Check("案卷", state)
    faulty = "、".join(dict.fromkeys(found.place.file for found in findings))
    return Check("案卷", f"{state}；有误：{faulty}", False, remedy=message("W546", {}))


def _register(workspace: Workspace) -> Check:
    """The register is whole, and the files it knows are there."""
    register = Journal(workspace, datetime.now(SHANGHAI)).register
    faults = register.findings()
    if faults:
        return Check("登记簿", faults[0].message, False, remedy=message("W547", {}))
    files = register.files()
    lost = [path for path in files if not (workspace.root / path).is_file()]
    if lost:
        paths = "、".join(lost[:_MOST_PATHS])
        return Check(
            "登记簿", f"缺 {len(lost)} 个文件", False, remedy=message("W548", {"paths": paths})
        )
    return Check("登记簿", f"完好，登记文件 {len(files)} 个")


def _log(workspace: Workspace) -> Check:
    report = verify_log(workspace)
    if report.intact:
        return Check("日志", f"完好，{report.entries} 条，检查点 {report.checkpoints} 个")
    return Check("日志", report.findings[0].message, False, remedy=message("W547", {}))


def _clock(workspace: Workspace) -> Check:
    """The clock does not stand before what was done already."""
    now = datetime.now(SHANGHAI)
    state = f"{now:%Y-%m-%d %H:%M}"
    last = clock_lag(workspace.register_file, now) if workspace.register_file.is_file() else ""
    if not last:
        return Check("本机时钟", state)
    return Check("本机时钟", state, False, remedy=message("J127", {"last": last}))


def _anchors(workspace: Workspace) -> Check:
    """What outside the workspace vouches for the log, and how old it is at each place."""
    now = datetime.now(SHANGHAI)
    state = anchor_state(workspace, now)
    told = f"{state.sentence}{state.ages(now.date())}"
    if not state.findings:
        return Check("锚定", told, required=False)
    alarming = errors_of(state.findings)
    remedy = (alarming or state.findings)[0].message
    return Check("锚定", told, False, required=bool(alarming), remedy=remedy)


def _index(workspace: Workspace) -> Check:
    try:
        generation = index_folder(workspace, read_settings(workspace)).current()
        coverage = generation.store.coverage()
    except NoIndexError:
        return Check("全文索引", "尚未建立", False, required=False, remedy=message("W544", {}))
    except DamagedIndexError as error:
        return Check("全文索引", "已损坏", False, required=False, remedy=error.message)
    advice = engine_advice(generation.engine_name, coverage.total)
    told = f"{coverage.total} 份，未读到文字 {coverage.unread} 份"
    return Check("全文索引", told, not advice, required=False, remedy=advice)


def _fixity(workspace: Workspace) -> Check:
    """Whether the packages were looked at lately, at every place that keeps them."""
    history = package_history(workspace)
    told = staleness_of(read_settings(workspace), history, datetime.now(SHANGHAI))
    if told:
        return Check("归档包核验", told[0], False, required=False, remedy="".join(told[1:]))
    return Check("归档包核验", f"{len(history.roots)} 个，没有过期的")


def _calendar(workspace: Workspace) -> Check:
    """The working days of this year are known; from December on those of the next."""
    calendar = read_calendar(workspace)
    year = missing_year(calendar, datetime.now(SHANGHAI).date())
    if year is None:
        last = max(*built_in_years(), *calendar.years)
        return Check("工作日历", f"已知到 {last} 年")
    told, remedy = message("T177", {"year": str(year)}), message("T126", {"year": str(year)})
    return Check("工作日历", told, False, required=False, remedy=remedy)


def _executor(workspace: Workspace) -> Check:
    """Where a whole batch is worked on; a cluster must answer."""
    return Check("执行器", describe_executor(read_settings(workspace).executor))


_LOOKS: Mapping[str, Callable[[Workspace], Check]] = {
    "设置": _settings,
    "案卷": _cases,
    "执行器": _executor,
    "登记簿": _register,
    "日志": _log,
    "锚定": _anchors,
    "本机时钟": _clock,
    "归档包核验": _fixity,
    "工作日历": _calendar,
    "全文索引": _index,
}
