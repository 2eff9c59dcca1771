"""A stamp on its way to a child process: record and picture as JSON, never its key."""

from __future__ import annotations

import base64
import zlib
from pathlib import Path
from typing import Any

from cases.schema.shipped import SchemaName
from cases.typedfile import parse_typed
from doc_templates.stamping.pictures.drawing import Drawing
from doc_templates.stamping.pictures.geometry import Shape
from doc_templates.stamping.pictures.raster import Raster
from doc_templates.stamping.store.keeping import Stamp
from doc_templates.stamping.store.records import print_record, record_of

_NOWHERE = Path("/无")


def sent(stamp: Stamp) -> dict[str, Any]:
    """The stamp as plain JSON."""
    drawing = stamp.drawing
    shapes = [
        [shape.segments, shape.filled, shape.line_mm, shape.even_odd] for shape in drawing.shapes
    ]
    return {
        "record": print_record(stamp.record).decode("utf-8"),
        "drawing": [drawing.title, drawing.width_mm, drawing.height_mm, shapes],
        "raster": _packed(drawing.raster) if drawing.raster else None,
    }


def received(plain: dict[str, Any]) -> Stamp:
    """The stamp that was sent; it has no folder here."""
    title, wide, high, shapes = plain["drawing"]
    raster = _unpacked(plain["raster"]) if plain["raster"] else None
    outlines = tuple(
        Shape(tuple((name, tuple(map(tuple, points))) for name, points in segments), *rest)
        for segments, *rest in shapes
    )
    record = record_of(parse_typed(plain["record"], "stamp.yaml", SchemaName.STAMP))
    return Stamp(record, _NOWHERE, Drawing(title, wide, high, outlines, raster))


def _packed(raster: Raster) -> list[Any]:
    parts = (raster.colours, raster.opacity)
    told = [base64.b64encode(zlib.compress(part)).decode("ascii") for part in parts]
    return [raster.width, raster.height, *told]


def _unpacked(plain: list[Any]) -> Raster:
    wide, high, *parts = plain
    colours, opacity = (zlib.decompress(base64.b64decode(part)) for part in parts)
    return Raster(wide, high, colours, opacity)
