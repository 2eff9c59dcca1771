"""The engines by the name that the settings give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from cases.errors import JiangdangError, Kind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from index.engines.engine import Engine


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


def engine_for(settings: EngineSettings, folder: Path) -> Engine:
    """The engine of one generation, whose files lie in ``folder``."""
    if settings.name not in _MAKERS:
        raise UnknownEngineError(engine=settings.name, known="、".join(_MAKERS))
    return _MAKERS[settings.name](settings, folder / settings.name)


def _whoosh(_settings: EngineSettings, folder: Path) -> Engine:
    from index.engines.whoosh.engine import WhooshEngine

    return WhooshEngine(folder)


def _tantivy(_settings: EngineSettings, folder: Path) -> Engine:
    from index.engines.tantivy.engine import TantivyEngine

    return TantivyEngine(folder)


def _opensearch(settings: EngineSettings, folder: Path) -> Engine:
    from index.engines.opensearch.engine import OpenSearchEngine

    return OpenSearchEngine.of(settings, folder)


_MAKERS: dict[str, Callable[[EngineSettings, Path], Engine]] = {
    "whoosh": _whoosh,
    "tantivy": _tantivy,
    "opensearch": _opensearch,
}
