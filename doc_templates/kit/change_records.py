"""Records kept in the file: an objection with its handling, and a correction with its papers."""

from __future__ import annotations

from doc_templates.kit.forms import boxed, joint, optional, signatures
from doc_templates.kit.page import Numbering, Page
from doc_templates.kit.wordml import head, label, left, para, row, row_mark, rows_of

_OF = (
    "{% if 案.案卷号 is defined and 案.案卷号 %}{{ 案.项目名称 }}（{{ 案.案卷号 }}）{% else %}"
    "{{ 批.名称 }}（{{ 批.批次 }}）{% endif %}"
)
_TOLD = "表.异议记录"
_FIXED = "表.更正"
_PAPER_COLUMNS = 4


def objection_record() -> Page:
    """异议登记与处理表: internal; who objected and what about stays in this file."""
    body = (
        para("异议登记与处理表", style="FormTitle")
        + para("内部材料，不对外公开；异议人的身份和反映的事项予以保密。", style="FormNote")
        + boxed(
            row(label("异议对象"), left(_OF, 3), height=620),
            row(label("编号"), f"{{{{ {_TOLD}.编号 }}}}", label("收到日期"),
                optional(f"{_TOLD}.收到日期", f"{{{{ {_TOLD}.收到日期|日期 }}}}", "—"), height=520),
            row(label("形式"), f"{{{{ {_TOLD}.形式 }}}}", label("署名"), f"{{{{ {_TOLD}.署名 }}}}",
                height=520),
            row(label("异议人"), left(optional(f"{_TOLD}.异议人", otherwise="未具名"), 3), height=520),
            row(label("反映事项"), left(f"{{{{ {_TOLD}.反映事项 }}}}", 3), height=1500),
            row(label("核查情况"), left(f"{{{{ {_TOLD}.核查情况 }}}}", 3), height=1800),
            row(label("核查结论"), left(f"异议{{{{ {_TOLD}.核查结论 }}}}"), label("核查人"),
                left(f"{{{{ {_TOLD}.核查人|join('、') }}}}"), height=520),
            row(label("处理意见"), left(f"{{{{ {_TOLD}.处理意见 }}}}", 3), height=1200),
            row(label("答复日期"),
                optional(f"{_TOLD}.答复日期", f"{{{{ {_TOLD}.答复日期|日期 }}}}", "—"),
                label("答复方式"), optional(f"{_TOLD}.答复方式", otherwise="—"), height=520),
            shares=(16, 38, 16, 30),
        )
        + joint()
        + signatures(("经办人", "审核人"))
    )  # fmt: skip
    return Page("异议登记与处理表", body, numbering=Numbering.MIDDLE)


def correction_record() -> Page:
    """更正记录: which entry, what stood there, what stands there now, which papers it touches."""
    papers = boxed(
        head("序号", "涉及的文书", "文号", "处理"),
        *rows_of(f"书 in {_FIXED}.文书", _PAPER_COLUMNS, row(
            "{{ loop.index }}", left("{{ 书.标题 }}（{{ 书.成文日期 }}）"), left("{{ 书.文号 or '—' }}"),
            left("{{ 书.处理 }}"))),
        row_mark(f"if not {_FIXED}.文书", _PAPER_COLUMNS),
        row("—", "没有涉及的文书", "—", "—", height=560),
        row_mark("endif", _PAPER_COLUMNS),
        shares=(8, 42, 22, 28),
    )  # fmt: skip
    body = (
        para("更正记录", style="FormTitle")
        + para("原记录和原文书保持原样；更正之后以新值为准。", style="FormNote")
        + boxed(
            row(label("更正对象"), left(_OF, 3), height=620),
            row(label("所属环节"), left(f"{{{{ {_FIXED}.环节 }}}}"), label("条目"),
                optional(f"{_FIXED}.条目", f"第{{{{ {_FIXED}.条目 }}}}条", "—"), height=520),
            row(label("字段"), left(f"{{{{ {_FIXED}.字段 }}}}"), label("原办理日期"),
                optional(f"{_FIXED}.办理日期", f"{{{{ {_FIXED}.办理日期|日期 }}}}", "—"), height=520),
            row(label("原值"), left(f"{{{{ {_FIXED}.原值 or '未填' }}}}", 3), height=760),
            row(label("新值"), left(f"{{{{ {_FIXED}.新值 }}}}", 3), height=760),
            row(label("更正理由"), left(f"{{{{ {_FIXED}.理由 }}}}", 3), height=1100),
            row(label("更正日期"), "{{ 文.成文日期|日期 }}", label("同意人"),
                optional(f"{_FIXED}.同意人", otherwise="—"), height=520),
            shares=(16, 38, 16, 30),
        )
        + para("涉及的文书", style="FormHead")
        + papers
        + joint()
        + signatures(("经办人", "审核人"))
    )  # fmt: skip
    return Page("更正记录", body, numbering=Numbering.MIDDLE)
