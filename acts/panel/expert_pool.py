"""专家库: who may be asked to judge, and whom each of them keeps away from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place
from cases.lifecycle.gates_panel import tie_between
from cases.lifecycle.reading import at, rows_of, text_of
from cases.schema.shipped import SchemaName
from cases.typedfile import parse_typed, read_text, refuse_faulty

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from acts.bureau import Bureau
    from cases.casefile import CaseFile

MOST_EXPERTS = 5_000


class NoPoolError(JiangdangError):
    """The workspace has no pool of experts yet."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "E101"


class UnknownExpertError(JiangdangError):
    """Somebody named is not in the pool, or no longer asked."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "E102"


@dataclass(frozen=True, slots=True)
class Expert:
    """One of the pool; ``ties`` are the kind of each tie and the unit or person it is to."""

    name: str
    unit: str
    fields: tuple[str, ...] = ()
    title: str = ""
    contact: str = ""
    retired: bool = False
    ties: tuple[tuple[str, str], ...] = ()

    def tie_to(self, case: CaseFile) -> str:
        """Why this expert keeps out of the case; empty where nothing is known."""
        own = tie_between({"姓名": self.name, "单位": self.unit}, case)
        names = {*people_of(case), text_of(at(case.data, "单位.名称"))}
        declared = (f"{kind}：{whom}" for kind, whom in self.ties if whom in names)
        return own or next(declared, "")


def people_of(case: CaseFile) -> Iterator[str]:
    """The leader, the team and whoever speaks for the unit."""
    for path in ("带头人.姓名", "单位.法定代表人", "单位.联系人"):
        if name := text_of(at(case.data, path)):
            yield name
    yield from filter(None, (text_of(row.get("姓名")) for row in rows_of(case.data.get("团队"))))


def read_pool(bureau: Bureau) -> tuple[Expert, ...]:
    """The pool in its own order; refused with every fault of the file."""
    file = bureau.workspace.experts_file
    if not file.is_file():
        raise NoPoolError(path=file.name)
    return parse_pool(read_text(file), file.name)


def parse_pool(text: str, name: str) -> tuple[Expert, ...]:
    """The experts of the file's text."""
    rows = parse_typed(text, name, SchemaName.EXPERTS)["专家"]
    pool = tuple(expert_of(row) for row in rows)
    refuse_faulty(list(_faults(pool, name)), name)
    return pool


def expert_of(row: Mapping[str, Any]) -> Expert:
    """One entry of the file."""
    ties = tuple((text_of(t.get("关系")), text_of(t.get("对象"))) for t in row.get("回避") or ())
    return Expert(
        name=text_of(row.get("姓名")),
        unit=text_of(row.get("单位")),
        fields=tuple(filter(None, text_of(row.get("专业")).replace("，", "、").split("、"))),
        title=text_of(row.get("职称")),
        contact=text_of(row.get("联系方式")),
        retired=row.get("停用") in (True, "是"),
        ties=ties,
    )


def _faults(pool: Iterable[Expert], file: str) -> Iterator[Finding]:
    """Two experts of one name cannot be told apart on sheets and papers."""
    names = [each.name for each in pool]
    if len(names) > MOST_EXPERTS:
        yield Finding("E104", place=Place(file), facts={"most": str(MOST_EXPERTS)})
    seen: set[str] = set()
    for place, name in enumerate(names):
        if name in seen:
            yield Finding("E103", place=Place(file, key=f"专家.{place}"), facts={"name": name})
        seen.add(name)


def experts_named(pool: Iterable[Expert], names: Iterable[str]) -> list[Expert]:
    """The experts of these names, in their order."""
    known = {each.name: each for each in pool if not each.retired}
    wanted = list(dict.fromkeys(names))
    strangers = [name for name in wanted if name not in known]
    if strangers:
        raise UnknownExpertError(names="、".join(strangers))
    return [known[name] for name in wanted]


def list_experts(bureau: Bureau, *, contacts: bool = False) -> list[dict[str, Any]]:
    """The pool as ``panel list`` shows it; how to reach people only where asked for."""
    return [
        {
            "name": each.name,
            "unit": each.unit,
            "fields": list(each.fields),
            "title": each.title,
            "retired": each.retired,
            "ties": [{"kind": kind, "to": whom} for kind, whom in each.ties],
            **({"contact": each.contact} if contacts else {}),
        }
        for each in read_pool(bureau)
    ]
