"""Names by their sound: full pinyin and initials, surnames read as surnames are."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from importlib import resources
from itertools import islice, product
from typing import TYPE_CHECKING

from index.text.folding import fold_query

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_READINGS = 16  # of one name
_MOST_OF_A_SIGN = 3
_LONGEST_PERSON, _LONGEST = 6, 60  # signs of a person's name, of any name read


def name_keys(name: str) -> tuple[str, ...]:
    """Every full pinyin and every initials of a name: ``wangxiaoming``, ``wxm``.

    ``ü`` is written ``v`` and ``u``; a long name, a unit's, is read in one way.
    """
    keys: dict[str, None] = {}
    for reading in readings(name):
        full = "".join(reading)
        keys |= dict.fromkeys((full, full.replace("v", "u"), "".join(s[0] for s in reading)))
    return tuple(keys)


def readings(name: str) -> list[tuple[str, ...]]:
    """The syllables of a name in every likely reading, the usual one first."""
    signs = "".join(filter(str.isalnum, fold_query(name)))[:_LONGEST]
    if not any(map(_syllables, signs)):
        return []
    if len(signs) > _LONGEST_PERSON:
        return [tuple(_of(sign)[0] for sign in signs)]
    begun = [(surname, signs[size:]) for surname, size in _surnames(signs)]
    every = (
        (*surname, *given)
        for surname, rest in begun
        for given in islice(product(*map(_of, rest)), MOST_READINGS)
    )
    return list(dict.fromkeys(islice(every, 2 * MOST_READINGS)))[:MOST_READINGS]


def _surnames(signs: str) -> list[tuple[tuple[str, ...], int]]:
    """The readings of the surname with its length: a double one first."""
    table = _table()
    found = [
        (tuple(table["more"][signs[:size]].split()), size)
        for size in range(min(4, len(signs) - 1), 1, -1)
        if signs[:size] in table["more"]
    ]
    own = table["one"].get(signs[0])
    single = own.split() if own else _of(signs[0])[:1]
    return [*found, *(((reading,), 1) for reading in single)]


def _of(sign: str) -> tuple[str, ...]:
    """The readings of a sign; what is no 汉字 stands for itself."""
    return _syllables(sign) or (sign,)


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    content = resources.files(__package__).joinpath("surnames.toml").read_text(encoding="utf-8")
    return tomllib.loads(content)


@cache
def _syllables(sign: str) -> tuple[str, ...]:
    """How a 汉字 is read, without tones, the usual reading first."""
    from pypinyin.constants import PINYIN_DICT  # half a second: only for names

    toned = PINYIN_DICT.get(ord(sign), "")
    plain = dict.fromkeys(map(_without_tone, toned.split(","))) if toned else {}
    return tuple(plain)[:_MOST_OF_A_SIGN]


def _without_tone(syllable: str) -> str:
    """``lǜ`` as ``lv``."""
    bare = unicodedata.normalize("NFKD", syllable).replace("u\u0308", "v")
    return "".join(sign for sign in bare if not unicodedata.combining(sign))
