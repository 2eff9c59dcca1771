"""A question as people ask it, checked and read into a settled tree for whoever asks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from acts.audit.rights import may_see_numbers
from acts.overviews.years import year_of
from acts.search.own_kinds import OWN_KINDS
from cases.errors import JiangdangError, Kind
from cases.lifecycle.steps import STEPS, find_step
from cases.words import message
from doc_templates.catalogue import load_catalogue
from index.engines.engine import Scope, Sort
from index.queries.expanding import settle
from index.queries.faults import is_half
from index.queries.fields import Vocabulary
from index.queries.parsing import narrowed, parse_query
from index.queries.tree import And, Every, FieldName
from index.store.viewing import StoreView
from index.text.folding import fold_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from acts.bureau import Bureau
    from index.queries.expanding import Settled
    from index.queries.tree import Node
    from index.store.documents import DocumentStore

DATE_FROM, DATE_TO = "date_from", "date_to"
FILTERS = {
    "programme": "项目类别",
    "step": "环节",
    "year": "年度",
    "unit": "单位",
    "leader": "带头人",
    "department": "主管委办局",
    "kind": "文书",
    "number": "文号",
    DATE_FROM: "日期不早于",
    DATE_TO: "日期不晚于",
}
_SORTS = {str(sort): sort for sort in Sort} | {
    "相关度": Sort.RELEVANCE,
    "日期": Sort.DATE,
    "金额": Sort.AMOUNT,
}
_CONDITION = re.compile("[:：=＝<>＜＞~～]")  # without one of these no name of ours is meant


class BadSearchDayError(JiangdangError):
    """A bound of the search is no day."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W530"


class UnknownSortError(JiangdangError):
    """Hits are sorted by relevance, by date or by amount."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W531"


class UnknownFilterError(JiangdangError):
    """Nobody knows a programme or kind of that name."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W533"


class BrokenFilterError(JiangdangError):
    """A filter holds half a character."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "I391"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: words, filters by field, how to sort, which page, where to export.

    ``exhaustive`` reads every text instead of asking the engine.
    """

    query: str
    named: Mapping[str, str] = field(default_factory=dict)
    sort: str = "relevance"
    limit: int = 20
    page: int = 1
    export: Path | None = None
    exhaustive: bool = False

    @property
    def filters(self) -> dict[str, str]:
        """The filters that say something."""
        return {name: value.strip() for name, value in self.named.items() if value.strip()}

    @property
    def conditions(self) -> str:
        """The filters as people read them."""
        return "；".join(f"{FILTERS[name]}={value}" for name, value in self.filters.items())


def scope_of(bureau: Bureau) -> Scope:
    """What the acting person may find: rights go before everything that is counted."""
    person = bureau.person
    allowed = person.departments if person else None
    departments = None if allowed is None else frozenset(map(fold_text, allowed))
    return Scope(may_see_numbers(bureau), departments)


def limits_of(bureau: Bureau) -> tuple[str, ...]:
    """One sentence on whose cases alone are searched for the acting person, if not on all."""
    allowed = bureau.person.departments if bureau.person else None
    if allowed is None:
        return ()
    return (message("I333", {"departments": "、".join(sorted(allowed)) or "（无）"}),)


def sort_of(asked: Question) -> Sort:
    """The order asked for."""
    if asked.sort not in _SORTS:
        raise UnknownSortError(text=asked.sort)
    return _SORTS[asked.sort]


def read_question(bureau: Bureau, asked: Question) -> Node:
    """The question as a tree, words and filters; raises EmptyQueryError where nothing is asked."""
    tree: Node = Every()
    if asked.query.strip() or not any(value.strip() for value in asked.named.values()):
        known = vocabulary_of(bureau) if _CONDITION.search(asked.query) else Vocabulary()
        tree = parse_query(asked.query, bureau.now.date(), known)
    return filtered(bureau, asked, tree)


def filtered(bureau: Bureau, asked: Question, tree: Node) -> Node:
    """A tree narrowed by the filters of the question: known names, real days."""
    named = asked.filters
    broken = [FILTERS[name] for name, value in named.items() if any(map(is_half, value))]
    if broken:
        raise BrokenFilterError(name="、".join(broken))
    days = [_day(named.pop(name)) if name in named else None for name in (DATE_FROM, DATE_TO)]
    number = named.pop(FieldName.NUMBER, "").replace('"', "")
    named |= {"year": year_of(named["year"])} if "year" in named else {}
    if "step" in named:
        named["step"] = find_step(named["step"]).id
    for name, known_of in (("kind", kinds_of), ("programme", _programmes)):
        if name in named:
            named[name] = _known(named[name], known_of(bureau))
    tree = narrowed(tree, {FieldName(name): text for name, text in named.items()}, *days)
    if not number:
        return tree
    numbered = parse_query(f'文号:"{number}"', bureau.now.date())
    return numbered if isinstance(tree, Every) else And((tree, numbered))


def settled(bureau: Bureau, store: DocumentStore, tree: Node) -> Settled:
    """The tree that engines answer, with what else is searched told."""
    view = StoreView(store, scope_of(bureau))
    return settle(tree, view, bureau.settings.search.synonyms)


def vocabulary_of(bureau: Bureau) -> Vocabulary:
    """What Chinese names of steps, kinds and programmes mean in this workspace."""
    steps = {name: step.id for step in STEPS for name in (step.id, step.label)}
    return Vocabulary(steps=steps, kinds=kinds_of(bureau), programmes=_programmes(bureau))


def kinds_of(bureau: Bureau) -> dict[str, str]:
    """Every name of a kind with its id."""
    kinds = load_catalogue(bureau.workspace.templates).values()
    named = {name: kind.id for kind in kinds for name in (kind.id, kind.label)}
    return named | {name: own for own, label in OWN_KINDS.items() for name in (own, label)}


def labels_of(bureau: Bureau) -> dict[str, str]:
    """Chinese labels of kinds and steps by id."""
    kinds = load_catalogue(bureau.workspace.templates).values()
    steps = {step.id: step.label for step in STEPS}
    return {**steps, **{kind.id: kind.label for kind in kinds}, **OWN_KINDS}


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise BadSearchDayError(text=text) from error


def _known(name: str, known: Mapping[str, str]) -> str:
    """The stored form of an id or Chinese label."""
    if name not in known:
        raise UnknownFilterError(text=name, known="、".join(known))
    return known[name]


def _programmes(bureau: Bureau) -> dict[str, str]:
    """Every name of a programme with its label."""
    from cases.policy.library import shipped_policies

    policies = [*shipped_policies().values(), bureau.policy(bureau.settings.policy)]
    return {
        name: each.label
        for policy in policies
        for each in policy.programmes.values()
        for name in (each.label, each.id, each.code)
    }
