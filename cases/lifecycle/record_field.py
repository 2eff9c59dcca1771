"""One fact of a step's record: its key, its shape, the rule that wants it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RecordField:
    """One fact of a step: its key, its shape, the rule that wants it.

    ``unless`` is a table that may be told in its place; ``parts`` are what a group holds.
    """

    key: str
    shape: str = "文字"
    rule: str = ""
    choices: tuple[str, ...] = ()
    required: bool = True
    unless: str = ""
    parts: tuple[str, ...] = ()

    @property
    def form(self) -> str:
        """The shape in words, with what a group holds."""
        if self.parts:
            return f"{self.shape}（内写：{'、'.join(self.parts)}）"
        return "文字（一项，不写成列表或分组）" if self.shape == "文字" else self.shape
