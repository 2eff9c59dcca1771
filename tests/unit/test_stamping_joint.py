"""Papers of several bodies: names in rows, a stamp over each, as GB/T 9704-2012 7.3.5.1 wants."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2
import pytest

from acts.papers.joint_issuers import JOINT_KINDS, joint_rows
from acts.stamps.stamp_uses import PlannedUse, body_of, uses_of
from cases.lifecycle.joint import JOINT, joint_bodies
from doc_templates.catalogue import Template, load_catalogue
from doc_templates.conversion import Soffice
from doc_templates.kit.joint_closing import signatures
from doc_templates.kit.page import Page, docx_bytes
from doc_templates.kit.redhead import kept, signature
from doc_templates.kit.writing import shipped_templates
from doc_templates.rendering import render
from doc_templates.stamping.places.arranging import LEAST_GAP, gap, locate_all
from doc_templates.stamping.places.locating import Placement, Spot
from doc_templates.stamping.places.searching import PageText, hits_on
from doc_templates.stamping.places.textlines import TextLine
from doc_templates.stamping.store.keeping import StampStore

sys.path.append(str(Path(__file__).resolve().parents[1] / "fixtures"))

from contexts import context

MM = 72 / 25.4
LINE = 10.23
TEMPLATES, KINDS = shipped_templates(), load_catalogue()
SHORT = (
    "样例区人社局",
    "样例区财政局",
    "样例区教育局",
    "样例区总工会",
    "样例区文化和旅游局",
    "样例区审计局",
)
LONG = (
    "上海市样例区人力资源和社会保障局",
    "样例区市场监督管理和知识产权局",
    "样例区文化和旅游发展促进与体育事业管理局",
    "样例区国有资产监督管理委员会",
    "样例区商务委员会和投资促进服务办公室",
    "样例区住房保障和房屋管理局",
)  # fmt: skip
SIZES = (2, 3, 4, 6)
CASES = [
    *(("award-notice", names[:count]) for count in SIZES for names in (SHORT, LONG)),
    *((kind, LONG) for kind in JOINT_KINDS if kind != "award-notice"),
]


class Paper(NamedTuple):
    """A joint paper as pressed: its uses, their spots, those found by text alone, the page."""

    uses: tuple[PlannedUse, ...]
    spots: list[Spot]
    searched: list[Spot]
    page: PageText

    @property
    def names(self) -> list[TextLine]:
        """Each issuer's name where it is stamped over."""
        return [
            _at(self.page, use.owner, spot) for use, spot in zip(self.uses, self.spots, strict=True)
        ]

    @property
    def rows(self) -> list[list[Spot]]:
        """The stamps by rows, from the top."""
        rows: list[list[Spot]] = []
        for spot in self.spots:
            if rows and abs(rows[-1][0].box.centre[1] - spot.box.centre[1]) < 20 * MM:
                rows[-1].append(spot)
            else:
                rows.append([spot])
        return rows

    @property
    def date(self) -> TextLine:
        """The date among the signatures."""
        top = self.spots[0].box.top
        (found,) = [line for line in self.page.lines if line.is_date and line.box.top < top]
        return found


def _at(page: PageText, name: str, spot: Spot) -> TextLine:
    inside = [
        hit.whole
        for hit in hits_on(page, name)
        if spot.box.bottom < hit.whole.box.centre[1] < spot.box.top
        and abs(hit.whole.box.centre[0] - spot.box.centre[0]) < 10 * MM
    ]
    assert len(inside) == 1
    return inside[0]


def joint_context(kind: str, names: tuple[str, ...]) -> dict[str, Any]:
    data = context(kind)
    data["文"]["署名"] = data["局"]["机关全称"] = names[0]
    data["文"]["联合署名"] = joint_rows(KINDS[kind], names[0], {JOINT: list(names[1:])})
    return data


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Mapping[tuple[str, tuple[str, ...]], Paper]:
    store = StampStore(tmp_path_factory.mktemp("store") / "stamps", demo=True)
    docs = {}
    for number, (kind, names) in enumerate(CASES):
        file = f"{kind}.docx"
        data = joint_context(kind, names)
        docs[f"{number}.docx"] = render(KINDS[kind], Template(file, TEMPLATES[file]), data)
    pdfs = Soffice.find().convert(docs)
    return {
        case: _pressed(case, pdfs[f"{number}.docx"], store) for number, case in enumerate(CASES)
    }


