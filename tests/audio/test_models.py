"""The weights: found where they lie, fetched whole or not at all, and never unasked."""

from __future__ import annotations

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from audio.errors import ModelMissingError
from audio.models import MODELS, download_model, find_model, require_model

CONTENT = bytes(range(256)) * 9_000


class Server(BaseHTTPRequestHandler):
    """Gives the content whole, cut short, or not at all."""

    def do_GET(self):
        if self.path == "/missing":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(CONTENT)))
        self.end_headers()
        self.wfile.write(CONTENT[: len(CONTENT) // 2] if self.path == "/cut" else CONTENT)

    def log_message(self, *_):
        pass


@pytest.fixture
def source():
    with HTTPServer(("127.0.0.1", 0), Server) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}"
        yield lambda path, content=CONTENT: lambda _: (url + path, hashlib.sha256(content).hexdigest())
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def no_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_a_download_is_checked_and_found(tmp_path, source):
    steps = []
    path = download_model("tiny.en", tmp_path / "models", lambda *step: steps.append(step), source("/model"))
    assert path.read_bytes() == CONTENT
    assert steps[-1] == (len(CONTENT), len(CONTENT))
    assert [done for done, _ in steps] == sorted({done for done, _ in steps})
    assert find_model("tiny.en", tmp_path / "models") == path
    assert [file.name for file in path.parent.iterdir()] == ["tiny.en.pt"]


@pytest.mark.parametrize(("path", "content", "says"), [
    ("/cut", CONTENT, "checksum|incomplete|IncompleteRead"),
    ("/model", b"other", "checksum"),
    ("/missing", CONTENT, "Not Found"),
])  # fmt: skip
def test_a_bad_download_leaves_nothing(tmp_path, source, path, content, says):
    with pytest.raises(ModelMissingError, match=says) as caught:
        download_model("tiny.en", tmp_path, source_of=source(path, content))
    assert "copy a .pt file" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not list(tmp_path.glob("*.p*"))


def test_no_network(tmp_path):
    with pytest.raises(ModelMissingError, match=r"check the network, or copy a \.pt file .* --model PATH"):
        download_model("tiny.en", tmp_path, source_of=lambda _: ("http://127.0.0.1:9/x", ""))


def test_a_folder_that_cannot_be_made(tmp_path, source):
    (tmp_path / "file").touch()
    with pytest.raises(ModelMissingError):
        download_model("tiny.en", tmp_path / "file", source_of=source("/model"))


def test_only_models_on_offer(tmp_path):
    with pytest.raises(ModelMissingError, match=r"tiny\.en"):
        download_model("large-v9", tmp_path)
    assert [model.name for model in MODELS] == ["tiny.en", "base.en", "small.en", "base", "small", "medium", "turbo"]


def test_where_models_are_looked_for(tmp_path):
    assert find_model("turbo", tmp_path / "models") is None
    cached = tmp_path / "cache" / "whisper" / "large-v3-turbo.pt"
    cached.parent.mkdir(parents=True)
    cached.touch()
    assert find_model("turbo", tmp_path / "models") == cached
    own = tmp_path / "models" / "large-v3-turbo.pt"
    own.parent.mkdir()
    own.touch()
    assert find_model("turbo", tmp_path / "models") == own == find_model(own, "anywhere")
    assert find_model(tmp_path / "nothing.pt", tmp_path) is None


def test_a_missing_model_says_how_to_get_it(tmp_path):
    with pytest.raises(ModelMissingError, match=r"interviewer models get base\.en"):
        require_model("base.en", tmp_path)
    with pytest.raises(ModelMissingError, match=r"name a \.pt file, or one of"):
        require_model("nothing.pt", tmp_path)


@pytest.mark.engines
def test_whisper_knows_where_each_model_lies():
    from audio.whisper_engine import model_source

    for model in MODELS:
        url, sha256 = model_source(model.name)
        assert url.endswith("/" + model.file)
        assert len(sha256) == 64
        assert int(sha256, 16)
