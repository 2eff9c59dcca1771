"""However long an agreement is, both sides stamp and sign it on one page that holds its text."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from acts.stamps.stamp_uses import uses_of
from doc_templates.catalogue import Template, load_catalogue
from doc_templates.conversion import Soffice
from doc_templates.kit.writing import shipped_templates
from doc_templates.rendering import render
from doc_templates.stamping.places.arranging import LEAST_GAP, gap, locate_all
from doc_templates.stamping.places.locating import Spot
from doc_templates.stamping.places.searching import PageText, hits_on
from doc_templates.stamping.store.keeping import StampStore

sys.path.append(str(Path(__file__).resolve().parents[1] / "fixtures"))

from contexts import context

pytestmark = pytest.mark.office

MM = 72 / 25.4
LONG = "样例轨道交通装备维修与智能检测技术服务（上海）股份有限公司"
LENGTHS = (1, 3, 5, 6, 7, 8, 9, 12, 20)
FEWEST_CHARACTERS = 60
KINDS = ("responsibility-agreement", "third-party-commission")
CASES = [(kind, count, long) for kind in KINDS for count in LENGTHS for long in (False, True)]


def varied(kind: str, count: int, *, long: bool) -> dict[str, Any]:
    """The context with so many tasks or projects; the shortest has no further clauses."""
    data = context(kind)
    tasks = [{"内容": f"完成攻关课题{at}", "指标": "一项"} for at in range(count)]
    data["案"] = {**data["案"], "计划": {**data["案"]["计划"], "目标任务": tasks}}
    listed = data["表"]["考核名单"]
    data["表"]["考核名单"] = (listed * count)[:count]
    if count == 1:
        data["政"]["说明"] = []
    if long:
        data["案"]["单位"] = {**data["案"]["单位"], "名称": LONG}
        data["办"]["通知届满考核"] = {**data["办"]["通知届满考核"], "第三方": LONG}
    return data


@pytest.fixture(scope="module")
def pressed(tmp_path_factory: pytest.TempPathFactory) -> dict[Any, tuple[list[Spot], PageText]]:
    store = StampStore(tmp_path_factory.mktemp("store") / "stamps", demo=True)
    kinds, templates = load_catalogue(), shipped_templates()
    docs = {}
    for at, (kind, count, long) in enumerate(CASES):
        file = f"{kind}.docx"
        template = Template(file, templates[file])
        docs[f"{at}.docx"] = render(kinds[kind], template, varied(kind, count, long=long))
    pdfs = Soffice.find().convert(docs)
    return {case: _spots(pdfs[f"{at}.docx"], case[0], store) for at, case in enumerate(CASES)}


def _spots(pdf: bytes, kind: str, store: StampStore) -> tuple[list[Spot], PageText]:
    document = pypdfium2.PdfDocument(pdf)
    uses = uses_of(load_catalogue()[kind], varied(kind, 1, long=False))
    spots = locate_all(
        document, [use.placement(store.sample(use.owner[:12], use.kind)) for use in uses]
    )
    page = PageText(document[spots[0].view.index], spots[0].view.index)
    document.close()
    return spots, page


@pytest.mark.parametrize("case", CASES, ids=str)
def test_both_stand_on_one_page_that_also_holds_text_and_never_touch(
    case: Any, pressed: dict[Any, tuple[list[Spot], PageText]]
) -> None:
    (unit, other), page = pressed[case]
    assert unit.view.index == other.view.index
    assert gap(unit, other) >= LEAST_GAP
    signing = min(_of_the_signing(page), default=page.view.height)
    assert sum(box.bottom > signing for _, box in page.letters) >= FEWEST_CHARACTERS


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_units_stamp_is_over_its_whole_name_and_the_date(
    case: Any, pressed: dict[Any, tuple[list[Spot], PageText]]
) -> None:
    kind, count, long = case
    (unit, *_), page = pressed[case]
    context_ = varied(kind, count, long=long)
    name = uses_of(load_catalogue()[kind], context_)[0].owner
    found = [hit.whole.box for hit in hits_on(page, name)]
    assert any(
        unit.box.bottom < box.bottom and box.top < unit.box.top and box.left < unit.box.right
        for box in found
    )
    dates = [line for line in page.lines if line.is_date and line.box.left < unit.box.right]
    assert any(unit.box.bottom < line.box.bottom < line.box.top < unit.box.top for line in dates)
    assert unit.box.left >= 28 * MM
    assert unit.box.right <= (210 - 26) * MM
    assert unit.box.bottom >= 28 * MM


def _of_the_signing(page: PageText) -> Iterator[float]:
    """Where the parties' places begin."""
    for text in ("甲方代表人（签字）：", "委托方（盖章）："):
        yield from (hit.whole.box.top for hit in hits_on(page, text))
