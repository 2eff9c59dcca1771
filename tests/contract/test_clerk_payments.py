"""Payments of a batch: every notice has its own cases and sum, and the books agree to the fen."""

from __future__ import annotations

import re
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from acts.bureau import open_bureau
from acts.money.disbursing import batch_money
from acts.papers.records import DocumentRecord
from cases.values.money import Money
from tests.fixtures.command_line import Desk, Said
from tests.fixtures.funded_workspace import BATCH, lay_down
from tests.fixtures.little_bureau import Bureau, awarded_bureau, codes

FIRST, SECOND, THIRD = "2019-SX-001", "2019-SX-002", "2019-SX-003"


def agreed(cases: int) -> Bureau:
    bureau, _ = awarded_bureau(cases + 1, cases)
    for name in list(bureau.texts)[:cases]:
        assert codes(bureau.agree(name)) == []
    return bureau


@pytest.fixture
def waiting(tmp_path: Path) -> Desk:
    """Three awarded cases that wait for their money, in up to two payments."""
    desk = lay_down(agreed(3), tmp_path / "workspace")
    settings = desk.root / "jiangdang.yaml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("开放事项: {}", "开放事项: {O15: 2}"), "utf-8")
    announced = DocumentRecord(
        "award-notice", "关于公布名单的通知", "样人社〔2019〕1号", "award", "2019-06-20",
        f"batches/{BATCH}/documents/01-公布名单的通知.docx", "", "", 0,
    )  # fmt: skip
    (desk.root / f"batches/{BATCH}/documents").mkdir(exist_ok=True)
    (desk.root / announced.path).write_bytes(announced.encode())
    return desk


def pay(desk: Desk, on: str, voucher: str, **sums: str) -> Said:
    record = desk.root.parent / f"{voucher}.yaml"
    rows = "".join(
        f"  - {{案卷号: 2019-SX-{name[1:]}, 金额: '{amount}'}}\n" for name, amount in sums.items()
    )
    facts = f"指标文号: 静财社〔2019〕18号\n支付凭证号: {voucher}\n拨款日期: {on}\n"
    record.write_text(facts + (f"明细:\n{rows}" if rows else ""), "utf-8")
    words = ("batch", "advance", BATCH, "disburse", "--on", on, "--record", record)
    return desk.run(*words, "--pdf-later", "--json")


def notices(desk: Desk) -> list[Any]:
    found = desk.json("money", "batch", BATCH)
    assert found["findings"] == []
    return [(each["cases"], each["sum"]) for each in found["notices"]]


def test_each_notice_has_its_own_cases_and_sum(waiting: Desk) -> None:
    assert pay(waiting, "2019-07-15", "P1", a001="20000.00", a002="0.01").code == 0
    assert notices(waiting) == [(2, "20000.01")]
    assert pay(waiting, "2019-08-15", "P2").code == 0
    assert notices(waiting) == [(2, "20000.01"), (3, "104999.99")]
    told = waiting.json("money", "batch", BATCH)
    assert (told["paid"], told["unpaid"]) == ("125000.00", "25000.00")
    assert pay(waiting, "2019-09-15", "P3").code == 0
    told = waiting.json("money", "batch", BATCH)
    assert (told["paid"], told["unpaid"], told["balance"]) == ("150000.00", "0.00", "150000.00")
    assert sum(Decimal(each["sum"]) for each in told["notices"]) == Decimal(150000)


def test_the_word_file_says_what_the_books_say(waiting: Desk) -> None:
    pay(waiting, "2019-07-15", "P1", a001="20000.00", a002="0.01")
    (record,) = [r for r in waiting.json("doc", "list", BATCH) if "拨付" in r["title"]]
    with zipfile.ZipFile(waiting.root / record["docx"]) as package:
        xml = package.read("word/document.xml").decode()
    printed = "".join(re.sub(r"<[^>]+>", "", xml).split())
    assert "贰万元零壹分" in printed and "20,000.01" in printed
    assert "本次拨付2个项目的资助经费" in printed.replace("第一笔", "")
    assert "静财社〔2019〕18号" in printed


def test_a_case_changed_by_hand_differs_from_its_notice(waiting: Desk) -> None:
    pay(waiting, "2019-07-15", "P1", a001="20000.00", a002="30000.00")
    path = waiting.root / f"cases/{FIRST}/case.yaml"
    path.write_text(path.read_text("utf-8").replace("20000.00", "20000.01"), "utf-8")
    said = waiting.run("money", "batch", BATCH, "--json")
    found = {f["code"]: f["message"] for f in said.json["findings"]}
    assert said.code == 3
    assert "20000.01" in found["M140"] and "20000.00" in found["M140"]
    assert set(found) == {"M140", "M143"}


def test_a_payment_struck_out_by_hand_is_missed(waiting: Desk) -> None:
    before = (waiting.root / f"cases/{SECOND}/case.yaml").read_text("utf-8")
    pay(waiting, "2019-07-15", "P1", a001="20000.00", a002="30000.00")
    (waiting.root / f"cases/{SECOND}/case.yaml").write_text(before, "utf-8")
    found = waiting.run("money", "batch", BATCH, "--json").json["findings"]
    assert {f["code"] for f in found} == {"M142", "M143"}


def test_more_than_is_left_is_refused_and_nothing_is_paid(waiting: Desk) -> None:
    said = pay(waiting, "2019-07-15", "P1", a001="50000.01", a002="1.00")
    assert (said.code, [f["code"] for f in said.json["error"]["findings"]]) == (3, ["L418"])
    assert waiting.json("money", "batch", BATCH)["paid"] == "0.00"


def test_the_totals_of_three_hundred_cases_are_exact(tmp_path: Path) -> None:
    bureau, name = awarded_bureau()
    bureau.agree(name)
    text, more = bureau.texts[name], {}
    for number in range(1, 301):
        own = f"2019-SX-{number:03d}"
        cents = number * 997 % 5_000_000 + 1
        paid = f"""
  - 环节: disburse
    日期: 2019-07-15
    登记: 2019-07-15T09:00:00+08:00
    记录: {{金额: '{cents // 100}.{cents % 100:02d}', 拨款日期: 2019-07-15}}
"""
        more[own] = text.replace(name, own).rstrip() + paid
    bureau.texts = more
    desk = lay_down(bureau, tmp_path / "workspace")
    found = batch_money(open_bureau(desk.root, "", print), BATCH)
    cents = sum(number * 997 % 5_000_000 + 1 for number in range(1, 301))
    assert found.paid == Money(Decimal(cents).scaleb(-2))
    assert found.awarded == Money.of(300 * 50000)
    assert found.unpaid == found.awarded - found.paid
    assert [each.code for each in found.findings].count("M141") == 300
