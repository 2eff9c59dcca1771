"""The search log: who asked what, how much was found, and what was shown of personal numbers."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from acts.search.delicate_queries import digits_in, is_delicate, without_digits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from acts.bureau import Bureau
    from acts.search.questions import Question
    from cases.journal.act import Act
    from index.queries.tree import Node

NUMBER_DIGESTS = "号码摘要"


def log_search(bureau: Bureau, asked: Question, tree: Node, more: Mapping[str, object]) -> None:
    """Keep who asked what and what came of it, nothing found included.

    Of personal numbers only keyed digests are kept. A person the settings do not know leaves
    no line.
    """
    if bureau.person is not None:
        with logged_search(bureau, asked, tree, more):
            pass


@contextmanager
def logged_search(
    bureau: Bureau, asked: Question, tree: Node, more: Mapping[str, object]
) -> Iterator[Act]:
    """The act that keeps a search, for what is to be written along with its line."""
    facts = {**asked_facts(bureau, asked, tree), **more}
    own = f"检索 {bureau.now.isoformat()} {os.getpid()}"
    with bureau.journal.act("search", bureau.acting().name, own) as act:
        act.enter("search", "检索", facts)
        yield act


def asked_facts(bureau: Bureau, asked: Question, tree: Node) -> dict[str, object]:
    """The question as the log may keep it."""
    text, conditions = asked.query.strip(), asked.conditions
    facts: dict[str, object] = {}
    if is_delicate(tree, f"{text}\n{conditions}"):
        from acts.audit.search_key import keyed_digest, search_key

        key = search_key(bureau.workspace)
        numbers = digits_in(f"{text}\n{conditions}")
        facts[NUMBER_DIGESTS] = (
            [keyed_digest(key, each) for each in numbers] if key else "密钥不可读"
        )
        text, conditions = without_digits(text), without_digits(conditions)
    facts |= {"检索词": text}
    facts |= {"条件": conditions} if conditions else {}
    return facts | ({"方式": "逐字检索"} if asked.exhaustive else {})


def shown_query(tree: Node, text: str) -> str:
    """A query as reports and lists may print it."""
    return without_digits(text) if is_delicate(tree, text) else text
