"""Makes or repairs the environment in .venv, says what it does, and does nothing when all is well.

Usage: python3 tools/bootstrap.py run|develop

Uses the standard library alone, and no syntax later than Python 3.8, so that an old Python can say that it is too old.
"""

import ctypes.util
import glob
import hashlib
import os
import shutil
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
STAMP = os.path.join(VENV, "installed")
LOG = os.path.join(ROOT, ".venv-install.log")
WINDOWS = os.name == "nt"
PYTHON = os.path.join(VENV, "Scripts" if WINDOWS else "bin", "python.exe" if WINDOWS else "python")
OLDEST = (3, 11)
TORCH = "torch==2.13.0"
NEEDED_MB = 3500
"""What the environment takes while it is being installed, with some room."""

CHECK = """
import importlib.metadata as metadata, importlib.util as util, sys
wrong = []
for pin in sys.argv[1:]:
    name, version = pin.split("==")
    try:
        if metadata.version(name).split("+")[0] != version:
            wrong.append(name)
    except metadata.PackageNotFoundError:
        wrong.append(name)
for module in "torch transformers whisper silero_vad sounddevice pyttsx3 soundfile soxr pydantic yaml typer rich".split():
    if util.find_spec(module) is None:
        wrong.append(module)
if util.find_spec("interviewer") is None:
    wrong.append("interviewer")
print(" ".join(wrong))
"""


def say(text):
    """One line of progress."""
    print("· " + text, file=sys.stderr, flush=True)


def fail(text):
    """Say what went wrong and what to do, and end."""
    print("bootstrap: " + text, file=sys.stderr, flush=True)
    raise SystemExit(1)


def run(command, **options):
    """Run a command with its output in the log; returns its exit code."""
    with open(LOG, "ab") as log:
        log.write(("\n$ " + " ".join(command) + "\n").encode())
        log.flush()
        return subprocess.call(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **options)


def log_tail():
    """The last telling line of the log."""
    try:
        with open(LOG, encoding="utf-8", errors="replace") as log:
            lines = [line.strip() for line in log if line.strip()]
    except OSError:
        return ""
    errors = [line for line in lines[-40:] if "error" in line.lower()]
    return (errors or lines or [""])[-1][:300]


def pins(*sections):
    """The pinned packages of these sections of constraints.txt."""
    found, section = [], ""
    with open(os.path.join(ROOT, "constraints.txt"), encoding="utf-8") as lines:
        for line in lines:
            line = line.strip()
            if line.startswith("# [") and line.endswith("]"):
                section = line[3:-1]
            elif line and not line.startswith("#") and section in sections:
                found.append(line)
    return found


# --- system packages ---------------------------------------------------------------------------------------------


def missing_system_packages(purpose):
    """Debian packages that are needed and not there."""
    if not sys.platform.startswith("linux") or not shutil.which("apt-get"):
        return []
    missing = []
    if ctypes.util.find_library("portaudio") is None:
        missing.append("libportaudio2")
    if not shutil.which("espeak-ng"):
        missing.append("espeak-ng")
    if not shutil.which("aplay"):
        missing.append("alsa-utils")
    if purpose == "develop":
        if not shutil.which("pulseaudio"):
            missing.append("pulseaudio")
        if not shutil.which("pactl") or not shutil.which("paplay"):
            missing.append("pulseaudio-utils")
        if not glob.glob("/usr/lib/*/alsa-lib/libasound_module_pcm_pulse.so"):
            missing.append("libasound2-plugins")
        if not shutil.which("chromium"):
            missing.append("chromium")
        if not shutil.which("chromedriver"):
            missing.append("chromium-driver")
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        missing.append("python3-venv")
    return missing


def install_system_packages(purpose):
    """Install what is missing where that needs no password; else print the line to type, and go on."""
    missing = missing_system_packages(purpose)
    if not missing:
        return
    command = ["apt-get", "install", "-y", "--no-install-recommends"] + missing
    sudo = []
    if os.geteuid() != 0:
        if not shutil.which("sudo") or subprocess.call(["sudo", "-n", "true"], stderr=subprocess.DEVNULL) != 0:
            print_line_to_type(missing)
            return
        sudo = ["sudo", "-n"]
    say("installing system packages: " + " ".join(missing))
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    if run(sudo + command, env=environment) != 0:
        run(sudo + ["apt-get", "update"], env=environment)
        if run(sudo + command, env=environment) != 0:
            print_line_to_type(missing)


def print_line_to_type(missing):
    """What the user can do about packages that could not be installed."""
    say("for sound and for the tests, install these system packages, then start again (until then: text mode):")
    say("    sudo apt-get update && sudo apt-get install -y " + " ".join(missing))


# --- the Python environment --------------------------------------------------------------------------------------


def suitable_python():
    """This interpreter if it is new enough, else a newer one on the PATH."""
    if sys.version_info[:2] >= OLDEST:
        return sys.executable
    for minor in range(14, OLDEST[1] - 1, -1):
        found = shutil.which("python3.%d" % minor)
        if found:
            return found
    fail(
        "Python %d.%d or later is needed, this is %s. Install it and run again." % (OLDEST + (sys.version.split()[0],))
    )
    return None


