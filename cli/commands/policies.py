"""Commands on policies."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cases.findings import errors_of
from cli.application import described, policy, session
from cli.console import finding_lines, print_json, table


@policy.command("list", help=described("列出可用的政策。", 3))
def list_() -> None:
    """List the policies."""
    from acts.policies import policy_rows

    rows = policy_rows(session.options.start)
    keys = ("policy", "title", "valid_from", "valid_to", "source", "versions")
    shown = [tuple(row[key] for key in keys) for row in rows]
    heads = ("编号", "名称", "施行", "失效", "来源", "在办版本")
    found = [each for row in rows for each in row["findings"]]
    told = [f"⚠ [{each['code']}]  {each['place']}  {each['message']}" for each in found]
    session.console.show(rows, [*table(heads, shown, "没有政策。"), *told])


@policy.command(help=described("用中文逐条说明一个政策。", 3, 4))
def show(
    policy_id: Annotated[str, typer.Argument(metavar="政策")],
    digest: Annotated[
        str, typer.Option("--digest", metavar="摘要", help="看这个版本，写摘要的前几位。")
    ] = "",
) -> None:
    """Explain a policy."""
    from acts.policies import explain_policy

    told = explain_policy(session.options.start, policy_id, digest)
    session.console.show(told, told["sentences"])


@policy.command(help=described("检查一个政策文件，列出全部错误。", 3, 4))
def check(file: Annotated[Path, typer.Argument(metavar="文件")]) -> None:
    """Check a policy file."""
    from acts.policies import check_policy

    sentences, findings = check_policy(session.options.start, file)
    shown = [found.as_json() for found in findings]
    value = {"policy": file.name, "findings": shown, "sentences": sentences}
    session.console.show(value, [*finding_lines(findings), *sentences])
    if errors_of(findings):
        raise typer.Exit(3)


@policy.command(help=described("生成一个待填写的政策文件。", 3, 4, 5))
def new(
    policy_id: Annotated[str, typer.Argument(metavar="政策")],
    other: Annotated[
        str, typer.Option("--from", metavar="政策", help="从这个政策改起，数额照旧，并取代它。")
    ] = "",
) -> None:
    """Scaffold a policy in the workspace."""
    from acts.policies import new_policy

    path = new_policy(session.bureau(), policy_id, other)
    session.console.show({"path": path}, [f"已生成 {path}，填写后请运行 jiangdang policy check"])


@policy.command(help=described("打印政策文件的 JSON Schema。"))
def schema() -> None:
    """Print the schema of policy files."""
    from acts.policies import policy_schema

    print_json(policy_schema())


@policy.command(help=described("列出政策里可以用的字段、检查和把关依据。"))
def fields() -> None:
    """Print what a policy may name."""
    from acts.policies import policy_vocabulary

    told = policy_vocabulary()
    rows = [(row["field"], row["sort"], "、".join(row["values"])) for row in told["fields"]]
    lines = table(("字段", "填什么", "可填的值"), rows, "")
    for head, name, key in (("检查", "checks", "check"), ("把关依据", "grounds", "ground")):
        pairs = [(row[key], row["meaning"]) for row in told[name]]
        lines += ["", *table((head, "说明"), pairs, "")]
    session.console.show(told, lines)
