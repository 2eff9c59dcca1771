"""The facts that changes, objections, withdrawals and corrections record."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cases.lifecycle.gates_changes import KINDS
from cases.lifecycle.objections import NOT_UPHELD, NUMBER, UPHELD
from cases.lifecycle.record_field import RecordField
from cases.policy.grounds import Ground

if TYPE_CHECKING:
    from collections.abc import Mapping

_REASON = RecordField("理由")
_APPROVED = RecordField("批准日期", "日期")
_SERVED = tuple(
    RecordField(key, "日期" if key == "送达日期" else "文字", "O26")
    for key in ("送达方式", "送达日期", "送达人", "受送达人")
)
_SHOWN = (
    RecordField("公示起", "日期", Ground.PUBLICITY),
    RecordField("公示止", "日期", Ground.PUBLICITY),
)

CHANGE_FIELDS: Mapping[str, tuple[RecordField, ...]] = {
    "change-unit": (
        RecordField("变更类型", rule="O27", choices=KINDS),
        RecordField("生效日期", "日期", "O27"),
        RecordField("证明材料", "名单", "O27"),
        RecordField("新名称", rule="O27", required=False),
        RecordField("新统一社会信用代码", rule="O27", required=False),
        RecordField("新地址", rule="O27", required=False),
        RecordField("迁出本区", "是否", "O27", required=False),
        RecordField("新开户行", rule="O27", required=False),
        RecordField("新账号", rule="O27", required=False),
        RecordField("户名", rule="O27", required=False),
        RecordField("批准日期", "日期", "O27", required=False),
        _REASON,
    ),
    "extend-term": (
        RecordField("新届满日", "日期", "O28"),
        RecordField("固定周期延长依据", rule="O28", required=False),
        _REASON,
        _APPROVED,
    ),
    "follow-on": (
        RecordField("金额", "金额", Ground.FOLLOW_ON, required=False),
        *_SHOWN,
        RecordField("公示结果", rule=Ground.PUBLICITY),
        _REASON,
        _APPROVED,
    ),
    "objection": (
        RecordField("收到日期", "日期", "O12"),
        RecordField("形式", rule="O12", choices=("书面", "来访", "来电", "网络")),
        RecordField("署名", rule="O12", choices=("实名", "匿名")),
        RecordField("异议人", rule="O12", required=False),
        RecordField("反映事项", rule="O12"),
    ),
    "answer-objection": (
        RecordField(NUMBER, rule="O12"),
        RecordField("核查情况", rule="O12"),
        RecordField("核查结论", rule="O12", choices=(UPHELD, NOT_UPHELD)),
        RecordField("核查人", "名单", "O12"),
        RecordField("处理意见", rule="O12"),
        RecordField("答复日期", "日期", "O12", required=False),
        RecordField("答复方式", rule="O12", required=False),
    ),
    "withdrawal-notice": (
        _REASON,
        RecordField("追回金额", "金额", Ground.CLAWBACK, required=False),
        RecordField("不追回理由", rule=Ground.CLAWBACK, required=False),
        *_SERVED,
    ),
    "withdraw": (
        _REASON,
        _APPROVED,
        RecordField("陈述申辩", rule="O26"),
        RecordField("告知送达日期", "日期", "O26", required=False),
        RecordField("追回金额", "金额", Ground.CLAWBACK, required=False),
        RecordField("不追回理由", rule=Ground.CLAWBACK, required=False),
        RecordField("缴款期限", "日期", "O26", required=False),
        RecordField("收款账户", "分组", "O26", required=False, parts=("户名", "开户行", "账号")),
        *_SERVED,
    ),
    "step-up": (
        RecordField("撤销案卷", rule=Ground.SELECTION),
        RecordField("递补", "名单", Ground.SELECTION),
        RecordField("递补说明", rule=Ground.SELECTION, required=False),
        *_SHOWN,
        RecordField("平台", rule=Ground.PUBLICITY),
        RecordField("咨询电话", rule="O12"),
        RecordField("监督电话", rule="O12"),
    ),
    "step-up-award": (
        RecordField("公示结果", rule=Ground.PUBLICITY),
        RecordField("起算日", "日期", "O14", required=False),
    ),
    "cancel-title": (_REASON, _APPROVED, *(replace(each, required=False) for each in _SERVED)),
    "correct": (
        RecordField("条目", "整数", required=False),
        RecordField("字段"),
        RecordField("新值", "任意"),
        _REASON,
    ),
}
