"""The validator's one known mistake about PDF/A is put right, and only that one."""

from __future__ import annotations

import pytest

from doc_templates.validation import length_holds, streams_hold

STREAM = b"%%PDF-1.7\n7 0 obj\n<</Length %s>>\nstream\n%s\nendstream\nendobj\n"


def test_a_stream_that_ends_in_a_carriage_return_is_as_long_as_it_says() -> None:
    assert length_holds(STREAM % (b"3", b"ab\r"), 7)


def test_a_length_kept_in_another_object_is_followed() -> None:
    pdf = STREAM % (b"8 0 R", b"ab\r") + b"8 0 obj\n3\nendobj\n"
    assert length_holds(pdf, 7)


@pytest.mark.parametrize("told", [b"2", b"5", b"999999", b"9 0 R"])
def test_a_wrong_length_stays_a_fault(told: bytes) -> None:
    assert not length_holds(STREAM % (told, b"abc"), 7)


def test_an_object_that_is_not_there_stays_a_fault() -> None:
    assert not length_holds(STREAM % (b"3", b"ab\r"), 17)


def test_a_complaint_about_no_stream_in_particular_is_tried_on_all_of_them() -> None:
    sound = STREAM % (b"3", b"ab\r")
    assert streams_hold(sound + sound)
    assert not streams_hold(sound + (STREAM % (b"2", b"abc")).replace(b"7 0 obj", b"8 0 obj"))
