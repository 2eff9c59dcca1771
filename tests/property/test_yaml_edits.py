"""Whatever the layout of a file, an edit keeps every other value and every comment."""

from __future__ import annotations

import copy
import itertools
import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cases.yamlnodes import compose, plain
from cases.yamltext import Append, Put, changed, dump
from cases.yamlwriting import flow, scalar

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
KEYS = st.sampled_from(["单位", "名称", "a", "b c", "x: y", "1", "no", "#"])
DATA = st.recursive(
    TEXTS,
    lambda inner: st.dictionaries(KEYS, inner, max_size=3) | st.lists(inner, max_size=3),
    max_leaves=12,
)
ROOTS = st.dictionaries(KEYS, DATA, min_size=1, max_size=4)
EDIT_VALUES = st.recursive(
    TEXTS, lambda inner: st.dictionaries(KEYS, inner) | st.lists(inner), max_leaves=4
)


class Layout:
    """Lays data out with drawn styles and a numbered comment wherever one may stand."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw
        self.numbers = itertools.count()

    def comment(self) -> str:
        return f" #注{next(self.numbers)}." if self.draw(st.booleans()) else ""

    def lines(self, data: Any, indent: int) -> list[str]:
        pad = " " * indent
        found = []
        pairs = data.items() if isinstance(data, dict) else [(None, each) for each in data]
        for key, value in pairs:
            head = pad + ("-" if key is None else scalar(key) + ":")
            found += self.part(head, value, indent)
            if self.draw(st.booleans()):
                found.append(pad + self.comment().strip())
        return found

    def part(self, head: str, value: Any, indent: int) -> list[str]:
        if isinstance(value, str) and not value and self.draw(st.booleans()):
            return [head + self.comment()]
        if not isinstance(value, dict | list) or not value or self.draw(st.booleans()):
            return [f"{head} {flow(value)}{self.comment()}"]
        deeper = self.draw(st.sampled_from([1, 2, 4]))
        return [head + self.comment(), *self.lines(value, indent + deeper)]


def spots(data: Any) -> list[tuple[str | int, ...]]:
    """Every path into the data."""
    pairs = data.items() if isinstance(data, dict) else enumerate(data)
    found: list[tuple[str | int, ...]] = []
    for key, value in pairs if isinstance(data, dict | list) else []:
        found += [(key,), *((key, *rest) for rest in spots(value))]
    return found


def at(data: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        data = data[step]
    return data


def comments_of(text: str) -> set[str]:
    return set(re.findall(r" ?#注[0-9]+\.", text))


@given(ROOTS)
def test_what_is_dumped_reads_back(data: dict[str, Any]) -> None:
    assert plain(compose(dump(data), "")) == data


@given(st.data())
def test_a_new_key_or_item_keeps_every_value_and_comment(drawn: st.DataObject) -> None:
    data = drawn.draw(ROOTS)
    text = "\n".join(Layout(drawn.draw).lines(data, 0)) + drawn.draw(st.sampled_from(["", "\n"]))
    value = drawn.draw(EDIT_VALUES)
    wanted = copy.deepcopy(data)
    path = drawn.draw(st.sampled_from([(), *spots(data)]))
    target = at(wanted, path)
    if isinstance(target, list):
        target.append(value)
        edited = changed(text, [Append(path, value)])
    elif isinstance(target, dict):
        target["新键"] = value
        edited = changed(text, [Put((*path, "新键"), value)])
    else:
        at(wanted, path[:-1])[path[-1]] = value
        edited = changed(text, [Put(path, value)])
    assert plain(compose(edited, "")) == wanted
    assert comments_of(edited) == comments_of(text)


@given(st.data())
def test_replacing_any_value_keeps_all_others(drawn: st.DataObject) -> None:
    data = drawn.draw(ROOTS)
    text = "\n".join(Layout(drawn.draw).lines(data, 0)) + "\n"
    path = drawn.draw(st.sampled_from(spots(data)))
    value = drawn.draw(EDIT_VALUES)
    wanted = copy.deepcopy(data)
    at(wanted, path[:-1])[path[-1]] = value
    assert plain(compose(changed(text, [Put(path, value)]), "")) == wanted


@given(ROOTS, st.data())
def test_putting_the_value_that_stands_there_changes_nothing_else(
    data: dict[str, Any], drawn: st.DataObject
) -> None:
    path = drawn.draw(st.sampled_from(spots(data)))
    text = dump(data)
    assert plain(compose(changed(text, [Put(path, at(data, path))]), "")) == data
