"""Drawn ink gathered into what may be stamps: forms, rings and what is in them, touching paths."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from itertools import islice
from math import dist
from typing import TYPE_CHECKING

from doc_templates.lint.drawn import area_of
from doc_templates.lint.ink import corners_of, ink_box, ink_of, is_stamp_red
from doc_templates.lint.stamp_sizes import WIDEST, is_name_size, is_office_size, is_ring_size
from doc_templates.stamping.pictures.geometry import POINTS_PER_MM
from doc_templates.stamping.places.pageview import Box

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from doc_templates.lint.drawn import Drawn
    from doc_templates.lint.sheets import Area
    from doc_templates.stamping.places.pageview import PageView

_MOST_LOOSE = 1_500
_MOST_EXACT = 300
_MOST_RINGS = 12
_FEWEST_SIGNS = 6  # with the ring itself, in a stamp that is not red
_RING, _TRACED = 13, 60  # corners and handles of a ring, of a whole stamp in one path
_PIECES = 12  # of a stamp broken into simple shapes
_ROUGH = 2.0 * POINTS_PER_MM  # by which a rough box may be too large
_NEAR = 0.5 * POINTS_PER_MM
_CONCENTRIC = 3.0 * POINTS_PER_MM
_WHITE = 235


@dataclass(frozen=True, slots=True)
class Group:
    """Ink that belongs together, its box in points, its colour, its largest part."""

    leaves: tuple[Drawn, ...]
    box: Box
    colour: str
    largest: Drawn


def groups_of(drawn: Sequence[Drawn], view: PageView) -> tuple[Group, ...]:
    """The groups of stamp size among the things that a page draws: red ones, and rings."""
    return tuple(Gathering(drawn, view).groups())


def leaves_beside(drawn: Iterable[Drawn], groups: Iterable[Group]) -> Iterator[Drawn]:
    """What is drawn that belongs to none of the groups."""
    taken = {id(leaf) for group in groups for leaf in group.leaves}
    return (leaf for each in drawn for leaf in each.leaves if id(leaf) not in taken)


class Gathering:
    """The groups of stamp size among things drawn."""

    def __init__(self, drawn: Sequence[Drawn], view: PageView) -> None:
        """Look at the things that a page or a note's look draws."""
        self._drawn, self._view = drawn, view

    def groups(self) -> Iterator[Group]:
        """Red groups, and others about a ring."""
        loose: list[Drawn] = []
        yield from self._in_forms(self._drawn, loose)
        yield from self._about_rings(loose[:_MOST_LOOSE])
        yield from self._other_rings()

    def names(self) -> Iterator[Group]:
        """What is drawn in one colour, whichever, and as large as a person's stamp; no type."""
        for each in self._drawn:
            leaves = [leaf for leaf in each.leaves if is_ink(ink_of(leaf))]
            group = _group(leaves)
            one = len({ink_of(leaf) for leaf in leaves}) == 1
            if group and one and all(map(_is_path, leaves)) and is_name_size(self._area(group.box)):
                yield group

    def _area(self, box: Box) -> Area:
        return area_of(box, self._view)

    def _in_forms(self, drawn: Iterable[Drawn], loose: list[Drawn]) -> Iterator[Group]:
        """Forms whose red ink is a stamp; red paths that are in none become ``loose``."""
        for each in drawn:
            if each.inner:
                red = [leaf for leaf in each.leaves if is_stamp_red(ink_of(leaf))]
                group = _group(red)
                area = self._area(group.box) if group else None
                fits = area and (is_office_size(area) or is_name_size(area))
                if group and fits and _is_stamp_like(red):
                    yield group
                elif red:
                    yield from self._in_forms(each.inner, loose)
            elif _is_path(each) and is_stamp_red(ink_of(each)):
                loose.append(each)

    def _about_rings(self, left: list[Drawn]) -> Iterator[Group]:
        """Red paths on the page gathered about rings, the others by touching each other."""
        rings = _outer([leaf for leaf in left if is_ring_size(self._area(leaf.bounds))])
        inside: dict[int, list[Drawn]] = {}
        beside = []
        for leaf in left:
            around = [ring for ring in rings if _holds(ring.bounds, leaf.bounds)]
            if around:
                nearest = min(around, key=lambda ring: _away(ring.bounds, leaf.bounds))
                inside.setdefault(id(nearest), []).append(leaf)
            else:
                beside.append(leaf)
        for group in (*inside.values(), *_touching(beside)):
            if _is_stamp_like(group):
                yield from self._office(group)

    def _other_rings(self) -> Iterator[Group]:
        """Stamps that are not red: rings with signs of their colour inside."""
        paths = [leaf for each in self._drawn for leaf in each.leaves if _is_path(leaf)]
        rings = (
            leaf for leaf in paths if corners_of(leaf) >= _RING and _is_other_ink(ink_of(leaf))
        )
        large = (ring for ring in rings if is_ring_size(self._area(ring.bounds)))
        for ring in islice(large, _MOST_RINGS):
            near = (leaf for leaf in paths if _holds(ring.bounds, leaf.bounds))
            inside = [leaf for leaf in near if ink_of(leaf) == ink_of(ring)]
            if len(inside) >= _FEWEST_SIGNS:
                yield from self._office(inside)

    def _office(self, leaves: Sequence[Drawn]) -> Iterator[Group]:
        """Leaves as a group when they are as large as an office's stamp."""
        group = _group(leaves)
        if group and is_office_size(self._area(group.box)):
            yield group


