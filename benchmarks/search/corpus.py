"""An invented archive of any size, the same for the same seed."""

from __future__ import annotations

import random
from functools import lru_cache
from typing import TYPE_CHECKING

from benchmarks.search import wording
from index.queries.tree import FieldName
from index.records import Entry
from index.text.folding import MASK, SEPARATOR, fold

if TYPE_CHECKING:
    from collections.abc import Iterator

HIDDEN = MASK * 6
LENGTH = 600  # characters a document, about
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def documents(count: int, seed: int = 1) -> Iterator[Entry]:
    """So many documents of twelve kinds; ids from 1, everything in them invented."""
    chance = random.Random(seed)
    names = _Names(chance)
    for number in range(1, count + 1):
        yield _document(number, chance, names)


class _Names:
    """People's names, each given to one person only; the last hundred are met again."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._given: set[str] = set()
        self._known: list[str] = []

    def new(self) -> str:
        """A name nobody had."""
        name = self._drawn()
        while name in self._given:
            name = self._drawn()
        self._given.add(name)
        self._known = [*self._known[-99:], name]
        return name

    def known(self) -> str:
        """A name somebody has."""
        return self._chance.choice(self._known)

    def _drawn(self) -> str:
        chance = self._chance
        surname = chance.choice(wording.SURNAMES)
        if chance.random() < 0.02:
            surname = chance.choice(wording.DOUBLE_SURNAMES)
        given = chance.choice(wording.GIVEN) + chance.choice(wording.GIVEN)
        if chance.random() < 0.01 or len(self._given) > 300_000:
            given = chance.choice(wording.GIVEN) + chance.choice(wording.RARE)
        if len(self._given) > 50_000 and chance.random() < 0.5:
            given += chance.choice(wording.GIVEN)
        return surname + given


def _document(number: int, chance: random.Random, names: _Names) -> Entry:
    """One document: its facts, its sentences, and both as they are folded."""
    facts = _facts(chance, names)
    label, step, opening = chance.choice(wording.KINDS)
    body = _body(chance, facts, opening)
    title = f"关于{facts['leader']}{facts['programme']}的{label}（样例）"
    head = (title, label, facts["unit"], facts["leader"], facts["number"])
    private = fold(SEPARATOR.join((*head, *body))).text
    text = private
    for secret in (facts["identity"], facts["phone"], facts["account"]):
        text = text.replace(secret, HIDDEN)
    path = f"cases/样例{facts['year']}-{number % 97:02d}/{number:06d}-{label}.docx"
    return Entry(
        id=number,
        path=path,
        text=text,
        private=private if private != text else "",
        fields=_fields(facts, text, private, {"title": title, "step": step, "path": path}, label),
        date="" if chance.random() < 0.03 else facts["date"],
        amount=None if chance.random() < 0.3 else _fen(facts["amount"]),
        amounts=tuple(
            _fen(facts[each]) for each in ("amount", "other_amount") if facts[each] in private
        ),
    )


def _facts(chance: random.Random, names: _Names) -> dict[str, str]:
    """What the sentences of one document speak of."""
    year = chance.randrange(2015, 2027)
    leader = names.new()
    return {
        "leader": leader,
        "other": names.known(),
        "unit": _unit(chance),
        "other_unit": _unit(chance),
        "department": chance.choice(wording.DEPARTMENTS),
        "programme": chance.choice(wording.PROGRAMMES),
        "place": chance.choice(wording.PLACES),
        "year": str(year),
        "number": _number(chance, year),
        "other_number": _number(chance, chance.randrange(2012, year + 1)),
        "clause": str(chance.randrange(1, 40)),
        "amount": f"{chance.randrange(1, 400) * 500}.{chance.randrange(100):02d}",
        "other_amount": str(chance.randrange(1000, 90000)),
        "date": f"{year}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}",
        **_secrets(chance),
    }


def _secrets(chance: random.Random) -> dict[str, str]:
    """An ID number of no region, a phone and an account of nobody."""
    born = f"{chance.randrange(1955, 2000)}{chance.randrange(1, 13):02d}"
    digits = f"990101{born}{chance.randrange(1, 29):02d}{chance.randrange(1000):03d}"
    check = "10X98765432"[sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=True)) % 11]
    return {
        "identity": digits + check.lower(),
        "phone": f"1990{chance.randrange(10_000_000):07d}",
        "account": f"6200009{chance.randrange(10**12):012d}",
    }


def _unit(chance: random.Random) -> str:
    """A unit that says it is a sample."""
    place, trade = chance.choice(wording.PLACES), chance.choice(wording.TRADES)
    return f"{place}样例{trade}{chance.choice(wording.FORMS)}"


def _number(chance: random.Random, year: int) -> str:
    """A document number in one of five brackets, some in wide digits."""
    brackets = chance.choice(wording.BRACKETS)
    bracketed = f"{brackets[0]}{year}{brackets[1]}"
    number = f"{chance.choice(wording.ISSUERS)}{bracketed}{chance.randrange(1, 400)}号"
    return number.translate(_WIDE) if chance.random() < 0.06 else number


def _body(chance: random.Random, facts: dict[str, str], opening: tuple[int, ...]) -> list[str]:
    """The sentences, in paragraphs (cells) of three."""
    written = [wording.SENTENCES[place] for place in opening]
    if chance.random() < 0.3:
        written.append(chance.choice(wording.PRIVATE_SENTENCES))
    length = sum(map(len, written)) + 40
    others = chance.sample(wording.SENTENCES, len(wording.SENTENCES))
    while length < LENGTH:
        written.append(_composed(chance) if chance.random() < 0.7 else others.pop())
        length += len(written[-1])
    spoken = [sentence.format_map(facts | _passing(chance)) for sentence in written]
    return ["".join(spoken[at : at + 3]) for at in range(0, len(spoken), 3)]


def _composed(chance: random.Random) -> str:
    """A sentence put together from parts."""
    parts = {"who": wording.WHO, "when": wording.WHEN, "does": wording.DOES}
    ends = {"what": wording.WHAT, "so": wording.SO}
    return wording.COMPOSED.format_map(
        {name: chance.choice(choices) for name, choices in (parts | ends).items()}
    )


def _passing(chance: random.Random) -> dict[str, str]:
    """What every sentence draws anew."""
    return {
        "work": chance.choice(wording.WORKS),
        "fault": chance.choice(wording.FAULTS),
        "measure": chance.choice(wording.MEASURES),
        "small": str(chance.randrange(2, 10)),
        "percent": str(chance.randrange(10, 99)),
    }


def _fields(
    facts: dict[str, str], text: str, private: str, own: dict[str, str], label: str
) -> dict[FieldName, tuple[str, ...]]:
    """Every text field, folded."""
    numbers = (facts["number"], facts["other_number"])
    secrets = (facts["identity"], facts["phone"], facts["account"])
    clause = facts["clause"]
    values: dict[FieldName, tuple[str, ...]] = {
        FieldName.KIND: (label,),
        FieldName.NUMBER: tuple(n for n in map(_folded, numbers) if n in text),
        FieldName.CLAUSE: (clause,) if f"第{clause}条" in text else (),
        FieldName.PERSONAL: tuple(each for each in secrets if each in private),
        FieldName.CASE: (own["path"].split("/")[1],),
        FieldName.BATCH: (f"样例{facts['year']}第一批",),
    }
    for name in ("programme", "year", "unit", "leader", "department", *own):
        values[FieldName(name)] = ((facts | own)[name],)
    return {
        name: tuple(dict.fromkeys(_folded(each) for each in given))
        for name, given in values.items()
        if given
    }


@lru_cache(4096)
def _folded(text: str) -> str:
    return fold(text).text


def _fen(yuan: str) -> int:
    """Yuan, written out, in fen."""
    whole, _, rest = yuan.partition(".")
    return int(whole) * 100 + int(rest or "0")
