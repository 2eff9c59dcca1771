"""A file in the end: what it brought along and what was recognised, put together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cases.words import message
from index.ocr.lines import confidence_of
from index.records import State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index.extraction.extracted import Extracted
    from index.extraction.gallery import Scan

NO_WORDS, NONE_RECOGNISED = "I268", "I266"


@dataclass(frozen=True, slots=True)
class Recognised:
    """A page after OCR: its text, how sure that is, its weight, why it could not be read."""

    text: str = ""
    confidence: float | None = None
    weight: int = 0
    fault: str = ""


def in_the_end(
    read: Extracted, scans: Sequence[Scan], pages: Sequence[Recognised], engine: str
) -> Extracted:
    """The file with what was recognised of its first pictures; the rest is told."""
    found = list(zip(scans, pages, strict=False))
    faults = [(scan.label, page.fault) for scan, page in found if page.fault]
    state, code, facts = _ending(read, found, len(faults))
    if code == NONE_RECOGNISED:
        facts = {"reason": faults[0][1]}
    return replace(
        read,
        pages=_texts(read.pages, found),
        state=state,
        confidence=confidence_of(_weights(found)),
        code=code,
        facts=facts | {"engine": engine, "confidences": _told(found)},
        parts_unread=(*faults, *_others(read, scans, len(found))),
        waiting=(),
    )


def _texts(pages: Sequence[str], found: Sequence[tuple[Scan, Recognised]]) -> tuple[str, ...]:
    """The pages, each with what was recognised on it."""
    texts = list(pages)
    for scan, page in found:
        own = texts[scan.at]
        if scan.is_inside:  # under its name, or behind what stands on the slide
            texts[scan.at] = "\n".join(filter(None, [own, page.text]))
        else:
            texts[scan.at] = _joined(own, page.text)
    return tuple(texts)


def _joined(own: str, recognised: str) -> str:
    """The recognised text, then what the page brought along and OCR did not see."""
    seen = "".join(recognised.split())
    more = [line for line in own.splitlines() if "".join(line.split()) not in seen]
    return "\n".join([*([recognised] if recognised else []), *more])


def _others(read: Extracted, scans: Sequence[Scan], done: int) -> list[tuple[str, str]]:
    """What was not read for another reason, and the pictures beyond the bound."""
    labels = {scan.label for scan in scans[:done]}
    others = [part for part in read.parts_unread if part[0] not in labels]
    if done < len(scans):
        others.append((f"{scans[done].label}起", message("I262", {"limit": str(done)})))
    return others


def _ending(
    read: Extracted, found: Sequence[tuple[Scan, Recognised]], faults: int
) -> tuple[State, str, dict[str, str]]:
    """How it ended, and why there is no text, or not all."""
    words = any(page.text.strip() for _, page in found)
    empty = not words and not _has_own_text(read, found)
    state = State.UNREAD if empty else State.OCR
    if faults:
        all_of_them = faults == len(found)
        return state, NONE_RECOGNISED if all_of_them else "I267", {"count": str(faults)}
    if empty:
        return state, NO_WORDS, {}
    if not words and all(scan.is_inside for scan, _ in found):
        return State.READ, "", {}  # its pictures are only to be looked at
    return state, "", {}


def _has_own_text(read: Extracted, found: Sequence[tuple[Scan, Recognised]]) -> bool:
    """Whether there is text that is no picture's name."""
    labels: dict[int, str] = {scan.at: scan.label for scan, _ in found if scan.is_inside}
    return any(
        text.strip() and text.replace("\n", "/") not in labels.get(at, "")
        for at, text in enumerate(read.pages)
    )


def _weights(found: Sequence[tuple[Scan, Recognised]]) -> list[tuple[float, int]]:
    return [(page.confidence or 0.0, page.weight) for _, page in found]


def _told(found: Sequence[tuple[Scan, Recognised]]) -> str:
    """How sure each recognised page is, such as ``1:0.99 3:0.87``."""
    by_page: dict[int, list[tuple[Scan, Recognised]]] = {}
    for scan, page in found:
        by_page.setdefault(scan.at, []).append((scan, page))
    sure: Mapping[int, float | None] = {
        at: confidence_of(_weights(pages)) for at, pages in by_page.items()
    }
    return " ".join(f"{at + 1}:{value:.2f}" for at, value in sure.items() if value)
