"""What every benchmark needs: a child process that tells its time and memory, and medians."""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

Work = Callable[..., object]


@dataclass(frozen=True)
class Options:
    """How a benchmark is to run.

    Args:
        rows: Rows of its data.
        repeat: Times each piece of work is measured; the median counts.
        database: Address of a PostgreSQL server's maintenance database; empty for SQLite.
    """

    rows: int
    repeat: int
    database: str = ""


@dataclass(frozen=True)
class Measured:
    """One run of a piece of work in a process of its own.

    Args:
        seconds: Time of the work alone, without the start of the process.
        megabytes: Peak memory of the whole process.
        answer: What the work returned.
        cpu_seconds: Computing time of the work and the children it waited for; on a machine that
            is shared it says more than the clock.
    """

    seconds: float
    megabytes: float
    answer: Any
    cpu_seconds: float = 0.0


def run_child(work: Work, *arguments: object) -> Measured:
    """Run a module's function in a fresh process.

    Args:
        work: A function of a module of `benchmarks`; it returns a function that does the work, so
            that preparing it is not measured.
        arguments: Plain values.
    """
    command = [sys.executable, "-m", "benchmarks.common", work.__module__, work.__name__]
    done = subprocess.run(
        [*command, json.dumps(arguments, default=str)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def peak_megabytes() -> float:
    """Return the peak memory of this process; not `ru_maxrss`, which a child inherits."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return round(int(found[1]) / 1024, 1) if found else 0.0


def cpu_seconds() -> float:
    """Return the computing time of this process and of the children it has waited for."""
    spent = os.times()
    return time.process_time() + spent.children_user + spent.children_system


def print_ratio(name: str, floor: Sequence[Measured], product: Sequence[Measured]) -> None:
    """Print floor, product and ratio of one piece of work: medians, and the ratio's spread."""
    low = statistics.median(run.seconds for run in floor)
    high = statistics.median(run.seconds for run in product)
    pairs = sorted(b.seconds / a.seconds for a, b in zip(floor, product, strict=True))
    memory = max(run.megabytes for run in product)
    floor_memory = max(run.megabytes for run in floor)
    computed = [statistics.median(run.cpu_seconds for run in runs) for runs in (product, floor)]
    print(
        f"{name:<34} floor {low:8.2f} s {floor_memory:5.0f} MB   product {high:8.2f} s"
        f" {memory:5.0f} MB   ratio {high / low:5.2f}  ({pairs[0]:.2f} to {pairs[-1]:.2f})"
        f"  computing {computed[0] / (computed[1] or 1.0):5.2f}",
        flush=True,
    )


def read_options(arguments: Sequence[str], names: Mapping[str, str]) -> tuple[list[str], Options]:
    """Return the benchmarks asked for and how to run them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*names, []], help="all when none is named")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--database", default="", help="a PostgreSQL server's maintenance database")
    given = parser.parse_args(arguments)
    return given.names or list(names), Options(given.rows, given.repeat, given.database)


def main() -> None:
    """Be the child: run the function named first and print what it took as JSON."""
    module, name, arguments = sys.argv[1:]
    work = getattr(import_module(module), name)(*json.loads(arguments))
    began, computed = time.perf_counter(), cpu_seconds()
    answer = work()
    done = {
        "seconds": time.perf_counter() - began,
        "cpu_seconds": cpu_seconds() - computed,
        "megabytes": peak_megabytes(),
        "answer": answer,
    }
    print(json.dumps(done))


if __name__ == "__main__":
    main()
