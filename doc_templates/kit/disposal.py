"""销毁清册: which packages were destroyed, on what grounds, by whose consent, under whose eyes."""

from __future__ import annotations

from doc_templates.kit.forms import BLANK_DAY, joint
from doc_templates.kit.page import TYPE_HEIGHT, Numbering, Page
from doc_templates.kit.wordml import (
    Cell,
    Row,
    columns,
    label,
    left,
    para,
    row,
    rows_of,
    table,
    together,
)

_HEADS = (
    "序号",
    "档号",
    "题名",
    "年度",
    "保管期限",
    "件数",
    "页数",
    "字节数",
    "根摘要",
    "鉴定意见",
    "备注",
)
_WIDE = {1, 2, 8, 9, 10}


def _small(text: str, align: str = "center", span: int = 1) -> Cell:
    return Cell(text, span, align=align, style="CellSmall")


def _destroyed() -> str:
    """The list itself, and its sums."""
    cells = ("{{ loop.index }}", "{{ 卷.档号 }}", "{{ 卷.题名 }}", "{{ 卷.年度 }}", "{{ 卷.保管期限 }}",
             "{{ 卷.件数 }}", "{{ 卷.页数 }}", "{{ 卷.字节数 }}", "{{ 卷.根摘要 }}", "{{ 卷.鉴定意见 }}",
             "{{ 卷.备注 or '' }}")  # fmt: skip
    texts = tuple(
        _small(text, "left" if at in _WIDE else "center") for at, text in enumerate(cells)
    )
    sums = (_small("合计", span=2), _small("{{ 表.销毁.卷数 }}卷", span=3),
            _small("{{ 表.销毁.件数 }}"), _small("{{ 表.销毁.页数 }}"),
            _small("{{ 表.销毁.字节数 }}"), _small("", span=3))  # fmt: skip
    return table(
        columns(4, 13, 16, 5, 5.5, 5, 5, 8.5, 18, 13, 7, total=TYPE_HEIGHT),
        Row(tuple(Cell(name, style="LabelSmall") for name in _HEADS), 520, header=True),
        *rows_of("卷 in 表.销毁.案卷", len(_HEADS), Row(texts, 420)),
        Row(sums, 420),
    )


def _hand(who: str, name: str) -> Row:
    """A row for one who signs: the part, the consent on record, room for the hand and the day."""
    consent = f"{{{{ {name}.姓名 or '' }}}}{{% if {name}.时间 %}}（{{{{ {name}.时间 }}}}系统登记）{{% endif %}}"
    return row(label(who), left(consent), label("签名"), "",
               Cell(BLANK_DAY, place="bottom", align="right"), height=640)  # fmt: skip


def _hands() -> str:
    """Who asked, who consented, and the two who saw it done."""
    return together(
        table(
            columns(13, 37, 9, 21, 20, total=TYPE_HEIGHT),
            _hand("经办人", "表.销毁.经办"),
            _hand("审批人", "表.销毁.审批"),
            _hand("监销人", "表.销毁.监销一"),
            _hand("监销人", "表.销毁.监销二"),
        )
    )


def destruction_register() -> Page:
    """销毁清册: kept for ever, the last that is known of what it lists."""
    body = (
        para("电子档案销毁清册", style="FormTitle")
        + table(
            columns(13, 37, 13, 37, total=TYPE_HEIGHT),
            row(label("清册编号"), left("{{ 表.销毁.编号 }}"), label("立档单位"),
                left("{{ 表.销毁.全宗号 }}　{{ 局.机关全称 }}")),
            row(label("保管期限表依据"), left("{{ 表.销毁.依据 }}"), label("销毁日期"),
                left("{{ 表.销毁.日期|日期 }}")),
            row(label("销毁范围"), left("{{ 表.销毁.范围 }}"), label("销毁方式"),
                left("{{ 表.销毁.方式 }}")),
            row(label("别处的副本"), left("{{ 表.销毁.副本 or '没有登记' }}", 3)),
        )
        + para("销毁案卷明细", style="FormHead")
        + _destroyed()
        + joint()
        + _hands()
        + para("本清册永久保存。根摘要是封存时登记在日志里的摘要；各卷的元数据和摘要清单留存在归档包的“销毁”文件夹里。",
               style="FormNote", extra='<w:spacing w:before="100"/>')
    )  # fmt: skip
    return Page("电子档案销毁清册", body, numbering=Numbering.MIDDLE, landscape=True)
