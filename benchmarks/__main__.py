"""Runs the benchmarks, prints a table, and writes the figures as JSON with the machine's description.

Usage: python -m benchmarks [--quick] [--public FOLDER] [NAME...]; NAME is a file here without `bench_`, for example `interview`.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import json
import os
import platform
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def machine() -> dict[str, Any]:
    """What the figures were measured on, and how busy it was."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [
            line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if line.startswith("model name")
        ]
        model = names[0] if names else model
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {
        "cpu": model,
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load_average_at_start": load,
    }


def flat(figures: dict[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    """Nested figures as (name, value) rows."""
    rows: list[tuple[str, Any]] = []
    for name, value in figures.items():
        if isinstance(value, dict):
            rows += flat(value, f"{prefix}{name} / ")
        else:
            rows.append((f"{prefix}{name}", value))
    return rows


def main() -> int:
    """Run what was asked for, or everything."""
    names = sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"what to measure (everything): {', '.join(names)}")
    parser.add_argument("--quick", action="store_true", help="fewer answers and repetitions")
    parser.add_argument("--public", type=Path, metavar="FOLDER", help="public sets of answers, for `scoring`")
    asked = parser.parse_args()
    wanted, quick = asked.names, asked.quick
    unknown = set(wanted) - set(names)
    if unknown:
        parser.error(f"no benchmark {', '.join(sorted(unknown))}; there are: {', '.join(names)}")
    report: dict[str, Any] = {"machine": machine(), "quick": quick, "figures": {}}
    for name in wanted or names:
        measure = importlib.import_module(f"benchmarks.bench_{name}").measure
        started = time.monotonic()
        print(f"\n{name}", flush=True)
        known = inspect.signature(measure).parameters
        options = {key: value for key, value in {"quick": quick, "public": asked.public}.items() if key in known}
        figures = measure(**options)
        report["figures"][name] = figures
        for row, value in flat(figures):
            print(f"  {row:<72} {value:.4g}" if isinstance(value, float) else f"  {row:<72} {value}")
        print(f"  (took {time.monotonic() - started:.0f} s)")
    target = HERE / "results" / "latest.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(report, indent=1) + "\n")
    print(f"\n{json.dumps(report['machine'])}\nwritten to {target}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
