"""The leaves of the log's file: each line's hash, read line by line whatever the length."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.log.tree import EMPTY, Frontier, leaf_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from cases.workspace import Workspace

_LONGEST = 1 << 24


def leaves_of(workspace: Workspace) -> Iterator[bytes]:
    """The leaf of every whole line of ``log.jsonl``."""
    for line in raw_lines(workspace):
        if line.endswith(b"\n"):
            yield leaf_of(line[:-1])


def whole_lines(workspace: Workspace) -> Iterator[str]:
    """Every line of ``log.jsonl`` that ends; bytes that are no UTF-8 become ``U+FFFD``."""
    for line in raw_lines(workspace):
        if line.endswith(b"\n"):
            yield line[:-1].decode("utf-8", "replace")


def raw_lines(workspace: Workspace) -> Iterator[bytes]:
    """The bytes of ``log.jsonl`` line by line; one without end comes in pieces."""
    if not workspace.log_file.is_file():
        return
    with workspace.log_file.open("rb") as stream:
        while line := stream.readline(_LONGEST):
            yield line


def heads_at(workspace: Workspace, sizes: Collection[int]) -> tuple[int, dict[int, bytes]]:
    """How many lines the log has, and the tree's root at each of the sizes it reached."""
    tree, found = Frontier(), {0: EMPTY}
    for leaf in leaves_of(workspace):
        tree.add(leaf)
        if tree.size in sizes:
            found[tree.size] = tree.head()
    return tree.size, found
