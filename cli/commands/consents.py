"""The command by which others answer what a clerk asked for."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.application import app, described, session

_APPROVE = """核稿、签发，或同意一项待审批的办理。

发文先由审核人核稿，再由签发人签发，各运行一次；其他事项由第二人同意。
不同意的加 --refuse --reason 理由，退回经办人修改；经办人自己用它撤回。"""
_DONE = {
    "核稿": "已核稿：{what}。还要签发人（{next}）运行 jiangdang approve {act}",
    "签发": "已签发：{what}。经办人再运行一次原命令即可办理。",
    "核稿并签发": "已核稿并签发（同一人）：{what}。经办人再运行一次原命令即可办理。",
    "同意": "已同意：{what}。经办人再运行一次原命令即可办理。",
    "退回": "已退回：{what}。经办人会在待办里看到理由。",
    "撤回": "已撤回：{what}。",
}


@app.command(help=described(_APPROVE, 2, 3, 4, 5))
def approve(
    act: Annotated[str, typer.Argument(metavar="审批号")],
    refuse: Annotated[bool, typer.Option("--refuse", help="不同意，退回修改")] = False,
    reason: Annotated[str, typer.Option("--reason", help="退回的理由")] = "",
) -> None:
    """Answer what another person asked for."""
    from acts.approving import answer_request

    done = answer_request(session.bureau(), act, refuse=refuse, reason=reason)
    session.console.show(done, [_DONE[str(done["part"])].format(**done)])
