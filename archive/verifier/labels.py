"""The labels of bag-info.txt and of its forerunner package-info.txt (RFC 8493 §2.2.2)."""

from __future__ import annotations

import re

from archive.verifier.bags import LINES_TOLD, Bag, lines_of, tag_text

_STRICT = re.compile(r"([^\s:](?:[^:]*[^\s:])?):[ \t](.*)", re.DOTALL)
_BEFORE_1_0 = re.compile(r"([^\s:](?:[^:]*[^\s:])?)[ \t]*:[ \t]*(.*)", re.DOTALL)


def read_info(bag: Bag) -> None:
    """Read the labels and compare the Payload-Oxum with the files."""
    name = "bag-info.txt" if bag.version > (0, 95) else "package-info.txt"
    if name not in bag.files:
        return
    _read_labels(bag, name)
    oxums, actual = bag.info.get("payload-oxum", []), bag.oxum
    if len(oxums) > 1:
        bag.fault("A528", name, "Payload-Oxum")
    for oxum in oxums:
        if oxum.strip() != actual:
            bag.fault("A519", name, oxum)


def _read_labels(bag: Bag, name: str) -> None:
    """Take in label after label; a line that begins with a blank continues the value."""
    pattern = _STRICT if bag.version >= (1, 0) else _BEFORE_1_0
    values: list[str] = []
    bad = 0
    for number, line in enumerate(lines_of(tag_text(bag, name) or ""), 1):
        found = pattern.fullmatch(line)
        if values and line[:1] in (" ", "\t"):
            values[-1] += " " + line.strip()
        elif found is not None:
            values = bag.info.setdefault(found[1].lower(), [])
            values.append(found[2])
        elif line.strip() or bag.version >= (1, 0):
            bad += 1
            bag.fault("A520", name, number)
            if bad >= LINES_TOLD:
                return
