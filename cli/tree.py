"""Hangs commands on their groups, by importing the modules that hold them: only those asked for."""

from __future__ import annotations

from importlib import import_module

# Which modules hold the commands that begin with a word, in the order of the help page.
_HOLD = {
    "policy": ("policies",),
    "batch": ("batches", "lists"),
    "case": ("casework", "lists"),
    "money": ("money",),
    "panel": ("panels",),
    "doc": ("papers", "registers", "templates"),
    "stamp": ("registers", "stamps"),
    "evidence": ("keeping",),
    "archive": ("archiving", "retaining", "safekeeping", "testing_packages", "transferring"),
    "index": ("keeping",),
    "audit": ("auditing",),
    "old-years": ("old_years",),
    "approve": ("consents",),
    "todo": ("overviews",),
    "calendar": ("calendars",),
    "stats": ("statistics",),
    "init": ("running",),
    "demo": ("running",),
    "doctor": ("running",),
    "upgrade": ("running",),
    "version": ("running",),
    "search": ("searching",),
}


def hang(words: list[str]) -> None:
    """Hang the commands that a command line may mean; all of them where that cannot be told."""
    first = words[0] if words else ""
    every = sorted({module for modules in _HOLD.values() for module in modules})
    for module in _HOLD.get(first, every):
        import_module(f"cli.commands.{module}")
