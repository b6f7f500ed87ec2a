import os
import random
import signal
import subprocess
import sys
from pathlib import Path

from mockint.store.sessions import SessionStore

#: MOCKINT_KILLS=300 makes a longer run.
KILLS = int(os.environ.get("MOCKINT_KILLS", "30"))
WRITER = Path(__file__).with_name("appending_writer.py")
PATHS = [str(Path(__file__).parent), str(Path(__file__).parents[2] / "src")]
START = f"import sys; sys.path[:0] = {PATHS!r}; exec(open({str(WRITER)!r}).read())"
PER_SESSION = 5


def lines_until_killed(dice, *arguments):
    """What a writer said until it was killed: at a random moment, or inside a write."""
    with subprocess.Popen(
        [sys.executable, "-S", "-E", "-c", START, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as writer:
        said = []
        left = dice.randrange(1, 30)
        while left and said[-1:] != [b"torn\n"]:
            said.append(writer.stdout.readline())
            left -= len(arguments) == 2
        for _ in range(dice.randrange(20_000)):  # somewhere inside what comes next
            pass
        writer.send_signal(signal.SIGKILL)
        said += writer.stdout.readlines()
    return [line.strip() for line in said if line.endswith(b"\n")]


def test_no_kill_loses_an_acknowledged_answer(tmp_path):
    dice = random.Random(20261121)
    before = -1
    for kill in range(KILLS):
        session_id = f"s-{kill // PER_SESSION}"
        if kill % PER_SESSION == 0:
            before = -1
        # Lock note, header or moved tail come first: the 8th write is that of an answer.
        stop = [str(dice.randrange(8, 40))] if kill % 2 else []
        said = lines_until_killed(dice, str(tmp_path), session_id, *stop)
        torn = b"torn" in said
        acknowledged = max([before, *(int(word) for word in said if word != b"torn")])
        stored = SessionStore(tmp_path).read(session_id)
        numbers = [int(event.text.partition(":")[0]) for event in stored.events]
        assert numbers == list(range(len(numbers)))
        assert acknowledged < len(numbers) <= acknowledged + 2
        assert torn == bool(stop)
        assert bool(stored.damage) or not torn
        with SessionStore(tmp_path).open(session_id) as log:  # the lock died with its owner
            assert len(log.events) == len(numbers)
        before = len(numbers) - 1
