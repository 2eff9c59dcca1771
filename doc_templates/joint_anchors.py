"""Bookmarks of a joint paper's signatures: ``pair1`` …, ``three1`` … by the names in a row."""

from __future__ import annotations

MOST_ISSUERS = 6
_NAMES = {2: "pair", 3: "three"}


def joint_anchor(columns: int, number: int) -> str:
    """The bookmark before an issuer's name, counted from 1, in rows of two or three."""
    return f"{_NAMES[columns]}{number}"
