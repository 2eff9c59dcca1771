"""The log's proofs on a medium: each version's sealing, under one checkpoint, held to paper."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.adapter import findings_of
from archive.transfer.layout import CHECKPOINT, LOG_KEY, proof_name
from archive.verifier.proofs import proof_faults, read_proof
from cases.findings import Severity
from cases.log.checkpoints import parse_notes
from cases.log.keys import NoPublicKeyError, PublicKey

if TYPE_CHECKING:
    from archive.transfer.accepting import Inspection
    from archive.transfer.verdicts import PackageVerdict
    from archive.verifier.proofs import Proof
    from cases.log.checkpoints import Checkpoint

# Said by the verifier of what it cannot know; here signature and tree are judged for all at once.
_SAID_ONCE = frozenset({"A573", "A574"})


@dataclass(frozen=True, slots=True)
class Tree:
    """The log's tree as the paper register prints it; empty where nobody typed it in."""

    head: bytes | None = None
    size: int | None = None


def judge_proofs(inspection: Inspection, tree: Tree) -> None:
    """Every version has a proof of its sealing, all under the medium's signed checkpoint."""
    note = _checkpoint(inspection)
    _judge_tree(inspection, note, tree)
    for verdict in inspection.verdict.packages:
        for version, root in verdict.roots.items():
            _judge_proof(inspection, verdict, version, root, note)


def _checkpoint(inspection: Inspection) -> Checkpoint | None:
    """The checkpoint of the medium, signed with the key beside it."""
    content = inspection.content(CHECKPOINT)
    notes = parse_notes(content.decode("utf-8", "replace")) if content else []
    note = notes[0] if len(notes) == 1 else None
    if note is None:
        inspection.note("A780", CHECKPOINT)
        return None
    key = _key(inspection)
    if key is None or not note.signed_by(key):
        inspection.note("A781", CHECKPOINT)
    verdict = inspection.verdict
    verdict.key = str(key or "")
    verdict.tree_size, verdict.tree_root = note.size, base64.b64encode(note.root).decode()
    return note


def _key(inspection: Inspection) -> PublicKey | None:
    content = inspection.content(LOG_KEY) or b""
    try:
        return PublicKey.parse(content.decode("utf-8", "replace"))
    except NoPublicKeyError:
        return None


def _judge_tree(inspection: Inspection, note: Checkpoint | None, tree: Tree) -> None:
    """The checkpoint against the paper; without the paper that is said."""
    if tree.head is None:
        found = inspection.find("A782", CHECKPOINT, Severity.WARNING)
        inspection.verdict.findings.append(found)
    elif note is not None:
        agrees = note.root == tree.head and tree.size in (None, note.size)
        inspection.verdict.tree_agrees = agrees
        if not agrees:
            given = base64.b64encode(tree.head).decode()
            inspection.note("A783", CHECKPOINT, given=given, found=inspection.verdict.tree_root)


def _judge_proof(
    inspection: Inspection,
    verdict: PackageVerdict,
    version: int,
    root: str,
    note: Checkpoint | None,
) -> None:
    """One version's proof."""
    name = proof_name(verdict.code, version)
    proof = _proof(inspection, name)
    if proof is None:
        verdict.findings.append(inspection.find("A784", name))
        return
    if not proof.names(verdict.code, version):
        verdict.findings.append(inspection.find("A785", name))
        return
    head, size = (note.root, note.size) if note else (None, None)
    faults = [f for f in proof_faults(proof, name, root, head, size) if f.code not in _SAID_ONCE]
    verdict.findings += findings_of(faults)


def _proof(inspection: Inspection, name: str) -> Proof | None:
    content = inspection.content(name)
    try:
        return read_proof(content) if content is not None else None
    except (ValueError, RecursionError):
        return None
