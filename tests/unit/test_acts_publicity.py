"""Nobody's personal numbers reach a public document."""

from __future__ import annotations

import io
from dataclasses import replace

import docx
import pytest

from acts.papers.publicity import PersonalDataShownError, refuse_personal_data
from doc_templates.catalogue import load_catalogue

NOTICE = load_catalogue()["public-notice"]
CONTEXT = {"批": {"联系电话": "021-00000000"}, "办": {"公示": {"监督电话": "13800000000"}}}


def _paper(text: str) -> bytes:
    document = docx.Document()
    document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "text", ["身份证号 310106196804129015", "手机 13912345678", "账号 6222020200012345678"]
)
def test_a_public_document_with_a_personal_number_is_refused(text: str) -> None:
    with pytest.raises(PersonalDataShownError) as caught:
        refuse_personal_data(NOTICE, _paper(text), CONTEXT)
    shown = "".join(found.message for found in caught.value.findings)
    assert text.split()[-1] not in shown
    assert len(caught.value.findings) == 1


def test_the_notices_own_phones_may_stand() -> None:
    text = "监督电话 13800000000，咨询电话 021-00000000"
    assert refuse_personal_data(NOTICE, _paper(text), CONTEXT) is None


def test_what_is_not_public_is_not_looked_at() -> None:
    inner = replace(NOTICE, public=False)
    assert refuse_personal_data(inner, _paper("310106196804129015"), CONTEXT) is None


def test_notices_and_lists_are_public() -> None:
    public = {kind.id for kind in load_catalogue().values() if kind.public}
    lists = {"work-notice", "public-notice", "award-notice"}
    next_in_rank = {"substitution-notice", "substitution-award-notice"}
    assert public == lists | next_in_rank | {"term-notice", "assessment-result"}
