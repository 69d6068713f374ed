"""The set-up: what is pinned is what is installed, and the bootstrap script behaves where it can be tried without a network."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def bootstrap():
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "tools" / "bootstrap.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_can_be_read_by_a_python_that_is_too_old_for_the_rest():
    ast.parse((ROOT / "tools" / "bootstrap.py").read_text(encoding="utf-8"), feature_version=(3, 8))


def test_every_pin_is_what_the_tests_run_with(bootstrap):
    for pin in bootstrap.wanted_pins("develop"):
        name, version = pin.split("==")
        assert metadata.version(name).split("+")[0] == version, name


def test_every_dependency_of_the_project_is_pinned(bootstrap):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pinned = {pin.split("==")[0].lower() for pin in bootstrap.wanted_pins("develop")}
    for requirement in [*project["dependencies"], *project["optional-dependencies"]["dev"]]:
        assert re.split(r"[=<>]", requirement)[0].lower() in pinned, requirement


def test_nothing_is_installed_for_graphics_cards(bootstrap):
    names = {pin.split("==")[0] for pin in bootstrap.wanted_pins("develop")}
    assert not {name for name in names if name.startswith(("nvidia", "triton", "cuda"))}
    assert "torch==2.13.0" in bootstrap.wanted_pins("run")


def test_a_second_call_does_nothing_and_installs_nothing(tmp_path):
    """In the environment that runs this test: complete, so nothing but a look at it may happen."""
    if not (ROOT / ".venv" / "installed").exists():
        pytest.skip("needs the environment in .venv made by the bootstrap script; run `make test`")
    log = ROOT / ".venv-install.log"
    before = log.stat().st_mtime_ns if log.exists() else None
    done = subprocess.run(
        [sys.executable, "tools/bootstrap.py", "run"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (log.stat().st_mtime_ns if log.exists() else None) == before


def test_without_root_and_sudo_the_line_to_type_is_printed(bootstrap, monkeypatch, capsys):
    monkeypatch.setattr(bootstrap, "missing_system_packages", lambda purpose: ["libportaudio2", "espeak-ng"])
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    bootstrap.install_system_packages("run")
    assert "sudo apt-get install -y libportaudio2 espeak-ng" in capsys.readouterr().err


def test_root_installs_system_packages_and_looks_for_newer_lists_when_that_fails(bootstrap, monkeypatch, capsys):
    calls = []
    monkeypatch.setattr(bootstrap, "missing_system_packages", lambda purpose: ["espeak-ng"])
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    def run(command, **options):
        calls.append(command[1])
        return 100 if calls == ["install"] else 0

    monkeypatch.setattr(bootstrap, "run", run)
    bootstrap.install_system_packages("run")
    assert calls == ["install", "update", "install"]
    assert "to type" not in capsys.readouterr().err


def test_an_environment_that_does_not_run_is_made_anew(bootstrap, monkeypatch, tmp_path, capsys):
    broken = tmp_path / ".venv"
    (broken / "bin").mkdir(parents=True)
    (broken / "bin" / "python").write_text("no interpreter")
    monkeypatch.setattr(bootstrap, "VENV", str(broken))
    monkeypatch.setattr(bootstrap, "PYTHON", str(broken / "bin" / "python"))
    monkeypatch.setattr(bootstrap, "LOG", str(tmp_path / "log"))
    monkeypatch.setattr(bootstrap, "pip", lambda *arguments: 1)
    monkeypatch.setattr(bootstrap, "install_torch", lambda: False)
    assert bootstrap.install(sys.executable, "run") is False, "the network is not there"
    assert "making it anew" in capsys.readouterr().err
    assert subprocess.run([str(broken / "bin" / "python"), "--version"], check=False).returncode == 0


def test_missing_packages_are_found(bootstrap, monkeypatch):
    monkeypatch.setattr(bootstrap, "PYTHON", sys.executable)
    assert bootstrap.wrong_packages("run") == []
    monkeypatch.setattr(bootstrap, "wanted_pins", lambda purpose: ["no-such-package==1.0", "numpy==0.0.1"])
    assert bootstrap.wrong_packages("run") == ["no-such-package", "numpy"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Debian's packages")
def test_the_browser_is_installed_for_development_alone(bootstrap, monkeypatch):
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: name if name == "apt-get" else None)
    assert {"chromium", "chromium-driver"} <= set(bootstrap.missing_system_packages("develop"))
    assert not {"chromium", "chromium-driver"} & set(bootstrap.missing_system_packages("run"))
