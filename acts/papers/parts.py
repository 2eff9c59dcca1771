"""Targets with a part: ``2019-1/样例区文化和旅游局``, ``2019-SX-001/样专家一``."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from archive.names import portable_name
from cases.casefile import CaseFile
from cases.errors import JiangdangError, Kind
from cases.lifecycle.due_parts import departments_of, experts_of
from cases.lifecycle.world import has_taken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cases.casefile import BatchFile
    from cases.lifecycle.world import World
    from doc_templates.catalogue import DocumentKind

DEPARTMENT, EXPERT, PAPER = "部门", "专家", "文书"


class NoPartsError(JiangdangError):
    """The kind comes once for the whole case or batch."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W522"


class UnknownPartError(JiangdangError):
    """No department or expert of that name takes part."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "W523"


def split_target(text: str) -> tuple[str, str]:
    """The case or batch, and the department or expert named behind the slash."""
    target, _, part = text.partition("/")
    return target.strip(), part.strip()


def is_parted(kind: DocumentKind) -> bool:
    """Whether the kind comes once for each department, expert or numbered paper."""
    return kind.per in (DEPARTMENT, EXPERT, PAPER)


def paper_name(kind: DocumentKind, part: str) -> str:
    """What the file of a paper is called, behind its number and before its suffix."""
    return portable_name(f"{kind.label}-{part}".strip("-"))


def parts_of(
    world: World, target: CaseFile | BatchFile, kind: DocumentKind, numbers: Sequence[str] = ()
) -> tuple[str, ...]:
    """The departments, experts or numbers that the target has a paper of this kind for."""
    if kind.per == PAPER:
        return tuple(dict.fromkeys(filter(None, numbers)))
    if kind.per == DEPARTMENT:
        return departments_of(world)
    scored = isinstance(target, CaseFile) and has_taken(target, "score")
    return experts_of(world.batch) if scored else ()


def chosen_parts(
    world: World,
    target: CaseFile | BatchFile,
    kind: DocumentKind,
    part: str,
    numbers: Sequence[str] = (),
) -> tuple[str, ...]:
    """The parts to make a paper for: the one named, else all; one empty part where none are.

    ``numbers`` are those of the target's own papers.

    Raises NoPartsError or UnknownPartError for a part that does not fit.
    """
    if not is_parted(kind):
        if part:
            raise NoPartsError(kind=kind.label, part=part, target=target.id)
        return ("",)
    known = parts_of(world, target, kind, numbers)
    if part and part not in known:
        listed = "、".join(known) or "（还没有）"
        raise UnknownPartError(part=part, target=target.id, known=listed, per=kind.per)
    return (part,) if part else known
