"""Findings of the PDF lint: code, page, line, clause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.findings import Finding, Place, Severity

if TYPE_CHECKING:
    from doc_templates.lint.reading import Reading
    from doc_templates.lint.sheets import Line

CUSTOMARY = frozenset({"D526", "D527", "D559", "D588", "D659"})
_SHOWN = 24


def fault(
    code: str,
    reading: Reading,
    page: int,
    line: Line | str,
    clause: str,
    /,
    **facts: object,
) -> Finding:
    """A fault on a page (0: the paper as a whole), at a line of it or nowhere in particular.

    What only custom asks (``CUSTOMARY``) is a warning.
    """
    text = line if isinstance(line, str) else line.text
    shown = f"“{text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}”" if text else ""
    place = Place(reading.name, key=(f"第{page}页" if page else "") + shown)
    severity = Severity.WARNING if code in CUSTOMARY else Severity.ERROR
    return Finding(code, severity, place, {k: str(v) for k, v in facts.items()}, clause)


def mm(value: float) -> str:
    """A distance in millimetres, to a tenth."""
    return f"{value + 0.0:.1f}".removesuffix(".0")
