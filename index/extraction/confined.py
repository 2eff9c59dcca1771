"""The child's side: it reads one file after the other, within limits."""

from __future__ import annotations

from typing import Any

from doc_templates.serving import serve_tasks
from index.extraction.bounds import Bounds
from index.extraction.gallery import ROOM, Gallery
from index.extraction.harvest import Harvest
from index.extraction.harvesting import concluded, read_here


def serve() -> None:
    """Answer requests from standard input until it closes."""
    serve_tasks({"extract": _extract, "pictures": _pictures})


def _extract(head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    """The text of one file."""
    return read_here(body, Bounds(seconds=head["seconds"])).as_plain(), b""


def _pictures(head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    """The text of one file, its pictures by their places, and some of them from one on."""
    gallery = Gallery(body, head["first"], ROOM)
    harvest = Harvest(Bounds(seconds=head["seconds"]), gallery=gallery)
    told = concluded(body, harvest).as_plain()
    scans = [each.as_plain() for each in harvest.scans]
    lengths = [len(each) for each in gallery.kept]
    return {**told, "scans": scans, "lengths": lengths}, b"".join(gallery.kept)
