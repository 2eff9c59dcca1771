"""Traceability: each rule of the policy, what carries it, and the tests that show it.

``python -m cases.lifecycle.traceability docs/traceability.md`` writes the table.
"""

from __future__ import annotations

import sys
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from cases.lifecycle.steps import find_step
from cases.policy.library import find_policy
from cases.saving import write_durably

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cases.policy.model import Policy

POLICY = "jingan-2019"
_HEAD = (
    "# 政策条款对照表",
    "",
    "本表由 `python -m cases.lifecycle.traceability docs/traceability.md` 生成，请勿手工修改。",
    "每条规则由下列之一或几样承载：把关（代码见 `cases/words/messages/lifecycle.toml`）、"
    "须由人答复并签名的问题、申报条件、政策数据、文书模板。",
    "",
    "| 编号 | 条款 | 要旨 | 承载 | 测试 |",
    "|---|---|---|---|---|",
)


@dataclass(frozen=True, slots=True)
class Trace:
    """One rule with its carriers and its tests."""

    rule: str
    gates: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    conditions: bool = False
    figures: tuple[str, ...] = ()
    templates: tuple[tuple[str, str], ...] = ()
    tests: tuple[str, ...] = ()

    @property
    def is_carried(self) -> bool:
        """Whether anything carries the rule."""
        return bool(self.gates or self.questions or self.figures or self.templates)


def traces() -> tuple[Trace, ...]:
    """All rules, in the order of the policy."""
    text = files("cases.lifecycle").joinpath("traceability.toml").read_text(encoding="utf-8")
    return tuple(_trace(rule, row) for rule, row in tomllib.loads(text).items())


def table(policy: Policy) -> str:
    """The whole table as Markdown, in Chinese."""
    rows = (_row(policy, trace) for trace in traces())
    return "\n".join((*_HEAD, *rows)) + "\n"


def main(arguments: list[str]) -> None:
    """Write the table to the file named."""
    content = table(find_policy(POLICY, None))
    write_durably(Path(arguments[0]), content.encode("utf-8"))


def _trace(rule: str, row: Mapping[str, list[str]]) -> Trace:
    """One rule as the data file gives it."""
    return Trace(
        rule,
        gates=tuple(row.get("gates", ())),
        questions=tuple(row.get("questions", ())),
        conditions=bool(row.get("conditions")),
        figures=tuple(row.get("figures", ())),
        templates=tuple((pair[0], pair[1]) for pair in row.get("templates", ())),
        tests=tuple(row.get("tests", ())),
    )


def _row(policy: Policy, trace: Trace) -> str:
    """One line of the table."""
    found = policy.clauses[trace.rule]
    tests = "<br>".join(f"`{test.removeprefix('tests/')}`" for test in trace.tests)
    carriers = "<br>".join(_carriers(trace))
    return f"| {trace.rule} | {found.place} | {found.gist} | {carriers} | {tests} |"


def _carriers(trace: Trace) -> list[str]:
    """What carries the rule, in words."""
    parts = [f"把关 {'、'.join(trace.gates)}"] if trace.gates else []
    if trace.conditions:
        parts.append("申报条件")
    parts += [f"{find_step(step).label}时答复的问题" for step in trace.questions]
    parts += [f"政策数据 `{figure}`" for figure in trace.figures]
    return parts + [f"模板 `{kind}`：{says}" for kind, says in trace.templates]


if __name__ == "__main__":
    main(sys.argv[1:])
