"""What else a question without hits may have meant: names like it that the person may find."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acts.search.questions import scope_of
from cases.words import message
from index.queries.tree import Field, FieldName, Words
from index.store.viewing import StoreView

if TYPE_CHECKING:
    from acts.bureau import Bureau
    from index.queries.tree import Node
    from index.store.documents import DocumentStore

_SHORTEST, _LONGEST, _MOST = 2, 20, 5
_NAMED = (FieldName.LEADER, FieldName.UNIT)


def near_names(bureau: Bureau, store: DocumentStore, tree: Node) -> tuple[str, ...]:
    """One sentence that lists names of people and units like the one asked for, or nothing."""
    asked = tree.text if isinstance(tree, Words | Field) else ""
    if not _SHORTEST <= len(asked) <= _LONGEST or asked.isascii():
        return ()
    from index.text.names import similar_names

    view = StoreView(store, scope_of(bureau))
    found = [name for field in _NAMED for name in similar_names(asked, view.values(field), _MOST)]
    names = "、".join(dict.fromkeys(found[:_MOST]))
    return (message("I332", {"names": names, "text": asked}),) if names else ()
