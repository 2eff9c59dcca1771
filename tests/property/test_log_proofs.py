"""Proofs about the log's tree agree with the definition, and with published vectors."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.log.proofs import (
    NoSuchTreeError,
    consistency_proof,
    inclusion_proof,
    verify_consistency,
    verify_inclusion,
)
from cases.log.tree import node_hash, tree_head

# The eight leaves and their proofs in the tests of certificate-transparency (MerkleTreeTest).
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657",
          "606162636465666768696a6b6c6d6e6f"]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
A = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
B = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
C = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
D = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
E = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
F = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
INCLUDED = [(0, 1, []), (0, 8, [A, B, C]), (5, 8, [D, E, ROOTS[3]]), (2, 3, [ROOTS[1]]),
            (1, 5, [ROOTS[0], B, D])]  # fmt: skip
GROWN = [(1, 1, []), (1, 8, [A, B, C]), (6, 8, [F, E, ROOTS[3]]), (2, 5, [B, D])]


def leaf(content: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + content).digest()


def numbered(count: int) -> list[bytes]:
    return [leaf(str(number).encode()) for number in range(count)]


PUBLISHED = [leaf(bytes.fromhex(content)) for content in LEAVES]


def split(count: int) -> int:
    return 1 << ((count - 1).bit_length() - 1)


def by_definition(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 2.1."""
    if len(leaves) == 1:
        return leaves[0]
    at = split(len(leaves))
    return node_hash(by_definition(leaves[:at]), by_definition(leaves[at:]))


def path(index: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of RFC 6962 2.1.1."""
    if len(leaves) == 1:
        return []
    at = split(len(leaves))
    if index < at:
        return [*path(index, leaves[:at]), by_definition(leaves[at:])]
    return [*path(index - at, leaves[at:]), by_definition(leaves[:at])]


def subproof(old: int, leaves: list[bytes], known: bool) -> list[bytes]:
    """SUBPROOF of RFC 6962 2.1.2."""
    if old == len(leaves):
        return [] if known else [by_definition(leaves)]
    at = split(len(leaves))
    if old <= at:
        return [*subproof(old, leaves[:at], known), by_definition(leaves[at:])]
    return [*subproof(old - at, leaves[at:], False), by_definition(leaves[:at])]


@pytest.mark.parametrize("size", range(1, 9))
def test_the_published_roots(size: int) -> None:
    assert tree_head(PUBLISHED[:size]).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("index", "size", "proof"), INCLUDED)
def test_the_published_inclusion_proofs(index: int, size: int, proof: list[str]) -> None:
    made = inclusion_proof(PUBLISHED, index, size)
    assert [each.hex() for each in made] == proof
    root = bytes.fromhex(ROOTS[size - 1])
    assert verify_inclusion(PUBLISHED[index], index, size, made, root)


@pytest.mark.parametrize(("old", "new", "proof"), GROWN)
def test_the_published_consistency_proofs(old: int, new: int, proof: list[str]) -> None:
    made = consistency_proof(PUBLISHED, old, new)
    assert [each.hex() for each in made] == proof
    roots = bytes.fromhex(ROOTS[old - 1]), bytes.fromhex(ROOTS[new - 1])
    assert verify_consistency(old, new, made, *roots)


SIZES = st.integers(min_value=1, max_value=130)


@given(SIZES, st.data())
def test_inclusion_is_as_the_rfc_defines_it(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(min_value=0, max_value=size - 1))
    leaves = numbered(size + 3)
    proof = inclusion_proof(iter(leaves), index, size)
    assert proof == path(index, leaves[:size])
    assert verify_inclusion(leaves[index], index, size, proof, by_definition(leaves[:size]))


@given(SIZES, st.data())
def test_consistency_is_as_the_rfc_defines_it(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(min_value=1, max_value=new))
    leaves = numbered(new + 3)
    proof = consistency_proof(iter(leaves), old, new)
    assert proof == subproof(old, leaves[:new], True)
    roots = by_definition(leaves[:old]), by_definition(leaves[:new])
    assert verify_consistency(old, new, proof, *roots)


@given(st.integers(min_value=2, max_value=70), st.data())
def test_a_proof_holds_for_nothing_else(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(min_value=0, max_value=size - 1))
    leaves = numbered(size)
    root, proof = by_definition(leaves), inclusion_proof(leaves, index, size)
    at = data.draw(st.integers(min_value=0, max_value=len(proof) - 1))
    changed = [*proof[:at], leaf(b"other"), *proof[at + 1 :]]
    others = [(leaves[index], index, size, changed, root),
              (leaves[index], index, size, proof[:-1], root),
              (leaves[index], index, size, [*proof, root], root),
              (leaf(b"other"), index, size, proof, root),
              (leaves[index], index, size, proof, leaf(b"other")),
              (leaves[index], size, size, proof, root),
              (leaves[index], -1, size, proof, root)]  # fmt: skip
    assert not [each for each in others if verify_inclusion(*each)]
    elsewhere = (index + 1) % size
    assert not verify_inclusion(leaves[index], elsewhere, size, proof, root)


@given(st.integers(min_value=2, max_value=70), st.data())
def test_a_log_that_was_rewritten_is_not_consistent(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(min_value=1, max_value=new - 1))
    at = data.draw(st.integers(min_value=0, max_value=old - 1))
    leaves = numbered(new)
    forged = [*leaves[:at], leaf(b"forged"), *leaves[at + 1 :]]
    proof = consistency_proof(forged, old, new)
    known, told = by_definition(leaves[:old]), by_definition(forged)
    assert not verify_consistency(old, new, proof, known, told)
    assert not verify_consistency(old, new, [], known, told)
    assert not verify_consistency(old, new, [*proof, told], by_definition(forged[:old]), told)


def test_nothing_is_shown_of_an_empty_tree_or_of_the_same() -> None:
    leaves = numbered(5)
    root = by_definition(leaves)
    assert consistency_proof(leaves, 0, 5) == [] == consistency_proof(leaves, 5, 5)
    assert verify_consistency(0, 5, [], b"", root)
    assert verify_consistency(5, 5, [], root, root)
    assert not verify_consistency(5, 5, [], leaf(b"other"), root)
    assert not verify_consistency(5, 5, [root], root, root)
    assert not verify_consistency(6, 5, [], root, root)


@pytest.mark.parametrize(("index", "size"), [(5, 5), (-1, 5), (0, 6)])
def test_a_tree_that_is_not_there_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(NoSuchTreeError):
        inclusion_proof(iter(numbered(5)), index, size)


def test_a_shrunken_tree_has_no_proof() -> None:
    with pytest.raises(NoSuchTreeError):
        consistency_proof(numbered(5), 5, 4)


def test_proofs_of_a_long_log_are_made_in_one_pass_and_small_memory() -> None:
    import tracemalloc

    tracemalloc.start()
    size = 50_000
    proof = inclusion_proof((leaf(str(n).encode()) for n in range(size)), 31_234, size)
    grown = consistency_proof((leaf(str(n).encode()) for n in range(size)), 31_234, size)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (len(proof), peak < 300_000) == (16, True)
    assert len(grown) < 32
