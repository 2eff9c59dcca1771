"""The filters that every searching command takes: one table, added to each command."""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

_FILTERS = {
    "programme": ("--programme", "项目类别"),
    "step": ("--step", "环节"),
    "year": ("--year", "年度"),
    "unit": ("--unit", "单位（可写一部分）"),
    "leader": ("--leader", "带头人"),
    "department": ("--department", "主管委办局（可写一部分）"),
    "kind": ("--kind", "文书种类"),
    "number": ("--number", "文号"),
    "date_from": ("--from", "日期不早于"),
    "date_to": ("--to", "日期不晚于"),
}
TOOK = {name: option for name, (option, _) in _FILTERS.items()}


def filtered(command: Callable[..., None]) -> Callable[..., None]:
    """A command that takes the filters too and is given them as ``named``."""
    hints = get_type_hints(command, include_extras=True)
    own = [each for each in inspect.signature(command).parameters.values() if each.name != "named"]
    added = {
        name: Annotated[str, typer.Option(option, help=text)]
        for name, (option, text) in _FILTERS.items()
    }
    keyword = inspect.Parameter.KEYWORD_ONLY
    more = [
        inspect.Parameter(name, keyword, default="", annotation=kind)
        for name, kind in added.items()
    ]
    whole = [each.replace(annotation=hints[each.name]) for each in own]

    @functools.wraps(command)
    def run(**given: Any) -> None:
        command(named={name: given.pop(name) for name in _FILTERS}, **given)

    known: Any = run
    known.__signature__ = inspect.Signature([*whole, *more])
    known.__annotations__ = {each.name: each.annotation for each in (*whole, *more)}
    return run
