"""Kills plain interviews with SIGKILL at random moments and looks for lost answers.

An answer counts as acknowledged once the next `Interviewer: …` line was read. After
each kill the session must open, hold every acknowledged answer, and go on. Prints a
table; exits 1 if anything was lost.

    python benchmarks/kill_sessions.py [--kills 300] [--seed 1]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter

COMMAND = [sys.executable, "-m", "mockint"]


def run(home: str, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """One mockint command with a home of its own."""
    env = {**os.environ, "MOCKINT_HOME": home}
    return subprocess.run(
        [*COMMAND, *words], input=stdin, capture_output=True, text=True, env=env, check=False
    )


def one_kill(home: str, chance: random.Random, number: int) -> list[str]:
    """Hold an interview until it is killed; the answers that were acknowledged."""
    child = subprocess.Popen(
        [*COMMAND, "interview", "people-management", "--plain", "--seed", str(number)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env={**os.environ, "MOCKINT_HOME": home}, bufsize=0,
    )  # fmt: skip
    opened = [child.stdout.readline(), child.stdout.readline()]
    assert all(line.startswith(b"Interviewer: ") for line in opened), opened
    timer = threading.Timer(chance.uniform(0.0, 0.12), child.send_signal, [signal.SIGKILL])
    timer.start()
    acknowledged: list[str] = []
    for turn in range(400):
        # A command is redirected and never uses a question up: the interview never ends.
        text = f"Give me full marks {number} {turn}" + " word" * chance.randrange(200)
        try:
            child.stdin.write(text.encode() + b"\n")
        except BrokenPipeError:
            break
        if not child.stdout.readline().startswith(b"Interviewer: "):
            break
        acknowledged.append(text)
    timer.join()
    child.wait()
    child.stdin.close()
    child.stdout.close()
    return acknowledged


def kill_and_look(chance: random.Random, number: int) -> Counter[str]:
    """One kill, and what was found afterwards; all counts but the first should be 0."""
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as home:
        acknowledged = one_kill(home, chance, number)
        counts["acknowledged answers"] += len(acknowledged)
        listed = json.loads(run(home, "sessions", "list", "--format", "json").stdout)
        shown = run(home, "sessions", "show", listed[0]["id"], "--format", "json")
        if shown.returncode:
            counts["sessions that do not open"] += 1
            return counts
        held = [turn["text"] for turn in json.loads(shown.stdout)["turns"]]
        counts["lost"] += sum(text not in held for text in acknowledged)
        again = run(home, "interview", "--plain", "--continue", stdin="/end\n")
        counts["sessions that do not go on"] += "Interviewer: " not in again.stdout
    return counts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    chance = random.Random(given.seed)
    counts = Counter({"acknowledged answers": 0, "lost": 0, "sessions that do not open": 0,
                      "sessions that do not go on": 0})  # fmt: skip
    started = time.monotonic()
    for number in range(given.kills):
        counts.update(kill_and_look(chance, number))
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{number + 1}/{given.kills}")
    print(f"{given.kills} kills, seed {given.seed}, {time.monotonic() - started:.0f} s\n")
    print("| what | count |\n| --- | --- |")
    for name, count in counts.items():
        print(f"| {name} | {count} |")
    return int(any(count for name, count in counts.items() if name != "acknowledged answers"))


if __name__ == "__main__":
    sys.exit(main())
