"""What the index takes in: the workspace compared with the store, texts read, OCR done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from acts.search.findables import gather, gather_target
from acts.search.paper_texts import read_texts, recognise_text
from index.ocr import recognising
from index.store.preparing import prepare

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from acts.bureau import Bureau
    from acts.search.findables import Findable, Gathered
    from index.generations import Generation
    from index.store.preparing import Prepared

_BATCH = 200


def refresh_target(bureau: Bureau, generation: Generation, target: str) -> None:
    """Bring what is held of one case or batch up to date."""
    prefix = bureau.workspace.relative(bureau.workspace.target_folder(target)) + "/"
    held = generation.store.below([prefix])
    _take_in(bureau, generation, gather_target(bureau.workspace, target), held)


def recognise_waiting(bureau: Bureau, generation: Generation) -> None:
    """Read by OCR what waits for it, each file durable as soon as it is read."""
    waiting = generation.store.waiting() if recognising.available() else []
    known = gather(bureau.workspace).by_path if waiting else {}
    for done, path in enumerate(waiting, start=1):
        bureau.progress("正在识别图片和扫描件", done, len(waiting))
        file = known[path].file if path in known else None
        if file is not None and file.is_file():
            found = recognise_text(bureau.workspace, file)
            generation.store.put([prepare(known[path].read(found))])


def compare_whole(bureau: Bureau, generation: Generation) -> tuple[dict[str, int], list[Any]]:
    """Compare the whole workspace with the store."""
    found = gather(bureau.workspace)
    counts = _take_in(bureau, generation, found, generation.store.signatures())
    return counts, [each.as_json() for each in found.findings]


def _take_in(
    bureau: Bureau, generation: Generation, found: Gathered, held: Mapping[str, str]
) -> dict[str, int]:
    """Put in what is new or changed, let go what has vanished, in durable batches."""
    fresh = [f for path, f in found.by_path.items() if held.get(path) != f.record.digest]
    removed = [path for path in held if found.is_gone(path)]
    if removed:
        generation.store.put((), removed)
    batch: list[Prepared] = []
    for prepared in _read(bureau, fresh):
        batch.append(prepared)
        if len(batch) == _BATCH:
            generation.store.put(batch)
            batch.clear()
    if batch:
        generation.store.put(batch)
    return {"updated": len(fresh), "removed": len(removed)}


def _read(bureau: Bureau, fresh: Collection[Findable]) -> Iterator[Prepared]:
    """The documents with their texts."""
    files: list[Findable] = []
    for each in fresh:
        if each.file is None:
            yield prepare(each.record)
        elif each.file.is_file():
            files.append(each)
        else:
            yield prepare(each.lost())
    if files:
        yield from _from_files(bureau, files)


def _from_files(bureau: Bureau, files: list[Findable]) -> Iterator[Prepared]:
    """The texts of files, read side by side, with progress."""
    by_path = {each.record.path: each for each in files}
    paths = {path: each.file for path, each in by_path.items() if each.file is not None}

    def report(done: int, of: int) -> None:
        bureau.progress("正在读取文字", done, of)

    for path, extracted in read_texts(bureau.workspace, paths, report):
        yield prepare(by_path[path].read(extracted))
