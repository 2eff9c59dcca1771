"""What papers say of grant, term, match and steps, as the district's own policy has them.

Every phrase is a piece of template text; ``of`` is the expression of the programme's words.
"""

from __future__ import annotations

_YEARS = "{{% if {0} % 12 == 0 %}}{{{{ ({0} // 12)|序号('汉字') }}}}年{{% else %}}{{{{ {0} }}}}个月{{% endif %}}"


def months(of: str) -> str:
    """三年, or so many months."""
    return _YEARS.format(f"{of}.周期月数")


def fixed_days(of: str) -> str:
    """The two days of a term that the calendar gives."""
    return f"自{{{{ {of}.周期起|日期 }}}}至{{{{ {of}.周期止|日期 }}}}"


def term(of: str) -> str:
    """How long the term is, or from when to when it runs."""
    return f"{{% if {of}.周期起 %}}{fixed_days(of)}{{% else %}}{months(of)}{{% endif %}}"


def grades(of: str) -> str:
    """The grades with their amounts: A级40万元、B级30万元."""
    each = "{{ 等级.名称 }}{% if 等级.名称|length == 1 %}级{% endif %}{{ 等级.金额|万元 }}"
    each += "{% if not loop.last %}、{% endif %}"
    return f"{{% for 等级 in {of}.资助等级 %}}{each}{{% endfor %}}"


def grant(of: str, given: str = "") -> str:
    """一次性资助5万元, 按届满考核等级资助 or 每年资助; ``given`` stands before the word 一次性."""
    paid = f"{{{{ {of}.资助金额|万元 }}}}"
    return (
        f"{{% if {of}.资助方式 == '分级' %}}按届满考核等级给予资助（{grades(of)}）"
        f"{{% elif {of}.资助方式 == '年度' %}}每年资助{paid}，共{{{{ {of}.资助笔数|序号('汉字') }}}}年"
        f"{{% else %}}{given}一次性资助{paid}{{% endif %}}"
    )


def payers(of: str) -> str:
    """Who pays the match: 所在单位, or one of several."""
    return f"{{{{ {of}.配套出资方|join('或者') }}}}"


def with_match(text: str, otherwise: str = "") -> str:
    """A text for policies that ask for a match."""
    return f"{{% if 政.有配套 %}}{text}{{% else %}}{otherwise}{{% endif %}}"


def with_review(text: str, otherwise: str = "") -> str:
    """A text for policies in which an office reviews the applications."""
    return f"{{% if 政.主管 %}}{text}{{% else %}}{otherwise}{{% endif %}}"


def with_step(step: str, text: str, otherwise: str = "") -> str:
    """A text for policies that have a step."""
    return f"{{% if '{step}' in 政.环节 %}}{text}{{% else %}}{otherwise}{{% endif %}}"


def used_up(text: str, otherwise: str = "") -> str:
    """A text for policies that want the money spent within the term."""
    return f"{{% if 政.期内用完 %}}{text}{{% else %}}{otherwise}{{% endif %}}"


PASSED = "{{ 政.经过|join('、') }}"
TO_PROJECTS = "资金到项目、管理到项目、核算到项目"


def to_projects(text: str) -> str:
    """A text for policies that say money, management and accounts go by project."""
    return f"{{% if '{TO_PROJECTS}' in 政.资金规定 %}}{text}{{% endif %}}"
