"""What looks odd in a row of an old register: columns swapped, a wrong unit, days out of order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.values.money import Money

if TYPE_CHECKING:
    from acts.old_years.rows import OldRow
    from cases.policy.model import Policy

_AMOUNTS = ("资助金额", "拨款金额")
_UNITS = ("公司", "集团", "厂", "学校", "学院", "医院", "中心", "局", "委员会", "合作社", "研究所")
_LONGEST_NAME = 4  # 汉字 of most names of persons
_TIMES = 10  # so many times the policy's grant is a wrong unit rather than another year's grant


def tell_oddities(row: OldRow, policy: Policy) -> None:
    """Note what a clerk should look at before believing the row; nothing of it is refused."""
    _tell_year(row)
    _tell_amounts(row, policy)
    _tell_swap(row)
    announced, paid = row.values.get("公布日期", ""), row.values.get("拨款日期", "")
    if announced and paid and paid < announced:
        row.doubt("B254", "拨款日期", paid=paid, announced=announced)


def _tell_year(row: OldRow) -> None:
    """A year that the day of the announcement does not go with."""
    year, day = row.values.get("年度", ""), row.values.get("公布日期", "")
    if year and day and abs(int(day[:4]) - int(year)) > 1:
        row.doubt("B251", "年度", year=year, day=day)


def _tell_amounts(row: OldRow, policy: Policy) -> None:
    """Amounts far from what the programme grants: 元 under 万元, or the other way round."""
    wanted = row.values.get("项目类别", "")
    usual = [each.grant.amount for each in policy.programmes.values() if each.label == wanted]
    for key in _AMOUNTS:
        text = row.values.get(key, "")
        if not text or not usual or not usual[0].amount:
            continue
        ratio = Money.parse(text).amount / usual[0].amount
        if ratio and not 1 / _TIMES <= ratio <= _TIMES:
            row.doubt("B252", key, amount=text, usual=str(usual[0]))


def _tell_swap(row: OldRow) -> None:
    """A unit where the leader stands, and a person's name where the unit stands."""
    unit, leader = row.values.get("单位.名称", ""), row.values.get("带头人.姓名", "")
    if leader.endswith(_UNITS) and len(leader) > _LONGEST_NAME and not unit.endswith(_UNITS):
        row.doubt("B253", "带头人.姓名", leader=leader[:60], unit=unit[:60])
