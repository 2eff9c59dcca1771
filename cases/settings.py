"""jiangdang.yaml: what one bureau sets for itself, and who may do what there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from cases.digest import digest_of
from cases.findings import Finding, Place
from cases.schema.shipped import SchemaName
from cases.typedfile import parse_typed, read_text, refuse_faulty
from cases.values.retention import RetentionPeriod

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cases.workspace import Workspace


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

    def has(self, role: Role | str) -> bool:
        """Whether the person holds the role."""
        return role in self.roles


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
    engine: str
    executor: str
    stamp_days: int
    timestamp_service: str
    works_alone: bool
    retention: Mapping[str, RetentionPeriod]
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
        return self.retention.get(kind, RetentionPeriod.PERMANENT)


def parse_settings(text: str, file: str = "jiangdang.yaml") -> Settings:
    """Read the settings, or refuse them with all their faults."""
    data = parse_typed(text, file, SchemaName.SETTINGS)
    refuse_faulty(_double_users(data, file), file)
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
        engine=data.get("检索引擎") or "whoosh",
        executor=data.get("执行器") or "本机",
        stamp_days=_days(data.get("盖章期限天数", "")),
        timestamp_service=data.get("时间戳服务") or "",
        works_alone=data.get("单人办理") is True,
        retention=data.get("保管期限表") or {},
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


def _days(value: object) -> int:
    """Days within which a document may be stamped; seven unless the bureau says."""
    return value if isinstance(value, int) else 7


def _person(row: Mapping[str, Any]) -> Person:
    """A row of the table of people."""
    return Person(row["用户"], row["姓名"], frozenset(Role(role) for role in row["角色"] if role))


def _double_users(data: Mapping[str, Any], file: str) -> list[Finding]:
    """Users that the table names more than once."""
    counted = Counter(row["用户"] for row in data.get("人员") or ())
    return [
        Finding("Y208", place=Place(file, None, "人员"), facts={"name": user})
        for user, times in counted.items()
        if times > 1
    ]
