"""What settling a question may look up: names and texts, as far as the person may find them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.queries.matching import searched, test_of
from index.queries.tree import Every

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.engines.engine import Scope
    from index.queries.tree import FieldName
    from index.store.documents import DocumentStore


class StoreView:
    """The store as one person sees it: rights go before suggestions too."""

    def __init__(self, store: DocumentStore, scope: Scope) -> None:
        """Name the store and what the person may find."""
        self._store, self._scope = store, scope

    def values(self, name: FieldName) -> list[str]:
        """The values of a metadata field, as they were written."""
        return self._store.values(str(name), self._scope.departments)

    def texts(self) -> Iterator[str]:
        """The folded text of every document the person may find."""
        allowed = test_of(Every(), self._scope)
        return (searched(e, self._scope) for e in self._store.entries() if allowed(e))
