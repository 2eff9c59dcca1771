"""The layers of an EEP: what an item was in earlier versions of its package."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from archive.reading import Package

_SAME = ("题名", "文种", "环节")


@dataclass(frozen=True, slots=True)
class Layer:
    """One item as one version of the package holds it."""

    package: Path
    version: int
    root: str
    sealed_at: str
    record: Mapping[str, Any]
    item: Mapping[str, Any]

    @property
    def content(self) -> Path:
        """The item's file."""
        return self.package / str(self.item["文件"])

    @property
    def digest(self) -> str:
        """The item's digest, ``sha256:<hex>``."""
        return str(self.item["摘要"])


def layers_of(versions: Sequence[Package]) -> list[tuple[Layer, ...]]:
    """For every item of the newest version: its layers, oldest first.

    An earlier layer is there where an item of the same title, kind and step had other bytes;
    titles that occur twice in a version are not followed back.
    """
    read = [_layers(package) for package in versions]
    earlier = [_by_title(layers) for layers in read[:-1]]
    return [_chain(layer, earlier) for layer in read[-1]]


def _layers(package: Package) -> list[Layer]:
    facts, record = package.facts, package.record
    at = facts.get("Sealed-At", "")
    return [
        Layer(package.path, package.version, package.root, at, record, item)
        for item in package.items
    ]


def _title(layer: Layer) -> tuple[str, ...]:
    return tuple(str(layer.item.get(key, "")) for key in _SAME)


def _by_title(layers: Iterable[Layer]) -> dict[tuple[str, ...], Layer]:
    """The items whose title stands for them alone."""
    found: dict[tuple[str, ...], list[Layer]] = {}
    for layer in layers:
        found.setdefault(_title(layer), []).append(layer)
    return {title: rows[0] for title, rows in found.items() if len(rows) == 1}


def _chain(newest: Layer, earlier: Sequence[Mapping[tuple[str, ...], Layer]]) -> tuple[Layer, ...]:
    """Changes of one item, oldest first; versions that left its bytes alone are no layer."""
    chain: list[Layer] = []
    for layer in (version.get(_title(newest)) for version in earlier):
        if layer is not None and (not chain or chain[-1].digest != layer.digest):
            chain.append(layer)
    while chain and chain[-1].digest == newest.digest:
        chain.pop()
    return (*chain, newest)
