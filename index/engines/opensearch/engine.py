"""The engine for a city: an index of its own on a cluster for every generation.

The folder of a generation keeps the name of its index on the cluster, which nobody else
can have chosen; the alias that the settings name always points at the one in use.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from typing import TYPE_CHECKING

from cases.saving import write_durably
from index.engines.engine import FACETS, DamagedIndexError, Found, NoIndexError
from index.engines.opensearch.addresses import parse_addresses, parse_index
from index.engines.opensearch.answers import Told
from index.engines.opensearch.cluster import Cluster, Login, Patience
from index.engines.opensearch.health import ClusterStatus, Colour
from index.engines.opensearch.mapping import FORM, creation
from index.engines.opensearch.reading import Reader
from index.engines.opensearch.troubles import BadClusterSettingError, ClusterSilentError
from index.engines.opensearch.writing import Writer, encoded, lines, refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from index.engines.engine import Asked
    from index.engines.registry import EngineSettings
    from index.records import Entry

PASSWORD = "JIANGDANG_SEARCH_PASSWORD"  # noqa: S105 (the name of a variable)
NOTE = "集群索引.json"
SHARDS, REPLICAS = 3, 1
WRITING_PATIENCE = 120.0
_OURS = re.compile(r"[a-z0-9][a-z0-9_-]{0,140}-[0-9a-f]{12}")


class OpenSearchEngine:
    """One generation's index on OpenSearch, Elasticsearch or Easysearch."""

    name = "opensearch"

    def __init__(
        self,
        cluster: Cluster,
        alias: str,
        folder: Path,
        *,
        writing_patience: float = WRITING_PATIENCE,
    ) -> None:
        """Name the cluster, the alias and the generation's folder; nothing is asked yet."""
        self.cluster, self.alias, self.folder = cluster, parse_index(alias), folder
        self._patience = writing_patience
        self._known = ""

    @classmethod
    def of(
        cls, settings: EngineSettings, folder: Path, environ: Mapping[str, str] = os.environ
    ) -> OpenSearchEngine:
        """The engine that the settings ask for; the password comes from the environment."""
        password = environ.get(PASSWORD, "")
        if settings.user and not password:
            raise BadClusterSettingError(
                setting="用户", value=settings.user, reason=f"没有设置环境变量 {PASSWORD}"
            )
        login = Login(settings.user, password, settings.certificate)
        cluster = Cluster(parse_addresses(settings.addresses), login, Patience())
        return cls(cluster, settings.index, folder)

    def put(self, entries: Iterable[Entry], gone: Collection[int] = ()) -> None:
        """Take documents in and let ``gone`` go; findable when this returns, not before.

        What was cut short is put again whole: a document put twice is there once.
        """
        index = self._made()
        writer = Writer(self.cluster, index, _writing(index), self._patience)
        writer.write(lines(entries, gone))
        writer.refresh()
        told = self._asked("GET", f"/{index}/_count")
        if told.part("_shards").number("failed"):
            raise ClusterSilentError(reasons="部分分片没有就位")
        self._note(index, told.number("count"))

    def search(self, asked: Asked) -> Found:
        """Answer; what did not answer of the cluster stands in ``missing``."""
        if not self._index():
            return Found(0, (), {name: {} for name in FACETS} if asked.facets else {})
        return Reader(self.cluster, self._checked()).found(asked)

    def count(self) -> int:
        """How many documents it holds; while parts are away, how many the last put left there.

        That parts are away is for every answer to say: it is no damage to be built anew.
        """
        index, noted = self._noted()
        if not index:
            return 0
        told = self._asked("GET", f"/{index}/_count")
        return noted if told.part("_shards").number("failed") else told.number("count")

    def clear(self) -> None:
        """Forget this generation; other indexes of the cluster are never touched."""
        index = self._index()
        if index:
            answer = self.cluster.ask("DELETE", f"/{index}")
            if answer.status not in (200, 404):
                raise refusal(answer)
        (self.folder / NOTE).unlink(missing_ok=True)
        self._known = ""

    def adopt(self) -> None:
        """Point the alias at this index, away from every other, in one step."""
        index = self._made()
        Writer(self.cluster, index, _writing(index), self._patience).refresh()
        if self._colour(index, wait=True) is Colour.RED:
            raise ClusterSilentError(reasons="新索引的部分分片还没有就位")
        before = self._aliased()
        actions = [{"remove": {"index": each, "alias": self.alias}} for each in before - {index}]
        actions.append({"add": {"index": index, "alias": self.alias}})
        self._asked("POST", "/_aliases", {"actions": actions})

    def status(self) -> ClusterStatus:
        """How the cluster is, and how many documents each index of ours holds."""
        index = self._checked()
        nodes = self._asked("GET", "/_cluster/health").number("number_of_nodes")
        mappings = self._asked("GET", f"/{self.alias}-*/_mapping?filter_path=*.mappings._meta")
        ours = [name for name, told in mappings.items() if _owner(told) == self.alias]
        documents = {
            name: self._asked("GET", f"/{name}/_count").number("count")
            for name in sorted({index, *ours})
        }
        used = self._aliased() | {index}
        left = tuple(name for name in documents if name not in used)
        return ClusterStatus(self._colour(index), nodes, index, documents, left)

    def notes(self, expected: int) -> tuple[str, ...]:
        """Nodes and shards away, a number that is not as expected, indexes left over."""
        return self.status().notes(expected)

    def close(self) -> None:
        """Let go of the connections; the next call opens them anew."""
        self.cluster.close()

    def _index(self) -> str:
        """The name of this generation's index on the cluster; empty before it is made."""
        return self._noted()[0]

    def _noted(self) -> tuple[str, int]:
        """Name and number of documents as the last put noted them."""
        note = self.folder / NOTE
        if not note.is_file():
            return "", 0
        try:
            told = json.loads(note.read_text("utf-8"))
            name, held = told["索引"], told["件数"]
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise DamagedIndexError(reason=NOTE) from error
        if not (isinstance(name, str) and _OURS.fullmatch(name) and isinstance(held, int)):
            raise DamagedIndexError(reason=NOTE)
        return name, held

    def _note(self, index: str, held: int) -> None:
        write_durably(self.folder / NOTE, encoded({"索引": index, "件数": held}))

    def _made(self) -> str:
        """The index, made now if it never was; one that was lost is not made anew in silence."""
        if not self._index():
            index = f"{self.alias}-{self.folder.name}-{secrets.token_hex(6)}".lower()
            body = encoded(creation(self.alias, _writing(index), SHARDS, REPLICAS))
            answer = self.cluster.ask("PUT", f"/{index}", body, again=self._patience)
            if answer.status != 200 and answer.reason() != "400 resource_already_exists_exception":
                raise refusal(answer)
            self.folder.mkdir(parents=True, exist_ok=True)
            self._note(index, 0)
        return self._checked()

    def _checked(self) -> str:
        """The index, looked at once: it is there, ours, and of this form."""
        index = self._index()
        if not index:
            raise NoIndexError
        if self._known != index:
            meta = self._asked_meta(index)
            if meta is None:
                raise DamagedIndexError(reason="集群里没有这个索引")
            if meta.told.get("form") != FORM:
                raise DamagedIndexError(reason="索引的格式不是这一版的")
            self._known = index
        return index

    def _asked_meta(self, index: str) -> Told | None:
        """What was noted when the index was made; None where there is no such index."""
        answer = self.cluster.ask("GET", f"/{index}/_mapping")
        if answer.status == 404:
            return None
        if answer.status != 200:
            raise refusal(answer)
        meta = Told(answer, answer.told).part(index).part("mappings").told.get("_meta")
        return Told(answer, meta if isinstance(meta, dict) else {})

    def _aliased(self) -> set[str]:
        """The indexes that the alias points at."""
        answer = self.cluster.ask("GET", f"/_alias/{self.alias}")
        if answer.status == 404:
            return set()
        if answer.status != 200:
            raise refusal(answer)
        return set(answer.told)

    def _colour(self, index: str, *, wait: bool = False) -> Colour:
        waiting = "?wait_for_status=yellow&timeout=20s" if wait else ""
        answer = self.cluster.ask("GET", f"/_cluster/health/{index}{waiting}")
        told = Told(answer, answer.told)
        try:
            return Colour(told.word("status"))
        except ValueError as error:
            raise told.odd("status") from error

    def _asked(self, method: str, path: str, body: object = None) -> Told:
        """The answer to a request that the cluster must do."""
        answer = self.cluster.ask(method, path, None if body is None else encoded(body))
        if answer.status != 200:
            raise refusal(answer)
        return Told(answer, answer.told)


def _writing(index: str) -> str:
    """The alias by which an index is written."""
    return f"{index}-w"


def _owner(told: Told) -> str:
    meta = told.part("mappings").part("_meta").told.get("jiangdang")
    return meta if isinstance(meta, str) else ""
