"""The state of an index: what it covers, what nobody can read, whether its engine is outgrown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from acts.search.questions import scope_of
from cases.errors import JiangdangError, Kind
from cases.words import message
from index.records import State
from index.text.personal import hide

if TYPE_CHECKING:
    from acts.bureau import Bureau
    from index.generations import Generation

# Up to how many documents an engine answers at once, and which one does beyond.
_ENOUGH = {"whoosh": (100_000, "tantivy"), "tantivy": (1_000_000, "opensearch")}


def index_told(bureau: Bureau, generation: Generation) -> dict[str, Any]:
    """The state of an index as ``index status --json`` shows it, as far as one may know."""
    scope, store = scope_of(bureau), generation.store
    coverage, unread = store.coverage(scope.departments), store.unread(scope.departments)
    if not scope.numbers:
        unread = {hide(path): hide(reason) for path, reason in unread.items()}
    advice = engine_advice(generation.engine_name, store.coverage().total)
    notes = _notes(generation)
    return {
        "indexed": coverage.total,
        "engine": generation.engine_name,
        "states": {str(state): count for state, count in coverage.states.items()},
        "pending": coverage.pending,
        "waiting": coverage.states.get(State.WAITING, 0),
        "unread": unread,
        **({"notes": list(notes)} if notes else {}),
        **({"advice": advice} if advice else {}),
    }


def _notes(generation: Generation) -> tuple[str, ...]:
    """What the engine says of itself; of one out of reach, that it is."""
    try:
        return generation.engine.notes(generation.store.engine_count() or 0)
    except JiangdangError as error:
        if error.kind is not Kind.TOOL_MISSING:
            raise
        return (error.message,)


def engine_advice(engine: str, documents: int) -> str:
    """Which engine to change to where there are too many documents for this one; else nothing."""
    most, next_one = _ENOUGH.get(engine, (0, ""))
    if not most or documents <= most:
        return ""
    counts = {"count": f"{documents}", "most": f"{most}"}
    return message("I380", {**counts, "engine": engine, "next": next_one})
