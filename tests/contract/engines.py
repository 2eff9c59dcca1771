"""Every engine of the search, made over a folder, and the documents they are compared on."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.search.corpus import documents
from index.engines.engine import Asked, Engine, Found, Sort
from index.engines.registry import EngineSettings
from index.engines.scan import ScanEngine
from index.queries.tree import FieldName
from index.records import Entry
from index.text.folding import MASK, SEPARATOR

CLUSTER = "JIANGDANG_OPENSEARCH"  # addresses of a cluster, parted by commas
# The cluster's engine is tried by make check-cluster, which starts one.
NAMES = ("whoosh", "tantivy", *(("opensearch",) if os.environ.get(CLUSTER) else ()))
EVERYTHING = 10_000  # hits; more than there are
HIDDEN = MASK * 6


@dataclass(slots=True)
class Kept:
    """The documents as the store keeps them: what is put is in it first, what goes stays."""

    entries: dict[int, Entry] = field(default_factory=dict)

    def texts(self, ids: Sequence[int]) -> Iterator[tuple[int, str, str]]:
        """Public and private texts, as the store gives them to engines."""
        for each in ids:
            if entry := self.entries.get(each):
                yield each, entry.text, entry.private

    def order_keys(self, ids: Sequence[int]) -> dict[int, tuple[str, int | None, str]]:
        """Day, amount and path by id."""
        held = (self.entries[each] for each in ids)
        return {each.id: (each.date, each.amount, each.path) for each in held}


class Scanned(ScanEngine):
    """The scan, with documents put and let go as into an engine."""

    def __init__(self) -> None:
        self.held: dict[int, Entry] = {}
        super().__init__(lambda: list(self.held.values()))

    def put(self, entries: Iterable[Entry], gone: Collection[int] = ()) -> None:
        self.held.update({entry.id: entry for entry in entries})
        for each in gone:
            self.held.pop(each, None)

    def clear(self) -> None:
        self.held.clear()

    def adopt(self) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Nothing to do."""


@dataclass(slots=True)
class Bench:
    """An engine, its documents, and the scan that it must agree with."""

    engine: Engine
    scan: Scanned
    kept: Kept
    remake: Callable[[], Engine]

    def put(self, entries: Iterable[Entry], gone: Collection[int] = ()) -> None:
        """Put documents into the store, the engine and the scan."""
        given = list(entries)
        self.kept.entries.update({entry.id: entry for entry in given})
        self.engine.put(given, gone)
        self.scan.put(given, gone)

    def agrees(self, asked: Asked) -> Found:
        """The engine's answer, which is the scan's; ordered by relevance, the same documents."""
        found, truth = self.engine.search(asked), self.scan.search(asked)
        assert (found.total, found.missing) == (truth.total, ()), asked.tree
        assert as_dicts(found) == as_dicts(truth), asked.tree
        if asked.sort is not Sort.RELEVANCE:
            assert ids(found) == ids(truth), asked
            return found
        assert_weighed(found, self.kept)
        full = replace(asked, offset=0, limit=EVERYTHING, facets=False)
        assert sorted(ids(self.engine.search(full))) == sorted(ids(self.scan.search(full)))
        return found


def ids(found: Found) -> list[int]:
    """The documents of a page, in order."""
    return [each for each, _ in found.hits]


def as_dicts(found: Found) -> dict[FieldName, dict[str, int]]:
    """Facets, plain."""
    return {name: dict(counts) for name, counts in found.facets.items()}


def assert_weighed(found: Found, kept: Kept) -> None:
    """The highest score first, equals by path, none twice."""
    keys = [(-score, kept.entries[each].path) for each, score in found.hits]
    assert keys == sorted(keys)
    assert len(set(ids(found))) == len(found.hits)


def bench_of(name: str, folder: Path) -> Bench:
    """An empty bench of an engine."""
    kept, scan = Kept(), Scanned()
    remake = _MAKERS[name](folder, kept)
    return Bench(remake(), scan, kept, remake)


