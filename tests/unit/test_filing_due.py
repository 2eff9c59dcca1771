"""By when a file is sealed: counted from its last step, whatever is corrected later."""

from __future__ import annotations

from datetime import date

from acts.todo.filing_due import filing_day
from tests.fixtures.little_bureau import awarded_bureau, codes


def test_a_later_correction_does_not_move_the_day_by_which_a_file_is_sealed() -> None:
    bureau, _ = awarded_bureau(chiefs=3)
    case = list(bureau.texts)[1]
    assert codes(bureau.case(case, "unselected", "2019-09-01", {"理由": "名次在后"})) == []
    assert filing_day(bureau.world.cases[case]) == date(2020, 6, 30)
    place = len(bureau.world.cases[case].entered)
    wrong = {"条目": str(place), "字段": "理由", "新值": "名次在拟资助名额之后", "理由": "写错"}
    assert codes(bureau.case(case, "correct", "2020-12-01", wrong)) == []
    assert filing_day(bureau.world.cases[case]) == date(2020, 6, 30)
    score = [str(each["环节"]) for each in bureau.world.batch.entered].index("publicise") + 1
    told = {"条目": str(score), "字段": "公示止", "新值": "2019-06-12", "理由": "写错"}
    assert codes(bureau.batch("correct", "2020-12-02", told)) == []
    assert filing_day(bureau.world.batch) == date(2020, 6, 30)
