"""The Merkle tree over log lines (RFC 6962 §2.1): leaf hashes, head, nothing stored."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

EMPTY = hashlib.sha256(b"").digest()


def leaf_hash(line: str) -> bytes:
    """The hash of a log line without its line feed."""
    return leaf_of(line.encode("utf-8"))


def leaf_of(content: bytes) -> bytes:
    """The hash of a leaf's bytes."""
    return hashlib.sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def tree_head(leaves: Sequence[bytes]) -> bytes:
    """The root over all leaves."""
    return Frontier(leaves).head()


class Frontier:
    """The roots of the full subtrees so far: heads at every size in one pass."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        """Begin with some leaves, or with none."""
        self.size = 0
        self._roots: list[bytes] = []
        for leaf in leaves:
            self.add(leaf)

    @classmethod
    def resumed(cls, size: int, roots: Iterable[bytes]) -> Frontier:
        """Go on where another frontier stopped; ValueError when sizes do not fit."""
        tree = cls()
        tree.size, tree._roots = size, list(roots)
        if size < 0 or size.bit_count() != len(tree._roots):
            raise ValueError(size)
        return tree

    @property
    def roots(self) -> tuple[bytes, ...]:
        """The roots of the full subtrees, the largest first: enough to go on from here."""
        return tuple(self._roots)

    def add(self, leaf: bytes) -> None:
        """Append a leaf, merging subtrees of equal size."""
        size, root = self.size, leaf
        while size & 1:
            root = node_hash(self._roots.pop(), root)
            size >>= 1
        self._roots.append(root)
        self.size += 1

    def head(self) -> bytes:
        """The root over all leaves so far."""
        if not self._roots:
            return EMPTY
        *rest, root = self._roots
        for left in reversed(rest):
            root = node_hash(left, root)
        return root