def _whoosh(folder: Path, _kept: Kept) -> Callable[[], Engine]:
    engine = importlib.import_module("index.engines.whoosh.engine")
    return lambda: engine.WhooshEngine(folder / "whoosh")


def _tantivy(folder: Path, kept: Kept) -> Callable[[], Engine]:
    engine = importlib.import_module("index.engines.tantivy.engine")
    return lambda: engine.TantivyEngine(folder / "tantivy")


def _opensearch(folder: Path, kept: Kept) -> Callable[[], Engine]:
    engine = importlib.import_module("index.engines.opensearch.engine")
    addresses = tuple(os.environ[CLUSTER].split(","))
    settings = EngineSettings("opensearch", addresses=addresses, index="jiangdang-contract")
    return lambda: engine.OpenSearchEngine.of(settings, folder)


_MAKERS: dict[str, Callable[[Path, Kept], Callable[[], Engine]]] = {
    "whoosh": _whoosh,
    "tantivy": _tantivy,
    "opensearch": _opensearch,
}


def odd(at: int, text: str, **facts: object) -> Entry:
    """A document of a test's own."""
    chosen: dict[str, object] = {"path": f"odd/{at:03d}", "fields": {}, **facts}
    return Entry(id=1000 + at, text=text, **chosen)  # type: ignore[arg-type]


WITH_NUMBERS = 1009
IDENTITY, PHONE = "990101197001011234", "19900001234"
SECRET = f"样例甲,身份证号{IDENTITY},电话{PHONE}。"


def odd_documents() -> list[Entry]:
    """What invented case texts seldom hold: each of them tries one edge."""
    north, south = "示例北区", "示例南区"
    both = {FieldName.DEPARTMENT: (north, south), FieldName.UNIT: ("样例厂", "样例所")}
    hidden = SECRET.replace(IDENTITY, HIDDEN).replace(PHONE, HIDDEN)
    personal = {FieldName.PERSONAL: (IDENTITY, PHONE), FieldName.DEPARTMENT: (north,)}
    return [
        odd(1, ""),
        odd(2, "单"),
        odd(3, "双字"),
        odd(4, f"甲乙丙{SEPARATOR}丙丁戊"),
        odd(5, f"甲乙丙{SEPARATOR}{SEPARATOR}丁"),
        odd(6, "𠮷田𫖯与𡈽先生的样例"),
        odd(7, "the spindle is a vmc-850 of 2019"),
        odd(8, "a\u2423b a b ab"),
        odd(9, hidden, private=SECRET, fields=personal),
        odd(10, "两个部门的样例", fields=both, date="2020-02-29", amount=0, amounts=(0, 5, 5)),
        odd(11, "哈哈哈哈哈哈", date="2020-02-29", amount=7, amounts=(7,)),
        odd(12, "哈哈", date="2020-02-29", amount=7, amounts=(7,)),
        odd(13, "哈哈哈", date="2020-02-28", path="odd/000"),
        odd(14, "特殊.*+?()[]{}|^$\\值", fields={FieldName.TITLE: ("a.*+?()[]{}|^$\\-~&#b",)}),
        odd(15, "长" * 3_000 + "尾巴" + "文" * 3_000, fields={FieldName.TITLE: ("题" * 12_000,)}),
        odd(16, "样例 amount 负数", amount=-300, amounts=(-300, 10**12)),
        odd(17, "一份没有任何字段的样例"),
        odd(18, f"●●与{HIDDEN}样例"),
    ]


def many_documents() -> list[Entry]:
    """Some three hundred documents, a few of them of the same day and amount."""
    drawn = list(documents(280, seed=7))
    same = [
        replace(entry, id=2000 + entry.id, path=f"z{entry.path}", amount=500_00)
        for entry in drawn[:12]
    ]
    return [*drawn, *same, *odd_documents()]