def is_ink(colour: str) -> bool:
    """Whether a colour is seen on white paper."""
    return bool(colour) and min(int(colour[at : at + 2], 16) for at in (1, 3, 5)) < _WHITE


def _is_stamp_like(leaves: Sequence[Drawn]) -> bool:
    """Whether paths have a ring or letters among them, as bars and boxes of a chart have not."""
    most = max(corners_of(leaf) for leaf in leaves)
    return most >= _TRACED or len(leaves) >= _PIECES or (len(leaves) > 1 and most >= _RING)


def _is_other_ink(colour: str) -> bool:
    """Whether a colour is seen and is not red."""
    return is_ink(colour) and not is_stamp_red(colour)


def _is_path(leaf: Drawn) -> bool:
    import pypdfium2.raw as pdfium

    return bool(leaf.kind == pdfium.FPDF_PAGEOBJ_PATH)


def _group(leaves: Sequence[Drawn]) -> Group | None:
    """Leaves as one group whose box is exact; nothing where they reach too far for a stamp."""
    if not leaves:
        return None
    rough = reduce(Box.joined, (leaf.bounds for leaf in leaves))
    if max(rough.height, rough.right - rough.left) > 2 * WIDEST * POINTS_PER_MM:
        return None
    outermost = [leaf for leaf in leaves if _reaches(leaf.bounds, rough)]
    exact = len(outermost) <= _MOST_EXACT
    box = reduce(Box.joined, (ink_box(leaf) for leaf in outermost)) if exact else rough
    largest = max(leaves, key=lambda leaf: leaf.bounds.height)
    return Group(tuple(leaves), box, ink_of(largest), largest)


def _reaches(box: Box, around: Box) -> bool:
    """Whether a box comes near a side of the box around it."""
    sides = (
        box.left - around.left, box.bottom - around.bottom, around.right - box.right,
        around.top - box.top,
    )  # fmt: skip
    return min(sides) < _ROUGH


def _holds(box: Box, other: Box) -> bool:
    """Whether the middle of a box lies in another."""
    x, y = other.centre
    return box.left <= x <= box.right and box.bottom <= y <= box.top


def _outer(rings: Sequence[Drawn]) -> list[Drawn]:
    """The rings that are no inner rings of others."""
    found: list[Drawn] = []
    for ring in sorted(rings, key=lambda each: -each.bounds.height):
        if all(_away(ring.bounds, other.bounds) > _CONCENTRIC for other in found):
            found.append(ring)
    return found


def _away(one: Box, other: Box) -> float:
    """How far the middles of two boxes are apart."""
    return dist(one.centre, other.centre)


def _touching(leaves: Sequence[Drawn]) -> list[list[Drawn]]:
    """Paths that touch directly or through others."""
    groups: list[tuple[Box, list[Drawn]]] = []
    for leaf in leaves:
        box, members = leaf.bounds, [leaf]
        apart = []
        for group in groups:
            if _meet(group[0], leaf.bounds):
                box, members = box.joined(group[0]), [*members, *group[1]]
            else:
                apart.append(group)
        groups = [*apart, (box, members)]
    return [members for _, members in groups]


def _meet(one: Box, other: Box) -> bool:
    return (
        one.left - _NEAR <= other.right
        and other.left - _NEAR <= one.right
        and one.bottom - _NEAR <= other.top
        and other.bottom - _NEAR <= one.top
    )
