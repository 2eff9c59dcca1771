"""One generation of the index, opened: what is searched while writers go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from cases.errors import JiangdangError
from index.engines.engine import DamagedIndexError
from index.engines.whoosh.segment import Segment, as_docs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from index.engines.engine import Asked
    from index.engines.whoosh.segment import ListCache
    from index.engines.whoosh.storage import IndexStorage, Noted

    Among: TypeAlias = NDArray[np.uint32] | None

_TRIES = 20  # writers may overtake a reader so often


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The segments of a generation, and its files."""

    generation: int | None
    segments: tuple[Segment, ...]
    files: Mapping[str, Noted]

    @classmethod
    def newest(cls, storage: IndexStorage, cache: ListCache) -> Snapshot:
        """Open the newest generation; a writer may put another in its place meanwhile.

        Without one there is nothing to find. Raises DamagedIndexError.
        """
        for _ in range(_TRIES):
            generation = storage.latest()
            if generation is None:
                return cls(None, (), {})
            try:
                return cls._of(storage, generation, cache)
            except DamagedIndexError:
                if storage.latest() == generation:
                    raise
        raise DamagedIndexError(reason="generation")

    @classmethod
    def _of(cls, storage: IndexStorage, generation: int, cache: ListCache) -> Snapshot:
        """Open a generation: whatever its files cannot say means that the index is damaged."""
        try:
            segments, files = storage.read_table(generation)
            opened = tuple(Segment(storage, segment, cache) for segment in segments)
        except JiangdangError:
            raise
        except Exception as error:  # Whoosh itself raises bare exceptions
            raise DamagedIndexError(reason=f"{type(error).__name__}: {error}"[:80]) from error
        return cls(generation, opened, files)

    @property
    def live(self) -> int:
        """How many documents there are."""
        return sum(segment.live for segment in self.segments)

    def findable(self, segment: Segment, asked: Asked) -> Among:
        """The documents of a segment that may be found at all; None is every one."""
        departments = asked.scope.departments
        if departments is None and not asked.without and segment.live == segment.size:
            return None
        mask = np.ones(segment.size, bool) if departments is None else segment.allowed(departments)
        mask[list(segment.whoosh.deleted_docs())] = False
        if asked.without:
            mask[segment.numbers_of(asked.without)] = False
        return as_docs(mask)
