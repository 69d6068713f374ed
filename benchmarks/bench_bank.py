"""How long the question bank takes to load: cold (from YAML) and warm (from the compiled cache).

Usage: python -m benchmarks.bench_bank
"""

from __future__ import annotations

import functools
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

WARM_LIMIT_MS = 150.0
"""What a warm load may take: less than a person notices at the start of an interview."""
_COLD_RUNS, _WARM_RUNS, _IMPORT_RUNS = 3, 15, 3
_IMPORT = "import time; start = time.perf_counter(); import prompts.load; print(time.perf_counter() - start)"


def measure() -> dict[str, float]:
    """Milliseconds (medians) of the import, a load from YAML and a load from the cache with hashing the files.

    Processor time is measured as well, since other programs make the clock of a busy machine run away.
    """
    from prompts.check import files_of
    from prompts.load import BANK_FOLDER, load_bank

    def load(cache: Path) -> int:
        load_bank.cache_clear()
        return len(load_bank(cache))

    with tempfile.TemporaryDirectory() as folder:
        cold = [_milliseconds(functools.partial(load, Path(folder, str(run)))) for run in range(_COLD_RUNS)]
        cache = Path(folder, "0")
        warm, warm_cpu = [], []
        for _ in range(_WARM_RUNS):
            start = time.process_time()
            warm.append(_milliseconds(functools.partial(load, cache)))
            warm_cpu.append((time.process_time() - start) * 1000)
        questions = load(cache)
        load_bank.cache_clear()
    return {
        "questions": questions,
        "yaml_kb": round(sum(path.stat().st_size for path in files_of(BANK_FOLDER)) / 1000, 1),
        "import_ms": round(statistics.median(_import_ms() for _ in range(_IMPORT_RUNS)), 1),
        "cold_ms": round(statistics.median(cold), 1),
        "warm_ms": round(statistics.median(warm), 1),
        "warm_best_ms": round(min(warm), 1),
        "warm_worst_ms": round(max(warm), 1),
        "warm_cpu_ms": round(statistics.median(warm_cpu), 1),
        "warm_limit_ms": WARM_LIMIT_MS,
    }


def _milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def _import_ms() -> float:
    """Import of the loader and its models in a fresh interpreter, without the interpreter's own start."""
    done = subprocess.run([sys.executable, "-c", _IMPORT], capture_output=True, text=True, check=True)
    return float(done.stdout) * 1000


def main() -> None:
    """Print a table to stderr and JSON to stdout."""
    result = measure()
    for name, value in result.items():
        print(f"{name:<16} {value:>10.1f}", file=sys.stderr)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
