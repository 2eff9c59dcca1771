"""What the commands print, as pictures: ``python -m tests.tools.screens FOLDER``.

The shipped sample story is told in a folder of its own on one day (faketime), then the
commands are run as a person would and their own output is drawn. Digests, approval numbers and
durations differ from run to run and are masked; nothing else is touched.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from acts.advancing import PdfStillDueError
from cases.errors import JiangdangError
from cases.yamltext import Put, changed
from tests.fixtures.command_line import SAMPLES, Desk
from tests.fixtures.sample_story import Alone, Entry, new_workspace, record_file, sample_entries
from tests.fixtures.score_sheets import POOL, filled
from tests.tools.gallery import draw_page
from tests.tools.sheet_svg import sheet
from tests.tools.terminal_svg import COLUMNS, terminal

TODAY = "2022-04-25 09:00:00"
_HOME = "~/匠档"
_MASKS = (
    (re.compile(r"sha256:[0-9a-f]{64}"), "sha256:…"),
    (re.compile(r"\b[0-9a-f]{12,64}\b"), "a1b2c3d4e5f6"),
    (re.compile(r"(approve |drafts/|history/\d{4}-)[0-9a-f]{8}"), r"\g<1>3f9c2a7e"),
    (re.compile(r"T\d\d:\d\d:\d\d"), "T09:00:00"),
    (re.compile(r"用时 [\d.]+ (毫秒|秒)"), r"用时 … \1"),
)
_POINTS: dict[str, list[object]] = {
    "2019-SX-001": [23, 22.5, 18, 19, 9],
    "2019-SX-002": [21, 20, 17, 17, 8],
}


def main() -> None:
    """Draw into the folder named, on the day of the pictures and in the time of Shanghai."""
    target = Path(sys.argv[1]).absolute()
    if os.environ.get("FAKETIME") is None:
        own = {**os.environ, "TZ": "Asia/Shanghai", "COLUMNS": str(COLUMNS)}
        line = ["faketime", TODAY, sys.executable, "-m", "tests.tools.screens", str(target)]
        raise SystemExit(subprocess.run(line, env=own, check=False).returncode)
    (target / "screens").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        Story(Path(folder), target).tell()


@dataclass
class Story:
    """The sample story on one day, and where its pictures go."""

    home: Path
    target: Path

    def tell(self) -> None:
        """From the panel of 2019 to the checks of the archive."""
        shop = Desk(self.home / "匠档")
        people = Alone(new_workspace(shop.root), lambda text: None)
        with patch.dict(os.environ, {"JIANGDANG_SOFFICE": "/nowhere"}):
            for entry in _until("收入证据"):
                self._beside(shop, entry)
                _told(entry, people)
        self._overview(shop)
        self._archive(shop)

    def _beside(self, shop: Desk, entry: Entry) -> None:
        """The screens of a moment, in a copy of the workspace."""
        moment = {("2019-1", "score"): self._panel, ("2019-1", "award"): self._award,
                  ("2019-1", "publicise"): self._approval}  # fmt: skip
        draw = moment.get((entry.told, str(entry.raw.get("环节"))))
        if draw is not None:
            copy = self.home / "另一处" / shop.root.name
            shutil.copytree(shop.root, copy)
            draw(Desk(copy), entry)
            shutil.rmtree(copy)

    def _panel(self, desk: Desk, entry: Entry) -> None:
        """Experts drawn, score sheets out and back, one of them wrong."""
        (desk.root / "experts.yaml").write_text(POOL, "utf-8")
        self._take(desk, "panel-draw", "抽取专家组", "panel draw 2019-1 --seed 样种子")
        self._take(
            desk, "panel-few", "人不够时写明为什么", "panel draw 2019-1 --size 7 --reason 加人"
        )
        out, back, record = (self.home / name for name in ("评分表", "填好", "记录"))
        for each in (out, record):
            each.mkdir()
        made = [
            Path(each) for each in desk.json("panel", "sheets", "2019-1", "--out", out)["files"]
        ]
        files = [filled(each, back, _POINTS) for each in sorted(made)]
        self._draw("score-sheet", sheet("专家收到的评分表", made[0]))
        over = filled(
            sorted(made)[0], self.home / "错", {**_POINTS, "2019-SX-002": [26, 20, 17, 17]}
        )
        words = "panel scores 2019-1 *.xlsx --out 记录 --on 2019-05-20"
        shown = "评分表有错，一份也不收"
        base = ["panel", "scores", "2019-1"]
        end = ["--out", record, "--on", "2019-05-20"]
        self._run(desk, "panel-refused", shown, words, [*base, over, *files[1:], *end])
        self._run(desk, "panel-scores", "汇总评分表", words, [*base, *files, *end])

    def _award(self, desk: Desk, entry: Entry) -> None:
        """The list cannot be announced while it is still on display."""
        file = record_file(entry, self.home / "公布.yaml")
        words = ["batch", "advance", "2019-1", "公布", "--on", "2019-06-03", "--record"]
        shown = " ".join([*words, file.name])
        self._run(desk, "advance-refused", "公示没有期满，不能公布", shown, [*words, file])

    def _approval(self, desk: Desk, entry: Entry) -> None:
        """Drafted by one, reviewed by another, to be signed by a third."""
        settings = desk.root / "jiangdang.yaml"
        text = settings.read_text("utf-8")
        settings.write_text(changed(text, [Put(("单人办理",), "否")], "jiangdang.yaml"), "utf-8")
        file = record_file(entry, self.home / "公示.yaml")
        words = ["batch", "advance", "2019-1", "公示", "--on", "2019-05-27", "--record"]
        shown = " ".join([*words, file.name])
        said = desk.run(*words, file, "--actor", "样经办")
        key = re.search(r"approve ([0-9a-f]+)", said.err)
        assert key, said.err
        steps = [(shown, said.err), (f"approve {key[1]}", self._said(desk, key[1], "样审核"))]
        self._draw("approve", _terminal(desk, "拟稿，核稿，等签发", steps))

    def _said(self, desk: Desk, key: str, who: str) -> str:
        said = desk.run("approve", key, "--actor", who)
        assert said.code == 0, said.err
        return said.out

    def _overview(self, desk: Desk) -> None:
        """What is due, counted and spent; what is refused; lists in Excel."""
        self._take(desk, "history", "案卷的历次改动", "case history 2019-SX-001")
        for target in ("2019-1", "2019-SX-001", "2019-SX-002"):
            desk.json("doc", "make", target, "--due")
        self._run(desk, "todo", "待办", "todo", ["todo"], most=24)
        self._take(desk, "stats", "统计", "stats --by 年度,项目类别")
        self._take(desk, "ledger", "经费台账", "money ledger 2019-SX-001")
        self._take(desk, "money-batch", "拨款对账", "money batch 2020-1")
        self._take(desk, "calendar", "一年的放假和调休", "calendar show 2026")
        faulty = SAMPLES / "2020-SX-007.yaml"
        words = "case import 2020-SX-007.yaml"
        self._run(desk, "case-refused", "配套差一分钱", words, ["case", "import", faulty])
        self._run(desk, "policy", "把政策说给写的人听", "policy check dongguan-2024.yaml",
                  ["policy", "check", _shipped(self.home)])  # fmt: skip
        listed = self.home / "拨款.xlsx"
        desk.json("batch", "list-sheet", "2020-1", "拨款", listed)
        self._draw("list-sheet", sheet("拨款汇总表", listed))

        self._report(desk)

    def _report(self, desk: Desk) -> None:
        """The report of the numbers as printed."""
        file = self.home / "统计报告.pdf"
        desk.json("stats", "--report", file)
        for page in (1, 2):
            name = f"statistics-report-{page}"
            draw_page(file.read_bytes(), page, self.target / "pages" / name)

    def _archive(self, desk: Desk) -> None:
        """Sealed, found and verified."""
        desk.json("archive", "seal", "2019-SX-002", "--on", "2022-04-25", "--reason", "样例")
        self._take(desk, "search", "检索", "search 精密 --year 2020 --kind 初审意见表")
        self._take(desk, "archive-verify", "核验归档包", "archive verify --all")
        self._take(desk, "audit-verify", "核验日志", "audit verify")

    def _take(self, desk: Desk, name: str, title: str, words: str) -> None:
        self._run(desk, name, title, words, list(words.split()))

    def _run(
        self, desk: Desk, name: str, title: str, shown: str, words: list[str | Path], **cut: int
    ) -> None:
        said = desk.run(*words)
        assert said.out + said.err, name
        self._draw(name, _terminal(desk, title, [(shown, said.out + said.err)], **cut))

    def _draw(self, name: str, picture: str) -> None:
        (self.target / "screens" / f"{name}.svg").write_text(picture, "utf-8")


def _terminal(desk: Desk, title: str, steps: list[tuple[str, str]], **cut: int) -> str:
    """Commands and what they said, masked."""
    lines = []
    for shown, said in steps:
        lines += [f"$ jiangdang {shown}", *said.splitlines()]
    return terminal(title, [_masked(line, desk) for line in lines], **cut)


def _masked(line: str, desk: Desk) -> str:
    line = line.replace(str(desk.root), _HOME)
    for folder in (desk.root.parent, desk.root.parents[1]):
        line = line.replace(f"{folder}/", "")
    for pattern, shown in _MASKS:
        line = pattern.sub(shown, line)
    return line


def _until(stage: str) -> Iterator[Entry]:
    for entry in sample_entries():
        if entry.stage == stage:
            return
        yield entry


def _told(entry: Entry, people: Alone) -> None:
    """One entry carried out; papers stay Word, and the one meant to be refused is."""
    expected = JiangdangError if entry.refusal_expected else PdfStillDueError
    with suppress(expected):
        entry.carry_out(people)


def _shipped(home: Path) -> Path:
    """A shipped policy as a file of one's own."""
    root = Path(__file__).resolve().parents[2]
    return Path(shutil.copy(root / "cases" / "policies" / "dongguan-2024.yaml", home))


if __name__ == "__main__":
    main()
