"""Sentences of an explanation: facts filled in, samples marked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.lifecycle.steps import step_of
from cases.words import message

if TYPE_CHECKING:
    from collections.abc import Iterable


def say(code: str, /, **facts: object) -> str:
    """One sentence filled with facts; an unnamed rule is a default of the system."""
    texts = {name: str(value) for name, value in facts.items()}
    if texts.get("rule") == "":
        texts["rule"] = message("P491", {})
    return message(code, texts)


def listed(texts: Iterable[str]) -> str:
    """Texts in a row."""
    return "、".join(texts)


def step_label(step_id: str) -> str:
    """The Chinese label of a step."""
    step = step_of(step_id)
    return step_id if step is None else step.label


@dataclass(frozen=True, slots=True)
class Samples:
    """The dotted keys whose values the source does not give."""

    keys: tuple[str, ...]

    def marked(self, sentence: str, *heads: str) -> str:
        """The sentence, marked where a value below one of these keys is a sample."""
        below = [
            key.removeprefix(head).removeprefix(".")
            for key in self.keys
            for head in heads
            if key == head or key.startswith(f"{head}.")
        ]
        if not below:
            return sentence
        names = listed(name for name in dict.fromkeys(below) if name)
        return sentence + message("P502" if names else "P503", {"names": names})
