"""Start-up: `mockint --help`, `import mockint`, and the first paint of the TUI.

Each figure stands beside a named floor that was measured in the same run, in turns, so
that a busy machine slows both. Prints a table; exits 1 if a gate is missed.

    python benchmarks/startup.py [--rounds 15]
"""

from __future__ import annotations

import argparse
import os
import pty
import select
import statistics
import subprocess
import sys
import tempfile
import time

BARE_APP = """
from textual.app import App
from textual.widgets import Static

class Bare(App):
    def compose(self):
        yield Static("READY-TO-READ")

Bare().run()
"""


def wall(code: list[str]) -> float:
    """Seconds that a command takes, output thrown away."""
    start = time.perf_counter()
    subprocess.run(code, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def first_paint(code: list[str], wanted: bytes, home: str) -> float:
    """Seconds until `wanted` is written to a terminal of 80 by 24."""
    start = time.perf_counter()
    pid, master = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm-256color", COLUMNS="80", LINES="24", MOCKINT_HOME=home)
        os.execv(code[0], code)
    seen = b""
    try:
        while wanted not in seen:
            ready, _, _ = select.select([master], [], [], 20)
            if not ready:
                sys.exit(f"no {wanted!r} within 20 s")
            seen += os.read(master, 65536)
        return time.perf_counter() - start
    finally:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
        os.close(master)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    python = sys.executable
    home = tempfile.mkdtemp()
    pairs = {
        "mockint --help": (
            lambda: wall([python, "-m", "mockint", "--help"]),
            'python -c "import click"',
            lambda: wall([python, "-c", "import click"]),
            2.0,
        ),
        "import mockint": (
            lambda: wall([python, "-c", "import mockint"]),
            "python -c pass",
            lambda: wall([python, "-c", "pass"]),
            1.3,
        ),
        "first paint of the TUI": (
            lambda: first_paint([python, "-m", "mockint"], b"mockint", home),
            "Textual app with one Static",
            lambda: first_paint([python, "-c", BARE_APP], b"READY-TO-READ", home),
            1.5,
        ),
    }
    print(f"medians of {rounds} paired rounds, in ms\n")
    print("| what | ms | floor | ms | ratio | gate |")
    print("| --- | --- | --- | --- | --- | --- |")
    missed = False
    for name, (ours, floor_name, floor, gate) in pairs.items():
        ours(), floor()  # warm caches
        taken = [(ours(), floor()) for _ in range(rounds)]
        mine = statistics.median(a for a, _ in taken) * 1000
        base = statistics.median(b for _, b in taken) * 1000
        ratio = statistics.median(a / b for a, b in taken)
        missed |= ratio > gate
        print(f"| {name} | {mine:.0f} | {floor_name} | {base:.0f} | {ratio:.2f} | ≤ {gate} |")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
