"""How wide a text stands on a terminal."""

from __future__ import annotations

import unicodedata


def width(text: str) -> int:
    """Columns a text takes on a terminal; 汉字 take two."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
