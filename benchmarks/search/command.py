"""A search as a command, from its start to the first hit; and one document made findable.

The peer of the command is a bare ``import whoosh.index, whoosh.query``. A document is durable
when the store's commit returns, and is then asked for by a word that only it holds.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median

from acts.search.indexing import flush, index_folder
from acts.starting import init_workspace
from benchmarks.search.corpus import documents
from benchmarks.timing import interleaved, timed
from cases.settings import read_settings
from cases.workspace import Workspace
from index.engines.engine import Scope
from index.finding.finder import Wanted, find
from index.generations import Generation
from index.queries.parsing import parse_query
from index.queries.tree import FieldName
from index.records import Entry, Record
from index.store.preparing import OWN, Prepared, prepare

COUNTS = (1_000, 10_000, 100_000)
ROUNDS = 9
BATCH = 2_000
JIANGDANG = str(Path(sys.executable).with_name("jiangdang"))
WHOOSH = (sys.executable, "-c", "import whoosh.index, whoosh.query")


def main() -> None:
    """Measure at each size, the command's caches warm."""
    for size in COUNTS:
        with tempfile.TemporaryDirectory() as scratch:
            workspace = init_workspace(Path(scratch) / "工作区", "jingan-2019")
            generation = filled(workspace, size)
            commands(workspace, size)
            fresh(generation, size)


def filled(workspace: Workspace, size: int) -> Generation:
    """The workspace's index with so many documents in store and engine."""
    folder = index_folder(workspace, read_settings(workspace))
    generation = folder.current()
    batch: list[Prepared] = []
    for entry in documents(size):
        batch.append(_prepared(entry))
        if len(batch) == BATCH:
            generation.store.put(batch)
            batch.clear()
    generation.store.put(batch)
    flush(generation, lambda _said: None)
    return generation


def _prepared(entry: Entry) -> Prepared:
    """A document of the corpus as the store takes it in."""
    own = {name: entry.fields.get(field, ("",))[0] for field, name in OWN.items()}
    record = Record(digest="", date=entry.date, **{**own, "path": entry.path})
    private = (entry.private,) if entry.private else ()
    return Prepared(
        replace(record, pages=(entry.text,)),
        *(entry.text, (entry.text,), entry.private, private),
        *(entry.fields, entry.amount, entry.amounts),
    )


def commands(workspace: Workspace, size: int) -> None:
    """The whole command against the bare import."""
    asked = next(iter(documents(1))).fields[FieldName.UNIT][0][:4]
    search = (JIANGDANG, "-w", str(workspace.root), "search", asked, "--json")
    ways = {"import whoosh": WHOOSH, "search": search}
    runs = {name: timed(partial(_run, words)) for name, words in ways.items()}
    _run(search)
    found = interleaved(runs, ROUNDS)
    ratio = found["search"] / found["import whoosh"]
    told = "  ".join(f"{name} {seconds * 1000:.0f} ms" for name, seconds in found.items())
    sys.stdout.write(f"{size:7d}  {told}  {ratio:.2f} ×\n")


def _run(words: tuple[str, ...]) -> None:
    subprocess.run(words, check=True, capture_output=True)


def fresh(generation: Generation, size: int) -> None:
    """One document durable, and found by what only it holds."""
    numbers = count()
    put, seen = [], []
    for _ in range(ROUNDS * 3):
        number = next(numbers)
        record = Record(
            f"新/{number}", "", "新材料", pages=(f"独一份{number:04}号的样例材料。" * 40,)
        )
        put.append(timed(partial(_put, generation, record))())
        seen.append(timed(partial(_see, generation, number))())
    both = (median(put) + median(seen)) * 1000
    sys.stdout.write(
        f"{size:7d}  durable {median(put) * 1000:.1f} ms  asked {median(seen) * 1000:.1f} ms"
        f"  together {both:.1f} ms\n"
    )


def _put(generation: Generation, record: Record) -> None:
    generation.store.put([prepare(record)])


def _see(generation: Generation, number: int) -> None:
    tree = parse_query(f"独一份{number:04}号", date(2026, 1, 1))
    assert find(generation, Wanted(tree, Scope())).total == 1


if __name__ == "__main__":
    main()
