"""Timing two ways of doing the same work side by side, by medians of interleaved rounds."""

from __future__ import annotations

import statistics
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def compare(ways: Mapping[str, Callable[[], object]], rounds: int = 5) -> None:
    """Run every way once per round, in turn; print medians and the ratio to the last way."""
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, work in ways.items():
            begun = time.perf_counter()
            work()
            spent[name].append(time.perf_counter() - begun)
    medians = {name: statistics.median(each) for name, each in spent.items()}
    ours = list(medians.values())[-1]
    for name, median in medians.items():
        sys.stdout.write(f"{name:24s} {median * 1000:10.1f} ms   {median / ours:6.2f} ×\n")
