"""The search log: who asked what, how much was found, and what was shown of personal numbers."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

from acts.auditing import log_entries
from acts.delicate_queries import digits_in, is_delicate, without_digits
from acts.search_key import key_file, keyed_digest, search_key
from cases.errors import JiangdangError, Kind
from cases.settings import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from acts.bureau import Bureau
    from acts.questions import Question
    from cases.journal.act import Act
    from index.queries.tree import Node

_DIGESTS = "号码摘要"


class NoSearchKeyError(JiangdangError):
    """Without the key nobody can tell whether a number was searched."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "W900"


class NoDigitsError(JiangdangError):
    """What is looked up in the search log is a number; none was given."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W901"


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
        key = search_key(bureau.workspace)
        numbers = digits_in(f"{text}\n{conditions}")
        facts[_DIGESTS] = [keyed_digest(key, each) for each in numbers] if key else "密钥不可读"
        text, conditions = without_digits(text), without_digits(conditions)
    facts |= {"检索词": text}
    facts |= {"条件": conditions} if conditions else {}
    return facts | ({"方式": "逐字检索"} if asked.exhaustive else {})


def shown_query(tree: Node, text: str) -> str:
    """A query as reports and lists may print it."""
    return without_digits(text) if is_delicate(tree, text) else text


def searches_for(bureau: Bureau, number: str) -> dict[str, Any]:
    """The searches of the log that were after a number: when, by whom, how much was found.

    ``unknown`` counts the searches whose digests were made with another key.
    """
    bureau.acting(Role.AUDITOR)
    digits = digits_in(number)
    if len(digits) != 1:
        raise NoDigitsError
    rows = [row for row in log_entries(bureau.workspace) if _digests_of(row)]
    key = search_key(bureau.workspace) if key_file(bureau.workspace).is_file() else b""
    if rows and not key:
        raise NoSearchKeyError(path=key_file(bureau.workspace))
    wanted = keyed_digest(key, digits[0])
    ours = wanted.rpartition(":")[0]
    return {
        "searches": [_search_told(row) for row in rows if wanted in _digests_of(row)],
        "unknown": sum(not _digests_of(row)[0].startswith(ours) for row in rows),
    }


def _search_told(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("seq", "ts", "actor")} | {"hits": row["facts"].get("命中")}


def _digests_of(row: Mapping[str, Any]) -> list[str]:
    """The digests of numbers that a line of the log keeps."""
    facts = row["facts"] if isinstance(row["facts"], dict) else {}
    held = facts.get(_DIGESTS, [])
    return [str(each) for each in held] if isinstance(held, list) else [str(held)]
