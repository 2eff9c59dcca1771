"""The bundle on a machine without a network: installed, used, installed over, taken away.

The tests build on one another, in this order, on one machine.
"""

from __future__ import annotations

import json

from bundling.bundle import version

COMMAND = "/usr/local/bin/jiangdang"
DESK = "/root/匠档"


def test_there_is_no_network_on_this_machine(machine):
    found = machine.run("cat", "/proc/net/dev")
    names = [line.split(":")[0].strip() for line in found.stdout.splitlines()[2:]]
    assert names == ["lo"]


def test_a_file_altered_on_the_way_stops_the_installer_before_it_begins(machine):
    packed = machine.root / machine.stick.lstrip("/")
    wheel = next((packed / "wheels").glob("jiangdang-*.whl"))
    whole = wheel.read_bytes()
    wheel.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    done = machine.install()
    wheel.write_bytes(whole)
    assert done.returncode == 6
    assert "安装包不完整或被改动过" in done.stderr
    assert not (machine.root / "opt/jiangdang").exists()


def test_the_installer_sets_up_a_clean_machine(machine):
    done = machine.install()
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"已装好匠档 {version()}" in done.stdout
    told = machine.run(COMMAND, "--version")
    assert version() in told.stdout


def test_the_whole_demonstration_runs_there(machine):
    done = machine.run(COMMAND, "demo", DESK, "--json")
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    assert made["documents"] > 100
    assert made["stamped"] > 20
    assert made["archived"] >= 2
    checked = machine.run(COMMAND, "-w", DESK, "archive", "verify", "--all", "--json")
    assert json.loads(checked.stdout)["faulty"] == []


def test_installing_again_keeps_the_workspace_and_the_command(machine):
    done = machine.install()
    assert done.returncode == 0, done.stdout + done.stderr
    upgraded = machine.run(COMMAND, "-w", DESK, "upgrade", "--json")
    assert upgraded.returncode == 0, upgraded.stderr
    found = machine.run(COMMAND, "-w", DESK, "search", "责令限期整改", "--json")
    assert json.loads(found.stdout)["total"] > 0


def test_taking_it_away_leaves_the_workspace(machine):
    done = machine.install("--卸载")
    assert done.returncode == 0, done.stdout + done.stderr
    assert not (machine.root / "opt/jiangdang").exists()
    assert not (machine.root / COMMAND.lstrip("/")).is_symlink()
    assert (machine.root / DESK.lstrip("/") / "jiangdang.yaml").is_file()
