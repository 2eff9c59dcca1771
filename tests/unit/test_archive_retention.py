"""保管期限表 as data: what it says of files and documents, and who approved it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from acts.keeping.package_history import Noted, PackageHistory, Seal
from acts.keeping.retention import standings
from cases.settings import parse_settings
from cases.typedfile import FaultyFileError
from cases.values.retention import RetentionPeriod
from tests.tools.workspaces import NOW

HEAD = """格式版本: 1
机关全称: 样例局
机关简称: 样例局
发文机关代字: 样
全宗号: J099
档案门类: ZY·JN
当前政策: jingan-2019
"""
ROWS = "保管期限表:\n  资助项目案卷: 30年\n  clawback-decision: 永久\n  申请表: 10年\n"
APPROVAL = "  批准文号: 样档发〔2019〕1号\n  批准机关: 样例区档案局\n  批准日期: 2019-01-08\n"
THIRTY = RetentionPeriod.THIRTY_YEARS


def test_the_old_form_of_the_table_is_still_read() -> None:
    settings = parse_settings(HEAD + ROWS)
    assert settings.retention_of("资助项目案卷") is THIRTY
    assert settings.retention_of("没有列出的") is RetentionPeriod.PERMANENT
    assert settings.retention_basis == ""
    assert not settings.schedule.is_approved


def test_the_approval_stands_beside_the_rows_and_is_no_row() -> None:
    settings = parse_settings(HEAD + ROWS + APPROVAL)
    assert settings.retention_basis == "样例区档案局（样档发〔2019〕1号，2019年1月8日）"
    assert set(settings.schedule.rows) == {"资助项目案卷", "clawback-decision", "申请表"}


@pytest.mark.parametrize(
    ("lines", "basis"),
    [
        ("  批准文号: 样档发〔2019〕1号\n", "样档发〔2019〕1号"),
        ("  批准机关: 样例区档案局\n", ""),
        ("  批准文号: ''\n  批准机关: 样例区档案局\n  批准日期: ''\n", ""),
    ],
)
def test_an_approval_is_its_number(lines: str, basis: str) -> None:
    assert parse_settings(HEAD + ROWS + lines).retention_basis == basis


@pytest.mark.parametrize("line", ["  批准日期: 去年\n", "  批次案卷: 长期\n", "  批次案卷: ''\n"])
def test_a_wrong_table_is_refused(line: str) -> None:
    with pytest.raises(FaultyFileError):
        parse_settings(HEAD + ROWS + line)


@pytest.mark.parametrize(
    ("kind", "label", "expected"),
    [
        ("clawback-decision", "", RetentionPeriod.PERMANENT),
        ("application-form", "申请表", RetentionPeriod.TEN_YEARS),
        ("application-form", "", THIRTY),
        ("clawback-decision", "申请表", RetentionPeriod.PERMANENT),
    ],
)
def test_a_document_keeps_its_own_period_where_the_table_names_it(
    kind: str, label: str, expected: RetentionPeriod
) -> None:
    assert parse_settings(HEAD + ROWS).retention_of_item(kind, THIRTY, label) is expected


def history(code: str, **decided: Noted) -> PackageHistory:
    made = PackageHistory()
    made.seals[code, 1] = Seal("sha256:0", "2019-SX-001", NOW, 1)
    for name, noted in decided.items():
        getattr(made, name)[code] = noted
    return made


def noted(**facts: object) -> Noted:
    return Noted(datetime(2030, 1, 2, tzinfo=UTC), "样档案", facts)


@pytest.mark.parametrize(
    ("code", "appraisal", "expires"),
    [
        ("J099-ZY·JN·2019-D10-001", None, date(2029, 12, 31)),
        ("J099-ZY·JN·2019-D30-001", None, date(2049, 12, 31)),
        ("J099-ZY·JN·2019-Y-001", None, None),
        ("J099-ZY·JN·2019-D10-001", {"意见": "续存", "至": 2035}, date(2035, 12, 31)),
        ("J099-ZY·JN·2019-D10-001", {"意见": "续存", "至": 2020}, date(2029, 12, 31)),
        ("J099-ZY·JN·2019-D10-001", {"意见": "销毁", "至": 2035}, date(2029, 12, 31)),
    ],
)
def test_a_period_counts_from_the_year_after_and_ends_with_a_year(
    code: str, appraisal: dict[str, object] | None, expires: date | None
) -> None:
    decided = {"appraised": noted(**appraisal)} if appraisal else {}
    (standing,) = standings(history(code, **decided))
    assert standing.expires == expires
    if expires:
        assert not standing.is_expired(expires)
        assert standing.is_expired(date(expires.year + 1, 1, 1))


def test_what_was_destroyed_stands_nowhere() -> None:
    code = "J099-ZY·JN·2019-D10-001"
    gone = history(code, destroyed=noted(清册="2030-001"))
    assert list(standings(gone)) == []
    assert gone.roots == {}
    assert gone.destroyed_roots == {(code, 1): "sha256:0"}
