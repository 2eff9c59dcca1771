"""The child's side: it reads one file after the other, within limits."""

from __future__ import annotations

from typing import Any

from doc_templates.serving import serve_tasks
from index.extraction.bounds import Bounds
from index.extraction.gallery import ROOM, Gallery
from index.extraction.harvest import Harvest
from index.extraction.harvesting import concluded, harvested, read_here


def serve() -> None:
    """Answer requests from standard input until it closes."""
    serve_tasks({"extract": _extract, "places": _places, "pictures": _pictures})


def _extract(head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    """The text of one file."""
    return read_here(body, Bounds(seconds=head["seconds"])).as_plain(), b""


def _places(head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    """The text of one file, and its pictures by their places."""
    harvest = Harvest(Bounds(seconds=head["seconds"]), gallery=Gallery(body))
    told = concluded(body, harvest).as_plain()
    return {**told, "scans": [each.as_plain() for each in harvest.scans]}, b""


def _pictures(head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    """Some of the pictures of one file, from one on; no text, or both would be too much."""
    gallery = Gallery(body, head["first"], ROOM)
    harvested(body, Harvest(Bounds(seconds=head["seconds"]), gallery=gallery))
    return {"lengths": [len(each) for each in gallery.kept]}, b"".join(gallery.kept)
