"""Showing a case or batch with its Chinese keys, and checking it against its policy."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from acts.world import read_world
from cases.casefile import read_case, read_target
from cases.lifecycle.checking import check_case
from cases.masking import masked_data
from cases.schema.shipped import SchemaName, schema_text
from cases.settings import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from acts.bureau import Bureau
    from cases.findings import Finding

# Who works on a case sees it whole; an auditor or a stranger sees personal numbers masked.
_SEE_ALL = (Role.CLERK, Role.REVIEWER, Role.ISSUER, Role.ARCHIVIST, Role.ADMINISTRATOR)


def may_see_numbers(bureau: Bureau) -> bool:
    """Whether the acting person's work needs ID numbers, phones and accounts in full."""
    person = bureau.person
    return person is not None and any(person.has(role) for role in _SEE_ALL)


def show_target(bureau: Bureau, target: str) -> dict[str, Any]:
    """A case or batch as plain data under its Chinese keys."""
    found = read_target(bureau.workspace, target)
    shown: Any = plain_data(found.data) if may_see_numbers(bureau) else masked_data(found.data)
    return dict(shown)


def plain_data(value: Any) -> Any:
    """Typed data as JSON holds it: amounts and days as text, ID numbers in full."""
    if isinstance(value, dict):
        return {str(key): plain_data(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain_data(each) for each in value]
    if value is None or isinstance(value, bool | int):
        return value
    return str(value)


def lines_of(shown: Mapping[str, Any]) -> list[str]:
    """Nested data as indented lines for people."""
    return list(_lines(shown, ""))


def _lines(value: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, held in value.items():
        if isinstance(held, dict) and held:
            yield f"{indent}{key}："
            yield from _lines(held, indent + "  ")
        elif isinstance(held, list) and any(isinstance(each, dict) for each in held):
            yield f"{indent}{key}："
            yield from _rows(held, indent + "  ")
        else:
            yield f"{indent}{key}：{_word(held)}"


def _rows(rows: list[Any], indent: str) -> Iterator[str]:
    """The rows of a list, numbered from 1."""
    for number, row in enumerate(rows, start=1):
        if isinstance(row, dict):
            yield f"{indent}{number}."
            yield from _lines(row, indent + "   ")
        else:
            yield f"{indent}{number}. {_word(row)}"


def _word(value: Any) -> str:
    """A leaf as people read it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(_word(each) for each in value)
    return "" if value in (None, {}) else str(value)


def check_target(bureau: Bureau, case_id: str) -> tuple[Finding, ...]:
    """What the policy and the form have to say about a case."""
    case = read_case(bureau.workspace, case_id)
    return check_case(read_world(bureau, case.batch), case)


def case_schema() -> dict[str, Any]:
    """The JSON Schema of case files."""
    return dict(json.loads(schema_text(SchemaName.CASE)))
