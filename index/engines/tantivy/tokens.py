"""Texts as Tantivy takes them: pairs of neighbouring signs, parted by blanks."""

from __future__ import annotations

from index.text.folding import SEPARATOR

# Signs that no folded text holds, for fold drops them as white space.
_BLANK = "\x1c"  # stands for a blank inside a pair
_BETWEEN = 0x20


def text_tokens(text: str) -> str:
    """Every pair of a text, cell ends included: so each sign is the first of some pair.

    A pair that holds the end of a cell keeps the cells apart: no query asks for it, and
    nothing that is asked for can stand on both sides of it.
    """
    import numpy as np

    signs = np.frombuffer(_encoded(text + SEPARATOR), dtype="<u4")
    pairs = np.full(3 * (len(signs) - 1), _BETWEEN, dtype="<u4")
    pairs[0::3], pairs[1::3] = signs[:-1], signs[1:]
    return pairs.tobytes().decode("utf-32-le")


def phrase(text: str) -> list[tuple[int, str]]:
    """The fewest pairs, with their places, that together are a text of two signs or more."""
    signs = text.replace(" ", _BLANK)
    places = list(range(0, len(signs) - 1, 2))
    if len(signs) % 2:
        places.append(len(signs) - 2)
    return [(place, signs[place : place + 2]) for place in places]


def pair(text: str) -> str:
    """A pair as it is held."""
    return text.replace(" ", _BLANK)


def encodable(text: str) -> bool:
    """Whether the text can be written; half a character cannot, and stands in no text."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def written(text: str) -> str:
    """The text, half characters replaced."""
    return text if encodable(text) else text.encode("utf-8", "replace").decode()


def _encoded(text: str) -> bytes:
    return text.replace(" ", _BLANK).encode("utf-32-le", "replace")
