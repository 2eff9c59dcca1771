"""Proofs about the log's tree: a line is in it, and it only grew (RFC 6962 §2.1, RFC 9162 §2.1).

A proof is made in one pass over the leaves, however many there are: which subtrees it names
follows from the sizes alone, and a subtree's root needs only the frontier of its leaves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from cases.errors import JiangdangError, Kind
from cases.log.tree import Frontier, node_hash

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Span = tuple[int, int]


class NoSuchTreeError(JiangdangError):
    """There is no proof for these numbers: the tree is smaller than they say."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "J214"


def inclusion_proof(leaves: Iterable[bytes], index: int, size: int) -> list[bytes]:
    """The hashes that lead from the leaf ``index`` (from 0) to the root over ``size`` leaves.

    RFC 9162 2.1.3.1. Raises NoSuchTreeError when there are not so many leaves.
    """
    if not 0 <= index < size:
        raise NoSuchTreeError(number=index + 1, size=size)
    return _roots(leaves, _path(index, size), size)


def consistency_proof(leaves: Iterable[bytes], old: int, new: int) -> list[bytes]:
    """The hashes that show the tree over ``old`` leaves to be the beginning of the larger one.

    RFC 9162 2.1.4.1. Nothing needs showing from an empty tree, nor between equal sizes.
    """
    if not 0 <= old <= new:
        raise NoSuchTreeError(number=old, size=new)
    return _roots(leaves, _grown(old, new), new) if old else []


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Whether the proof leads from the leaf to the root (RFC 9162 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    number, last, head = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if number & 1 or number == last:
            head = node_hash(sibling, head)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            head = node_hash(head, sibling)
        number, last = number >> 1, last >> 1
    return last == 0 and head == root


def verify_consistency(
    old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> bool:
    """Whether the proof shows that the tree only grew (RFC 9162 2.1.4.2)."""
    if not 0 <= old <= new:
        return False
    if old in (0, new):
        return not proof and (old != new or old_root == new_root)
    if not proof:
        return False
    whole = not old & (old - 1)
    path = [old_root, *proof] if whole else list(proof)
    return _both_heads(path, old - 1, new - 1) == (old_root, new_root)


def _both_heads(path: Sequence[bytes], number: int, last: int) -> tuple[bytes, bytes] | None:
    """The old and the new root that a path leads to; None when its length is wrong."""
    while number & 1:
        number, last = number >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if number & 1 or number == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        number, last = number >> 1, last >> 1
    return (old, new) if last == 0 else None


def _split(size: int) -> int:
    """The largest power of two below a size."""
    return 1 << ((size - 1).bit_length() - 1)


def _path(index: int, size: int) -> list[Span]:
    """The subtrees beside the way from a leaf up to the root, the lowest first."""
    spans, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    return spans[::-1]


def _grown(old: int, new: int) -> list[Span]:
    """The subtrees that both trees are made of, and those that came later; the lowest first."""
    spans, start, end = [], 0, new
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    if start:  # else the old tree is a subtree whose root the verifier knows
        spans.append((start, end))
    return spans[::-1]


def _roots(leaves: Iterable[bytes], spans: Sequence[Span], size: int) -> list[bytes]:
    """The roots of spans that do not overlap, in their order; the leaves are read once."""
    waiting = iter(sorted(spans))
    found: dict[Span, bytes] = {}
    span, tree, read = next(waiting, None), Frontier(), 0
    for leaf in leaves:
        if read == size:
            break
        if span and span[0] <= read:
            tree.add(leaf)
        read += 1
        if span and span[1] == read:
            found[span] = tree.head()
            span, tree = next(waiting, None), Frontier()
    if read < size:
        raise NoSuchTreeError(number=size, size=read)
    return [found[span] for span in spans]
