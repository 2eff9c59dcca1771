"""Questions kept by name, and asked again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from acts.audit.search_log import logged_search
from acts.search.saved_searches import (
    changes_since,
    found_now,
    keep,
    new_saved,
    read_saved,
    remember,
)
from acts.search.searching import answered

if TYPE_CHECKING:
    from acts.bureau import Bureau
    from acts.search.answers import Answer
    from acts.search.questions import Question


def save_search(bureau: Bureau, asked: Question, name: str) -> Answer:
    """Answer a question, and keep it by name with what it finds now."""
    saved = new_saved(bureau, name, asked)
    answer, ready, facts = answered(bureau, asked)
    facts["存为"] = saved.name
    with logged_search(bureau, asked, ready.read, facts) as act:
        keep(bureau, act, saved, found_now(ready))
    return replace(answer, saved=saved.name)


def search_saved(bureau: Bureau, name: str, like: Question) -> Answer:
    """Ask a saved question again and tell what is otherwise than the last time.

    ``like`` says which page, and where to export. What was found is kept for the next time,
    for each person apart; for whom the settings do not know nothing is kept.
    """
    saved = read_saved(bureau, name)
    asked = saved.question(like)
    answer, ready, facts = answered(bureau, asked)
    found = found_now(ready)
    answer = replace(answer, saved=saved.name, changes=changes_since(bureau, saved.name, found))
    if bureau.person is not None:
        with logged_search(bureau, asked, ready.read, {**facts, "用": saved.name}) as act:
            remember(bureau, act, saved.name, found)
    return answer
