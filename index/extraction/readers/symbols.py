"""Signs of symbol fonts that people tick and cross with, as signs everybody has."""

from __future__ import annotations

_WINGDINGS = {
    0xFE: "☑", 0xFD: "☒", 0xFC: "✓", 0xFB: "✗", 0xA8: "□", 0x6F: "□", 0x71: "□", 0x72: "□",
    0x6E: "■", 0x6C: "●", 0xA1: "○", 0x75: "◆", 0xD8: "➢", 0xE0: "→", 0xDF: "←",
}  # fmt: skip
_WINGDINGS_2 = {0x52: "☑", 0x51: "☒", 0x50: "✓", 0x4F: "✗", 0xA3: "□", 0x30: "□"}


def symbol(font: str, code: str) -> str:
    """The sign a code stands for in a font; empty where nobody knows."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    if 0xF000 <= number <= 0xF0FF or number < 0x100:
        table = _WINGDINGS_2 if font.lower() == "wingdings 2" else _WINGDINGS
        known = font.lower().startswith("wingdings")
        low = number & 0xFF
        return table.get(low, "") if known else (chr(low) if 32 < low < 127 else "")
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else ""
