"""Errors that stop an act, and the kinds they come in."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from cases.words import message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cases.findings import Finding


class Kind(StrEnum):
    """What sort of trouble an error is; the command line maps it to an exit code."""

    FAULT = "fault"
    USAGE = "usage"
    REFUSED = "refused"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    DAMAGED = "damaged"
    TOOL_MISSING = "tool_missing"
    INTERRUPTED = "interrupted"


class JiangdangError(Exception):
    """Something stops the act; subclasses give the kind, the code and the facts.

    The Chinese sentence lives in ``cases/words/messages`` under ``code`` and is filled
    with ``facts``. ``findings`` carries the faults in the user's material, if any.
    """

    kind: ClassVar[Kind] = Kind.FAULT
    code: ClassVar[str] = "W000"

    def __init__(self, *, findings: Sequence[Finding] = (), **facts: object) -> None:
        """Keep the facts as text, and the findings as they were given."""
        self.facts: dict[str, str] = {name: str(value) for name, value in facts.items()}
        self.findings: tuple[Finding, ...] = tuple(findings)
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """The Chinese sentence for people, without the code."""
        return message(self.code, self.facts)

    def __reduce__(self) -> tuple[object, ...]:
        """An error raised by a worker arrives whole."""
        return _rebuilt, (type(self), self.facts, self.findings)


def _rebuilt(
    error: type[JiangdangError], facts: dict[str, str], findings: tuple[Finding, ...]
) -> JiangdangError:
    """An error as it was raised in another process."""
    return error(findings=findings, **facts)
