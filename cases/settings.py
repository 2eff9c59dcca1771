"""jiangdang.yaml: what one bureau sets for itself, and who may do what there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cases.digest import digest_of
from cases.findings import Finding, Place
from cases.retention_schedule import RetentionSchedule
from cases.schema.shipped import SchemaName
from cases.typedfile import parse_typed, read_text, refuse_faulty

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cases.values.retention import RetentionPeriod
    from cases.workspace import Workspace


HERE = "工作区"  # what the log calls the workspace where it lists places


class Role(StrEnum):
    """What a person may do; file permissions, not roles, are the boundary."""

    CLERK = "经办人"
    REVIEWER = "审核人"
    ISSUER = "签发人"
    ARCHIVIST = "档案员"
    AUDITOR = "审计员"
    ADMINISTRATOR = "管理员"


class Numbering(StrEnum):
    """Who gives document numbers."""

    OWN = "自编"
    GIVEN = "外给"


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the bureau, known by the operating-system user."""

    user: str
    name: str
    roles: frozenset[Role]
    departments: frozenset[str] | None = None  # whose cases may be searched; None is all

    def has(self, role: Role | str) -> bool:
        """Whether the person holds the role."""
        return role in self.roles


@dataclass(frozen=True, slots=True)
class KeepingPlace:
    """A folder outside the workspace: checkpoints are kept there, perhaps packages too."""

    name: str
    path: Path
    holds_packages: bool


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """Which search engine, where its cluster is, and the bureau's own words of one meaning."""

    engine: str
    addresses: tuple[str, ...]
    index: str
    user: str
    certificate: str
    synonyms: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a workspace; ``data`` has them by their Chinese keys."""

    name: str
    short_name: str
    printing_office: str
    number_prefix: str
    numbering: Numbering
    fonds: str
    fonds_name: str
    category: str
    office_code: str
    policy: str
    search: SearchSettings
    executor: str
    stamp_days: int
    timestamp_service: str
    keeping_places: tuple[KeepingPlace, ...]
    works_alone: bool
    schedule: RetentionSchedule
    transfer_years: int
    fixity_days: int
    people: tuple[Person, ...]
    open_points: Mapping[str, str]
    text: str = field(repr=False)
    digest: str
    data: Mapping[str, Any] = field(repr=False)

    def person_of(self, os_user: str) -> Person | None:
        """The person behind an operating-system user, if the settings name one."""
        return next((each for each in self.people if each.user == os_user), None)

    def retention_of(self, kind: str) -> RetentionPeriod:
        """How long a kind of file is kept; for ever where the table is silent."""
        return self.schedule.of_file(kind)

    def retention_of_item(
        self, kind: str, default: RetentionPeriod, label: str = ""
    ) -> RetentionPeriod:
        """How long a document is kept by its kind's id or label; else as ``default`` says."""
        return self.schedule.of_item(kind, default, label)

    @property
    def retention_basis(self) -> str:
        """Who approved the 保管期限表, and by which number; empty where that is not said."""
        return self.schedule.basis


def parse_settings(text: str, file: str = "jiangdang.yaml") -> Settings:
    """Read the settings, or refuse them with all their faults."""
    data = parse_typed(text, file, SchemaName.SETTINGS)
    refuse_faulty([*_double_users(data, file), *_odd_places(data, file)], file)
    return Settings(
        name=data["机关全称"],
        short_name=data["机关简称"],
        printing_office=data.get("印发机关") or f"{data['机关全称']}办公室",
        number_prefix=data["发文机关代字"],
        numbering=Numbering(data.get("文号方式") or "自编"),
        fonds=data["全宗号"],
        fonds_name=data.get("全宗名称") or data["机关全称"],
        category=data["档案门类"],
        office_code=data.get("机构代码", ""),
        policy=data["当前政策"],
        search=_search(data),
        executor=data.get("执行器") or "本机",
        stamp_days=_whole(data.get("盖章期限天数", ""), 7),
        timestamp_service=data.get("时间戳服务") or "",
        keeping_places=tuple(_place(row) for row in data.get("留存处") or ()),
        works_alone=data.get("单人办理") is True,
        schedule=RetentionSchedule.read(data.get("保管期限表") or {}),
        transfer_years=_whole(data.get("移交年限", ""), 5),
        fixity_days=_whole(data.get("核验周期天数", ""), 90),
        people=tuple(_person(row) for row in data.get("人员") or ()),
        open_points=data.get("开放事项") or {},
        text=text,
        digest=digest_of(text.encode()),
        data=data,
    )


def read_settings(workspace: Workspace) -> Settings:
    """The settings of a workspace."""
    return parse_settings(
        read_text(workspace.settings_file), workspace.relative(workspace.settings_file)
    )


def _whole(value: object, default: int) -> int:
    """A whole number of the settings; the product's own where the bureau is silent."""
    return value if isinstance(value, int) else default


def _person(row: Mapping[str, Any]) -> Person:
    """A row of the table of people."""
    roles = frozenset(Role(role) for role in row["角色"] if role)
    departments = row.get("检索范围")
    scope = None if departments is None else frozenset(departments)
    return Person(row["用户"], row["姓名"], roles, scope)


def _search(data: Mapping[str, Any]) -> SearchSettings:
    """The search engine; Whoosh where the bureau is silent."""
    cluster = data.get("检索集群") or {}
    return SearchSettings(
        engine=(data.get("检索引擎") or "whoosh").lower(),
        addresses=tuple(cluster.get("地址") or ()),
        index=cluster.get("索引名") or "jiangdang",
        user=cluster.get("用户") or "",
        certificate=cluster.get("证书") or "",
        synonyms=tuple(tuple(row) for row in data.get("同义词") or ()),
    )


def _double_users(data: Mapping[str, Any], file: str) -> list[Finding]:
    """Users that the table names more than once."""
    counted = Counter(row["用户"] for row in data.get("人员") or ())
    return [
        Finding("Y208", place=Place(file, None, "人员"), facts={"name": user})
        for user, times in counted.items()
        if times > 1
    ]


def _place(row: Mapping[str, Any]) -> KeepingPlace:
    """A row of the table of keeping places."""
    return KeepingPlace(row["名称"], Path(row["路径"]), row.get("内容") == "归档包")


def _odd_places(data: Mapping[str, Any], file: str) -> list[Finding]:
    """Keeping places that bear no name of their own, or whose path is not a whole one."""
    found, seen = [], {HERE}
    for row in data.get("留存处") or ():
        name = row["名称"]
        if name in seen or "/" in name:
            found.append(Finding("J212", place=Place(file, None, "留存处"), facts={"name": name}))
        if not Path(row["路径"]).is_absolute():
            facts = {"name": name, "path": row["路径"]}
            found.append(Finding("J213", place=Place(file, None, "留存处"), facts=facts))
        seen.add(name)
    return found
