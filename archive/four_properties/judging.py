"""The result of a test: every item by its check, then by what people answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from archive.four_properties.checks import (
    codes,
    contents,
    package,
    record,
    surroundings,
    values,
)
from archive.four_properties.items import items_of
from archive.four_properties.model import (
    BY_HAND,
    FAILED,
    PASSED,
    UNFIT,
    Answer,
    ItemResult,
    Outcome,
    TestResult,
)
from cases.errors import JiangdangError, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.four_properties.model import Item
    from archive.four_properties.sight import Sight

CHECKS: Mapping[str, Callable[[Sight], Outcome]] = {
    "1-1": package.fixed, "1-2": values.lengths, "1-3": values.types, "1-4": values.ranges,
    "1-5": values.sense, "1-6": values.signs, "1-7": codes.code_rule, "1-8": codes.twins,
    "1-10": contents.attributes, "1-11": contents.links, "1-12": package.explained,
    "1-13": package.arranged, "1-14": package.unchanged,
    "2-1": package.counted, "2-2": package.weighed, "2-3": record.elements,
    "2-4": record.filled_in, "2-5": record.history, "2-6": codes.gaps, "2-7": package.contents,
    "2-8": package.attachments, "2-9": record.scope, "2-10": package.both_ways,
    "2-11": package.all_there,
    "3-1": record.parsed, "3-2": record.database, "3-3": contents.formats,
    "3-4": contents.readable, "3-5": contents.lasting, "3-8": contents.open_formats,
    "4-1": surroundings.scanner, "4-2": surroundings.viruses, "4-3": package.nothing_else,
    "4-4": surroundings.medium_looks, "4-5": surroundings.medium_looks,
    "4-6": surroundings.medium_looks, "4-7": surroundings.process,
    "移交附1": surroundings.register, "移交附2": surroundings.medium,
    "长期保存附1": surroundings.recomputed, "长期保存附2": surroundings.backup,
    "长期保存附3": contents.outdated,
}  # fmt: skip
ANSWERS = (PASSED, FAILED, UNFIT)


class UnknownItemError(JiangdangError):
    """The answer is to no item of this occasion."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "A601"


class BadAnswerError(JiangdangError):
    """An answer is 通过, 不通过 or 不适用, with a note where it is not a plain 通过."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "A602"


class NotAskedError(JiangdangError):
    """The machine judged the item; an answer cannot take its place."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "A603"


def check_of(item: Item, sight: Sight) -> Callable[[Sight], Outcome]:
    """The check that judges an item at the sight's occasion."""
    return CHECKS.get(item.number) or CHECKS[f"{sight.occasion.value}{item.number}"]


def judged(
    sight: Sight, operator: str, answers: Sequence[Answer] = (), earlier: Sequence[Answer] = ()
) -> TestResult:
    """Every item judged. ``earlier`` answers count only where the item is still asked.

    Raises UnknownItemError, BadAnswerError and NotAskedError.
    """
    items = items_of(sight.occasion)
    given = {answer.code: answer for answer in answers}
    unknown = sorted(set(given) - {item.code for item in items})
    if unknown:
        raise UnknownItemError(codes="、".join(unknown), occasion=sight.occasion.label)
    standing = {answer.code: answer for answer in earlier} | given
    results = []
    for item in items:
        outcome = check_of(item, sight)(sight)
        found = ItemResult(item, outcome.result, outcome.detail, sight.now, operator)
        results.append(_answered(found, standing.get(item.code), fresh=item.code in given))
    return TestResult(
        sight.reference_code, sight.version, sight.root, sight.occasion, sight.now, operator,
        tuple(results),
    )  # fmt: skip


def _answered(found: ItemResult, answer: Answer | None, *, fresh: bool) -> ItemResult:
    """The result with what a person answered, where the machine left it open."""
    if answer is None or (not fresh and found.result != BY_HAND):
        return found
    if found.result != BY_HAND:
        raise NotAskedError(item=found.item.code, name=found.item.name, result=found.result)
    if answer.result not in ANSWERS or (answer.result != PASSED and not answer.note.strip()):
        raise BadAnswerError(item=answer.code, result=answer.result, results="、".join(ANSWERS))
    said = f"{answer.by} {answer.at:%Y-%m-%d}答：{answer.note.strip() or answer.result}"
    return replace(
        found, result=answer.result, detail=f"{said}（{found.detail}）", time=answer.at,
        operator=answer.by, answer=answer,
    )  # fmt: skip
