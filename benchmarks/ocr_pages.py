"""OCR of stamped official pages as a scanner gives them, beside RapidOCR's own call."""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from index.ocr.engine import Engine
from index.ocr.reading import read_page
from tests.fixtures.scanned_pages import (
    Paper,
    character_errors,
    papers,
    plain,
    printed,
    scanned,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

PAPERS = ("award-notice", "rectification-order", "termination-decision", "non-award-letter")
LETTERHEADS = PAPERS[:2]
RESOLUTIONS, NOISES, SEED = (200, 150, 300), (0, 1, 2), 7
HEADER = "上海市静安区人力资源和社会保障局"
Way: TypeAlias = "Callable[[NDArray[np.uint8]], str]"


@dataclass(frozen=True)
class Read:
    """What came of one page."""

    errors: float
    header: bool | None
    number: bool | None
    signature: bool | None
    seconds: float
    processor: float


def pages(name: str, paper: Paper) -> Iterator[tuple[int, str]]:
    """The pages with a letterhead or with name and date under the stamp, and what they say."""
    for number, text in enumerate(paper.pages):
        if (number == 0 and name in LETTERHEADS) or "　　　上海市" in text:
            yield number, text


def judged(text: str, truth: str, number: int, seconds: float, processor: float) -> Read:
    """How near a page's text is to what stands there."""
    found = plain(text)
    lines = [plain(line) for line in truth.splitlines() if plain(line)]
    under = [n for n, line in enumerate(lines) if line == HEADER and n]
    numbers = [line for line in lines[:4] if line.endswith("号") and "[" in line]
    return Read(
        character_errors(truth, text),
        found.startswith(lines[0]) if number == 0 and HEADER in lines[0] else None,
        numbers[0] in found if number == 0 and numbers else None,
        "".join(lines[under[0] : under[0] + 2]) in found if under else None,
        seconds,
        processor,
    )


def measured(way: Way, made: dict[str, Paper], dpi: int, noise: int) -> list[Read]:
    """Every page read in one way."""
    found = []
    for name, paper in made.items():
        for number, truth in pages(name, paper):
            picture = np.asarray(scanned(printed(paper.pdf, number, dpi), noise, SEED))
            begun, spent = time.perf_counter(), time.process_time()
            text = way(picture)
            took = time.perf_counter() - begun, time.process_time() - spent
            found.append(judged(text, truth, number, *took))
    return found


def ours() -> Way:
    """The product's way."""
    engine = Engine()
    return lambda picture: read_page(engine, picture).text


def bare(channels: slice) -> Way:
    """RapidOCR's own call, on all colours or on the red channel."""
    from rapidocr import RapidOCR

    engine = RapidOCR(params={"Global.log_level": "critical"})

    def read(picture: NDArray[np.uint8]) -> str:
        seen = picture[:, :, channels]
        if seen.shape[2] == 1:
            seen = np.repeat(seen, 3, axis=2)
        return "\n".join(engine(np.ascontiguousarray(seen[:, :, ::-1])).txts or ())

    return read


def row(name: str, reads: list[Read]) -> str:
    """One line of the table."""

    def share(key: str) -> str:
        told = [getattr(each, key) for each in reads if getattr(each, key) is not None]
        return f"{sum(told)}/{len(told)}"

    worst = max(each.errors for each in reads)
    mean = statistics.mean(each.errors for each in reads)
    return (
        f"| {name} | {100 * mean:.2f} % | {100 * worst:.2f} % | {share('header')} "
        f"| {share('number')} | {share('signature')} "
        f"| {statistics.median(each.seconds for each in reads):.1f} "
        f"| {statistics.median(each.processor for each in reads):.1f} |\n"
    )


def main() -> None:
    """Print the tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--bare", action="store_true", help="also RapidOCR's own call")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = papers(PAPERS, Path(folder))
        way = ours()
        for dpi in RESOLUTIONS:
            for noise in NOISES:
                sys.stdout.write(row(f"{dpi} dpi，噪声 {noise}", measured(way, made, dpi, noise)))
                sys.stdout.flush()
        if not chosen.bare:
            return
        for name, channels in (("原色", slice(0, 3)), ("红色通道", slice(0, 1))):
            reads = measured(bare(channels), made, 200, 2)
            sys.stdout.write(row(f"RapidOCR {name}，200 dpi，噪声 2", reads))


if __name__ == "__main__":
    main()
