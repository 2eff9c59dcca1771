"""Help pages and usage faults in Chinese: what the command-line library says of itself."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from typer._click.core import Context
from typer._click.formatting import HelpFormatter

if TYPE_CHECKING:
    from typer._click.core import Command

_HELP = "显示本页。"
_KINDS = {"path": "文件", "int": "整数", "int range": "整数", "str": "文字"}
# The library words these itself; they are told by how they begin.
_FAULTS = (
    ("No such command", "没有这条命令：{0}"),
    ("Missing command", "没有写明命令"),
    ("Got unexpected extra argument", "多出了参数：{1}"),
    ("Option", "选项写法不对：{0}"),
)
# And these by what they say in the middle.
_BAD_VALUES = (
    (" is not a valid int", "应为整数"),
    (" is not in the range ", "应在范围内：{rest}"),
    (" is not one of ", "应为以下之一：{rest}"),
)


class _Formatter(HelpFormatter):
    """The plain formatter with a Chinese heading of the usage line."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line."""
        super().write_usage(prog, args, "用法：" if prefix is None else prefix)


def speak_chinese() -> None:
    """Usage lines in Chinese."""
    Context.formatter_class = _Formatter


def _head_in_chinese() -> None:
    """Headings of help pages in Chinese."""
    from typer import rich_utils

    rich_utils.OPTIONS_PANEL_TITLE = "选项"
    rich_utils.COMMANDS_PANEL_TITLE = "命令"
    rich_utils.ARGUMENTS_PANEL_TITLE = "参数"
    rich_utils.REQUIRED_LONG_STRING = "[必填]"
    rich_utils.DEFAULT_STRING = "[默认：{}]"


def translated(command: Command, *, helpful: bool = True) -> Command:
    """The command and all below it with Chinese placeholders and help options.

    A group called alone prints its help when ``helpful``, else that is a usage fault.
    """
    anything: Any = command
    anything.options_metavar = "[选项]"
    _translate_help(anything)
    context = Context(command, info_name=command.name)
    option: Any = command.get_help_option(context)
    if option is not None:
        option.help = _HELP
        _name_kind(option)
    for param in command.params:
        _name_kind(param)
    if hasattr(anything, "subcommand_metavar"):
        anything.subcommand_metavar = "命令 [参数]…"
        anything.no_args_is_help = helpful
    for each in getattr(anything, "commands", {}).values():
        translated(each, helpful=helpful)
    return command


def _translate_help(command: Any) -> None:
    """Chinese headings once a help page is asked for: the library that draws it is a large one."""
    draw = command.format_help

    def drawn(context: Context, formatter: HelpFormatter) -> None:
        _head_in_chinese()
        draw(context, formatter)

    command.format_help = drawn


def _name_kind(param: Any) -> None:
    """What kind of value an option or argument takes, in Chinese; nothing for a switch."""
    told = _KINDS.get(param.type.name, "")
    param.type = copy(param.type)
    param.type.get_metavar = lambda param, ctx: told
    if param.param_type_name == "option":
        param.make_metavar = lambda ctx: told


def usage_fault(text: str) -> str:
    """What is wrong with a command line, in Chinese."""
    for beginning, told in _FAULTS:
        if text.startswith(beginning):
            quoted = text.partition("'")[2].rpartition("'")[0] or text
            inside = text.rpartition("(")[2].rpartition(")")[0] or quoted
            return told.format(quoted, inside)
    for middle, told in _BAD_VALUES:
        if middle in text:
            rest = text.rpartition(middle)[2].rstrip(".")
            return told.format(rest=rest.replace("', '", "、").strip("'").replace("x", "值"))
    return text