def _pressed(case: tuple[str, tuple[str, ...]], pdf: bytes, store: StampStore) -> Paper:
    uses = uses_of(KINDS[case[0]], joint_context(*case))
    document = pypdfium2.PdfDocument(pdf)
    spots = locate_all(document, [use.placement(store.sample(use.owner)) for use in uses])
    assert len({spot.view.index for spot in spots}) == 1
    index = spots[0].view.index
    by_text = [Placement("", spot.stamp, text=spot.stamp.owner, joint=True) for spot in spots]
    page = PageText(document[index], index)
    found = Paper(uses, spots, locate_all(document, by_text), page)
    document.close()
    return found


office = pytest.mark.office
each_paper = pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case[0]}-{len(case[1])}-{len(case[1][0])}"
)


@office
@each_paper
def test_every_issuer_has_one_stamp_upright_and_centred_on_its_name(
    case: tuple[str, tuple[str, ...]], papers: Mapping[Any, Paper]
) -> None:
    paper = papers[case]
    assert [use.owner for use in paper.uses] == list(case[1])
    for name, spot in zip(paper.names, paper.spots, strict=True):
        assert name.box.centre[0] == pytest.approx(spot.box.centre[0], abs=1)
        assert 0.5 <= (spot.box.centre[1] - name.box.centre[1]) / MM <= 1.5


@office
@each_paper
def test_the_last_stamp_is_over_name_and_date_both_a_little_below_its_centre(
    case: tuple[str, tuple[str, ...]], papers: Mapping[Any, Paper]
) -> None:
    paper = papers[case]
    last, block = paper.spots[-1], paper.names[-1].box.joined(paper.date.box)
    assert last.box.bottom < block.bottom < block.top < last.box.top
    assert 4 <= (last.box.centre[1] - block.centre[1]) / MM <= 6.5
    assert paper.date.box.centre[0] == pytest.approx(last.box.centre[0], abs=1)
    assert [spot for spot in paper.spots[:-1] if _meet(spot, paper.date)] == []


@office
@each_paper
def test_stamps_stand_in_rows_of_three_at_most_inside_the_text_block_and_never_touch(
    case: tuple[str, tuple[str, ...]], papers: Mapping[Any, Paper]
) -> None:
    paper = papers[case]
    for row in paper.rows:
        assert len(row) <= 3
        assert {round(spot.box.centre[1] / MM, 0) for spot in row} == {
            round(row[0].box.centre[1] / MM, 0)
        }
        assert all(one.box.right < two.box.left for one, two in pairwise(row))
        assert row[0].box.left >= 28 * MM
        assert row[-1].box.right <= (210 - 26) * MM
    assert min(gap(*pair) for pair in combinations(paper.spots, 2)) >= LEAST_GAP
    assert min(spot.box.bottom for spot in paper.spots) >= 35 * MM


@office
@each_paper
def test_the_first_rows_top_is_within_a_line_of_the_text_and_no_stamp_touches_other_text(
    case: tuple[str, tuple[str, ...]], papers: Mapping[Any, Paper]
) -> None:
    paper = papers[case]
    held = {id(box) for line in (*paper.names, paper.date) for _, box in line.letters}
    others = [box for _, box in paper.page.letters if id(box) not in held]
    top = max(spot.box.top for spot in paper.spots)
    above = min(box.bottom for box in others if box.bottom >= top)
    assert 0 <= (above - top) / MM <= LINE
    for spot in paper.spots:
        assert [box for box in others if _cross(spot, box)] == []


@office
@each_paper
def test_without_bookmarks_every_stamp_finds_its_name_all_the_same(
    case: tuple[str, tuple[str, ...]], papers: Mapping[Any, Paper]
) -> None:
    paper = papers[case]
    for wanted, found in zip(paper.spots, paper.searched, strict=True):
        assert found.view.index == wanted.view.index
        assert found.box.centre == pytest.approx(wanted.box.centre, abs=0.5 * MM)


@office
@each_paper
def test_names_stand_on_one_line_each_apart_from_their_neighbours(
    case: tuple[str, tuple[str, ...]], papers: Mapping[Any, Paper]
) -> None:
    names = papers[case].names
    for one, two in combinations(names, 2):
        if abs(one.box.centre[1] - two.box.centre[1]) < 2:
            assert two.box.left - one.box.right >= 8 * MM
    for name in names:
        assert name.box.height < 1.5 * name.letters[0][1].height
        assert name.box.left >= 28 * MM
        assert name.box.right <= (210 - 26) * MM


