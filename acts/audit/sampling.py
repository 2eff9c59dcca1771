"""Drawing samples of cases: by a seed, in layers, so that anybody can draw the same again.

Within a layer the cases stand in the order of ``sha256(seed, line feed, case)``; the layer gives
its first ones. Each layer gives in proportion to its size, by largest remainder; where there is
room for all layers, none gives nothing: it takes one from whichever gives most.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from acts.audit.hit_sheets import About
from acts.audit.search_log import asked_facts, log_search
from acts.keeping.exporting import NotATableError, refuse_unfit_place
from acts.search.own_kinds import CASE
from acts.search.searching import first_page, found_facts
from cases.errors import JiangdangError, Kind
from cases.masking import personal_data
from cases.settings import Role
from index.sheets import write_listing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from acts.bureau import Bureau
    from acts.search.questions import Question
    from index.records import Record

_BY = {
    "year": ("年度",),
    "department": ("主管委办局", "委办局", "部门"),
    "programme": ("项目类别", "类别"),
    "batch": ("批次",),
    "unit": ("单位",),
}
_NAMES = {name: key for key, names in _BY.items() for name in (key, *names)}
_SEED = re.compile(r"[\w.·-]{1,64}")
_HEADS = (
    "案卷",
    "层",
    "年度",
    "主管委办局",
    "项目类别",
    "单位",
    "带头人",
    "题名",
    "次序摘要",
    "抽中",
)
_METHOD = (
    "各层内按 sha256(种子、换行、案卷号) 由小到大取前若干卷；各层按卷数比例、最大余数法分配，"
    "够分时每层至少一卷，由分得最多的层让出"
)


class BadSeedError(JiangdangError):
    """A seed is a short text of letters, 汉字 and digits, and nobody's number."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W912"


class UnknownLayerError(JiangdangError):
    """Layers are made by year, department, programme, batch or unit."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W913"


class NothingToDrawError(JiangdangError):
    """No case answers."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "W914"


@dataclass(frozen=True, slots=True)
class Drawing:
    """How many cases to draw, by which seed (none: a fresh one), layered by which fields."""

    size: int
    seed: str = ""
    by: str = ""

    @property
    def layers(self) -> tuple[str, ...]:
        """The fields that make layers, by their own names."""
        named = [name.strip() for name in re.split("[,，、]", self.by) if name.strip()]
        for name in named:
            if name not in _NAMES:
                raise UnknownLayerError(text=name, known="、".join(_BY))
        return tuple(dict.fromkeys(_NAMES[name] for name in named))


def draw_sample(
    bureau: Bureau, asked: Question, drawing: Drawing, file: Path | None = None
) -> dict[str, Any]:
    """Draw cases out of all, or out of those that a search finds something of.

    Rights go before drawing. The log keeps seed, size, layers and the digest of what was drawn.
    """
    person = bureau.acting(Role.AUDITOR)
    if file is not None:
        if file.suffix.lower() != ".xlsx":
            raise NotATableError(path=file)
        refuse_unfit_place(file)
    layers, seed = drawing.layers, drawn_seed(drawing.seed)
    about, cases = _cases(bureau, asked)
    if not cases:
        raise NothingToDrawError
    drawn = Drawn(seed, drawing.size, {case: _layer(r, layers) for case, r in cases.items()})
    value = _told(drawn, cases, layers)
    facts = asked_facts(bureau, about.asked, about.read) if asked.query or asked.filters else {}
    with bureau.journal.act("draw", person.name, "审计抽样") as act:
        counts = {"种子": seed, "总体": len(cases), "抽取": len(value["cases"])}
        facts |= {**counts, "分层": list(layers), "样本摘要": value["sha256"]}
        act.enter("draw", "审计抽样", facts)
    if file is not None:
        rows = _rows(drawn, cases)
        write_listing(file, _HEADS, rows, lambda: (*about.rows(), *_how(drawn, layers, value)))
        value["exported"] = str(file)
    return value


class Drawn:
    """The cases of each layer in their order, and how many each gives."""

    def __init__(self, seed: str, size: int, layers: Mapping[str, str]) -> None:
        """``layers`` has the layer of every case."""
        self.seed, self.layers = seed, layers
        self.order: dict[str, list[str]] = {}
        for case in sorted(layers, key=self.hash):
            self.order.setdefault(layers[case], []).append(case)
        self.quotas = allotted({name: len(held) for name, held in self.order.items()}, size)
        self.cases = [
            case for name in sorted(self.order) for case in self.order[name][: self.quotas[name]]
        ]

    def hash(self, case: str) -> str:
        """What orders the cases: ``sha256(seed, line feed, case)``."""
        return hashlib.sha256(f"{self.seed}\n{case}".encode()).hexdigest()


