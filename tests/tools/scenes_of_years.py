"""Workspaces just before the acts of money, past years, changes, panels and new batches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import openpyxl

from cases.policy.versions import KEPT
from cases.workspace import Workspace
from cases.yamltext import Put, changed
from cases.yamlwriting import dump
from tests.fixtures.command_line import BATCH as BATCH_FACTS
from tests.fixtures.command_line import Desk, blank_pdf
from tests.fixtures.funded_workspace import BATCH, lay_down, paid_bureau
from tests.fixtures.old_registers import old_row, write_old_book
from tests.fixtures.sample_story import tell_until
from tests.fixtures.score_sheets import POOL, filled
from tests.tools.scenes import JIANGDANG, Scene
from tests.tools.wholeness_of_years import (
    after_money,
    after_old_years,
    after_opening,
    after_scores,
    after_withdrawal,
)

FIRST, SECOND = "2019-SX-001", "2019-SX-002"
PLACE = "{工作区}"  # stands for the copy a fault strikes at


@dataclass(frozen=True)
class PlacedScene(Scene):
    """A scene whose command also writes beside the records, in the copy itself."""

    def command(self, copy: Path) -> list[str]:
        return [str(JIANGDANG), "-w", str(copy), *placed(self.words, copy)]


def placed(words: tuple[str, ...], copy: Path) -> tuple[str, ...]:
    """The words with the copy's place."""
    return tuple(str(copy) if word == PLACE else word for word in words)


def before_money(folder: Path) -> Scene:
    """Two cases are about to get a line each from one workbook."""
    desk = lay_down(paid_bureau(), folder / "工作区")
    file = folder / "台账.xlsx"
    desk.json("money", "export", BATCH, file)
    book = openpyxl.load_workbook(file)
    for case in (FIRST, SECOND):
        book["支出"].append([case, None, "2019-09-01", 10, "资助资金", "培训培养", "记-1"])
    book.save(file)
    words = ("money", "import", str(file))
    return Scene(desk.root, words, partial(after_money, words=words, cases=(FIRST, SECOND)))


def before_old_years(folder: Path) -> Scene:
    """Two projects of 2013 are about to come in, each with a scan."""
    desk = Desk(folder / "工作区")
    desk.furnish()
    book = write_old_book(folder / "往年.xlsx", [old_row(number) for number in (1, 2)])
    scans = folder / "扫描"
    scans.mkdir()
    papers = [
        blank_pdf(scans / "2013-01_样例第1有限公司_申请表.pdf"),
        blank_pdf(scans / "2013-02_样例第2有限公司_责任协议书.pdf", 2),
    ]
    words = ("old-years", "import", str(book), "--scans", str(scans))
    return Scene(desk.root, words, partial(after_old_years, words=words, scans=papers))


def before_withdrawal(folder: Path) -> Scene:
    """An award is about to be withdrawn; the prior notice was served."""
    desk = _alone(folder / "工作区")
    served = {"送达方式": "直接送达", "送达人": "样送", "受送达人": "样受"}
    notice = {"理由": "申报材料不实", "追回金额": "50000.00", "送达日期": "2020-03-03", **served}
    _step(desk, folder, "withdrawal-notice", "2020-03-02", notice)
    account = {"户名": "样例区财政局", "账号": "6200000000000000099", "开户行": "样例银行"}
    facts = {
        "理由": "申报材料不实",
        "批准日期": "2020-03-11",
        "陈述申辩": "在规定期限内未提出",
        "追回金额": "50000.00",
        "缴款期限": "2020-04-30",
        "收款账户": account,
        "送达日期": "2020-03-13",
        **served,
    }
    record = folder / "withdraw.yaml"
    record.write_text(dump({"记录": facts}), "utf-8")
    words = (
        *("case", "advance", FIRST, "withdraw", "--on", "2020-03-12"),
        *("--record", str(record), "--pdf-later"),
    )
    return Scene(desk.root, words, partial(after_withdrawal, words=words, case=FIRST))


def _alone(root: Path) -> Desk:
    """Funded cases where one person clerks and checks."""
    desk = lay_down(paid_bureau(), root)
    edit = [Put(("单人办理",), "是")]
    settings = root / "jiangdang.yaml"
    settings.write_text(changed(settings.read_text("utf-8"), edit, settings.name), "utf-8")
    return desk


def _step(desk: Desk, folder: Path, step: str, on: str, facts: Mapping[str, object]) -> None:
    record = folder / f"{step}.yaml"
    record.write_text(dump({"记录": facts}), "utf-8")
    desk.json("case", "advance", FIRST, step, "--on", on, "--record", record, "--pdf-later")


def before_scores(folder: Path) -> Scene:
    """Five experts' sheets came back; their record is about to be written."""
    root = folder / "工作区"
    tell_until(root, "score")
    (root / "experts.yaml").write_text(POOL, "utf-8")
    desk = Desk(root)
    names = [f"样专家{number}" for number in "一二三四五"]
    experts = [word for name in names for word in ("--expert", name)]
    out = folder / "评分表"
    out.mkdir()
    made = desk.json("panel", "sheets", BATCH, "--out", out, *experts)["files"]
    given: dict[str, list[object]] = {
        FIRST: [23, 22.5, 18, 19, 9], SECOND: [21, 20, 17, 17, 8],
    }  # fmt: skip
    files = [str(filled(Path(file), folder / "填好", given)) for file in made]
    words = ("panel", "scores", BATCH, *files, "--out", PLACE, "--on", "2019-05-20", *experts)
    record = f"{BATCH}-评审.yaml"
    return PlacedScene(root, words, partial(_look_at_scores, words=words, record=record))


def _look_at_scores(root: Path, words: tuple[str, ...], record: str) -> list[str]:
    return after_scores(root, placed(words, root), record)


def before_opening(folder: Path) -> Scene:
    """The first batch is about to be opened, with a copy of its policy."""
    desk = Desk(folder / "工作区")
    record = folder / "批次.yaml"
    record.write_text(BATCH_FACTS, "utf-8")
    desk.json("init", desk.root)
    assert not list(Workspace(desk.root).policies.glob(f"{KEPT}/*"))
    words = ("batch", "open", "2020-1", "--record", str(record), "--on", "2020-04-07")
    return Scene(desk.root, words, partial(after_opening, words=words))
