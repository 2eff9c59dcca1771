"""Timing ways of doing the same work side by side, by medians of interleaved rounds."""

from __future__ import annotations

import gc
import statistics
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def compare(ways: Mapping[str, Callable[[], object]], rounds: int = 5) -> None:
    """Run every way once per round, in turn; print medians and the ratio to the last way."""
    medians = interleaved({name: timed(work) for name, work in ways.items()}, rounds)
    ours = list(medians.values())[-1]
    for name, median in medians.items():
        sys.stdout.write(f"{name:24s} {median * 1000:10.1f} ms   {median / ours:6.2f} ×\n")


def interleaved(ways: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """The median of what each way says it took, in seconds; each runs once per round, in turn."""
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, measure in ways.items():
            gc.collect()
            spent[name].append(measure())
    return {name: statistics.median(each) for name, each in spent.items()}


def timed(
    work: Callable[[], object], times: int = 1, clock: Callable[[], float] = time.perf_counter
) -> Callable[[], float]:
    """How long a piece of work takes, in seconds, on average over so many times."""

    def measure() -> float:
        begun = clock()
        for _ in range(times):
            work()
        return (clock() - begun) / times

    return measure
