"""A file, or a part of one, whose text cannot be had."""

from __future__ import annotations

ENCRYPTED, DAMAGED, NO_TEXT, UNKNOWN_SORT = "I202", "I203", "I204", "I205"
UNMAPPED = "I216"


class UnreadableFileError(Exception):
    """The text cannot be had; carries the code of its reason."""

    def __init__(self, code: str, **facts: object) -> None:
        """Keep the code and the facts of its sentence."""
        super().__init__(code)
        self.code = code
        self.facts = {name: str(value) for name, value in facts.items()}


def damaged(reason: str) -> UnreadableFileError:
    """A file whose structure breaks off or contradicts itself; ``reason`` is Chinese."""
    return UnreadableFileError(DAMAGED, reason=reason)
