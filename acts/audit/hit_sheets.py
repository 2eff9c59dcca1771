"""Lists of hits as sheets: every hit, and what was asked, by whom, of which index."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from acts.audit.search_log import shown_query
from acts.keeping.exporting import NotATableError, refuse_unfit_place
from acts.search.answers import shows_numbers
from acts.search.questions import labels_of, scope_of
from acts.search.understood import understood
from index.sheets import write_listing
from index.text.personal import hide

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from acts.bureau import Bureau
    from acts.search.questions import Question
    from index.engines.engine import Scope
    from index.finding.results import Hit, Results
    from index.queries.tree import Node

HEADS = (
    *("案卷", "文书", "题名", "文号", "日期", "单位", "带头人", "档号", "文件", "摘录"),
    *("主管委办局", "环节", "文字"),
)
_SORTS = {"relevance": "相关度", "date": "日期（新的在前）", "amount": "金额（大的在前）"}


@dataclass(frozen=True, slots=True)
class About:
    """What was asked, by whom, and of which index: what every list and report says of itself."""

    bureau: Bureau
    asked: Question
    read: Node
    generation: str
    results: Results

    @property
    def scope(self) -> Scope:
        """What the person asking may find."""
        return scope_of(self.bureau)

    @property
    def query(self) -> str:
        """The question as it was typed, personal numbers hidden."""
        return shown_query(self.read, self.asked.query.strip())

    @property
    def conditions(self) -> str:
        """The filters, personal numbers hidden."""
        return shown_query(self.read, self.asked.conditions)

    @property
    def understood(self) -> str:
        """The question as it was read."""
        return understood(self.read, labels_of(self.bureau))

    @property
    def told(self) -> tuple[str, ...]:
        """What else was searched."""
        return tuple(hide(each) for each in self.results.told)

    @property
    def rights(self) -> str:
        """What the person may search, in words."""
        scope = self.scope
        person = self.bureau.person
        roles = "、".join(sorted(person.roles)) if person else "未登记"
        numbers = "可查个人号码" if scope.numbers else "个人号码不可查、不显示"
        only = person.departments if person else None
        among = "全部委办局" if only is None else "限" + "、".join(sorted(only))
        return f"{roles}；{numbers}；{among}"

    @property
    def engine(self) -> str:
        """How it was searched, and which index answered."""
        how = "逐字检索（不用索引）" if self.results.engine == "scan" else self.results.engine
        coverage = self.results.coverage
        pending = f"，{coverage.pending}份尚未写入引擎、已逐份核对" if coverage.pending else ""
        return f"{how}；索引 {self.generation}{pending}"

    @property
    def states(self) -> str:
        """How many documents were searched, by how their text was had."""
        counts = self.results.coverage.states.items()
        kinds = "、".join(f"{state}{count}份" for state, count in counts)
        parts = self.results.coverage.parts
        more = f"；另有{parts}处文件内容没有读到" if parts else ""
        return f"共{self.results.coverage.total}份（{kinds}）{more}"

    def rows(self) -> Iterator[tuple[str, str]]:
        """The same as rows of a sheet."""
        yield from (("检索词", self.query), ("理解为", self.understood))
        yield from (("另查", each) for each in self.told)
        yield from (("条件", self.conditions), ("排序", _SORTS.get(self.asked.sort, "")))
        person = self.bureau.person.name if self.bureau.person else self.bureau.system_user
        yield from (("检索人", person), ("权限", self.rights))
        yield from (("时间", self.bureau.now.isoformat(timespec="seconds")),)
        yield from (("引擎", self.engine), ("检索范围", self.states))
        yield from (("命中", f"{self.results.total}"), ("没有读到文字", f"{self.results.unread}"))
        yield from (("不完整", each) for each in self.results.missing)


@dataclass(frozen=True, slots=True)
class Exported:
    """A list that was written: its place, the digest of its rows, how many show numbers."""

    file: Path
    digest: str
    with_numbers: int


@dataclass(slots=True)
class _Rows:
    """The rows as they pass: counted, digested."""

    scope: Scope
    labels: dict[str, str]
    count: int = 0
    with_numbers: int = 0
    hash: hashlib._Hash = field(default_factory=hashlib.sha256)

    def of(self, hits: Iterable[Hit]) -> Iterator[Sequence[str]]:
        for hit in hits:
            self.with_numbers += shows_numbers(hit)
            row = self._row(hit)
            self.count += 1
            self.hash.update(row_line(row))
            yield row

    def _row(self, hit: Hit) -> tuple[str, ...]:
        r = hit.record
        kind, step = (self.labels.get(each, each) for each in (r.kind, r.step))
        title, path = (each if self.scope.numbers else hide(each) for each in (r.title, r.path))
        names = (r.case or r.batch, kind, title, r.number, r.date, r.unit, r.leader)
        more = (r.reference_code, path, "\n".join(hit.highlights), r.department, step)
        return (*names, *more, str(r.state))


def row_line(row: Sequence[str]) -> bytes:
    """A row as the digest of a list takes it: cells parted by tabs, blanks made single."""
    return ("\t".join(" ".join(cell.split()) for cell in row) + "\n").encode("utf-8", "replace")


def export_hits(file: Path, about: About, hits: Iterable[Hit]) -> Exported:
    """Every hit as ``.xlsx`` or ``.csv``, with what was asked beside."""
    if file.suffix.lower() not in (".xlsx", ".csv"):
        raise NotATableError(path=file)
    refuse_unfit_place(file)
    rows = _Rows(about.scope, labels_of(about.bureau))

    def said() -> Iterator[tuple[str, str]]:
        yield from about.rows()
        yield ("列出", f"{rows.count}")
        yield ("清单摘要", f"sha256:{rows.hash.hexdigest()}")

    write_listing(file, HEADS, rows.of(hits), said)
    return Exported(file, f"sha256:{rows.hash.hexdigest()}", rows.with_numbers)
