"""What the papers say of the money of a project: all that was paid, and what came on top."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from cases.values.money import Money
from doc_templates.catalogue import Template, load_catalogue
from doc_templates.kit.writing import shipped_templates
from doc_templates.rendering import render

sys.path.append(str(Path(__file__).resolve().parent.parent / "fixtures"))

from contexts import context


def text_of(name: str, data: dict[str, Any]) -> str:
    """The words of a paper, without its marks."""
    template = Template(f"{name}.docx", shipped_templates()[f"{name}.docx"])
    docx = render(load_catalogue()[name], template, data)
    with zipfile.ZipFile(io.BytesIO(docx)) as whole:
        return re.sub("<[^>]+>", "", whole.read("word/document.xml").decode())


@pytest.mark.parametrize("name", ["clawback-prior-notice", "clawback-decision"])
def test_who_pays_back_is_told_all_that_was_paid(name: str) -> None:
    data = context(name)
    account = {"到位": Money.of(180000), "支出": Money.of(0), "余额": Money.of(180000)}
    told = text_of(name, {**data, "经费": {"资助": account, "配套": account}})
    assert "资助资金人民币180,000.00元" in told


def test_an_agreement_signed_anew_tells_what_was_granted_on_top() -> None:
    data = context("responsibility-agreement")
    again = {"追加资助": {"金额": Money.of(50000)}}
    told = text_of("responsibility-agreement", {**data, "办": {**data["办"], **again}})
    assert "，并获得追加资助人民币伍万元整（50,000.00元）。" in told
    assert "追加资助" not in text_of("responsibility-agreement", data)
