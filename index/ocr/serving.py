"""The child's side of OCR: one file at a time, page by page; its models stay loaded."""

from __future__ import annotations

from dataclasses import asdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from doc_templates.serving import Task, serve_tasks
from index.extraction.readers.pictures import frame_count
from index.extraction.unreadable import UnreadableFileError
from index.ocr.engine import Engine
from index.ocr.pictures import frame
from index.ocr.reading import read_page
from index.ocr.scans import rendered

if TYPE_CHECKING:
    from collections.abc import Mapping

_held: dict[str, bytes] = {}


def serve() -> None:
    """Answer requests from standard input until it closes."""
    serve_tasks({"count": _told(_count), "page": _told(_page)})


def _told(work: Any) -> Task:
    """A task on the file that is held; a file of another digest has to be sent."""

    def answer(head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        if body:
            _held.clear()
            _held[head["digest"]] = body
        if head["digest"] not in _held:
            return {"wanted": True}, b""
        try:
            return work(head, _held[head["digest"]]), b""
        except UnreadableFileError as error:
            return {"unread": error.code, "facts": error.facts}, b""

    return answer


def _count(_: Mapping[str, Any], content: bytes) -> dict[str, Any]:
    """How many pages a picture file has."""
    return {"pages": frame_count(content)}


def _page(head: Mapping[str, Any], content: bytes) -> dict[str, Any]:
    """A page recognised."""
    picture = (rendered if head["scan"] else frame)(content, int(head["page"]))
    return asdict(read_page(_engine(), picture))


@lru_cache(maxsize=1)
def _engine() -> Engine:
    return Engine()
