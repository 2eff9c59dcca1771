"""Templates of others are bounded in time and memory, by a child process that we outlive."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.errors import JiangdangError
from cases.values.id_number import IdNumber
from cases.values.money import Money
from cases.values.retention import RetentionPeriod
from doc_templates.carrying import packed, unpacked
from doc_templates.catalogue import Template, load_catalogue, read_template
from doc_templates.confinement import Answer, Confined, TooMuchMemoryError, TooSlowError
from doc_templates.foreign_templates import look_over
from doc_templates.rendering import TemplateBrokenError, render
from tests.fixtures import wild_word as word
from tests.unit.test_documents_template_wild import CONTEXT, KIND

ROWS = "[" + "1," * 300 + "1]"


@pytest.fixture
def strict() -> Iterator[Confined]:
    """A child with little time and memory."""
    child = Confined(cpu=2, clock=10, memory=512)
    yield child
    child.close()


def asked(child: Confined, body: str, task: str = "render") -> Answer:
    """What the child says of a template."""
    content = word.word_file(body)
    head = {"task": task, "name": "本局.docx", "kind": asdict(KIND), "length": len(content)}
    return child.ask("本局.docx", head, content + (packed(CONTEXT) if task == "render" else b""))


def loops(depth: int, inner: str) -> str:
    """Loops in loops: 301 to the power of ``depth`` rounds."""
    heads = "".join(f"{{% for 甲{at} in {ROWS} %}}" for at in range(depth))
    return word.paragraph(heads + inner + "{% endfor %}" * depth)


def test_loops_without_end_are_stopped_within_seconds(strict: Confined) -> None:
    began = time.monotonic()
    with pytest.raises(TooSlowError, match=r"本局\.docx 超过 2 秒"):
        asked(strict, loops(6, "{% if 甲0 == 2 %}甲{% endif %}"))
    assert time.monotonic() - began < 10


def test_the_clock_stops_a_child_that_does_nothing_at_all(strict: Confined) -> None:
    assert asked(strict, word.paragraph("甲")).body
    os.kill(child_of(strict), signal.SIGSTOP)
    strict._clock = 1
    with pytest.raises(TooSlowError):
        asked(strict, word.paragraph("甲"))


def child_of(confined: Confined) -> int:
    """The process of the child."""
    assert confined._child is not None
    return confined._child.pid


@pytest.mark.parametrize(
    "body",
    [
        loops(5, "甲" * 100),
        word.paragraph("{% set 甲 = '" + "甲" * 99 + "' %}" + "{% set 甲 = 甲 ~ 甲 %}" * 40),
        word.paragraph("{% macro 甲(乙) %}{{ 甲(乙 ~ 乙) }}{% endmacro %}{{ 甲('乙' ~ '丙') }}"),
        word.paragraph("{{ '甲' * 100000000 }}"),
        word.paragraph("{{ '%1000000000d' % 1 }}"),
        word.paragraph("{{ 9 ** 9 ** 9 }}"),
    ],
)
def test_a_template_that_fills_the_memory_is_refused_by_name(strict: Confined, body: str) -> None:
    began = time.monotonic()
    try:
        told = asked(strict, body).head
        assert told["code"] == "D210", told
    except (TooMuchMemoryError, TooSlowError) as error:
        assert "本局.docx" in error.message
    assert time.monotonic() - began < 12


def test_memory_that_runs_out_is_named(strict: Confined) -> None:
    strict._memory = 1
    picture = {"word/media/image1.png": os.urandom(6_000_000)}
    content = word.word_file(word.paragraph("甲"), extra=picture)
    head = {"task": "check", "name": "本局.docx", "kind": None}
    with pytest.raises(TooMuchMemoryError, match=r"本局\.docx.* 1 MB"):
        strict.ask("本局.docx", head, content)


def test_blocks_in_blocks_beyond_reason_are_named_in_words() -> None:
    deep = "{% if 1 %}" * 500 + "x" + "{% endif %}" * 500
    (found,) = look_over(word.word_file(word.paragraph(deep)), None, "本局.docx").findings
    assert "嵌套过深" in found.message


def test_after_a_refusal_the_next_template_is_served(strict: Confined) -> None:
    with pytest.raises(TooSlowError):
        asked(strict, loops(6, "{% if 甲0 == 2 %}甲{% endif %}"))
    assert asked(strict, word.paragraph("{{ 案.单位.名称 }}")).body.startswith(b"PK")


def test_a_child_that_was_killed_is_started_anew(strict: Confined) -> None:
    asked(strict, word.paragraph("甲"))
    first = child_of(strict)
    os.kill(first, signal.SIGKILL)
    time.sleep(0.2)
    assert asked(strict, word.paragraph("甲")).body.startswith(b"PK")
    assert child_of(strict) != first


def test_after_an_interruption_nobody_gets_the_answer_to_another_question(
    strict: Confined,
) -> None:
    first = answer_of(strict)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    try:
        with pytest.raises(KeyboardInterrupt):
            asked(strict, loops(6, "{% if 甲0 == 2 %}甲{% endif %}"))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert asked(strict, word.paragraph("甲")).body == first


def answer_of(confined: Confined) -> bytes:
    """What the child answers to a small template."""
    return asked(confined, word.paragraph("甲")).body


def test_many_requests_do_not_use_up_the_time_of_the_last(strict: Confined) -> None:
    assert {asked(strict, word.paragraph("甲")).body[:2] for _ in range(50)} == {b"PK"}


def test_a_child_that_cannot_start_is_our_fault_not_the_templates(
    strict: Confined, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", ["/没有"])
    with pytest.raises(RuntimeError, match="ended with 1"):
        asked(strict, word.paragraph("甲"))


def test_a_forked_process_has_a_child_of_its_own(strict: Confined) -> None:
    asked(strict, word.paragraph("甲"))
    before = child_of(strict)

    def elsewhere() -> None:
        assert asked(strict, word.paragraph("乙")).body.startswith(b"PK")
        assert child_of(strict) != before
        strict.close()

    fork = multiprocessing.get_context("fork").Process(target=elsewhere)
    fork.start()
    fork.join(20)
    assert fork.exitcode == 0
    assert asked(strict, word.paragraph("丙")).body.startswith(b"PK")
    assert child_of(strict) == before


def test_what_nobody_foresaw_is_told_without_a_traceback(strict: Confined) -> None:
    head = {"task": "没有", "name": "本局.docx", "kind": None}
    told = strict.ask("本局.docx", head, b"").head
    assert told["code"] == "D210"
    assert "Traceback" not in json.dumps(told)


def test_the_child_gets_no_more_of_our_surroundings_than_it_needs(
    strict: Confined, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEHEIM", "x")
    asked(strict, word.paragraph("甲"))
    surroundings = Path(f"/proc/{child_of(strict)}/environ").read_bytes()
    assert b"GEHEIM" not in surroundings
    assert b"PATH=" in surroundings


def test_a_shipped_template_prints_the_same_bytes_in_the_child_as_here() -> None:
    from tests.fixtures.contexts import context

    for kind in ("award-notice", "responsibility-agreement", "rectification-order"):
        found = load_catalogue()[kind]
        template = read_template(found)
        data = context(kind, "标题")
        there = render(found, Template(template.name, template.content, own=True), data)
        assert there == render(found, template, data)


def test_a_check_of_something_else_than_word_is_a_finding() -> None:
    (found,) = look_over(b"%PDF-1.7", None, "本局.docx").findings
    assert found.code == "D113"


def test_a_package_that_cannot_be_opened_for_printing_is_a_finding() -> None:
    parts = word.members(word.paragraph("甲"), relations=(word.relation(5, "image", "没有.png"),))
    (found,) = look_over(word.zipped(parts), None, "本局.docx").findings
    assert found.code == "D113"


def test_a_check_of_an_endless_file_ends() -> None:
    bomb = word.word_file(word.paragraph("{{ 案.项目名称 }}" * 2 + "{%" * 3_000))
    began = time.monotonic()
    try:
        assert look_over(bomb, None, "本局.docx").findings
    except JiangdangError as error:
        assert error.code in ("D118", "D119")
    assert time.monotonic() - began < 30


def test_a_broken_template_names_its_faults_through_the_child() -> None:
    template = Template("本局.docx", word.word_file(word.paragraph("{{ 案.没有 }}")), own=True)
    with pytest.raises(TemplateBrokenError) as caught:
        render(KIND, template, CONTEXT)
    (found,) = caught.value.findings
    assert (found.code, found.place.file, found.place.key) == ("D228", "本局.docx", "第1段")


VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-(10**15), 10**15), st.text(), st.dates(),
        st.integers(0, 10**12).map(lambda cents: Money(Decimal(cents) / 100)),
        st.decimals(allow_nan=False, allow_infinity=False),
        st.just(IdNumber("11010519491231002X")),
    ),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
    max_leaves=20,
)  # fmt: skip


@given(st.dictionaries(st.text(), VALUES))
def test_data_arrive_as_they_were_sent(context: dict[str, object]) -> None:
    assert unpacked(packed(context)) == context


def test_values_of_other_types_arrive_as_they_print() -> None:
    sent = {"期限": RetentionPeriod.parse("30年"), "起": (date(2019, 1, 1),)}
    assert unpacked(packed(sent)) == {"期限": "30年", "起": [date(2019, 1, 1)]}
