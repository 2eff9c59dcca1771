"""The one documented way in: ``jiangdang``."""

from __future__ import annotations

import io
import os
import sys
import traceback

from typer import Abort, Exit
from typer._click import exceptions as click
from typer.main import get_command

from cases.errors import JiangdangError, Kind
from cases.obstacles import obstacle
from cases.words import message
from cli.application import app, session
from cli.chinese import speak_chinese, translated, usage_fault
from cli.globals import MissingValueError, split_globals
from cli.tree import hang

__all__ = ["answer", "run"]

INTERRUPTED = 130

speak_chinese()


def run() -> None:
    """Run one command line and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(answer(sys.argv[1:]))


def answer(words: list[str]) -> int:
    """Run a command line; return 0 or the exit code of the contract."""
    try:
        options, rest = split_globals(words)
    except MissingValueError as error:
        session.console.json = "--json" in words
        return _usage("W301", option=str(error))
    session.options = options
    session.console.json = options.json
    if options.version:
        rest = ["version"]
    return _run(rest or ([] if options.json else ["--help"]))


def _run(words: list[str]) -> int:
    try:
        hang(words)
        command = translated(get_command(app), helpful=not session.options.json)
        return _code_of(command.main(words, prog_name="jiangdang", standalone_mode=False))
    except JiangdangError as error:
        _trace()
        return session.console.fail(error)
    except Exit as error:
        return error.exit_code
    except click.UsageError as error:
        return _usage_of(error)
    except (KeyboardInterrupt, EOFError, Abort):
        text = message("W390", {})
        return session.console.refuse("W390", Kind.INTERRUPTED, text, (), INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except OSError as error:
        _trace()
        facts = {"path": _file_of(error), "reason": obstacle(error)}
        return session.console.refuse("W202", Kind.FAULT, message("W202", facts), (), 1)
    except Exception as error:  # the one place where the unexpected becomes exit code 1
        _trace()
        facts = {"detail": f"{type(error).__name__}: {error}"}
        return session.console.refuse("W000", Kind.FAULT, message("W000", facts), (), 1)


def _code_of(answered: object) -> int:
    """The exit code a command gave; Typer gives 130 for a KeyboardInterrupt."""
    if answered == INTERRUPTED:
        raise KeyboardInterrupt
    return answered if isinstance(answered, int) else 0


def _trace() -> None:
    """Show the traceback when asked to."""
    if session.options.verbose:
        traceback.print_exc(file=sys.stderr)


def _file_of(error: OSError) -> str:
    """The file the operating system named, if it named one."""
    return os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else "文件"


def _usage_of(error: click.UsageError) -> int:
    """A wrong command line, told in Chinese."""
    if isinstance(error, click.NoArgsIsHelpError):
        sys.stderr.write(error.format_message() + "\n")
        return 2
    if isinstance(error, click.NoSuchOption):
        return _usage("W302", option=error.option_name)
    if isinstance(error, click.MissingParameter):
        return _usage("W303", name=_name_of(error))
    if isinstance(error, click.BadParameter):
        return _usage("W304", name=_name_of(error), detail=usage_fault(error.message))
    return _usage("W305", detail=usage_fault(error.message))


def _name_of(error: click.BadParameter) -> str:
    """What the help calls the argument or option."""
    if error.param is None:
        return ""
    return str(getattr(error.param, "metavar", None) or error.param.opts[0])


def _usage(code: str, **facts: str) -> int:
    return session.console.refuse(code, Kind.USAGE, message(code, facts), (), 2)
