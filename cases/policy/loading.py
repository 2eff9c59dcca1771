"""Loading a policy file: strictly, with every fault at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from cases.digest import digest_of
from cases.errors import JiangdangError, Kind
from cases.policy import consistency
from cases.policy.assessing import read_assessment, read_panel
from cases.policy.model import Policy
from cases.policy.open_points import read_open_points
from cases.policy.parts import (
    read_clauses,
    read_consequences,
    read_funds,
    read_grounds,
    read_statements,
)
from cases.policy.programmes import OPTIONAL as PROGRAMME_OPTIONAL
from cases.policy.programmes import REQUIRED as PROGRAMME_REQUIRED
from cases.policy.programmes import read_programme
from cases.policy.sections import Report, Section
from cases.values.bad_value import shown
from cases.yamlnodes import BadYamlError, compose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cases.findings import Finding
    from cases.policy.programme import Programme
    from cases.yamlnodes import Node

FORMAT_VERSION = 1
LATER = tuple(f"P{number}" for number in range(160, 200))
REQUIRED = (
    "格式版本",
    "编号",
    "名称",
    "发文机关",
    "辖区",
    "版本",
    "发文日期",
    "施行日期",
    "环节",
    "项目",
    "考核",
    "资金",
    "后果",
    "未定事项",
    "条款",
)
OPTIONAL = (
    "文号",
    "发文依据",
    "失效日期",
    "取代",
    "示例值",
    "评审",
    "规则依据",
    "表述",
)

_ID = re.compile(r"[a-z][a-z0-9]{0,30}(-[a-z0-9]{1,30}){0,5}")


class PolicyFaultsError(JiangdangError):
    """A policy file is wrong; the findings say everything that is."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "P100"


def load_policy(text: str, file: str) -> Policy:
    """The policy a file states.

    Raises PolicyFaultsError with every fault: file, line and dotted key.
    """
    return _load(text, Report(file))


def load_begun(text: str, file: str) -> Policy:
    """A policy under which batches have begun: what was asked of policies later is not asked of it.

    Its words about caps and further grants stay words.
    """
    return _load(text, Report(file, ignored=LATER))


def _load(text: str, report: Report) -> Policy:
    """The policy a text states, or its faults."""
    file = report.file
    top = Section(report, _compose(text, file), "", REQUIRED, OPTIONAL)
    policy = _policy(top, digest_of(text.encode("utf-8")))
    consistency.check(top, policy)
    if report.findings:
        raise _refused(file, sorted(report.findings, key=_position))
    return policy


def _compose(text: str, file: str) -> Node:
    """The nodes of the file; its YAML faults become the policy's."""
    try:
        return compose(text, file)
    except BadYamlError as error:
        raise _refused(file, error.findings) from error


def _refused(file: str, findings: Sequence[Finding]) -> PolicyFaultsError:
    """The error that carries the faults."""
    return PolicyFaultsError(file=file, count=len(findings), findings=findings)


def _position(finding: Finding) -> tuple[int, str, str]:
    """Faults in the order a reader meets them."""
    return (finding.place.line or 0, finding.place.key, finding.code)


def _policy(top: Section, digest: str) -> Policy:
    """The whole policy, with empty values where the file is wrong."""
    top.whole("格式版本", least=FORMAT_VERSION, most=FORMAT_VERSION)
    steps = top.section("环节", ("批次", "案卷"))
    assessment, consequences = read_assessment(top), read_consequences(top)
    programmes = _programmes(top, tuple(each.label for each in assessment.elements))
    panel = read_panel(top)
    labels = tuple(each.label for each in programmes.values())
    return Policy(
        id=_id(top),
        title=top.text("名称"),
        number=top.text("文号", may_be_empty=True),
        issuer=top.text("发文机关"),
        jurisdiction=top.text("辖区"),
        version=top.text("版本"),
        issued=top.day("发文日期"),
        valid_from=top.day("施行日期"),
        valid_to=top.optional_day("失效日期"),
        digest=digest,
        batch_steps=steps.steps("批次"),
        case_steps=steps.steps("案卷"),
        programmes=programmes,
        assessment=assessment,
        consequences=consequences,
        funds=read_funds(top),
        clauses=read_clauses(top),
        statements=read_statements(top, labels),
        open_points=read_open_points(top),
        basis=top.text("发文依据", may_be_empty=True),
        grounds=read_grounds(top, assessment, consequences, panel, programmes.values()),
        panel=panel,
        supersedes=_supersedes(top),
        sample_values=top.texts("示例值"),
    )


def is_policy_id(text: str) -> bool:
    """Whether a text can name a policy: ``jingan-2019``."""
    return _ID.fullmatch(text) is not None


def _id(top: Section) -> str:
    """The policy's id, as commands and settings name it."""
    text = top.text("编号")
    if text and not is_policy_id(text):
        top.fault("P138", "编号", text=shown(text))
    return text


def _supersedes(top: Section) -> str:
    """The id of the policy that this one replaces, which is another one."""
    text = top.text("取代", may_be_empty=True)
    if text and not is_policy_id(text):
        top.fault("P138", "取代", text=shown(text))
    elif text and text == top.text("编号"):
        top.fault("P172", "取代", id=text)
    return text


def _programmes(top: Section, elements: tuple[str, ...]) -> dict[str, Programme]:
    """The programmes by id; ids, names and codes are told apart."""
    found: dict[str, Programme] = {}
    seen: set[str] = set()
    for node in top.sections("项目", PROGRAMME_REQUIRED, PROGRAMME_OPTIONAL):
        programme = read_programme(node, elements)
        for key, name in (
            ("代号", programme.id),
            ("名称", programme.label),
            ("编号码", programme.code),
        ):
            if name and name in seen:
                node.fault("P123", key, text=shown(name))
            seen.add(name)
        found[programme.id or node.key] = programme
    return found
