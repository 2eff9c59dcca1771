"""The index kept up with the workspace: within the act's own command, and by hand.

Everything goes into the store in durable batches; the engine follows when there is enough.
A failing index never fails an act: what it missed is made up for at the next search.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from acts.search.index_state import index_told
from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Severity
from cases.saving import CannotSaveError
from index.engines.engine import DamagedIndexError, NoIndexError
from index.engines.registry import EngineSettings
from index.generations import Generation, IndexFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from acts.bureau import Bureau
    from cases.settings import Settings
    from cases.workspace import Workspace

SEEN = "acts"  # the store's note of the last act whose papers it holds
MOST_PENDING = 200
_SAID_FROM = 200
_MOST_SEEN_AGAIN = 50  # acts without papers that may be looked through again
_AT_ONCE = 5000
_TARGET = re.compile(r"(?:(?:cases|batches)/)?([0-9]{4}-[0-9A-Z]+(?:-[0-9]+)?)(?:/|$)")


def index_folder(workspace: Workspace, settings: Settings) -> IndexFolder:
    """The index of a workspace, with the engine that its settings name."""
    found = settings.search
    return IndexFolder(
        workspace.index,
        EngineSettings(found.engine, found.addresses, found.index, found.user, found.certificate),
    )


def begin_index(workspace: Workspace, settings: Settings) -> None:
    """An empty index for a new workspace, so that it follows from the first act on."""
    folder = index_folder(workspace, settings)
    folder.adopt(folder.building())


def drop_index(workspace: Workspace, settings: Settings, going: Collection[Path]) -> None:
    """Leave no word of files that go, in no byte of the index; the next search makes it anew.

    What was read of the other files is kept, so that nobody waits for OCR again.
    """
    from acts.search.paper_texts import forget_others

    folder = index_folder(workspace, settings)
    try:
        contents = folder.current().store.contents()
    except JiangdangError:
        contents = {}
    folder.drop()
    places = {path: workspace.root / path for path in contents}
    staying = {p for p, place in places.items() if place not in going and place.is_file()}
    if not forget_others(workspace, {contents[path] for path in staying}):
        folder.drop_texts()


def opened(bureau: Bureau) -> Generation:
    """The index, sound and up to date with every act; made anew where it is lost or damaged."""
    folder = index_folder(bureau.workspace, bureau.settings)
    used = folder.used()
    try:
        generation = folder.current()
        _say_other_engine(bureau, generation)
        _refuse_other_count(folder, generation)
        catch_up(bureau, generation)
    except JiangdangError as error:
        if folder.is_replaced(used):
            return opened(bureau)
        return _in_spite_of(bureau, folder, used, error)
    return generation


def _in_spite_of(
    bureau: Bureau, folder: IndexFolder, used: str, error: JiangdangError
) -> Generation:
    """The index after it failed: made anew, mended, or as far as it goes."""
    match error:
        case NoIndexError():
            generation = rebuild(bureau)
            bureau.alert([Finding("I105", Severity.WARNING)])
            return generation
        case DamagedIndexError():
            return mended(bureau, error, used)
        case CannotSaveError():  # a read-only disk: what is there still answers
            bureau.alert([_lags(error)])
            return folder.current()
        case _:
            raise error


def _say_other_engine(bureau: Bureau, generation: Generation) -> None:
    """Tell when the settings name another engine than the one that answers."""
    used, wanted = generation.engine_name, bureau.settings.search.engine
    if used != wanted:
        bureau.alert([Finding("I392", Severity.WARNING, facts={"used": used, "wanted": wanted})])


def mended(bureau: Bureau, error: DamagedIndexError, name: str) -> Generation:
    """The index made anew after damage to a generation: the engine from the store, else all of it.

    One that another process put in its place meanwhile is taken as it is.
    """
    folder = index_folder(bureau.workspace, bureau.settings)
    if folder.is_replaced(name):
        return opened(bureau)
    try:
        generation = _refilled(bureau, folder)
    except (DamagedIndexError, NoIndexError):
        generation = rebuild(bureau)
    bureau.alert([Finding("I106", Severity.WARNING, facts={"reason": error.facts["reason"]})])
    return generation


def _refilled(bureau: Bureau, folder: IndexFolder) -> Generation:
    """The engine made anew from the store."""
    with folder.locked(wait=True):
        generation = folder.current()
        generation.store.check()
        generation.engine.clear()
        generation.store.forget_engine()
        flush(generation, bureau.report)
        catch_up(bureau, generation)
        return generation


def _lags(error: JiangdangError) -> Finding:
    return Finding("I107", Severity.WARNING, facts={"reason": error.message})


def follow(bureau: Bureau) -> None:
    """After an act: its papers are put into the index, where there is one."""
    folder = index_folder(bureau.workspace, bureau.settings)
    if not folder.exists():
        return
    used = folder.used()
    try:
        catch_up(bureau, folder.current())
    except NoIndexError:
        return
    except JiangdangError as error:
        if folder.is_replaced(used):
            follow(bureau)
        else:
            bureau.alert([_lags(error)])


def catch_up(bureau: Bureau, generation: Generation) -> None:
    """Take in what acts wrote since the index last looked.

    Where one removed files the index goes with them (NoIndexError): it may have been made, or
    filled, while they were going.
    """
    store = generation.store
    seen = int(store.fact(SEEN) or 0)
    found = bureau.register.changed_since(seen)
    if found.has_removed:
        drop_index(bureau.workspace, bureau.settings, ())
        raise NoIndexError
    targets = sorted({match[1] for name in found.names if (match := _TARGET.match(name))})
    if targets:
        from acts.search.index_filling import refresh_target
    for target in targets:
        refresh_target(bureau, generation, target)
    if targets or found.last - seen > _MOST_SEEN_AGAIN:
        store.note(SEEN, str(found.last))
        flush_if_many(bureau, generation)


def update_index(bureau: Bureau, *, with_ocr: bool = True) -> dict[str, Any]:
    """Take in what is new or changed, let go what has vanished; read what waits for OCR."""
    from acts.search.index_filling import compare_whole, recognise_waiting
    from acts.search.paper_texts import forget_others

    folder = index_folder(bureau.workspace, bureau.settings)
    generation = opened(bureau)
    with folder.locked_or_busy():
        counts, findings = compare_whole(bureau, generation)
        if with_ocr:
            recognise_waiting(bureau, generation)
        flush(generation, bureau.report)
        forget_others(bureau.workspace, generation.store.contents().values())
    return {**index_told(bureau, generation), **counts, "findings": findings}


def rebuild_index(bureau: Bureau) -> dict[str, Any]:
    """Make the index anew beside the one in use, then put it in its place."""
    with index_folder(bureau.workspace, bureau.settings).locked_or_busy():
        pass
    generation = rebuild(bureau)
    counts = {"updated": generation.store.coverage().total, "removed": 0}
    return {**index_told(bureau, generation), **counts, "findings": []}


def rebuild(bureau: Bureau) -> Generation:
    """A new generation filled and put in use; one cut short before is taken up where it stopped."""
    from acts.search.index_filling import compare_whole
    from acts.search.paper_texts import forget_others

    folder = index_folder(bureau.workspace, bureau.settings)
    with folder.locked(wait=True):
        generation = _resumable(folder)
        last = bureau.register.changed_since(0).last
        compare_whole(bureau, generation)
        generation.store.note(SEEN, str(last))
        flush(generation, bureau.report)
        folder.adopt(generation)
        forget_others(bureau.workspace, generation.store.contents().values())
    return generation


def _resumable(folder: IndexFolder) -> Generation:
    """The generation to fill; one begun before only if it is sound."""
    generation = folder.building()
    try:
        generation.store.check()
        if not _agree(generation):
            raise DamagedIndexError(reason=generation.name)
    except (DamagedIndexError, NoIndexError):
        folder.discard(generation)
        generation = folder.building()
    return generation


def index_status(bureau: Bureau) -> dict[str, Any]:
    """How much is covered and what could not be read, and why."""
    return index_told(bureau, opened(bureau))


def flush_if_many(bureau: Bureau, generation: Generation) -> None:
    """Let the engine follow when scanning what it lacks would take long."""
    if len(generation.store.pending_ids()) < MOST_PENDING:
        return
    generation.engine.count()  # one out of reach is waited for no longer than by a search
    folder = index_folder(bureau.workspace, bureau.settings)
    with folder.locked(wait=False) as free:
        if free:
            flush(generation, bureau.report)


def flush(generation: Generation, report: Callable[[str], None]) -> None:
    """Put everything pending into the engine, in batches that are each durable."""
    store, done = generation.store, 0
    while True:
        entries, gone = store.begin_flush(_AT_ONCE)
        if not entries and not gone:
            return
        generation.engine.put(entries, gone)
        store.end_flush([entry.id for entry in entries], gone, generation.engine.count())
        done += len(entries)
        if done > _SAID_FROM:
            report(f"正在写入检索引擎：{done} 份")


def _refuse_other_count(folder: IndexFolder, generation: Generation) -> None:
    """Raise DamagedIndexError when the engine lost documents that it once held."""
    if _agree(generation):
        return
    with folder.locked(wait=True):  # whoever was filling it is done now
        if not _agree(generation):
            raise DamagedIndexError(reason=f"{generation.engine.count()}")


def _agree(generation: Generation) -> bool:
    """Whether the engine holds as many documents as it was given; one out of reach may.

    Where putting them in was cut short it need only be sound; raises DamagedIndexError.
    """
    noted = generation.store.engine_count()
    try:
        return noted == 0 or generation.engine.count() == noted or noted is None
    except JiangdangError as error:
        if error.kind is not Kind.TOOL_MISSING:
            raise
        return True  # whoever asks it hears why; reading every text does without
