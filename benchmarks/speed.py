"""All figures of docs/speed.md in one run: each benchmark after the other, on a quiet machine.

Prints Markdown: the machine and the date, then what each script printed and whether its
gates held. Warns where the machine was busy before a script began, because figures are
then worth their ratios only. `--quick` takes less of everything.

    python benchmarks/speed.py [--quick] [NAME ...] > speed.txt

Ctrl+C ends it after what has been printed. Exits with 1 if a gate was missed.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
#: (name, words, words for a quick run).
SCRIPTS: tuple[tuple[str, list[str], list[str]], ...] = (
    ("startup", [], ["--rounds", "5"]),
    ("screens", [], ["--rounds", "3", "--seconds", "3", "--keys", "30"]),
    ("turn_latency", [], ["--turns", "20", "--answers", "10"]),
    ("chat_overhead", [], ["20"]),
    ("grade_builtin", [], ["200"]),
    ("grading_stages", [], ["40"]),
    ("grade_endpoint", [], ["--quick"]),
    ("grading_memory", [], ["100", "300"]),
    ("import_page", [], []),
)
#: Processes that wait for a core, per core, from which a machine counts as busy.
BUSY = 0.5


def machine() -> str:
    """Cores, Python, system, date."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (
        f"{cores} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, {time.strftime('%Y-%m-%d')}"
    )


def run(name: str, words: list[str]) -> bool:
    """One script; True if its gates held."""
    load = os.getloadavg()[0] / (os.cpu_count() or 1)
    print(f"\n## `{' '.join([f'{name}.py', *words])}`\n")
    if load > BUSY:
        print(f"**The machine was busy: {load:.1f} processes a core.**\n")
    start = time.monotonic()
    print("```text", flush=True)
    done = subprocess.run(
        [sys.executable, str(HERE / f"{name}.py"), *words],
        stdout=sys.stdout, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    print("```")
    told = "all gates held" if done.returncode == 0 else f"a gate was missed ({done.returncode})"
    print(f"\n{told}, {time.monotonic() - start:.0f} s", flush=True)
    print(f"{name}: {told}", file=sys.stderr, flush=True)
    return done.returncode == 0


def main() -> int:
    words = sys.argv[1:]
    quick = "--quick" in words
    wanted = {word.removesuffix(".py") for word in words if not word.startswith("--")}
    unknown = wanted - {name for name, _, _ in SCRIPTS}
    if unknown:
        print(f"no such benchmark: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    print(f"# Speed: {machine()}", flush=True)
    held = True
    try:
        for name, full, short in SCRIPTS:
            if not wanted or name in wanted:
                held &= run(name, short if quick else full)
    except KeyboardInterrupt:
        print("\nstopped before its end", file=sys.stderr)
        return 130
    return 0 if held else 1


if __name__ == "__main__":
    raise SystemExit(main())
