"""Writing documents: portions of bounded size, every item's answer looked at, tried again."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index.engines.engine import DamagedIndexError
from index.engines.opensearch.answers import Told
from index.engines.opensearch.cluster import plain
from index.engines.opensearch.mapping import document
from index.engines.opensearch.troubles import (
    ClusterRefusedError,
    ClusterSilentError,
    DocumentNotTakenError,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from index.engines.opensearch.cluster import Answer, Cluster
    from index.records import Entry

MOST_BYTES = 4 * 1024 * 1024  # in one request, unless a single document is larger
MOST_LINES = 2_000
LARGEST = 95 * 1024 * 1024  # the family takes 100 MB in one request
_SURROGATES = {sign: sign - 0xD800 + 0x10F800 for sign in range(0xD800, 0xE000)}
_AGAIN = frozenset({429, 500, 502, 503, 504})
_LONGEST_PAUSE = 5.0


@dataclass(frozen=True, slots=True)
class Line:
    """One document on its way in or out; doing it twice is doing it once."""

    name: str  # the path, for people; the id, for what goes
    sent: bytes
    goes: bool


def encoded(told: Any) -> bytes:
    """JSON as it is sent; halves of broken characters become signs that nobody uses."""
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return text.translate(_SURROGATES).encode("utf-8")


def lines(entries: Iterable[Entry], gone: Collection[int]) -> Iterator[Line]:
    """What a put sends: first what goes, then what comes."""
    for id_ in sorted(gone):
        yield Line(str(id_), encoded({"delete": {"_id": str(id_)}}) + b"\n", goes=True)
    for entry in entries:
        action = encoded({"index": {"_id": str(entry.id)}})
        sent = b"%s\n%s\n" % (action, encoded(document(entry)))
        if len(sent) > LARGEST:
            raise DocumentNotTakenError(path=entry.path, reason=f"文字超过 {LARGEST} 字节")
        yield Line(entry.path, sent, goes=False)


def portions(every: Iterable[Line]) -> Iterator[list[Line]]:
    """Lines in requests of bounded size."""
    portion: list[Line] = []
    size = 0
    for line in every:
        if portion and (size + len(line.sent) > MOST_BYTES or len(portion) >= MOST_LINES):
            yield portion
            portion, size = [], 0
        portion.append(line)
        size += len(line.sent)
    if portion:
        yield portion


class Writer:
    """Documents into one index, until each is acknowledged or the patience is over."""

    def __init__(self, cluster: Cluster, index: str, alias: str, patience: float) -> None:
        """Name the index; it is written by its alias, so that it is never made by accident."""
        self._cluster, self._index, self._patience = cluster, index, patience
        self._path = f"/{alias}/_bulk?require_alias=true&timeout=10s&filter_path={_KEPT}"

    def write(self, every: Iterable[Line]) -> None:
        """Send everything; returns when all of it is acknowledged."""
        for portion in portions(every):
            self._send(portion)

    def refresh(self) -> None:
        """Make everything acknowledged findable, on every copy."""
        until = time.monotonic() + self._patience
        pause = 0.2
        while not self._refreshed(until):
            if time.monotonic() + pause > until:
                raise ClusterSilentError(reasons="没有全部刷新")
            time.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _refreshed(self, until: float) -> bool:
        left = max(0.0, until - time.monotonic())
        answer = self._cluster.ask("POST", f"/{self._index}/_refresh", again=left)
        if answer.status != 200:
            raise refusal(answer)
        return Told(answer, answer.told).part("_shards").number("failed") == 0

    def _send(self, portion: list[Line]) -> None:
        """One portion; what was not acknowledged is sent again, with growing pauses."""
        until = time.monotonic() + self._patience
        pause = 0.2
        while portion:
            left = max(0.0, until - time.monotonic())
            body = b"".join(line.sent for line in portion)
            answer = self._cluster.ask("POST", self._path, body, again=left)
            if answer.status != 200:
                raise refusal(answer)
            portion, reason = _unfinished(answer, portion)
            if portion and time.monotonic() + pause > until:
                raise ClusterSilentError(reasons=f"{len(portion)} 件没有收下（{reason}）")
            if portion:
                time.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)


_KEPT = "items.*.status,items.*.error.type,items.*.error.reason,error.type"


def _unfinished(answer: Answer, portion: list[Line]) -> tuple[list[Line], str]:
    """The lines to send again, and why; raises where the cluster will never take one."""
    items = Told(answer, answer.told).rows("items")
    if len(items) != len(portion):
        raise Told(answer, {}).odd("items")
    left: list[Line] = []
    why = ""
    for line, item in zip(portion, items, strict=True):
        told = item.part("delete" if line.goes else "index")
        status = told.number("status")
        if status in _AGAIN:
            left.append(line)
            why = f"HTTP {status}"
        elif not _done(status, told, line):
            raise _not_taken(told, line)
    return left, why


def _done(status: int, told: Told, line: Line) -> bool:
    """Whether the cluster has done what the line asks; what is not there has gone."""
    return 200 <= status < 300 or (line.goes and status == 404 and "error" not in told.told)


def _not_taken(told: Told, line: Line) -> DocumentNotTakenError | DamagedIndexError:
    error = told.told.get("error")
    named = error if isinstance(error, dict) else {}
    if named.get("type") == "index_not_found_exception":
        return DamagedIndexError(reason="集群里没有这个索引")
    reason = plain(f"{named.get('type')}：{named.get('reason')}")
    return DocumentNotTakenError(path=line.name, reason=reason)


def refusal(answer: Answer) -> ClusterRefusedError | DamagedIndexError:
    """The error for a request that the cluster will not do."""
    if answer.status == 404:
        return DamagedIndexError(reason="集群里没有这个索引")
    return ClusterRefusedError(address=answer.address, reason=answer.reason())
