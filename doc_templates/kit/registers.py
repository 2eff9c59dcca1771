"""Papers of the archive and the audit: what was tested, what was handed over, what was found."""

from __future__ import annotations

from doc_templates.kit.forms import BLANK_DAY, boxed, joint, signatures
from doc_templates.kit.page import TYPE_HEIGHT, Numbering, Page
from doc_templates.kit.wordml import (
    Cell,
    Row,
    columns,
    label,
    left,
    para,
    row,
    row_mark,
    rows_of,
    table,
    when,
)

_CHECKS = ("准确性检验", "完整性检验", "可用性检验", "安全性检验", "载体外观检验")


def _small(text: str, align: str = "center", span: int = 1) -> Cell:
    return Cell(text, span, align=align, style="CellSmall")


def _small_head(*names: str) -> Row:
    return Row(tuple(Cell(name, style="LabelSmall") for name in names), 520, header=True)


_TEST_HEADS = (
    "编号",
    "检测项目",
    "检测目的",
    "检测对象",
    "检测依据",
    "结果",
    "说明",
    "检测人、时间",
)

_TEST_NOTES = (
    para("“人工”是须由人查看、系统不作结论、还没有人回答的项目；“不适用”是没有该项检测的对象。",
         style="CellSmall")
    + para("{%p for 句 in 表.检测.附注 %}", style="CellSmall")
    + para("{{ 句 }}", style="CellSmall")
    + para("{%p endfor %}", style="CellSmall")
)  # fmt: skip


def four_property_report() -> Page:
    """四性检测报告 (DA/T 70-2018): every item with object, basis, purpose, result, by whom, when."""
    wide = len(_TEST_HEADS)
    cells = ("{{ 项.编号 }}", "{{ 项.名称 }}", "{{ 项.目的 }}", "{{ 项.对象 }}", "{{ 项.依据 }}",
             "{{ 项.结果 }}", "{{ 项.说明 }}")  # fmt: skip
    middle = {0, 5}
    texts = [_small(t, "center" if at in middle else "left") for at, t in enumerate(cells)]
    by = "".join(para(f"{{{{ 项.{name} }}}}", style="CellSmall") for name in ("检测人", "时间"))
    properties = rows_of("性 in 表.检测.四性", wide, row(
        Cell("{{ 性.名称 }}（通过{{ 性.通过 }}项，不通过{{ 性.不通过 }}项，不适用{{ 性.不适用 }}项，"
             "人工检测{{ 性.人工 }}项）", wide, align="left", style="CellLabel")),
        *rows_of("项 in 性.项目", wide, Row((*texts, Cell(by)), 400)))  # fmt: skip
    body = (
        para("四性检测报告", style="FormTitle")
        + table(
            columns(12, 38, 12, 38, total=TYPE_HEIGHT),
            row(label("案卷题名"), left("{{ 表.检测.题名 }}", 3)),
            row(label("档号"), left("{{ 表.检测.档号 }}"), label("版本"), left("第{{ 表.检测.版本 }}版")),
            row(label("件数"), left("{{ 表.检测.件数 }}件"), label("总字节数"),
                left("{{ 表.检测.字节数 }}")),
            row(label("检测环节"), left("{{ 表.检测.环节 }}"), label("检测时间"),
                left("{{ 表.检测.时间 }}")),
            row(label("检测依据"), left("{{ 表.检测.依据 }}"), label("检测工具"),
                left("{{ 表.检测.工具 }}")),
            row(label("封存根摘要"), left("{{ 表.检测.根摘要 }}", 3)),
            row(label("检测结论"), left("{{ 表.检测.结论 }}"), label("检测人"),
                left("{{ 表.检测.检测人 }}"), height=600),
            row(label("说明"), Cell(_TEST_NOTES, 3)),
        )
        + para("检测结果", style="FormHead")
        + table(
            columns(7.5, 14.5, 14.5, 12, 12, 6, 20.5, 13, total=TYPE_HEIGHT),
            _small_head(*_TEST_HEADS), *properties,
        )
        + para("", style="Tail")
    )  # fmt: skip
    return Page("四性检测报告", body, numbering=Numbering.MIDDLE, landscape=True)


def _transferred() -> str:
    heads = ("序号", "档号", "案卷题名", "版本", "件数", "页数", "字节数", "保管期限")
    cells = ("{{ loop.index }}", "{{ 卷.档号 }}", "{{ 卷.题名 }}", "{{ 卷.版本 }}", "{{ 卷.件数 }}",
             "{{ 卷.页数 }}", "{{ 卷.字节数 }}", "{{ 卷.保管期限 }}")  # fmt: skip
    wide = {1, 2}
    texts = tuple(_small(text, "left" if at in wide else "center") for at, text in enumerate(cells))
    return boxed(
        _small_head(*heads),
        *rows_of("卷 in 表.移交.案卷", len(heads), Row(texts, 420)),
        Row((_small("合计", span=4), _small("{{ 表.移交.件数 }}"), _small("{{ 表.移交.页数 }}"),
             _small("{{ 表.移交.字节数 }}"), _small("")), 420),
        shares=(7, 23, 24, 7, 7.5, 7.5, 12.5, 11.5),
    )  # fmt: skip