def fingerprint(purpose):
    """Changes whenever the environment has to be looked at again."""
    digest = hashlib.sha256(purpose.encode())
    for name in ("constraints.txt", "pyproject.toml", os.path.join("tools", "bootstrap.py")):
        with open(os.path.join(ROOT, name), "rb") as content:
            digest.update(content.read())
    return digest.hexdigest()


def wrong_packages(purpose):
    """What is missing or of another version in the environment; None when it does not run at all."""
    if not os.path.exists(PYTHON):
        return None
    wanted = [pin for pin in wanted_pins(purpose) if not pin.startswith("torch==")] + [TORCH]
    try:
        done = subprocess.run(
            [PYTHON, "-c", CHECK] + wanted,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode().split() if done.returncode == 0 else None


def wanted_pins(purpose):
    """The pinned packages for this purpose; uv is only a tool for fetching PyTorch and stays out."""
    found = pins("run", "build", "develop") if purpose == "develop" else pins("run", "build")
    return [pin for pin in found if not pin.startswith("uv==")]


def stamped(purpose):
    """Whether the last complete installation was of just this."""
    try:
        with open(STAMP, encoding="utf-8") as stamp:
            lines = stamp.read().split()
    except OSError:
        return False
    # An environment for development serves for running too.
    return fingerprint(purpose) in lines


def pip(*arguments):
    """Run pip in the environment."""
    return run([PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"] + list(arguments))


def install_torch():
    """PyTorch: its small CPU build where there is no NVIDIA card, as far as that can be had."""
    if (
        sys.platform.startswith("linux")
        and not shutil.which("nvidia-smi")
        and not os.path.exists("/proc/driver/nvidia")
    ):
        environment = dict(os.environ, UV_HTTP_TIMEOUT="15", UV_HTTP_RETRIES="1")
        uv = [PYTHON, "-m", "uv", "pip", "install", "--python", PYTHON, "--torch-backend", "cpu", "--no-deps", TORCH]
        if pip("--no-deps", *pins_named("uv")) == 0 and run(uv, env=environment) == 0:
            return True
    # The default index: a CPU build where one is at hand, otherwise the build with all that it needs.
    return pip("-c", os.path.join(ROOT, "constraints.txt"), TORCH) == 0


def pins_named(*names):
    """The pins of these packages."""
    return [pin for pin in pins("run", "build", "develop") if pin.split("==")[0] in names]


def install(python, purpose):
    """Make the environment or bring it up to date; whether that worked."""
    if wrong_packages(purpose) is None:
        if os.path.isdir(VENV):
            say("the environment in .venv does not work; making it anew")
            shutil.rmtree(VENV)
        else:
            say("making an environment in .venv")
        if run([python, "-m", "venv", VENV]) != 0:
            fail("no virtual environment could be made: %s. On Debian: apt-get install python3-venv." % log_tail())
    others = [pin for pin in wanted_pins(purpose) if pin.split("==")[0] != "torch"]
    if "torch" in (wrong_packages(purpose) or ["torch"]):
        say("installing PyTorch (about 200 MB to fetch)")
        if not install_torch():
            return False
    say("installing %d packages (about 350 MB to fetch)" % len(others))
    if sys.platform.startswith("linux"):
        worked = pip("--no-deps", *others) == 0
    else:
        extra = ".[dev]" if purpose == "develop" else "."
        worked = pip("-c", os.path.join(ROOT, "constraints.txt"), extra) == 0 and pip("--no-deps", *others) == 0
    return worked and pip("--no-deps", "--no-build-isolation", "-e", ROOT) == 0


def one_at_a_time():
    """Wait for another installation that is going on; the lock ends with this process."""
    if WINDOWS:
        return None
    import fcntl

    lock = open(os.path.join(ROOT, ".venv-install.lock"), "w")  # noqa: SIM115 - held until the end
    fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


def main():
    """Bring everything into place."""
    if len(sys.argv) != 2 or sys.argv[1] not in ("run", "develop"):
        print(__doc__, file=sys.stderr)
        return 2
    purpose = sys.argv[1]
    lock = one_at_a_time()
    install_system_packages(purpose)
    if stamped(purpose) and wrong_packages(purpose) == []:
        return 0
    python = suitable_python()
    free_mb = shutil.disk_usage(ROOT).free // 1_000_000
    if not os.path.exists(PYTHON) and free_mb < NEEDED_MB:
        fail("%d MB of disk are free here, about %d MB are needed. Free some and run again." % (free_mb, NEEDED_MB))
    began = time.time()
    if os.path.exists(LOG):
        os.remove(LOG)
    if not install(python, purpose):
        fail(
            "the installation stopped: %s. Check the network and run again; what is there is kept. Log: %s"
            % (log_tail(), LOG)
        )
    wrong = wrong_packages(purpose)
    if wrong != []:
        say("the environment is not complete (%s); making it anew" % " ".join(wrong or ["it does not run"]))
        shutil.rmtree(VENV, ignore_errors=True)
        if not install(python, purpose) or wrong_packages(purpose) != []:
            fail("the environment cannot be made: %s. Log: %s" % (log_tail(), LOG))
    with open(STAMP, "w", encoding="utf-8") as stamp:
        stamp.write(fingerprint(purpose) + "\n" + fingerprint("run") + "\n")
    say("ready after %d s" % (time.time() - began))
    del lock
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
