"""Rebuilds on a cluster: the old index answers until the new one is whole."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.search.corpus import documents
from index.engines.engine import FACETS, Asked, DamagedIndexError, Sort
from index.engines.opensearch import reading
from index.engines.opensearch.engine import NOTE, OpenSearchEngine
from index.engines.scan import ScanEngine
from index.queries.tree import Every, Field, FieldName, How, Words
from index.records import Entry
from tests.cluster.nodes import Nodes
from tests.contract.engines import bench_of

SOME = list(documents(120, seed=11))
ALL = Asked(Every(), sort=Sort.DATE, limit=1_000)
Engines = Callable[..., OpenSearchEngine]

_CUT_SHORT = """
import os, signal, sys
from pathlib import Path
from typing import Any
from benchmarks.search.corpus import documents
from index.engines.opensearch import writing
from index.engines.opensearch.engine import OpenSearchEngine
from index.engines.registry import EngineSettings

def dying():
    for number, entry in enumerate(documents(120, seed=11)):
        if number == 70:
            os.kill(os.getpid(), signal.SIGKILL)
        yield entry

writing.MOST_LINES = 20
addresses, alias, folder = sys.argv[1:]
settings = EngineSettings("opensearch", tuple(addresses.split(",")), alias)
OpenSearchEngine.of(settings, Path(folder)).put(dying())
"""


def test_a_rebuild_killed_in_the_middle_leaves_the_old_answers_and_is_taken_up(
    engine_of: Engines, whole: Nodes
) -> None:
    old, new = engine_of("g0001"), engine_of("g0002")
    old.put(SOME[:100])
    old.adopt()
    before = old.search(ALL)
    arguments = [",".join(whole.addresses), new.alias, str(new.folder)]
    died = subprocess.run([sys.executable, "-c", _CUT_SHORT, *arguments])
    assert died.returncode == -9
    assert old.search(ALL) == before
    assert len(_aliased(whole, old.alias)) == 1
    new.put(SOME)
    assert new.count() == 120
    new.adopt()
    assert new.search(ALL) == ScanEngine(lambda: SOME).search(ALL)


def test_the_alias_moves_in_one_step_while_others_read(engine_of: Engines, whole: Nodes) -> None:
    generations = [engine_of("g0001"), engine_of("g0002")]
    for engine in generations:
        engine.put(SOME[:50])
    generations[0].adopt()
    done = threading.Event()
    counts: list[object] = []

    def reading_on() -> None:
        while not done.is_set():
            counts.append(whole.told(1, f"/{generations[0].alias}/_count").get("count"))

    reader = threading.Thread(target=reading_on)
    reader.start()
    for engine in generations[::-1] * 4:
        engine.adopt()
        assert engine.search(ALL).total == 50
    done.set()
    reader.join()
    assert set(counts) == {50}
    assert len(_aliased(whole, generations[0].alias)) == 1


def test_what_was_dropped_is_gone_and_the_one_in_use_stays(
    engine_of: Engines, whole: Nodes
) -> None:
    old, new = engine_of("g0001"), engine_of("g0002")
    old.put(SOME[:10])
    new.put(SOME[:20])
    new.adopt()
    assert "没有使用的索引" in "".join(new.status().notes(20))
    old.clear()
    whole.heal()
    assert new.status().notes(20) == ()
    assert new.count() == 20
    assert (old.count(), old.search(ALL).total) == (0, 0)


def test_two_archives_of_one_name_do_not_meet(engine_of: Engines, tmp_path: Path) -> None:
    ours, theirs = engine_of("g0001"), engine_of("elsewhere/g0001")
    ours.put(SOME[:10])
    theirs.put([replace(entry, text="别处的样例") for entry in SOME[:10]])
    assert ours.search(replace(ALL, tree=Words("别处的样例"))).total == 0
    theirs.clear()
    assert ours.count() == 10


def test_an_index_that_was_lost_is_damaged_and_never_empty(
    engine: OpenSearchEngine, whole: Nodes
) -> None:
    engine.put(SOME[:10])
    whole.told(1, f"/{engine._index()}", "DELETE")
    for act in (lambda: engine.search(ALL), engine.count, lambda: engine.put(SOME[10:12])):
        with pytest.raises(DamagedIndexError):
            act()
    assert whole.told(1, f"/{engine._index()}-w/_count") == {}


def test_a_note_or_an_index_that_is_not_ours_is_refused(
    engine: OpenSearchEngine, whole: Nodes
) -> None:
    engine.folder.mkdir(parents=True)
    (engine.folder / NOTE).write_text('{"索引": "../_all", "件数": 0}', "utf-8")
    with pytest.raises(DamagedIndexError):
        engine.search(ALL)
    name = "foreign-g0001-0123456789ab"
    whole.told(1, f"/{name}", "PUT", {"mappings": {"properties": {"text": {"type": "text"}}}})
    (engine.folder / NOTE).write_text(f'{{"索引": "{name}", "件数": 0}}', "utf-8")
    with pytest.raises(DamagedIndexError, match="格式"):
        engine.search(ALL)


def test_pages_beyond_the_window_and_facets_beyond_one_answer_are_whole(
    engine: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "DEEPEST", 50)
    monkeypatch.setattr(reading, "AT_ONCE", 20)
    monkeypatch.setattr(reading, "MOST_VALUES", 3)
    engine.put(SOME)
    scan = ScanEngine(lambda: SOME)
    for offset, limit in ((0, 120), (45, 30), (70, 7), (110, 50), (200, 5)):
        asked = replace(ALL, offset=offset, limit=limit)
        assert engine.search(asked) == scan.search(asked)
    weighed = engine.search(Asked(Words("样例"), offset=40, limit=80))
    assert len({each for each, _ in weighed.hits}) == 80
    assert len(engine.search(ALL).facets[FACETS[-1]]) > 3


def test_whoosh_and_the_cluster_find_the_same(engine: OpenSearchEngine, tmp_path: Path) -> None:
    whoosh = bench_of("whoosh", tmp_path)
    whoosh.put(SOME)
    engine.put(SOME)
    for entry in SOME[::12]:
        for tree in (Words(entry.text[40:44]), Field(FieldName.UNIT, How.HAS, entry.text[9:11])):
            for sort in (Sort.DATE, Sort.AMOUNT):
                asked = Asked(tree, sort=sort, limit=100)
                assert engine.search(asked) == whoosh.engine.search(asked)


@pytest.mark.parametrize("name", [FieldName.UNIT, FieldName.TITLE, FieldName.CLAUSE])
def test_documents_with_any_value_of_a_field_are_found(
    engine: OpenSearchEngine, name: FieldName
) -> None:
    entries = [*SOME[:30], Entry(9_000, "空", "样例", fields={name: ("",)})]
    engine.put(entries)
    for how in How:
        asked = replace(ALL, tree=Field(name, how, ""))
        assert engine.search(asked) == ScanEngine(lambda: entries).search(asked)


def test_the_builtin_cjk_analysis_would_miss_what_pairs_find(
    engine: OpenSearchEngine, whole: Nodes
) -> None:
    engine.put([Entry(1, "a", "机床vmc-8500的样例")])
    whole.told(1, "/cjk-trial", "PUT", {"mappings": {"properties": {"text": _CJK}}})
    document = {"text": "机床vmc-8500的样例"}
    whole.told(1, "/cjk-trial/_doc/1?refresh=true", "PUT", document)
    missed = []
    for piece in ("床vm", "mc-85", "850", "机床", "的样例"):
        assert engine.search(replace(ALL, tree=Words(piece))).total == 1
        asked = {"query": {"match_phrase": {"text": piece}}}
        told = whole.told(1, "/cjk-trial/_search", "POST", asked)
        if not told["hits"]["hits"]:
            missed.append(piece)
    whole.told(1, "/cjk-trial", "DELETE")
    assert missed == ["床vm", "mc-85", "850"]


_CJK = {"type": "text", "analyzer": "cjk"}


def _aliased(nodes: Nodes, alias: str) -> dict[str, Any]:
    return nodes.told(1, f"/_alias/{alias}")
