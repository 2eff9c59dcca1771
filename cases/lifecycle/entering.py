"""The 办理 entry of an act: what is appended to the YAML of its case or batch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.yamltext import Append

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from cases.findings import Finding
    from cases.lifecycle.reading import Facts
    from cases.lifecycle.steps import Step


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Who enters the act, when, and under what exception."""

    entered: str = ""
    actor: str = ""
    as_happened: bool = False
    reason: str = ""
    consenter: str = ""


def entry(
    step: Step,
    on: date,
    facts: Facts,
    around: Circumstances,
    *,
    answers: Mapping[str, Facts] | None = None,
    warnings: Sequence[Finding] = (),
    breaches: Sequence[Finding] = (),
) -> Append:
    """The entry, in the order clerks read it; empty parts are left out."""
    written: dict[str, object] = {"环节": step.id, "日期": on}
    written |= _some({"登记": around.entered, "经办": around.actor})
    written |= _some({"核对": {rule: dict(given) for rule, given in (answers or {}).items()}})
    written |= _some({"记录": {key: value for key, value in facts.items() if key != "核对"}})
    written |= _some({"提示": [_line(found) for found in warnings]})
    if breaches:
        written["违例"] = {
            "理由": around.reason,
            "同意人": around.consenter,
            "规则": [_line(found) for found in breaches],
        }
    return Append(("办理",), written)


def seconded(step: Step, around: Circumstances) -> dict[str, object]:
    """更正: who consented stands with the correction itself."""
    return {"同意人": around.consenter} if step.id == "correct" and around.consenter else {}


def _some(parts: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in parts.items() if value}


def _line(found: Finding) -> str:
    """A finding on one line: code, whose rule, sentence."""
    return f"{found.code}（{found.clause}）{found.message}"
