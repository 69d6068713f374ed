"""Reading sound files of every kind, and refusing what is none."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile

from audio.errors import AudioFileError
from audio.protocols import SAMPLE_RATE
from audio.samples import SILENCE_DBFS, from_pcm16, load_audio, rms_dbfs, silence, to_pcm16
from tests.audio.speech import tone


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000])
@pytest.mark.parametrize("channels", [1, 2, 6])
def test_any_rate_and_any_channels_become_16_khz_mono(tmp_path, rate_hz, channels):
    path = tmp_path / "tone.wav"
    soundfile.write(path, np.column_stack([tone(1.0, rate_hz)] * channels), rate_hz)
    samples = load_audio(path)
    assert samples.dtype == np.float32
    assert samples.shape == (pytest.approx(SAMPLE_RATE, abs=2),)
    middle = slice(2_000, 14_000)
    assert np.allclose(samples[middle], tone(1.0)[middle], atol=0.01)


@pytest.mark.parametrize("suffix", ["flac", "ogg", "mp3", "aiff"])
def test_other_formats(tmp_path, suffix):
    path = tmp_path / f"tone.{suffix}"
    soundfile.write(path, tone(2.0, 48_000), 48_000)
    samples = load_audio(path)
    assert len(samples) == pytest.approx(2 * SAMPLE_RATE, abs=0.1 * SAMPLE_RATE)
    assert rms_dbfs(samples[8_000:24_000]) == pytest.approx(rms_dbfs(tone(1.0)), abs=0.5)


def test_a_file_longer_than_a_read_block_has_no_seams(tmp_path):
    path = tmp_path / "long.wav"
    soundfile.write(path, tone(25.0, 48_000), 48_000, subtype="FLOAT")
    assert np.max(np.abs(load_audio(path)[2_000:-2_000] - tone(25.0)[2_000:-2_000])) < 0.001


def test_nan_and_infinity_become_silence_and_loud_samples_are_clipped(tmp_path):
    path = tmp_path / "broken.wav"
    broken = tone(1.0)
    broken[100], broken[200], broken[300] = np.nan, np.inf, 5.0
    soundfile.write(path, broken, SAMPLE_RATE, subtype="FLOAT")
    samples = load_audio(path)
    assert np.all(np.abs(samples) <= 1.0)
    assert samples[100] == samples[200] == 0.0
    assert samples[300] == 1.0


def test_what_is_no_sound_file_is_refused_with_a_sentence(tmp_path):
    (tmp_path / "empty.wav").touch()
    (tmp_path / "text.wav").write_text("I am not a sound " * 100)
    (tmp_path / "noise.raw").write_bytes(bytes(range(256)) * 100)
    soundfile.write(tmp_path / "nothing.wav", silence(0), SAMPLE_RATE)
    cut = tmp_path / "cut.wav"
    soundfile.write(cut, tone(1), SAMPLE_RATE)
    cut.write_bytes(cut.read_bytes()[:20])
    for name, says in {
        "missing.wav": "does not exist",
        "": "is a folder",
        "empty.wav": "not a sound file",
        "text.wav": "not a sound file",
        "noise.raw": "not a sound file",
        "cut.wav": "not a sound file",
        "nothing.wav": "holds no sound",
    }.items():
        with pytest.raises(AudioFileError, match=says) as caught:
            load_audio(tmp_path / name)
        assert "\n" not in str(caught.value)
    with pytest.raises(AudioFileError, match="not a regular file"):
        load_audio("/dev/zero")


def test_a_file_of_more_than_four_hours_is_refused_at_once(tmp_path):
    path = tmp_path / "long.flac"
    with soundfile.SoundFile(path, "w", samplerate=1_000, channels=1, format="FLAC") as file:
        for _ in range(241):
            file.write(np.zeros(60_000, np.float32))
    with pytest.raises(AudioFileError, match="longer than 4 hours"):
        load_audio(path)


def test_a_truncated_recording_gives_what_is_there(tmp_path):
    path = tmp_path / "cut.wav"
    soundfile.write(path, tone(2.0), SAMPLE_RATE, subtype="PCM_16")
    path.write_bytes(path.read_bytes()[: 44 + SAMPLE_RATE * 2])
    assert len(load_audio(path)) == SAMPLE_RATE


def test_pcm_there_and_back():
    samples = np.array([0.0, 0.5, -0.5, 1.0, -1.0], np.float32)
    assert np.allclose(from_pcm16(to_pcm16(samples)), samples, atol=4e-5)
    assert from_pcm16(to_pcm16(np.array([7.0, -7.0, np.nan], np.float32))).tolist() == [1 - 1 / 32768, -1.0, 0.0]


def test_loudness():
    assert rms_dbfs(np.ones(100, np.float32)) == pytest.approx(0.0)
    assert rms_dbfs(tone(1.0, level=1.0)) == pytest.approx(-3.01, abs=0.01)
    assert rms_dbfs(silence(1.0)) == rms_dbfs(silence(0.0)) == SILENCE_DBFS
