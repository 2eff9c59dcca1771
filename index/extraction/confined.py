"""The child's side: it reads one file after the other, within limits."""

from __future__ import annotations

from typing import Any

from doc_templates.serving import serve_tasks
from index.extraction.bounds import Bounds
from index.extraction.harvesting import read_here


def serve() -> None:
    """Answer requests from standard input until it closes."""
    serve_tasks({"extract": _extract})


def _extract(head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    """The text of one file."""
    return read_here(body, Bounds(seconds=head["seconds"])).as_plain(), b""