def allotted(sizes: Mapping[str, int], size: int) -> dict[str, int]:
    """How many each layer gives: in proportion, by largest remainder; ties by name."""
    whole = sum(sizes.values())
    if size >= whole:
        return dict(sizes)
    given = {name: size * held // whole for name, held in sizes.items()}
    rest = sorted(sizes, key=lambda name: (-(size * sizes[name] % whole), name))
    for name in rest[: size - sum(given.values())]:
        given[name] += 1
    if size >= len(sizes):
        for name in sorted(name for name, count in given.items() if not count):
            most = min(given, key=lambda other: (-given[other], other))
            given[most] -= 1
            given[name] = 1
    return given


def drawn_seed(text: str) -> str:
    """The seed asked for, or a fresh one."""
    if not text:
        return secrets.token_hex(8).translate(str.maketrans("0123456789", "ghijkmnpqr"))
    if not _SEED.fullmatch(text) or personal_data(text):
        raise BadSeedError
    return text


def _cases(bureau: Bureau, asked: Question) -> tuple[About, dict[str, Record]]:
    """Every case that is found or of which something is found, with its metadata."""
    given = asked.query.strip() or asked.filters
    asked = asked if given else replace(asked, named={"kind": CASE})
    ready, results = first_page(bureau, asked)
    log_search(bureau, asked, ready.read, found_facts(ready, results))
    found: dict[str, Record] = {}
    for hit in ready.all_hits():
        if hit.record.case:
            found.setdefault(hit.record.case, replace(hit.record, pages=()))
            if hit.record.kind == CASE:
                found[hit.record.case] = replace(hit.record, pages=())
    return About(bureau, asked, ready.read, ready.generation.name, results), found


def _layer(record: Record, layers: Iterable[str]) -> str:
    return "｜".join(str(getattr(record, name)) or "未填" for name in layers)


def _told(drawn: Drawn, cases: Mapping[str, Record], layers: Sequence[str]) -> dict[str, Any]:
    """The sample as ``--json`` shows it."""
    digest = hashlib.sha256("".join(f"{case}\n" for case in drawn.cases).encode()).hexdigest()
    population = Counter(drawn.layers.values())
    return {
        "seed": drawn.seed,
        "size": len(drawn.cases),
        "population": len(cases),
        "by": list(layers),
        "strata": [
            {"stratum": name, "population": population[name], "sample": drawn.quotas[name]}
            for name in sorted(population)
        ],
        "cases": [_case_told(case, drawn, cases[case]) for case in drawn.cases],
        "sha256": f"sha256:{digest}",
    }


def _case_told(case: str, drawn: Drawn, record: Record) -> dict[str, str]:
    return {
        "case": case,
        "stratum": drawn.layers[case],
        "year": record.year,
        "department": record.department,
        "programme": record.programme,
        "unit": record.unit,
        "leader": record.leader,
        "title": record.title if record.kind == CASE else "",
        "hash": drawn.hash(case),
    }


def _rows(drawn: Drawn, cases: Mapping[str, Record]) -> Iterator[tuple[str, ...]]:
    """All cases of all layers in their order, those drawn marked: so anybody can check."""
    chosen = set(drawn.cases)
    for layer in sorted(drawn.order):
        for case in drawn.order[layer]:
            told = _case_told(case, drawn, cases[case])
            names = ("case", "stratum", "year", "department", "programme", "unit", "leader")
            row = (*(told[name] for name in names), told["title"], told["hash"])
            yield (*row, "抽中" if case in chosen else "")


def _how(
    drawn: Drawn, layers: Sequence[str], value: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """What the second sheet says of the drawing."""
    yield from (
        ("种子", drawn.seed),
        ("分层", "、".join(_BY[name][0] for name in layers) or "不分层"),
    )
    yield from (("总体", f"{value['population']}卷"), ("抽取", f"{value['size']}卷"))
    for layer in value["strata"]:
        told = f"{layer['population']}卷抽{layer['sample']}卷"
        yield (f"层 {layer['stratum'] or '全部'}", told)
    yield ("办法", _METHOD)
    yield ("样本摘要", str(value["sha256"]))
