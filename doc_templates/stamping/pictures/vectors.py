"""Shapes of an SVG: outlines and lines of true width, with every group's transformation."""

from __future__ import annotations

import re
from math import cos, radians, sin, sqrt, tan
from typing import TYPE_CHECKING

from doc_templates.stamping.pictures.faults import fault
from doc_templates.stamping.pictures.geometry import Shape
from doc_templates.stamping.pictures.lettering import Matrix, placed, segments_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.etree import _Element

_SHAPES = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
_SILENT = frozenset({"title", "desc", "metadata", "defs", "namedview"})
_REFUSED = ("clip-path", "mask", "filter")
_INHERITED = ("fill", "stroke", "stroke-width", "fill-rule")
_MOST_ELEMENTS, _DEEPEST = 5000, 40
_SAMPLE = re.compile("样章|样签")
_MOVE = re.compile(r"(\w+)\s*\(([^()]*)\)")
_NUMBER = re.compile(r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_REDS = frozenset({"red", "crimson", "firebrick", "darkred"})
_LEAST_RED, _MOST_OTHER = 140, 120


def read_shapes(root: _Element, upright: Matrix, *, any_colour: bool) -> tuple[Shape, ...]:
    """All shapes below ``root``, in millimetres by the matrix ``upright``.

    Raises StampPictureError for anything but filled outlines and lines, for another colour
    than red unless ``any_colour``, and for a sample stamp.
    """
    _refuse_sample(root)
    found = []
    for element, style, matrix in _elements(root, {}, upright, 0):
        shape = _shape(element, style, matrix)
        if shape is not None:
            if not any_colour:
                _check_colours(style)
            found.append(shape)
    if not any(shape.segments for shape in found):
        raise fault("图是空的")
    return tuple(found)


def _refuse_sample(root: _Element) -> None:
    """A sample drawn by this product never becomes a real stamp."""
    if any(_SAMPLE.search(text) for text in root.itertext()):
        raise fault("这是样章，不能作为正式印章收入")


def _elements(
    parent: _Element, style: Mapping[str, str], matrix: Matrix, depth: int
) -> Iterator[tuple[_Element, Mapping[str, str], Matrix]]:
    """The shapes in order, each with the style and the matrix that reach it."""
    if depth > _DEEPEST or len(parent) > _MOST_ELEMENTS:
        raise fault("图过于复杂")
    own = {**style, **_own_style(parent)}
    here = _joined(matrix, _transformation(parent.get("transform", "")))
    for element in parent:
        name = _name(element)
        if name in _SHAPES:
            moved = _joined(here, _transformation(element.get("transform", "")))
            yield element, {**own, **_own_style(element)}, moved
        elif name in ("g", "svg"):
            yield from _elements(element, own, here, depth + 1)
        elif name not in _SILENT and name:
            raise fault(f"含有“{name}”（文字请先转为轮廓，不要夹带图片、样式或脚本）")


def _name(element: _Element) -> str:
    """The element's local name; nothing for comments."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _own_style(element: _Element) -> dict[str, str]:
    """What an element says of fill and line, as attributes or in ``style``."""
    told = dict(element.attrib)
    for part in element.get("style", "").split(";"):
        key, _, value = part.partition(":")
        told[key.strip()] = value.strip()
    if any(told.get(key, "none") != "none" for key in _REFUSED):
        raise fault("含有剪裁、蒙版或滤镜")
    return {key: told[key].strip().lower() for key in _INHERITED if key in told}


def _shape(element: _Element, style: Mapping[str, str], matrix: Matrix) -> Shape | None:
    """One element as a shape; nothing where it leaves no ink."""
    from fontTools.pens.recordingPen import RecordingPen
    from fontTools.svgLib.path import parse_path
    from fontTools.svgLib.path.shapes import PathBuilder

    filled, line = style.get("fill") != "none", style.get("stroke", "none") != "none"
    if not (filled or line):
        return None
    builder, pen = PathBuilder(), RecordingPen()
    try:
        builder.add_path_from_element(_without_transformation(element))
        for path in builder.paths:
            parse_path(path, pen)
        width = _length(style.get("stroke-width", "1")) * _scale(matrix) if line else 0.0
    except (SyntaxError, ValueError, IndexError, TypeError, AssertionError) as error:
        raise fault("SVG 读不懂") from error
    even_odd = style.get("fill-rule") == "evenodd"
    return Shape(placed(segments_of(pen.value), matrix), filled, width, even_odd)


def _without_transformation(element: _Element) -> _Element:
    """A copy that stands where it is written; the matrix moves it afterwards."""
    from copy import copy

    bare = copy(element)
    bare.attrib.pop("transform", None)
    return bare


def _length(text: str) -> float:
    found = _NUMBER.match(text)
    if found is None:
        raise ValueError(text)
    return float(found[0])


def _check_colours(style: Mapping[str, str]) -> None:
    """Refuse ink of another colour than red; a colour left open is printed red."""
    for key in ("fill", "stroke"):
        colour = style.get(key, "none")
        if colour not in ("none", "currentcolor") and not _is_red(colour):
            raise fault(f"有不是红色的部分（{colour[:20]}）")


def _is_red(colour: str) -> bool:
    if colour in _REDS:
        return True
    short = re.fullmatch(r"#([0-9a-f])([0-9a-f])([0-9a-f])", colour)
    digits = "".join(2 * part for part in short.groups()) if short else colour.removeprefix("#")
    numbers = re.fullmatch(r"rgb\((\d{1,3}),\s*(\d{1,3}),\s*(\d{1,3})\)", colour)
    if numbers:
        red, green, blue = (int(part) for part in numbers.groups())
    elif re.fullmatch("[0-9a-f]{6}", digits):
        red, green, blue = bytes.fromhex(digits)
    else:
        return False
    return red >= _LEAST_RED and max(green, blue) <= _MOST_OTHER


def _transformation(text: str) -> Matrix:
    """The matrix of a ``transform`` attribute."""
    matrix: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    for name, inside in _MOVE.findall(text):
        matrix = _joined(matrix, _move(name, [float(part) for part in _NUMBER.findall(inside)]))
    return matrix


def _move(name: str, numbers: list[float]) -> Matrix:
    """The matrix of one transformation."""
    one, two, three = (*numbers, 0.0, 0.0, 0.0)[:3]
    if name == "matrix" and len(numbers) == 6:
        a, b, c, d, e, f = numbers
        return a, b, c, d, e, f
    if name == "translate":
        return 1.0, 0.0, 0.0, 1.0, one, two
    if name == "scale":
        return one, 0.0, 0.0, two if len(numbers) > 1 else one, 0.0, 0.0
    if name == "rotate":
        c, s = cos(radians(one)), sin(radians(one))
        return c, s, -s, c, two - c * two + s * three, three - s * two - c * three
    if name in ("skewX", "skewY"):
        slant = tan(radians(one))
        return (1.0, 0.0, slant, 1.0, 0.0, 0.0) if name == "skewX" else (1, slant, 0, 1, 0, 0)
    raise fault("含有看不懂的变换")


def _joined(outer: Matrix, inner: Matrix) -> Matrix:
    """The matrix that does ``inner`` first."""
    a, b, c, d, e, f = outer
    g, h, i, j, k, m = inner
    return (
        a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j,
        a * k + c * m + e, b * k + d * m + f,
    )  # fmt: skip


def _scale(matrix: Matrix) -> float:
    """How much longer a matrix makes lengths, on average."""
    a, b, c, d, *_ = matrix
    return sqrt(abs(a * d - b * c))
