import shutil
from pathlib import Path

import pytest

from tests.fixtures.command_line import Desk


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Desk(tmp_path_factory.mktemp("样板") / "工作区")
    made.furnish()
    return made.root


@pytest.fixture
def desk(furnished: Path, tmp_path: Path) -> Desk:
    shutil.copytree(furnished, tmp_path / "工作区")
    return Desk(tmp_path / "工作区")
