"""Proofs that a log line lies in a tree: RFC 6962 hashes, C2SP tlog-proof text."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

from archive.verifier.rules import Fault
from archive.verifier.spelling import shown

PROOF_LIMIT = 1024 * 1024
_HEADER = "c2sp.org/tlog-proof@v1"
_SPARE = {"extra": "", "index": ""}


@dataclass(frozen=True, slots=True)
class Proof:
    """A log line, its place, the hashes beside its way up, and the checkpoint's head."""

    line: bytes
    index: int
    path: tuple[bytes, ...]
    size: int
    head: bytes

    @property
    def facts(self) -> dict[str, Any]:
        """What the log line tells of a package: 档号, 版本, 根; empty for other lines."""
        entry = json.loads(self.line)
        facts = entry.get("facts") if isinstance(entry, dict) else None
        return facts if isinstance(facts, dict) and entry.get("action") == "seal" else {}

    def names(self, code: str, version: int) -> bool:
        """Whether the log line tells of this package."""
        return (self.facts.get("档号"), str(self.facts.get("版本"))) == (code, str(version))


def read_proof(content: bytes) -> Proof:
    """Read a tlog-proof; raises ValueError with the reason where it is none."""
    top, _, note = content.decode("utf-8").partition("\n\n")
    header, *lines = top.split("\n")
    if header != _HEADER:
        raise ValueError(_HEADER)
    told = dict(_SPARE)
    while lines and lines[0].partition(" ")[0] in told:
        label, _, value = lines.pop(0).partition(" ")
        told[label] = value
    _, size, root, *_ = [*note.split("\n"), "", "", ""]
    if not re.fullmatch("[0-9]{1,18}", told["index"]) or not re.fullmatch("[0-9]{1,18}", size):
        raise ValueError("index")
    proof = Proof(
        _decoded(told["extra"]),
        int(told["index"]),
        tuple(_decoded(line, 32) for line in lines),
        int(size),
        _decoded(root, 32),
    )
    if not proof.facts:
        raise ValueError("extra")
    return proof


def _decoded(text: str, length: int | None = None) -> bytes:
    """Base64 as bytes, of a length where one is asked for; raises ValueError."""
    try:
        content = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("base64") from error
    if length is not None and len(content) != length:
        raise ValueError("base64")
    return content


def read_head(text: str) -> bytes | None:
    """A tree head as typed in: base64 or hexadecimal; None when it is neither."""
    plain = text.strip().removeprefix("sha256:")
    if re.fullmatch("[0-9A-Fa-f]{64}", plain):
        return bytes.fromhex(plain)
    try:
        return _decoded(plain, 32)
    except ValueError:
        return None


def head_by(proof: Proof) -> bytes | None:
    """The head that a line's inclusion path leads to (RFC 9162 §2.1.3.2); None when it fails."""
    place, last = proof.index, proof.size - 1
    if not 0 <= place <= last:
        return None
    found = hashlib.sha256(b"\0" + proof.line).digest()
    for beside in proof.path:
        if last == 0:
            return None
        if place & 1 or place == last:
            found = hashlib.sha256(b"\1" + beside + found).digest()
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = hashlib.sha256(b"\1" + found + beside).digest()
        place, last = place >> 1, last >> 1
    return found if last == 0 else None


def proof_faults(
    proof: Proof, name: str, root: str, head: bytes | None = None, size: int | None = None
) -> list[Fault]:
    """Judge a proof about one package with this root, against a tree head typed in."""
    faults = [Fault("A573", name)]
    if proof.facts.get("根") != root:
        faults.append(Fault("A576", name, shown(str(proof.facts.get("根")))))
    if head_by(proof) != proof.head:
        faults.append(Fault("A577", name))
    if head is None:
        faults.append(Fault("A574", name))
    if (head or proof.head, size or proof.size) != (proof.head, proof.size):
        given = base64.b64encode(head or proof.head).decode()
        faults.append(Fault("A578", name, f"{size or proof.size} {given}"))
    return faults
