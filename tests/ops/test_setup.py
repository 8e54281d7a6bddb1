"""The set-up installs what is missing, or names the command to a person who may."""

import importlib.util
import itertools
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from collections_app import env


@pytest.fixture
def setup(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("setup", env.ROOT / ".setup" / "setup.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module.os, "geteuid", lambda: 1000)
    return module


def test_missing_library_is_named_with_the_exact_command(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "LIBRARIES", {"libnowhere.so.0": "libnowhere0"})

    with pytest.raises(SystemExit) as refused:
        setup.libraries()

    command = "sudo apt-get update && sudo apt-get install -y --no-install-recommends libnowhere0"
    assert command in str(refused.value)


def test_missing_browser_is_named_with_the_exact_command(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup.shutil, "which", lambda name: None)

    with pytest.raises(SystemExit, match=r"install -y --no-install-recommends chromium"):
        setup.browser()


def test_root_on_debian_installs_only_what_is_missing(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[tuple[str, ...]] = []
    monkeypatch.setattr(setup.os, "geteuid", lambda: 0)
    monkeypatch.setattr(setup.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(setup, "do", lambda *command: ran.append(command))
    there = next(iter(setup.LIBRARIES))
    monkeypatch.setattr(setup, "loads", lambda library: library == there)

    setup.libraries()

    assert ran[0] == ("apt-get", "update")
    assert set(setup.LIBRARIES.values()) - {setup.LIBRARIES[there]} <= set(ran[1])
    assert setup.LIBRARIES[there] not in ran[1]


def test_stamp_fits_until_the_lock_changes(setup: ModuleType, tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    lock.write_text("one==1")
    setup.Stamp(tmp_path, lock).write()
    assert setup.Stamp(tmp_path, lock).fits()

    lock.write_text("one==2")

    assert not setup.Stamp(tmp_path, lock).fits()


def test_lock_holds_every_dependency_with_a_hash() -> None:
    project = tomllib.loads((env.ROOT / "pyproject.toml").read_text())["project"]
    optional = itertools.chain(*project["optional-dependencies"].values())
    asked = [*project["dependencies"], *optional]

    locked = re.findall(
        r"^([\w.-]+)==\S+.*\\\n    --hash", (env.ROOT / "requirements.lock").read_text(), re.M
    )

    assert {_name(one) for one in asked} <= {_name(one) for one in locked}


def _name(requirement: str) -> str:
    return re.split(r"[\[<>=]", requirement)[0].lower().replace("_", "-")


@pytest.mark.parametrize(
    ("user", "runs_services", "installs"),
    [(0, False, True), (0, True, False), (1000, False, False)],
)
def test_an_imap_server_is_brought_only_where_nothing_would_start_it(
    setup: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    user: int,
    runs_services: bool,
    installs: bool,
) -> None:
    ran: list[tuple[str, ...]] = []
    monkeypatch.setattr(setup.os, "geteuid", lambda: user)
    monkeypatch.setattr(setup.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(setup, "do", lambda *command: ran.append(command))
    monkeypatch.setattr(setup, "IMAP_SERVER", str(tmp_path / "dovecot"))
    monkeypatch.setattr(setup, "SERVICES", tmp_path if runs_services else tmp_path / "none")

    setup.imap_server()

    assert any("dovecot-imapd" in command for command in ran) is installs


def test_without_an_imap_server_the_tests_go_on(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys
) -> None:
    monkeypatch.setattr(setup.os, "geteuid", lambda: 0)
    monkeypatch.setattr(setup.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(setup, "do", lambda *command: setup.fail("No mirror answers."))
    monkeypatch.setattr(setup, "IMAP_SERVER", str(tmp_path / "dovecot"))
    monkeypatch.setattr(setup, "SERVICES", tmp_path / "none")

    setup.imap_server()

    assert "No mirror answers.\nWithout it the tests" in capsys.readouterr().out
