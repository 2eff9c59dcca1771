"""What people and programs see: tables and sentences, or one JSON value."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.errors import Kind
from cases.findings import Severity
from cases.words.widths import width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cases.errors import JiangdangError
    from cases.findings import Finding

EXIT_CODES = {
    Kind.FAULT: 1,
    Kind.USAGE: 2,
    Kind.REFUSED: 3,
    Kind.NOT_FOUND: 4,
    Kind.CONFLICT: 5,
    Kind.DAMAGED: 6,
    Kind.TOOL_MISSING: 7,
    Kind.INTERRUPTED: 130,
}
_MARKS = {Severity.ERROR: "✗", Severity.WARNING: "！"}


@dataclass(slots=True)
class Console:
    """Prints for a person, or one JSON value when ``json`` is set."""

    json: bool = False

    def show(self, value: object, lines: Iterable[str]) -> None:
        """Print the JSON value, or the lines for people."""
        if self.json:
            print_json(value)
        else:
            for line in lines:
                sys.stdout.write(line + "\n")

    def beside(self, *texts: str) -> None:
        """What a person should know beside a JSON value, on stderr; ``show`` tells it otherwise."""
        if self.json:
            for text in filter(None, texts):
                sys.stderr.write(text + "\n")

    def warn(self, findings: Iterable[Finding]) -> None:
        """Findings beside an answer, on stderr."""
        for line in finding_lines(findings):
            sys.stderr.write(line + "\n")

    def fail(self, error: JiangdangError) -> int:
        """Say what stopped the act; return the exit code."""
        code = EXIT_CODES[error.kind]
        return self.refuse(error.code, error.kind, error.message, error.findings, code)

    def refuse(
        self, code: str, kind: Kind, text: str, findings: Sequence[Finding], exit_code: int
    ) -> int:
        """Print an error with its findings; return the exit code."""
        if self.json:
            shown = [found.as_json() for found in findings]
            error = {"code": code, "kind": kind.value, "message": text, "findings": shown}
            print_json({"error": error})
        for line in (f"[{code}] {text}", *finding_lines(findings)):
            sys.stderr.write(line + "\n")
        return exit_code

    def complain(self, target: str, error: JiangdangError) -> None:
        """What stopped one target of many, on stderr."""
        for line in (f"✗ {target}：[{error.code}] {error.message}", *finding_lines(error.findings)):
            sys.stderr.write(line + "\n")

    def say(self, text: str) -> None:
        """Progress on a terminal; silence when piped."""
        if sys.stderr.isatty():
            sys.stderr.write(text + "\n")


def print_json(value: object) -> None:
    """One JSON value on stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def finding_lines(findings: Iterable[Finding]) -> list[str]:
    """Findings as people read them, errors and warnings marked."""
    return [
        "  ".join(
            part
            for part in (
                f"{_MARKS[found.severity]} [{found.code}]",
                f"（{found.clause}）" if found.clause else "",
                str(found.place),
                found.message,
            )
            if part
        )
        for found in findings
    ]


def table(heads: Sequence[str], rows: Iterable[Sequence[object]], empty: str) -> list[str]:
    """Rows in aligned columns under their heads, or one sentence when there are none."""
    body = [[str(cell) for cell in row] for row in rows]
    if not body:
        return [empty]
    widths = [max(width(row[i]) for row in (list(heads), *body)) for i in range(len(heads))]
    return [
        "  ".join(cell + " " * (widths[i] - width(cell)) for i, cell in enumerate(row)).rstrip()
        for row in (list(heads), *body)
    ]