def _roots() -> str:
    """Every root and the log's tree in groups of eight digits, to be typed or compared."""
    heads = ("序号", "档号", "版本", "封存根摘要（SHA-256）")
    packages = Row(
        (_small("{{ loop.index }}"), _small("{{ 卷.档号 }}", "left"), _small("{{ 卷.版本 }}"),
         _small("{{ 卷.根摘要 }}", "left")), 420)  # fmt: skip
    anchors = (
        ("日志条数", "{{ 表.移交.锚.条数 }}（检查点签于{{ 表.移交.锚.时间 }}）"),
        ("日志树根", "{{ 表.移交.锚.树根 }}"),
        ("签名公钥", "{{ 表.移交.锚.公钥 }}"),
    )
    return boxed(
        _small_head(*heads),
        *rows_of("卷 in 表.移交.案卷", len(heads), packages),
        *(Row((_small(name, span=2), _small(value, "left", 2)), 420) for name, value in anchors),
        shares=(7, 40, 7, 46),
    )


def transfer_register() -> Page:
    """电子档案移交与接收登记表: what is handed over, how it was tested, both sides' hands."""
    tests = tuple(
        row(label("检验内容", merge="continue"), label(name), left(f"{{{{ 表.移交.检验.{name} }}}}"), "",
            height=560)
        for name in _CHECKS
    )  # fmt: skip
    hands = tuple(
        row(label(name, 2), Cell(BLANK_DAY, place="bottom", align="right"),
            Cell(BLANK_DAY, place="bottom", align="right"), height=height)
        for name, height in (("填表人（签名）", 640), ("审核人（签名）", 640), ("单位（印章）", 1500))
    )  # fmt: skip
    body = (
        para("电子档案移交与接收登记表", style="FormTitle")
        + boxed(
            row(label("交接工作名称", 2), left("{{ 表.移交.名称 }}", 2), height=620),
            row(label("内容描述", 2), left("{{ 表.移交.内容 }}", 2), height=620),
            row(label("移交电子档案数量", 2),
                left("{{ 表.移交.卷数 }}卷，{{ 表.移交.件数 }}件，{{ 表.移交.页数 }}页", 2), height=460),
            row(label("移交数据量", 2), left("{{ 表.移交.数据量 }}", 2), height=460),
            row(label("载体起止顺序号", 2), left("{{ 表.移交.顺序号 or '—' }}", 2), height=460),
            row(label("移交载体类型、规格", 2), left("{{ 表.移交.载体 }}", 2), height=460),
            row(label("检验内容", merge="restart"), label("单位名称"),
                left("移交单位：{{ 表.移交.移交单位 }}"),
                left("接收单位：{{ 表.移交.接收单位 or '' }}"), height=640),
            *tests,
            *hands,
            shares=(8, 18, 45, 29),
        )
        + para("移交案卷明细", style="FormHead", extra="<w:pageBreakBefore/>")
        + para("本表一式两份，移交单位和接收单位各执一份；接收单位一栏由接收单位检验后填写。数据量以千兆字节"
               "（GB）计，字节数为各卷载荷文件合计。", style="FormNote",
               extra='<w:keepNext/><w:spacing w:after="100"/>')
        + _transferred()
        + para("封存根摘要与日志锚点", style="FormHead", extra='<w:spacing w:before="240"/>')
        + _roots()
        + para("根摘要是各卷清单文件 tagmanifest-sha256.txt 的 SHA-256，八位一组。接收单位重算后逐组比对；多年以后"
               "仍可凭本表证明收到的就是这些内容。树根覆盖移交单位日志的前{{ 表.移交.锚.条数 }}条。",
               style="FormNote", extra='<w:spacing w:before="120"/>')
        + para("", style="Tail")
    )  # fmt: skip
    return Page("电子档案移交与接收登记表", body, numbering=Numbering.MIDDLE)


_HITS = ("序号", "日期、文号", "案卷、文书", "题名、文件、摘录", "封存与核验（刚刚重读）")
_FOUND = (
    ("{{ loop.index }}",),
    ("{{ 行.日期 }}", "{{ 行.文号 }}"),
    ("{{ 行.案卷 }}", "{{ 行.文书 }}"),
    ("{{ 行.题名 }}", "{{ 行.文件 }}", "{{ 行.摘录 }}"),
)


def _lines(*texts: str) -> str:
    return "".join(para(text, style="CellSmall") for text in texts)


def _each(head: str, items: str) -> str:
    """A small line, and one for each of a list below it."""
    return _lines(head, f"{{%p for 项 in {items} %}}", "{{ 项.内容 }}", "{%p endfor %}")


