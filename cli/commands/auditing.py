"""Commands of the audit: the log, its proofs and anchors, reports and files for auditors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from cli.application import audit, described, session
from cli.console import finding_lines, table
from cli.filters import filtered
from cli.options import day_of

Out = Annotated[Path | None, typer.Option("--out", metavar="文件", help="把证明写成文件")]

Query = Annotated[str, typer.Argument(metavar="检索词")]
Exhaustive = Annotated[bool, typer.Option("--exhaustive", help="逐字检索：不用索引，逐份核对")]


@audit.command(help=described("打印日志，可只看一个案卷。", 4))
def log(target: Annotated[str, typer.Argument(metavar="案卷")] = "") -> None:
    """Print the log."""
    from acts.auditing import facts_text, target_history

    rows = target_history(session.bureau(), target)
    names = ("seq", "ts", "actor", "label", "object")
    shown = [(*(row[name] for name in names), facts_text(row["facts"])) for row in rows]
    heads = ("序号", "时间", "经办", "事项", "对象", "内容")
    session.console.show(rows, table(heads, shown, "还没有记录。"))


@audit.command(
    "verify", help=described("核验日志：链条、检查点、登记簿、封存的根摘要、锚定。", 4, 6)
)
def verify_log() -> None:
    """Prove the log whole."""
    from acts.log.audit_verification import told, verify_audit

    report = verify_audit(session.options.start, session.bureau)
    good = [] if not report.is_sound else ["日志完好。"]
    lines = [*told(report, day_of("")), *finding_lines(report.findings), *good]
    session.console.show(report.as_json(), lines)
    session.console.beside(report.anchor.sentence)
    if not report.is_sound:
        raise typer.Exit(6)


@audit.command(help=described("证明一次封存或一条记录在日志里，写成可带走的证明文件。", 3, 4, 5, 6))
def prove(
    what: Annotated[str, typer.Argument(metavar="档号[/vN]|序号", help="档号不写版本指最新一版")],
    out: Out = None,
) -> None:
    """Prove that a line stands in the log."""
    from acts.log import proving

    proof = proving.prove(session.bureau().workspace, what)
    written = proving.write_proof(bytes(proof), out)
    value = {**proving.proof_told(proof), "path": written, "proof": bytes(proof).decode()}
    told = [f"第 {proof.index + 1} 条在检查点（{proof.note.size} 条）之内，证明已核对。"]
    session.console.show(value, [*told, f"已写成 {written}" if written else value["proof"]])


@audit.command("check-proof", help=described("核对一份日志证明：记录、树根、签名。", 2, 3, 4, 6))
def check_proof(
    file: Annotated[Path, typer.Argument(metavar="证明文件")],
    key: Annotated[
        str, typer.Option("--key", metavar="公钥", help="公钥或公钥文件；不写用本工作区的")
    ] = "",
) -> None:
    """Check a proof that somebody handed in."""
    from acts.action_labels import label_of
    from acts.auditing import facts_text
    from acts.log.proving import check_proof_file, proof_told

    proof = check_proof_file(file, session.options.start, key)
    value = proof_told(proof)
    entry: Any = value["entry"]
    told = [
        f"证明成立：第 {value['line']} 条在检查点（{proof.note.size} 条，{proof.note.at}）之内。",
        f"{entry['ts']}　{entry['actor']}　{label_of(entry['action'])}　"
        f"{entry['object']}　{facts_text(entry['facts'])}",
        f"树根 {proof.note.root.hex()}",
    ]
    session.console.show(value, told)


@audit.command(help=described("证明日志从旧检查点以来只增不改。", 2, 3, 4, 5, 6))
def consistency(
    old: Annotated[str, typer.Argument(metavar="旧检查点", help="别处留存的检查点文件，或条数")],
    new: Annotated[str, typer.Argument(metavar="新检查点", help="不写指最新的检查点")] = "",
    out: Out = None,
) -> None:
    """Prove that the log only grew."""
    from acts.log.growth import growth
    from acts.log.proving import write_proof

    proof = growth(session.bureau().workspace, old, new)
    written = write_proof(bytes(proof), out)
    told = [f"日志从第 {proof.old.size} 条到第 {proof.new.size} 条只增不改，证明已核对。"]
    shown = [*told, *([f"已写成 {written}"] if written else [])]
    session.console.show({**proof.as_json(), "path": written}, shown)


@audit.command(help=described("现在签一个检查点，并写到各留存处。", 3, 4, 6))
def checkpoint(
    printed: Annotated[bool, typer.Option("--print", help="打印成便于抄写、核对的一页")] = False,
) -> None:
    """Sign the log as it stands."""
    from acts.log.anchoring import make_checkpoint
    from acts.log.checkpoint_printing import checkpoint_told, on_paper

    bureau = session.bureau()
    bureau.acting()
    note = make_checkpoint(bureau)
    value = checkpoint_told(bureau, note)
    lines = on_paper(bureau, note) if printed else [f"检查点：日志 {note.size} 条，{note.at}"]
    short = [f"树根 {value['root_hex']}", f"　　 {value['root']}", value["sentence"]]
    session.console.show(value, [*lines, *([] if printed else short)])


@audit.command(help=described("给最新的检查点加时间戳，续期快到期的，列出何时到期。", 3, 4, 7))
def timestamp(
    listed: Annotated[bool, typer.Option("--list", help="只列出，不加也不续")] = False,
) -> None:
    """Fetch and renew time stamps."""
    from acts.stamps.timestamping import renewal_list, time_stamp

    bureau = session.bureau()
    rows = {"tokens": renewal_list(bureau)} if listed else time_stamp(bureau)
    names = ("checkpoint", "number", "time", "authority", "ends", "state", "file")
    shown = [tuple(row[name] for name in names) for row in rows["tokens"]]
    heads = ("检查点", "次", "时间", "机构", "证书到期", "状态", "文件")
    session.console.show(rows, table(heads, shown, "还没有时间戳。"))


@audit.command(
    "restore-log", help=described("日志文件损坏时按登记簿重写，原文件保留。须管理员。", 3, 4, 6)
)
def restore_log() -> None:
    """Write a damaged log anew."""
    import getpass
    from datetime import datetime

    from acts.bureau import SHANGHAI
    from acts.log.restoring import restore_damaged_log

    now = datetime.now(SHANGHAI)
    done = restore_damaged_log(session.options.start, getpass.getuser(), now, session.bureau)
    session.console.show(done, [f"日志已按登记簿重写；损坏的文件留在 {done['kept']}"])


@audit.command(
    help=described("把检索结果写成审计检索报告（Word 或 PDF），逐份核验封存。", 2, 3, 4, 5, 6, 7)
)
@filtered
def report(
    named: dict[str, str],
    query: Query,
    file: Annotated[Path, typer.Argument(metavar="报告文件", help="后缀 .docx 或 .pdf")],
    exhaustive: Exhaustive = False,
) -> None:
    """Write an audit report."""
    from acts.audit.report import write_audit_report
    from acts.search.questions import Question

    asked = Question(query, named, "date", exhaustive=exhaustive)
    done = write_audit_report(session.bureau(), asked, file.resolve())
    told = f"已写成报告：{done['path']}，命中 {done['hits']} 份"
    unread = f"，另有 {done['unread']} 份材料没有读到文字" if done["unread"] else ""
    session.console.show(done, [f"{told}{unread}。"])


@audit.command(
    help=described("把检索到的全部文件连同清单、证明和校验脚本复制到一个新文件夹。", 2, 3, 4, 5, 6)
)
@filtered
def export(
    named: dict[str, str],
    query: Query,
    folder: Annotated[Path, typer.Argument(metavar="文件夹")],
    exhaustive: Exhaustive = False,
) -> None:
    """Copy out what a search finds."""
    from acts.audit.handing_out import export_found
    from acts.search.questions import Question

    asked = Question(query, named, "date", exhaustive=exhaustive)
    done = export_found(session.bureau(), asked, folder.resolve())
    told = [f"已导出 {done['files']} 个文件：{done['path']}"]
    told += [f"其中 {done['personal']} 份含个人信息，请妥善保管。"] if done["personal"] else []
    told += [f"{done['left']} 份没有文件可导出，见清单。"] if done["left"] else []
    session.console.show(done, [*told, "收到的人可运行 sh 校验.sh 核对。"])


@audit.command(help=described("抽样：按种子随机抽取案卷，可按年度、委办局分层。", 2, 3, 4, 6))
@filtered
def sample(
    named: dict[str, str],
    size: Annotated[int, typer.Option("--size", min=1, help="抽多少卷")],
    query: Annotated[str, typer.Argument(metavar="检索词")] = "",
    seed: Annotated[str, typer.Option("--seed", help="种子，不写则随机取一个并打印")] = "",
    by: Annotated[str, typer.Option("--by", help="分层，例如 year,department")] = "",
    file: Annotated[Path | None, typer.Option("--export", help="写成 .xlsx")] = None,
) -> None:
    """Draw a sample of cases."""
    from acts.audit.sampling import Drawing, draw_sample
    from acts.search.questions import Question

    drawing = Drawing(size, seed, by)
    drawn = draw_sample(session.bureau(), Question(query, named), drawing, file)
    rows = [(row["case"], row["stratum"], row["title"], row["hash"][:16]) for row in drawn["cases"]]
    told = [
        f"总体 {drawn['population']} 卷，抽 {len(rows)} 卷，种子 {drawn['seed']}。",
        *(
            f"{s['stratum'] or '全部'}：{s['population']} 卷抽 {s['sample']} 卷"
            for s in drawn["strata"]
        ),
        *table(("案卷", "层", "题名", "摘要前16位"), rows, "没有案卷可抽。"),
    ]
    session.console.show(drawn, [*told, *([f"已写成 {file}"] if file else [])])


@audit.command(help=described("查某个号码是否被检索过：日志里只有它的摘要。", 2, 3, 4))
def searched(
    number: Annotated[str, typer.Argument(metavar="号码", help="与当时检索的数字完全相同")],
) -> None:
    """Tell whether a personal number was searched."""
    from acts.audit.searched_numbers import searches_for

    found = searches_for(session.bureau(), number)
    names = ("seq", "ts", "actor", "hits")
    shown = [tuple(row.get(name, "") for name in names) for row in found["searches"]]
    lines = table(("序号", "时间", "检索人", "命中"), shown, "没有检索过。")
    if found["unknown"]:
        lines.append(f"另有 {found['unknown']} 次检索的摘要用的是别的密钥，是不是这个号码查不出。")
    session.console.show(found, lines)
