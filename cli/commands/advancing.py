"""Advancing a case or batch: the one way both commands share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.application import session
from cli.console import finding_lines
from cli.options import day_of

if TYPE_CHECKING:
    from pathlib import Path


def run_advance(
    target: str,
    step: str,
    on: str,
    record: Path | None,
    settings: list[str] | None,
    *,
    as_happened: bool,
    reason: str,
    pdf_later: bool,
) -> None:
    """Enter one step and print what was made of it."""
    from acts.advancing import Advance, advance
    from acts.facts import facts_of

    facts, answers = facts_of(record, settings, step)
    asked = Advance(target, step, day_of(on), facts, answers, as_happened, reason)
    done = advance(session.bureau(), [asked], pdf_later=pdf_later)[0]
    lines = [f"{target} 已办理：{done.label}（{done.on}）"]
    for made in done.documents:
        lines.append(f"  {made.title}  {made.number}  {made.pdf or made.docx}")
        lines += [f"    {note}" for note in made.notes]
    session.console.show(done.as_json(), [*lines, *finding_lines(done.findings)])
