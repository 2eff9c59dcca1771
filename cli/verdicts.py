"""The verdict on a signed PDF as people read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.words import message
from cli.console import finding_lines, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from doc_templates.stamping.verifying import SignatureReport, Verification

_HEADS = ("签名人", "印章", "时间", "完好", "可信")


def verdict_lines(file: str, verdict: Verification) -> list[str]:
    """The verdict, a row for each signature, what is known of each, the findings."""
    rows = [
        (each.signer, each.stamp, each.time, _said(each.intact), _said(each.trusted))
        for each in verdict.signatures
    ]
    details = [
        line for number, each in enumerate(verdict.signatures, 1) for line in _details(number, each)
    ]
    shown = table(_HEADS, rows, "没有签名。")
    honest = [f"（{message('W678', {})}）"] if verdict.signatures else []
    findings = finding_lines(verdict.findings)
    return [f"{file}：{_word(verdict)}", *shown, *details, *honest, *findings]


def _word(verdict: Verification) -> str:
    """The verdict in a few words."""
    if verdict.accepted:
        return "完好"
    if verdict.intact:
        return "完好（没有改动过），但不能就此采信，见下"
    return "不完好" if verdict.signatures else "无法证明完好"


def _said(yes: bool) -> str:
    return "是" if yes else "否"


def _details(number: int, report: SignatureReport) -> Iterator[str]:
    """What is known of one signature, a line each."""
    yield f"{number}. {report.signer}"
    yield f"   时间：{_timed(report)}"
    yield f"   覆盖：{_covered(report)}"
    if report.chain:
        yield f"   证书：{' ← '.join(report.chain)}"
    if report.algorithm:
        yield f"   算法：{report.algorithm}"
    for change in report.changes:
        yield f"   之后：{change.what}（{'许可' if change.permitted else '不许可'}）"


def _timed(report: SignatureReport) -> str:
    """When it was signed, and who says so."""
    stamped, claimed = report.timestamp, report.time or "没有写明"
    if stamped is not None:
        believed = "可信" if stamped.trusted else "不可信"
        return f"{stamped.time}（时间戳：{stamped.authority}，{believed}；签名人自称 {claimed}）"
    if report.proven:
        return f"{claimed}（签名人自称；{report.proof}证明不晚于 {report.proven}）"
    return f"{claimed}（签名人自称，没有时间戳）"


def _covered(report: SignatureReport) -> str:
    """The whole file, or the revision that the signature made."""
    if not report.revisions or report.revision > report.revisions:
        return "看不出"
    revision = f"第 {report.revision} 版（共 {report.revisions} 版）"
    if report.covers_whole_document:
        return f"整个文件，{revision}，{report.covered} 字节"
    return f"到{revision}为止，{report.covered} 字节"
