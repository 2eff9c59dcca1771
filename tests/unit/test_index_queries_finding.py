"""From the question as typed to the document as kept: what is asked is found, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from index.engines.engine import Asked, Scope, Sort
from index.engines.scan import ScanEngine
from index.queries.expanding import settle
from index.queries.parsing import parse_query
from index.queries.tree import FieldName
from index.records import Entry, Record
from index.store.preparing import prepare

TODAY = date(2026, 11, 26)
RECORDS = (
    Record(
        "cases/甲/整改通知书.docx",
        "1",
        "限期整改通知书",
        case="2020-SX-001",
        kind="rectification-notice",
        step="rectify",
        year="2020",
        unit="样例玉雕有限公司",
        leader="单雄信",
        department="样例区国资委",
        date="2020-06-30",
        pages=(
            "根据静人社〔２０１９〕12号第十二条，挪用资金50,000.00元，限期\n整改。",
            "联系人身份证号310106197503150018",
        ),
    ),
    Record(
        "cases/乙/公示.docx",
        "2",
        "公示名单",
        case="2025-SX-002",
        step="publicise",
        year="2025",
        unit="樣例刺繡廠",
        leader="王晓明",
        department="样例区人力资源和社会保障局",
        date="2025-12-31",
        amount=8000000,
        pages=("去年的名单：王晓明",),
    ),
)


def entry(id_: int, record: Record) -> Entry:
    made = prepare(record)
    more = {"date": record.date, "amount": made.amount, "amounts": made.amounts}
    return Entry(id_, record.path, made.text, made.private, made.fields, **more)  # type: ignore[arg-type]


ENTRIES = [entry(at, record) for at, record in enumerate(RECORDS, start=1)]


class View:
    """All the records."""

    def values(self, name: FieldName) -> list[str]:
        return [str(getattr(record, str(name))) for record in RECORDS]

    def texts(self) -> list[str]:
        return [each.text for each in ENTRIES]


def found(text: str, *, numbers: bool = False) -> list[int]:
    tree = settle(parse_query(text, TODAY), View()).tree
    asked = Asked(tree, Scope(numbers=numbers), Sort.DATE)
    return sorted(id_ for id_, _ in ScanEngine(lambda: ENTRIES).search(asked).hits)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("限期整改", [1]),
        ("限 期 整 改", [1]),
        ("“限期 整改”", [1]),
        ("挪用資金", [1]),
        ("整改 或 公示", [1, 2]),
        ("* 非 整改", [2]),
        ("静人社[2019]12号", [1]),
        ("文号:静人社（2019）第12号", [1]),
        ("文号:〔2019〕12号", [1]),
        ("文号:静人社〔2019〕2号", []),
        ("条款:12", [1]),
        ("条款:2", []),
        ("金额:5万", [1]),
        ("金额>5万", [2]),
        ("金额:1万..8万", [1, 2]),
        ("日期:2020-06", [1]),
        ("日期>2020", [2]),
        ("日期:去年", [2]),
        ("去年", [2]),
        ("年度:2019..2021", [1]),
        ("案卷:2025-sx", [2]),
        ("单位:刺绣厂", [2]),
        ("部门:国资委 单位:样例", [1]),
        ("部门:人社局", [2]),
        ("人社局", [2]),
        ("“人社局”", []),
        ("文件:整改通知书*", [1]),
        ("文件:通知书*", []),
        ("文件:cases/甲*", [1]),
        ("王小明~", [2]),
        ("带头人:王小明~", [2]),
        ("拼音:shanxiongxin", [1]),
        ("拼音:wxm", [2]),
        ("尾号:0018", []),
        ("310106197503150018", []),
        ("750315", []),
    ],
)
def test_what_is_asked_is_found(text, ids):
    assert found(text) == ids


@pytest.mark.parametrize("text", ["尾号:0018", "身份证:310106*", "310106197503150018", "750315"])
def test_who_may_see_numbers_finds_by_them(text):
    assert found(text, numbers=True) == [1]
