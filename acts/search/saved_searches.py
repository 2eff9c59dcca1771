"""Saved searches: a question kept by name, asked again, and what is otherwise than last time."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from acts.search.answers import CHANGED, NEW, Changes
from acts.search.delicate_queries import is_delicate
from acts.search.questions import FILTERS, Question, read_question, sort_of
from cases.digest import digest_of
from cases.errors import JiangdangError, Kind
from cases.typedfile import read_text
from cases.yamlnodes import read_plain
from cases.yamlwriting import dump

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from acts.bureau import Bureau
    from acts.search.searching import Ready
    from cases.journal.act import Act

_LAST = "上次"
_NAME = re.compile(r"[\w（）·—-]{1,40}")
_KEYS = ("检索词", "排序", "保存人", "保存时间")


class BadSearchNameError(JiangdangError):
    """A saved search is named by letters, 汉字, digits and hyphens."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W905"


class SearchNotKnownError(JiangdangError):
    """Nobody saved a search of that name."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "W906"


class SearchTakenError(JiangdangError):
    """Somebody else saved another search under that name."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "W907"


class DelicateSearchError(JiangdangError):
    """Personal numbers are not kept in saved searches."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W908"


class BadSavedSearchError(JiangdangError):
    """The file of a saved search does not say what is asked."""

    kind: ClassVar[Kind] = Kind.DAMAGED
    code: ClassVar[str] = "W909"


@dataclass(frozen=True, slots=True)
class Saved:
    """A question kept by name; ``by`` and ``at`` say who kept it and when."""

    name: str
    query: str
    named: Mapping[str, str]
    sort: str
    by: str
    at: str

    def question(self, like: Question) -> Question:
        """The question, paged and exported as another one."""
        return replace(like, query=self.query, named=self.named, sort=self.sort)

    def as_json(self) -> dict[str, object]:
        """As ``search --saved-list --json`` shows it."""
        conditions = Question(self.query, self.named).conditions
        return {
            "name": self.name,
            "query": self.query,
            "conditions": conditions,
            "sort": self.sort,
            "by": self.by,
            "at": self.at,
        }


def new_saved(bureau: Bureau, name: str, asked: Question) -> Saved:
    """A question to be kept: named well, readable, without personal numbers."""
    person = bureau.acting()
    name = checked_name(name)
    sort_of(asked)
    tree = read_question(bureau, asked)
    if is_delicate(tree, f"{asked.query}\n{asked.conditions}"):
        raise DelicateSearchError
    at = bureau.now.isoformat(timespec="seconds")
    saved = Saved(name, asked.query.strip(), asked.filters, asked.sort, person.name, at)
    if _file(bureau, name).is_file():
        held = read_saved(bureau, name)
        same = replace(saved, by=held.by, at=held.at) == held
        if held.by != saved.by and not same:
            raise SearchTakenError(name=name, by=held.by)
        return held if same else saved
    return saved


def checked_name(name: str) -> str:
    """The name of a saved search, as it names its file."""
    name = unicodedata.normalize("NFC", name.strip())
    if not _NAME.fullmatch(name) or name.startswith("-"):
        raise BadSearchNameError(name=name)
    return name


def read_saved(bureau: Bureau, name: str) -> Saved:
    """A saved search by its name."""
    name = checked_name(name)
    file = _file(bureau, name)
    if not file.is_file():
        raise SearchNotKnownError(name=name)
    relative = bureau.workspace.relative(file)
    told = read_plain(read_text(file), relative)
    labels = {label: key for key, label in FILTERS.items()}
    held = told.get("条件") or {}
    conditions = held if isinstance(held, dict) else {"": held}
    texts = [told.get(key, "") for key in _KEYS]
    every = [*texts, *conditions.values()]
    if not set(conditions) <= set(labels) or not all(isinstance(each, str) for each in every):
        raise BadSavedSearchError(path=relative)
    named = {labels[label]: str(text) for label, text in conditions.items()}
    query, sort, by, at = map(str, texts)
    return Saved(name, query, named, sort or "relevance", by, at)


def list_saved(bureau: Bureau) -> list[Saved]:
    """Every saved search, by name; names of files that no search could have are passed over."""
    names = sorted(file.stem for file in bureau.workspace.searches.glob("*.yaml"))
    return [read_saved(bureau, name) for name in names if _NAME.fullmatch(name)]


def changes_since(bureau: Bureau, name: str, found: Mapping[str, str]) -> Changes:
    """What is found otherwise than the person last found it."""
    since, last = _last(bureau, name)
    if not since:
        return Changes("")
    marks = {
        path: CHANGED if path in last else NEW
        for path, digest in found.items()
        if last.get(path) != digest
    }
    return Changes(since, marks, tuple(path for path in last if path not in found))


def found_now(ready: Ready) -> dict[str, str]:
    """Path and digest of every hit, in order."""
    store = ready.generation.store
    ids = [id_ for id_, _ in ready.everything().hits]
    paths = [key[2] for key in store.order_keys(ids).values()]
    digests = store.signatures()
    return {path: _short(digests.get(path, "")) for path in sorted(paths)}


def keep(bureau: Bureau, act: Act, saved: Saved, found: Mapping[str, str]) -> None:
    """Keep the question by its name, and what it finds now for the acting person."""
    conditions = {FILTERS[key]: text for key, text in saved.named.items()}
    told: dict[str, Any] = {"检索词": saved.query, "排序": saved.sort, "条件": conditions}
    told |= {"保存人": saved.by, "保存时间": saved.at}
    _put(bureau, act, _file(bureau, saved.name), dump(told).encode())
    remember(bureau, act, saved.name, found)


def remember(bureau: Bureau, act: Act, name: str, found: Mapping[str, str]) -> None:
    """Keep what a saved search finds now, for the next time."""
    at = bureau.now.isoformat(timespec="seconds")
    lines = [json.dumps(each, ensure_ascii=False) for each in ({"时间": at}, *found.items())]
    _put(bureau, act, _last_file(bureau, name), ("\n".join(lines) + "\n").encode())


def _put(bureau: Bureau, act: Act, file: Path, content: bytes) -> None:
    """Write a file as part of an act, if it says something else."""
    held = file.read_bytes() if file.is_file() else None
    if held != content:
        before = None if held is None else digest_of(held)
        act.write(bureau.workspace.relative(file), content, before)


def _last(bureau: Bureau, name: str) -> tuple[str, dict[str, str]]:
    """When the person last asked, and what was found; nothing where that cannot be read."""
    try:
        since, *found = _lines(_last_file(bureau, name))
        return str(since["时间"]), {str(path): str(digest) for path, digest in found}
    except (OSError, ValueError, TypeError, KeyError):
        return "", {}


def _lines(file: Path) -> Iterator[Any]:
    with file.open(encoding="utf-8") as stream:
        yield from map(json.loads, stream)


def _file(bureau: Bureau, name: str) -> Path:
    return bureau.workspace.searches / f"{name}.yaml"


def _last_file(bureau: Bureau, name: str) -> Path:
    """Where it is kept what a person found last: rights differ, so each has their own."""
    who = bureau.person.name if bureau.person else ""
    person = hashlib.sha256(who.encode()).hexdigest()[:16]
    return bureau.workspace.searches / _LAST / name / f"{person}.jsonl"


def _short(digest: str) -> str:
    return digest.removeprefix("sha256:")[:16]
