from pathlib import Path

import pytest

from doc_templates.catalogue import (
    BadCatalogueError,
    TemplateNotFoundError,
    UnknownDocumentKindError,
    find_kind,
    load_catalogue,
    read_template,
)
from doc_templates.template_check import check_template

ENTRY = """格式版本: 1
目录:
  - {文书: own-kind, 名称: 自有文书, 归属: 案卷, 环节: [apply], 制发: 局,
     模板: own.docx, 标题: 甲, 版式: 表格}
"""
BROKEN = """格式版本: 1
目录:
  - {文书: Own, 名称: '', 归属: 村, 环节: apply, 制发: 局, 模板: own.pdf, 版式: 表格, 多余: 1}
  - {文书: a, 名称: 甲, 归属: 案卷, 环节: [], 制发: 局, 模板: a.docx,
     标题: 甲, 版式: 表格, 文号: no,
     用印: [{位置: stamp_1, 用印人: 局}]}
  - {文书: a, 名称: 甲, 归属: 案卷, 环节: [], 制发: 局, 模板: a.docx, 标题: 甲, 版式: 表格}
"""


def own(folder: Path, text: str) -> Path:
    (folder / "catalogue.yaml").write_text(text, encoding="utf-8")
    return folder


def test_adding_a_kind_needs_an_entry_only(tmp_path: Path) -> None:
    kinds = load_catalogue(own(tmp_path, ENTRY))
    assert kinds["own-kind"].template_file("任何") == "own.docx"
    assert find_kind(kinds, "自有文书").id == "own-kind"


def test_all_faults_of_a_catalogue_come_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadCatalogueError) as caught:
        load_catalogue(own(tmp_path, BROKEN))
    found = {(each.code, each.facts["key"]) for each in caught.value.findings}
    assert found >= {
        ("D101", "标题"), ("D102", "名称"), ("D102", "环节"), ("D103", "多余"), ("D104", "文书"),
        ("D104", "模板"), ("D104", "用印.位置"), ("D105", "归属"), ("D105", "文号"),
        ("D106", "文书"),
    }  # fmt: skip
    assert all(each.place.line for each in caught.value.findings)


def test_an_unknown_kind_is_not_found() -> None:
    with pytest.raises(UnknownDocumentKindError):
        find_kind(load_catalogue(), "没有这种")


def test_the_bureaus_own_template_wins(tmp_path: Path) -> None:
    kind = load_catalogue()["work-notice"]
    (tmp_path / kind.template_file()).write_bytes(b"own")
    assert read_template(kind, own_folder=tmp_path).content == b"own"
    assert read_template(kind).content != b"own"


def test_a_template_that_nobody_has_is_not_found(tmp_path: Path) -> None:
    kind = load_catalogue(own(tmp_path, ENTRY))["own-kind"]
    with pytest.raises(TemplateNotFoundError):
        read_template(kind, own_folder=tmp_path)


def test_shipped_templates_have_no_fault() -> None:
    faults = [
        (template.name, str(each.place), each.message)
        for kind in load_catalogue().values()
        for programme in kind.templates
        for template in [read_template(kind, programme)]
        for each in check_template(template.content, kind, template.name)
    ]
    assert faults == []