@office
@each_paper
def test_the_signatures_never_stand_on_a_page_without_text(
    case: tuple[str, tuple[str, ...]], papers: Mapping[Any, Paper]
) -> None:
    paper = papers[case]
    top = max(spot.box.top for spot in paper.spots)
    assert sum(box.bottom > top for _, box in paper.page.letters) > 20


def _meet(spot: Spot, line: TextLine) -> bool:
    return _cross(spot, line.box)


def _cross(spot: Spot, box: Any) -> bool:
    x, y = spot.box.centre
    nearest = min(max(x, box.left), box.right), min(max(y, box.bottom), box.top)
    return bool((x - nearest[0]) ** 2 + (y - nearest[1]) ** 2 < (21 * MM) ** 2)


@pytest.mark.parametrize("tied", [False, True])
def test_a_paper_of_one_body_is_the_same_as_before(tied: bool) -> None:
    kind, data = KINDS["award-notice"], context("award-notice")
    one, all_of_them = (
        render(kind, Template("a.docx", docx_bytes(Page("样例", kept("正文。") + end))), data)
        for end in (signature(tied=tied), signatures(tied=tied))
    )
    assert one == all_of_them


@pytest.mark.parametrize(
    ("names", "rows"),
    [
        (SHORT[:2], [[1, 2]]),
        (SHORT[:3], [[1, 2, 3]]),
        (SHORT[:4], [[1, 2], [3, 4]]),
        (SHORT[:5], [[1, 2, 3], [0, 4, 5]]),
        (SHORT, [[1, 2, 3], [4, 5, 6]]),
        (LONG[:3], [[1, 2], [0, 3]]),
        (LONG, [[1, 2], [3, 4], [5, 6]]),
    ],
)
def test_names_are_arranged_in_order_the_last_at_the_right(
    names: tuple[str, ...], rows: list[list[int]]
) -> None:
    found = joint_rows(KINDS["award-notice"], names[0], {JOINT: list(names[1:])})
    assert [[place["号"] for place in row["机关"]] for row in found] == rows
    listed = [place["名称"] for row in found for place in row["机关"] if place["号"]]
    assert listed == list(names)


@pytest.mark.parametrize(
    ("given", "bodies"),
    [
        (None, ()),
        ("无", ()),
        ([], ()),
        ("样例区财政局", ("样例区财政局",)),
        ("样例区财政局、样例区教育局", ("样例区财政局", "样例区教育局")),
        (["样例区财政局", " ", "样例区教育局", "样例区财政局"], ("样例区财政局", "样例区教育局")),
    ],
)
def test_the_other_bodies_are_read_as_clerks_write_them(
    given: object, bodies: tuple[str, ...]
) -> None:
    assert joint_bodies({JOINT: given}) == bodies


def test_only_papers_of_the_batch_to_equals_and_below_are_joint() -> None:
    facts = {JOINT: ["样例区财政局"]}
    assert joint_rows(KINDS["city-recommendation"], "样例局", facts) == []
    assert joint_rows(KINDS["rectification-order"], "样例局", facts) == []
    assert joint_rows(KINDS["award-notice"], "样例局", {JOINT: ["样例局"]}) == []


def test_a_joint_papers_uses_begin_with_the_bureaus_own() -> None:
    data = joint_context("award-notice", LONG[:3])
    uses = uses_of(KINDS["award-notice"], data)
    assert [use.is_ours([LONG[0]]) for use in uses] == [True, False, False]
    assert [use.anchor for use in uses] == ["pair1", "pair2", "pair3"]
    assert all(use.joint for use in uses)


def test_a_paper_of_one_body_is_used_as_the_catalogue_says() -> None:
    (use,) = uses_of(KINDS["award-notice"], context("award-notice"))
    assert (use.anchor, use.owner, use.kind, use.joint) == (
        "stamp1", "上海市静安区人力资源和社会保障局", "公章", False)  # fmt: skip
    unit, leader = uses_of(KINDS["responsibility-agreement"], context("responsibility-agreement"))
    assert (unit.owner, unit.kind, unit.paging) == ("样例精密机械有限公司", "公章", True)
    assert (leader.owner, leader.kind, leader.anchor) == ("样甲", "签名章", "stamp2")


def test_every_role_of_the_catalogue_has_its_body() -> None:
    data = context("award-notice")
    roles = {use.owner for kind in KINDS.values() for use in kind.stamps}
    assert all(body_of(role, data) for role in roles - {"第三方"})
    data["办"]["通知届满考核"]["第三方"] = "样例评价中心"
    assert body_of("第三方", data) == "样例评价中心"