def _hits() -> str:
    """What was found, each with what proves it."""
    proof = Cell(_each("{{ 行.核验 }}", "行.证明"), align="left")
    cells = [Cell(_lines(*texts), align="left") for texts in _FOUND]
    return table(
        columns(5, 13, 15, 33, 34, total=TYPE_HEIGHT),
        _small_head(*_HITS),
        *rows_of("行 in 表.检索.结果", len(_HITS), Row((*cells, proof), 400)),
        row_mark("if not 表.检索.结果", len(_HITS)),
        row(_small("没有检索到材料。", span=len(_HITS))),
        row_mark("endif", len(_HITS)),
    )


def _packages_found() -> str:
    """The packages that hits lie in: root, line of the log, verdict."""
    heads = ("档号、版本", "封存时间", "日志条号", "封存根摘要（SHA-256）", "核验")
    cells = (
        "{{ 包.名称 }}",
        "{{ 包.封存时间 }}",
        "{{ 包.条号 }}",
        "{{ 包.根摘要 }}",
        "{{ 包.核验 }}",
    )
    return table(
        columns(24, 13, 8, 41, 14, total=TYPE_HEIGHT),
        _small_head(*heads),
        *rows_of("包 in 表.检索.归档包", len(heads),
                 Row(tuple(_small(text, "left") for text in cells), 400)),
        row_mark("if not 表.检索.归档包", len(heads)),
        row(_small("检索到的材料都不在归档包里。", span=len(heads))),
        row_mark("endif", len(heads)),
    )  # fmt: skip


def _unseen() -> str:
    """The annex of what nobody could read, with reasons."""
    heads = ("序号", "文件", "没有读到的原因")
    cells = ("{{ loop.index }}", "{{ 件.文件 }}", "{{ 件.原因 }}")
    texts = tuple(_small(text, "left" if at else "center") for at, text in enumerate(cells))
    return table(
        columns(6, 50, 44, total=TYPE_HEIGHT),
        _small_head(*heads),
        *rows_of("件 in 表.检索.未读清单", len(heads), Row(texts, 400)),
        row_mark("if not 表.检索.未读清单", len(heads)),
        row(_small("范围内的材料都读到了文字。", span=len(heads))),
        row_mark("endif", len(heads)),
    )


def audit_report() -> Page:
    """审计检索报告: question, scope, what was found with its proofs, what nobody could read, hands."""
    others = Cell(_each("检索词以外还查了：", "表.检索.另查"), 3, align="left")
    gaps = Cell(_each("下列部分没有应答，可能少了结果：", "表.检索.不完整"), 3, align="left")
    listed = "{% if 表.检索.未列 %}（本报告列前{{ 表.检索.结果|length }}份，其余见检索结果导出清单）{% endif %}"
    unread = "{% if 表.检索.未读 %}（检索不到，须人工查阅，见附件）{% endif %}"
    body = (
        para("审计检索报告", style="FormTitle")
        + table(
            columns(12, 38, 12, 38, total=TYPE_HEIGHT),
            row(label("检索词"), left("{{ 表.检索.检索词 }}", 3)),
            row(label("理解为"), left("{{ 表.检索.理解 }}", 3)),
            row_mark("if 表.检索.另查", 4), row(label("另查"), others), row_mark("endif", 4),
            row(label("条件"), left("{{ 表.检索.条件 or '无' }}", 3)),
            row(label("检索人"), left("{{ 表.检索.检索人 }}"), label("检索时间"), left("{{ 表.检索.时间 }}")),
            row(label("检索机关"), left("{{ 局.机关全称 }}"), label("权限"), left("{{ 表.检索.权限 }}")),
            row(label("检索方式"), left("{{ 表.检索.引擎 }}"), label("检索范围"), left("{{ 表.检索.范围 }}")),
            row(label("命中数量"), left("{{ 表.检索.命中 }}份" + listed), label("未读材料"),
                left("{{ 表.检索.未读 }}份" + unread)),
            row(label("封存核验"), left("{{ 表.检索.核验 }}"), label("个人信息"),
                left("身份证号、手机号、银行账号一律隐去")),
            row_mark("if 表.检索.不完整", 4), row(label("结果不完整"), gaps), row_mark("endif", 4),
        )
        + para("检索结果", style="FormHead")
        + _hits()
        + para("归档包", style="FormHead", extra='<w:spacing w:before="240"/>')
        + _packages_found()
        + para("“刚刚核验一致”是指：出报告时重读归档包内该件的每个字节，摘要与包内清单一致，清单与根摘要一致，根摘要与日志里封存的一条一致。"
               "未封存的写明文件现在的摘要（SHA-256），可用 sha256sum 复核。",
               style="FormNote", extra='<w:spacing w:before="120"/>')
        + joint()
        + signatures(("审计人员", "复核人"), TYPE_HEIGHT)
        + para("附件　没有读到文字的材料", style="FormHead", extra="<w:pageBreakBefore/>")
        + _unseen()
        + when("表.检索.未读未列",
               para("另有{{ 表.检索.未读未列 }}份未列，用 jiangdang index status 查看全部。", style="FormNote"))
        + para("", style="Tail")
    )  # fmt: skip
    return Page("审计检索报告", body, numbering=Numbering.MIDDLE, landscape=True)
