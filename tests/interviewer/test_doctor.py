"""`interviewer doctor` without sound, on a pipe, with a microphone that speaks, and with drivers that hang or fail."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest

from interviewer.cli.main import run
from interviewer.config import Config
from interviewer.doctor import doctor
from interviewer.doctor.finding import Finding
from tests.audio.conftest import virtual_devices  # noqa: F401 - a fixture
from tests.audio.speech import say
from tests.virtual_devices import ROOT


def by_name(findings):
    return {finding["name"]: finding for finding in findings}


@pytest.mark.engines
@pytest.mark.usefixtures("warm_home")
def test_a_machine_without_sound_gets_a_verdict_and_remedies(capsys):
    assert run(["doctor", "--no-sound"]) == 0
    out = capsys.readouterr().out
    assert "Text interviews:  ready" in out
    assert "Voice interviews: not complete" in out
    assert run(["doctor", "--no-sound", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["text"], report["voice"]) == (True, False)
    assert all(finding["remedy"] for finding in report["findings"] if not finding["ok"])
    names = {"python", "packages", "data folder", "terminal", "judge", "microphone", "voice", "speaker", "speech model"}
    assert set(by_name(report["findings"])) == names


def test_a_folder_that_cannot_be_written_is_a_failure(capsys, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("INTERVIEWER_HOME", str(tmp_path / "file" / "home"))
    assert run(["doctor", "--no-sound", "--json"]) == 1
    finding = by_name(json.loads(capsys.readouterr().out)["findings"])["data folder"]
    assert not finding["ok"]
    assert "INTERVIEWER_HOME" in finding["remedy"]


def test_a_look_that_hangs_or_fails_does_not_stop_the_others():
    started_s = time.monotonic()
    hung = doctor._within(0.2, "speaker", lambda: time.sleep(30))
    assert time.monotonic() - started_s < 5
    assert (hung.name, hung.ok, hung.needed_for) == ("speaker", False, "voice")
    assert "did not answer" in hung.detail
    failed = doctor._within(5, "judge", lambda: 1 / 0, "everything")
    assert "ZeroDivisionError" in failed.detail
    assert doctor.verdict([failed]) == (False, False)
    assert doctor.verdict([Finding("python", True, "", "", "everything"), hung]) == (True, False)


@pytest.mark.parametrize(
    ("config", "says"),
    [
        (Config(microphone="no such device"), "microphone"),
        (Config(speaker="no such device"), "speaker"),
        (Config(model="/no/such.pt"), "speech model"),
    ],
)
def test_what_is_named_and_not_there_has_a_remedy(config, says):
    from interviewer.doctor import sound as doctor_sound

    look = {
        "microphone": lambda: doctor_sound.microphone(config, None, listen=False),
        "speaker": lambda: doctor_sound.speaker(config, None, None, play=False),
        "speech model": lambda: doctor_sound.recogniser(config, None),
    }[says]
    finding = look()
    assert not finding.ok
    assert finding.remedy


@pytest.mark.engines
def test_a_voice_that_does_not_exist_is_replaced_and_said():
    say("need espeak")
    from interviewer.doctor import sound as doctor_sound

    finding, line = doctor_sound.voice(Config(voice="nobody"))
    assert finding.ok
    assert "nobody" in finding.remedy
    assert len(line) > 16_000


SCRIPT = """
import json, subprocess, sys
from interviewer.config import Config
from interviewer.doctor import sound as doctor_sound
class Person:
    def told(self, sentence):
        if "speak" in sentence and sys.argv[1]:
            subprocess.Popen(["paplay", "--device=mic", sys.argv[1]])
    def agrees(self, question):
        return sys.argv[2] == "heard"
person = Person() if sys.argv[2] else None
_, line = doctor_sound.voice(Config())
found = [doctor_sound.microphone(Config(), person, listen=True), doctor_sound.speaker(Config(), person, line, play=True)]
print(json.dumps([finding.as_dict() for finding in found]))
"""


@pytest.mark.devices
@pytest.mark.parametrize("who", ["heard", "deaf", ""])
def test_devices_are_really_tried(virtual_devices, tmp_path, who):  # noqa: F811
    import soundfile

    soundfile.write(tmp_path / "said.wav", say("I simplified the pipeline, and I cut the cost by half."), 16_000)
    microphone, speaker = virtual_devices.run(SCRIPT, tmp_path / "said.wav", who)
    assert microphone["ok"]
    assert "mono at 16000 Hz" in microphone["detail"]
    assert ("speech -" in microphone["detail"]) == bool(who)
    assert speaker["ok"] == (who != "deaf"), speaker
    assert bool(speaker["remedy"]) == (who == "deaf")


@pytest.mark.devices
def test_a_microphone_that_is_spoken_to_and_gives_zeros_fails(virtual_devices):  # noqa: F811
    microphone, _ = virtual_devices.run(SCRIPT, "", "heard")
    assert not microphone["ok"]
    assert "muted" in microphone["remedy"]


def test_on_a_pipe_nobody_is_waited_for(home):
    done = subprocess.run(
        [sys.executable, "-m", "interviewer.cli.main", "doctor"], cwd=ROOT, text=True, capture_output=True,
        stdin=subprocess.DEVNULL, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Please be quiet" not in done.stdout
    assert "Voice interviews:" in done.stdout
    assert done.stderr == ""
