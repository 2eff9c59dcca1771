"""The engines by the name that the settings give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from cases.errors import JiangdangError, Kind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from index.engines.engine import Engine
    from index.store.documents import DocumentStore


class UnknownEngineError(JiangdangError):
    """The settings name an engine that is not there."""

    kind: ClassVar[Kind] = Kind.TOOL_MISSING
    code: ClassVar[str] = "W532"


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """Which engine, and how to reach it where it is elsewhere.

    ``addresses`` of the cluster's nodes, ``index`` its name there, ``certificate`` the file
    of the authority that signed the nodes' certificates.
    """

    name: str = "whoosh"
    addresses: tuple[str, ...] = ()
    index: str = "jiangdang"
    user: str = ""
    certificate: str = ""


def engine_for(settings: EngineSettings, folder: Path, store: DocumentStore) -> Engine:
    """The engine of one generation: its files lie in ``folder``, texts come from ``store``."""
    if settings.name not in _MAKERS:
        raise UnknownEngineError(engine=settings.name, known="、".join(_MAKERS))
    return _MAKERS[settings.name](settings, folder, store)


def _whoosh(_settings: EngineSettings, folder: Path, store: DocumentStore) -> Engine:
    from index.engines.whoosh.engine import WhooshEngine

    return WhooshEngine(folder / "whoosh", store)


def _tantivy(_settings: EngineSettings, folder: Path, _store: DocumentStore) -> Engine:
    from index.engines.tantivy.engine import TantivyEngine

    return TantivyEngine(folder / "tantivy")


def _opensearch(settings: EngineSettings, folder: Path, _store: DocumentStore) -> Engine:
    from index.engines.opensearch.engine import OpenSearchEngine

    return OpenSearchEngine.of(settings, folder.name)


_MAKERS: dict[str, Callable[[EngineSettings, Path, DocumentStore], Engine]] = {
    "whoosh": _whoosh,
    "tantivy": _tantivy,
    "opensearch": _opensearch,
}
