"""Reading the eligibility tree: all-of, any-of, fields, questions, checks."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from cases.policy.checks import CHECKS, OF_PROGRAMMES
from cases.policy.fields import known_fields
from cases.policy.ruling import Combination, Condition, Test
from cases.values.bad_value import shown

if TYPE_CHECKING:
    from cases.policy.sections import Section

ASKED = ("申报单位", "主管委办局", "专家", "区人社局", "第三方")

_KINDS = {
    "全部": Combination.ALL,
    "任一": Combination.ANY,
    "字段": Combination.FIELD,
    "问题": Combination.QUESTION,
    "检查": Combination.CHECK,
}
TESTS = tuple(test.value for test in Test)
_FLAGS = (Test.PRESENT, Test.YES)
_BOUNDS = (Test.AT_LEAST, Test.AT_MOST)
_OWN_KEYS = {
    Combination.FIELD: ("字段", *TESTS),
    Combination.QUESTION: ("问题", "答问", "环节"),
    Combination.CHECK: ("项目",),
}
_PATH = re.compile(r"[^\s.]{1,20}(\.[^\s.]{1,20}){0,4}")
_NUMBER = re.compile(r"(0|[1-9][0-9]{0,11})(\.[0-9]{1,4})?")
REQUIRED = ("条款",)
OPTIONAL = ("名称", "优先", *_KINDS, *TESTS, "答问", "环节", "项目")


def read_condition(node: Section, *, preferred: bool = False) -> Condition:
    """One node of the tree with all below it."""
    preferred = node.flag("优先", default=preferred)
    kind = _kind_of(node)
    rule = node.rule()
    if kind in (Combination.ALL, Combination.ANY):
        parts = tuple(
            read_condition(part, preferred=preferred)
            for part in node.sections(kind.value, REQUIRED, OPTIONAL)
        )
        return Condition(kind, rule, _label(node), parts=parts, preferred=preferred)
    if kind is Combination.FIELD:
        return read_field(node, rule, preferred=preferred)
    if kind is Combination.QUESTION:
        return _question(node, rule, preferred)
    return _cross_check(node, rule, preferred)


def read_field(node: Section, rule: str, *, preferred: bool = False) -> Condition:
    """One test of a field of the case."""
    test, value = _test_of(node)
    return Condition(
        Combination.FIELD,
        rule,
        _label(node),
        field=_path(node),
        test=test,
        value=value,
        preferred=preferred,
    )


def _kind_of(node: Section) -> Combination:
    """The one kind a node has; its first when it claims several."""
    given = [name for name in _KINDS if node.has(name)]
    if len(given) != 1:
        node.fault("P119", given="、".join(given), allowed="、".join(_KINDS))
    kind = _KINDS[given[0]] if given else Combination.CHECK
    allowed = ("条款", "名称", "优先", *_KINDS, *_OWN_KEYS.get(kind, ()))
    for name in OPTIONAL:
        if given and node.has(name) and name not in allowed:
            node.fault("P135", name, kind=kind.value)
    return kind


def _cross_check(node: Section, rule: str, preferred: bool) -> Condition:
    """A check across cases, and the programme it speaks of where it may name one."""
    name, programme = _check(node), node.text("项目")
    if programme and name not in OF_PROGRAMMES:
        node.fault("P135", "项目", kind=name)
    value = (programme,) if programme else ()
    return Condition(
        Combination.CHECK, rule, _label(node), value=value, check=name, preferred=preferred
    )


def _check(node: Section) -> str:
    """The name of a check that the lifecycle knows."""
    name = node.text("检查")
    if name and name not in CHECKS:
        node.fault("P117", "检查", text=shown(name), allowed="、".join(CHECKS))
    return name


def _label(node: Section) -> str:
    """The name a finding gives the condition."""
    if not node.has("名称"):
        node.fault("P102", "名称", name="名称")
    return node.text("名称")


def _path(node: Section) -> str:
    """The dotted path of the field in a case file."""
    path = node.text("字段")
    if path and _PATH.fullmatch(path) is None:
        node.fault("P136", "字段", text=shown(path))
    elif path and path not in known_fields():
        near = difflib.get_close_matches(path, sorted(known_fields()), 3, 0.5)
        node.fault("P141", "字段", text=shown(path), near="、".join(near))
    return path


def _test_of(node: Section) -> tuple[Test, tuple[str, ...]]:
    """The one test of a field and what it is held against."""
    given = [Test(name) for name in TESTS if node.has(name)]
    if len(given) != 1:
        node.fault("P120", "字段", allowed="、".join(TESTS))
        return Test.PRESENT, ()
    test = given[0]
    if test in _FLAGS:
        node.choice(test.value, ("是",))
        return test, ()
    if test in _BOUNDS:
        return test, (_bound(node, test.value),)
    return test, node.texts(test.value)


def _bound(node: Section, name: str) -> str:
    """The number a field is held against."""
    text = node.text(name)
    if text and _NUMBER.fullmatch(text) is None:
        node.fault("P107", name, text=shown(text))
    return text


def _question(node: Section, rule: str, preferred: bool) -> Condition:
    """A question, who answers it and when."""
    return Condition(
        Combination.QUESTION,
        rule,
        node.text("问题"),
        asked_of=_asked_of(node),
        step=node.step("环节", "apply"),
        preferred=preferred,
    )


def _asked_of(node: Section) -> str:
    """Who answers; somebody must."""
    if not node.has("答问"):
        node.fault("P102", "答问", name="答问")
    return node.choice("答问", ASKED)
