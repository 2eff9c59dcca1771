"""The command tree and the one session that carries a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import typer

from cli.console import Console
from cli.globals import Globals
from cli.progress import Bars

if TYPE_CHECKING:
    from acts.bureau import Bureau

_CODES = {
    0: "0 完成",
    1: "1 程序出错",
    2: "2 命令写法不对",
    3: "3 检查发现问题或规则不允许",
    4: "4 找不到",
    5: "5 冲突或正忙",
    6: "6 已损坏",
    7: "7 缺少工具",
}


@dataclass(slots=True)
class Session:
    """The global options and the console of one run."""

    options: Globals = field(default_factory=Globals)
    console: Console = field(default_factory=Console)

    def bureau(self) -> Bureau:
        """Open the workspace for the acting person."""
        from acts.bureau import open_bureau

        return open_bureau(
            self.options.start,
            self.options.actor,
            self.console.say,
            progress=Bars(),
            alert=self.console.warn,
        )


session = Session()


def described(text: str, *codes: int) -> str:
    """Help of a command, with the exit codes it can return."""
    listed = "；".join(_CODES[code] for code in (0, *codes))
    return f"{text}\n\n退出码：{listed}。"


def group(name: str, text: str) -> typer.Typer:
    """A group of commands below ``jiangdang``."""
    made = typer.Typer(help=text, no_args_is_help=True, add_completion=False)
    app.add_typer(made, name=name)
    return made


GLOBAL_HELP = """匠档：首席技师资助项目与技能大师工作室的文书生成与电子归档。

每条命令前后都可写：-w/--workspace 工作区、--json 以 JSON 输出、
--actor 姓名 代某人办理（须管理员）、--verbose 显示出错细节、--version 版本。"""

app = typer.Typer(help=GLOBAL_HELP, no_args_is_help=True, add_completion=False)

policy = group("policy", "政策：列出、查看、检查、新建")
batch = group("batch", "批次：开批、推进、查看")
case = group("case", "案卷：立案、导入、检查、推进")
panel = group("panel", "评审与考核：专家库、专家组、评分表")
doc = group("doc", "文书：制作、查看、核验、模板")
stamp = group("stamp", "印章：样章、清单、用印登记簿")
evidence = group("evidence", "证据材料：收入、清单、缺项")
archive = group("archive", "归档：封存、核验、导出")
index = group("index", "全文索引：更新、重建、状态")
money = group("money", "经费：台账、拨款对账、检查抽样")
calendar = group("calendar", "工作日历：节假日和调休，取入国务院通知")
old_years = group("old-years", "往年档案：补录登记表和扫描件，列出缺项")
audit = group("audit", "审计：日志与核验")
