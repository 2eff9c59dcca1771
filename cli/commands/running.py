"""Commands of the whole product: init, demo, doctor, upgrade."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.application import app, described, session
from cli.console import table


@app.command(help=described("建立一个新的工作区。", 2, 3, 4, 5))
def init(
    folder: Annotated[Path, typer.Argument(metavar="文件夹")],
    policy: Annotated[
        str, typer.Option("--policy", help="政策编号，或政策文件（.yaml）")
    ] = "jingan-2019",
) -> None:
    """Make a new workspace."""
    from acts.starting import init_workspace

    made = init_workspace(folder.resolve(), policy)
    session.console.show({"workspace": str(made.root)}, [f"工作区已建立：{made.root}"])


@app.command(help=described("用样例数据演示全过程：从工作通知到封存和检索。", 1, 3, 5, 7))
def demo(folder: Annotated[Path, typer.Argument(metavar="文件夹")]) -> None:
    """Run the demonstration."""
    from acts.demo.demonstration import run_demo

    shown = run_demo(folder.resolve(), session.console.say)
    session.console.show(shown.as_json(), shown.lines())


@app.command(help=described("检查本机：组件、字体、工作区。缺什么、怎么办。", 3, 7))
def doctor() -> None:
    """Say what is there, what is missing, what to do."""
    from acts.doctoring import examine

    checks = examine(session.options.start)
    rows = [("✓" if c.good else "✗", c.name, c.state, c.remedy) for c in checks]
    session.console.show(
        {"checks": [c.as_json() for c in checks]},
        table(("", "项目", "现状", "怎么办"), rows, "没有可检查的项目。"),
    )
    missing = [c for c in checks if not c.good and c.required]
    if missing:
        raise typer.Exit(7 if any(c.is_tool for c in missing) else 3)


@app.command(help=described("把工作区升级到本版本的格式。", 3, 4, 5))
def upgrade() -> None:
    """Bring the workspace to the present format."""
    from acts.upgrading import upgrade_workspace

    done = upgrade_workspace(session.options.start, session.bureau)
    kept = f"登记簿已升级，原样备份在 {done['backup']}。" if done["backup"] else "登记簿无需升级。"
    kept = kept if done["migrated"] else "无需升级。"
    text = f"格式版本 {done['format']}，共 {done['files']} 个文件，{kept}"
    session.console.show(done, [text])


@app.command(help="显示版本。", hidden=True)
def version() -> None:
    """Print the version."""
    from importlib.metadata import version as installed

    number = installed("jiangdang")
    session.console.show({"version": number}, [f"匠档 {number}"])
