"""On every shipped template the stamp presses signature and date, and touches no other text."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfWriter
from pypdf.generic import NameObject

from acts.stamps.stamp_uses import uses_of
from doc_templates.catalogue import DocumentKind, StampUse, Template, load_catalogue
from doc_templates.conversion import Soffice
from doc_templates.kit.writing import shipped_templates
from doc_templates.rendering import render
from doc_templates.stamping.places.locating import Placement, Spot, locate
from doc_templates.stamping.places.pageview import Box, view_of
from doc_templates.stamping.places.textlines import TextLine, lines_of
from doc_templates.stamping.store.keeping import Stamp, StampStore

sys.path.append(str(Path(__file__).resolve().parents[1] / "fixtures"))

from contexts import context, third_party_context

pytestmark = pytest.mark.office

MM = 72 / 25.4
LINE = 10.23 * MM
LONG = "样例轨道交通装备维修与智能检测技术服务（上海）股份有限公司"
TEMPLATES = shipped_templates()
KINDS: dict[str, DocumentKind] = {
    file: kind for kind in load_catalogue().values() for file in kind.templates.values()
}
CONTEXTS = {name: context(name.removesuffix(".docx")) for name in TEMPLATES}
CONTEXTS["assessment-report.docx"] = third_party_context()
STAMPED = [
    (name, use)
    for name, data in CONTEXTS.items()
    for use in KINDS[name].stamps
    if use.applies(data)
]
SEALED = [(name, use) for name, use in STAMPED if use.owner != "带头人"]
OFFICIAL = [(name, use) for name, use in SEALED if KINDS[name].layout in ("公文", "信函")]


@dataclass(frozen=True)
class Pressed:
    """Where a stamp would lie on its page, and the lines of that page."""

    spot: Spot
    lines: tuple[TextLine, ...]

    @property
    def box(self) -> Box:
        return self.spot.box

    @property
    def date(self) -> TextLine:
        dates = [line for line in self.lines if line.is_date and _meet(line.box, self.box)]
        assert len(dates) == 1
        return dates[0]

    @property
    def signature(self) -> TextLine:
        """The line right above the date."""
        above = [ln for ln in self.lines if ln.box.bottom > self.date.box.centre[1]]
        return min((ln for ln in above if _beside(ln.box, self.box)), key=lambda ln: ln.box.bottom)

    @property
    def others(self) -> list[TextLine]:
        return [line for line in self.lines if line not in (self.date, self.signature)]


def _beside(one: Box, other: Box) -> bool:
    return one.left < other.right and one.right > other.left


def _meet(one: Box, other: Box) -> bool:
    return _beside(one, other) and one.bottom < other.top and one.top > other.bottom


@pytest.fixture(scope="module")
def pdfs() -> dict[str, bytes]:
    docs = {
        name: render(KINDS[name], Template(name, TEMPLATES[name]), data)
        for name, data in CONTEXTS.items()
        if any(use.applies(data) for use in KINDS[name].stamps)
    }
    return dict(Soffice.find().convert(docs))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> StampStore:
    return StampStore(tmp_path_factory.mktemp("store") / "stamps", demo=True)


@pytest.fixture(scope="module")
def seal(store: StampStore) -> Stamp:
    return store.sample("样例公司")


def pressed(pdf: bytes, anchor: str, stamp: Stamp) -> Pressed:
    document = pypdfium2.PdfDocument(pdf)
    spot = locate(document, Placement(anchor, stamp))
    page = document[spot.view.index]
    found = Pressed(spot, lines_of(page, view_of(page, spot.view.index)))
    document.close()
    return found


@pytest.mark.parametrize(("name", "use"), SEALED)
def test_signature_and_date_are_under_the_stamp_a_little_below_its_centre(
    name: str, use: StampUse, pdfs: dict[str, bytes], seal: Stamp
) -> None:
    found = pressed(pdfs[name], use.anchor, seal)
    both = found.signature.box.joined(found.date.box)
    across, centre = found.box.centre
    assert both.bottom > found.box.bottom
    assert both.top < found.box.top
    assert 4 <= (centre - both.centre[1]) / MM <= 5
    assert found.date.box.centre[0] == pytest.approx(across, abs=1)
    assert found.signature.box.centre[0] == pytest.approx(across, abs=0.5 * 16)


@pytest.mark.parametrize(("name", "use"), SEALED)
def test_the_stamp_touches_no_other_text_and_is_near_the_text_above(
    name: str, use: StampUse, pdfs: dict[str, bytes], seal: Stamp
) -> None:
    found = pressed(pdfs[name], use.anchor, seal)
    assert [line.text for line in found.others if _meet(line.box, found.box)] == []
    above = min(ln.box.bottom for ln in found.others if ln.box.bottom >= found.box.top)
    assert 0 <= above - found.box.top <= LINE


@pytest.mark.parametrize(("name", "use"), SEALED)
def test_the_stamp_stays_inside_the_type_area(
    name: str, use: StampUse, pdfs: dict[str, bytes], seal: Stamp
) -> None:
    found = pressed(pdfs[name], use.anchor, seal)
    view = found.spot.view
    assert found.box.left >= 28 * MM
    assert found.box.right <= view.width - 26 * MM
    assert found.box.bottom >= 35 * MM
    assert found.box.top <= view.height - 37 * MM


@pytest.mark.parametrize(("name", "use"), OFFICIAL)
def test_an_official_papers_date_stands_on_the_fourth_line_below_the_text(
    name: str, use: StampUse, pdfs: dict[str, bytes], seal: Stamp
) -> None:
    found = pressed(pdfs[name], use.anchor, seal)
    text = min((ln for ln in found.others if ln.box.bottom > found.box.top),
               key=lambda ln: ln.box.bottom)  # fmt: skip
    assert text.box.centre[1] - found.date.box.centre[1] == pytest.approx(4 * 28.95, abs=2)
    assert (text.box.bottom - found.box.centre[1]) / MM == pytest.approx(26 + 2.3, abs=0.6)


def test_a_leaders_signature_stands_right_of_the_colon_and_under_no_seal(
    pdfs: dict[str, bytes], store: StampStore, seal: Stamp
) -> None:
    pdf = pdfs["responsibility-agreement.docx"]
    name = pressed(pdf, "stamp2", store.sample("样例带头", "签名章"))
    line = next(line for line in name.lines if line.text.startswith("乙方（签字）"))
    assert line.box.right - 1 <= name.box.left
    assert name.box.right <= name.spot.view.width - 26 * MM
    assert name.box.bottom < line.box.centre[1] < name.box.top
    assert not _meet(name.box, pressed(pdf, "stamp1", seal).box)


def test_a_very_long_name_is_pressed_over_all_the_same(seal: Stamp) -> None:
    names = ("application-form-chief.docx", "preliminary-opinion.docx",
             "responsibility-agreement.docx")  # fmt: skip
    docs = {}
    for name in names:
        data = context(name.removesuffix(".docx"))
        data["案"]["单位"] |= {"名称": LONG, "主管委办局": LONG}
        data["办"]["初审"]["主管委办局"] = LONG
        docs[name] = render(KINDS[name], Template(name, TEMPLATES[name]), data)
    for name, pdf in Soffice.find().convert(docs).items():
        found = pressed(pdf, "stamp1", seal)
        last = [ln for ln in found.lines if _meet(ln.box, found.box) and not ln.is_date]
        assert {line.text for line in last} <= _parts(f"{LONG}（盖章）"), name
        assert last, name
        assert found.date.box.bottom > found.box.bottom, name


def without_destinations(pdf: bytes) -> bytes:
    """The same pages as another program would have made them: no bookmarks."""
    writer = PdfWriter(clone_from=BytesIO(pdf))
    for key in ("/Dests", "/Names"):
        writer.root_object.pop(NameObject(key), None)
    writer.write(target := BytesIO())
    return target.getvalue()


@pytest.mark.parametrize("name", sorted({name for name, _ in STAMPED}))
def test_without_its_bookmarks_every_stamp_finds_the_same_place_by_its_owners_name(
    name: str, pdfs: dict[str, bytes], store: StampStore
) -> None:
    stripped = pypdfium2.PdfDocument(without_destinations(pdfs[name]))
    marked = pypdfium2.PdfDocument(pdfs[name])
    for use in uses_of(KINDS[name], CONTEXTS[name]):
        stamp = store.sample(use.owner, use.kind)
        wanted, found = locate(marked, use.placement(stamp)), locate(stripped, Placement("", stamp))
        assert found.view.index == wanted.view.index
        assert found.box.centre == pytest.approx(wanted.box.centre, abs=0.5 * MM)
    stripped.close()
    marked.close()


def _parts(text: str) -> set[str]:
    return {text[a:b] for a in range(len(text)) for b in range(a + 1, len(text) + 1)}


def test_no_punctuation_hangs_over_the_right_edge_of_the_text(pdfs: dict[str, bytes]) -> None:
    for name, pdf in pdfs.items():
        document = pypdfium2.PdfDocument(pdf)
        for index in range(len(document)):
            view = view_of(document[index], index)
            for line in lines_of(document[index], view):
                over = line.box.right - (view.width - 26 * MM)
                assert over < 3 or line.text.startswith("上海市静安区"), f"{name}: {line.text}"
        document.close()
