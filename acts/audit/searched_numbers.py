"""Whether a personal number was searched, told from the log by whoever holds its key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from acts.audit.rights import may_see_numbers
from acts.audit.search_key import key_file, keyed_digest, search_key
from acts.audit.search_log import NUMBER_DIGESTS
from acts.auditing import log_entries
from acts.search.delicate_queries import digits_in
from cases.errors import JiangdangError, Kind
from cases.settings import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from acts.bureau import Bureau


class NoSearchKeyError(JiangdangError):
    """Without the key nobody can tell whether a number was searched."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "W900"


class NoDigitsError(JiangdangError):
    """What is looked up in the search log is a number; none was given."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W901"


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
        "searches": [_search_told(bureau, row) for row in rows if wanted in _digests_of(row)],
        "unknown": sum(not _digests_of(row)[0].startswith(ours) for row in rows),
    }


def _search_told(bureau: Bureau, row: Mapping[str, Any]) -> dict[str, Any]:
    """When and by whom; how much was found only to who may look for such numbers themselves."""
    told = {name: row[name] for name in ("seq", "ts", "actor")}
    return told | ({"hits": row["facts"].get("命中")} if may_see_numbers(bureau) else {})


def _digests_of(row: Mapping[str, Any]) -> list[str]:
    """The digests of numbers that a line of the log keeps."""
    facts = row["facts"] if isinstance(row["facts"], dict) else {}
    held = facts.get(NUMBER_DIGESTS, [])
    return [str(each) for each in held] if isinstance(held, list) else [str(held)]
