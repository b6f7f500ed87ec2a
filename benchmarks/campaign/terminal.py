"""Words of strangers through every display: what reaches the terminal is counted by the byte.

The strings are the suite's own (tests/tui/test_hostile_text.py). Plain commands may
write nothing but text, line ends and tabs; of a screen, whose own drawing is made of
escape sequences, no payload of the strings may come through.
"""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import struct
import sys
import tempfile
import time
from collections.abc import Iterator
from fcntl import ioctl
from pathlib import Path
from termios import TIOCSWINSZ

import stage
from outcome import ESCAPES, UNCAUGHT, WRONG, Budget, Outcome

#: What no screen of Textual draws by itself: clipboard, titles, links, C1, bidi, tags.
PAYLOAD = re.compile(
    "\x1b\\]52|\x1b\\]0;owned|evil\\.example\x1b|\x1b\\]8;;http|\x1bP\\+q|\x1b_G|\x1b\\[6n|\x1bc"
    "|[\x80-\x9f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f\u200b\u2060\ufeff]"
)
#: So many commands have something to show; the others refuse hostile words.
MOST_WORK = 14
#: click takes colours out where nothing is a terminal; here nothing may be taken out.
AS_ON_A_TERMINAL = (
    "import sys, click.utils, click._compat\n"
    "click.utils.should_strip_ansi = lambda *_, **__: False\n"
    "from mockint.cli.main import run\n"
    "sys.exit(run(sys.argv[1:]))"
)
_START = ("-c", AS_ON_A_TERMINAL)
KEYS = ("j", "\x1b[B", "/", "x", "\x1b", "\r", "\x1b[6~", "\x1bOQ", "\x1b", "\x1bOR", "?")


def show_hostile(outcome: Outcome, budget: Budget) -> None:
    """Every plain command that shows foreign text, and screens on a real terminal device."""
    stage.use("tui", "")
    from test_hostile_text import FORBIDDEN, HOSTILE

    shown = re.compile(FORBIDDEN.pattern.replace("[\x00-\x1f", "[\x00-\x08\x0b-\x1f", 1))
    total = worked = 0
    with tempfile.TemporaryDirectory() as home:
        for what, ran in _commands(Path(home), HOSTILE):
            outcome.plan(1)
            outcome.did()
            total += len(ran.all)
            _count(outcome, shown, what, ran)
            worked += ran.code in {0, 1}
        for what, drawn in _screens(Path(home), budget):
            outcome.plan(1)
            outcome.did()
            total += len(drawn)
            found = PAYLOAD.findall(drawn)
            if found:
                outcome.fail(ESCAPES, f"screen of {what}: {found[0]!r}", len(found))
            if "Traceback" in drawn or len(drawn) < 500:
                outcome.fail(UNCAUGHT, f"screen of {what}: {drawn[-200:]!r}")
    outcome.note(
        f"{len(HOSTILE)} hostile strings through commands and screens, "
        f"{total:,} characters looked at"
    )
    if worked < MOST_WORK:
        outcome.fail(WRONG, f"only {worked} commands did what they were asked for")


def _count(outcome: Outcome, shown: re.Pattern[str], what: str, ran: stage.Ran) -> None:
    printed = ran.all.replace("\r\n", "\n")  # as CSV ends its lines
    found = shown.findall(printed)
    if found:
        at = shown.search(printed).start()  # type: ignore[union-attr]
        near = printed[max(0, at - 30) : at + 10]
        outcome.fail(ESCAPES, f"mockint {what!r}: {near!r}", len(found))
    if ran.crashed:
        outcome.fail(UNCAUGHT, f"mockint {what!r}: {ran.err[-200:]}")


def _commands(home: Path, hostile: tuple[str, ...]) -> Iterator[tuple[str, stage.Ran]]:
    lines = [
        " ".join(text.split("\n")).replace("\0", "") + " and then we agreed on two goals."
        for text in hostile
    ]
    bad = hostile[0] + hostile[2] + hostile[17] + hostile[20]
    rubrics = _rubric(home, hostile[2] + hostile[17] + hostile[20])
    base = ("--rubrics", str(rubrics))
    file = home / f"talk{bad.replace('/', '')[:60]}.txt"
    with file.open("w", encoding="utf-8", errors="replace") as out:
        out.write("".join(f"Interviewer: {t}?\nCandidate: {t}\n" for t in lines))
    runs: list[tuple[tuple[str, ...], str]] = [
        (
            ("interview", "hostile", "--plain", "--seed", "1"),
            "\n".join([*lines, "/hint", "/end", ""]),
        ),
        (("interview", "hostile", "--plain"), "\n".join(lines[:3])),
        (("rubric", "show", "hostile"), ""),
        (("rubric", "list"), ""),
        (("rubric", "lint", str(rubrics)), ""),
        (("grade", str(file), "--rubric", "hostile"), ""),
        (("grade", str(file), "--rubric", stage.ROUND, "--format", "md"), ""),
        (("grade", str(file), "--rubric", stage.ROUND, "--format", "csv"), ""),
        (("grade", str(file), "--rubric", stage.ROUND, "--interviewer", bad), ""),
        (("grade", str(home), "--rubric", stage.ROUND, "--out", str(home / "out")), ""),
        (("report", str(home / "out")), ""),
        (("grade", f"/nowhere/{bad}", "--rubric", bad), ""),
        (("sessions", "list"), ""),
        (("sessions", "show", bad), ""),
        (("report", bad), ""),
        (("rubric", "show", bad), ""),
        (("rubric", "import", str(file)), ""),
        (("interview", bad, "--plain"), ""),
        ((bad,), ""),
        (
            ("doctor", "--engine", "openai", "--model", bad, "--base-url", "http://127.0.0.1:9/v1"),
            "",
        ),
    ]
    for words, stdin in runs:
        given = [
            w.encode("utf-8", "surrogateescape")
            .replace(b"\0", b"")
            .decode("utf-8", "surrogateescape")
            if _fit(w)
            else w.encode("utf-8", "replace").replace(b"\0", b"").decode()
            for w in words
        ]
        yield " ".join(given), stage.command(home, *base, *given, stdin=stdin, start=_START)
    for journal in stage.journals(home):
        for more in ((), ("--format", "json")):
            words = ("sessions", "show", journal.stem, *more)
            yield " ".join(words), stage.command(home, *base, *words, start=_START)
        yield (
            f"report {journal.stem}",
            stage.command(home, *base, "report", journal.stem, start=_START),
        )


def _fit(text: str) -> bool:
    try:
        text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False
    return True


def _rubric(home: Path, bad: str) -> Path:
    """The suite's small round, its sentences ending in what a terminal would obey."""
    folder = home / "rubrics" / "acme" / "lead"
    folder.mkdir(parents=True)
    source = (stage.TESTS / "data" / "acme" / "lead" / "delivery.yaml").read_text("utf-8")
    written = "".join(f"\\U{ord(char):08x}" for char in bad)
    made = []
    for plain in source.splitlines():
        line = plain
        key, _, value = plain.partition("text: ")
        if not key.strip(" -") and value and not value.startswith(("|", ">", '"', "'", "{")):
            line = f'{key}text: "{value.replace(chr(34), "")} {written}"'
        made.append(line.replace("acme/lead/delivery", "acme/lead/hostile"))
    (folder / "hostile.yaml").write_text("\n".join(made) + "\n", encoding="utf-8")
    return home / "rubrics"


def _screens(home: Path, budget: Budget) -> Iterator[tuple[str, str]]:
    seconds = 8.0 if not budget.long else 20.0
    base = ("--rubrics", str(home / "rubrics"))
    yield "home", _drawn(home, (*base,), seconds)
    yield "a session that goes on", _drawn(home, (*base, "interview", "--continue"), seconds)


def _drawn(home: Path, words: tuple[str, ...], seconds: float) -> str:
    """What a program draws on a terminal of its own while keys are pressed; then it is killed."""
    pid, fd = pty.fork()
    if pid == 0:
        env = {**stage.environment(home), "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        os.execve(sys.executable, [sys.executable, "-m", "mockint", *words], env)
    ioctl(fd, TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    data = bytearray()
    until, next_key, keys = time.monotonic() + seconds, time.monotonic() + 3.0, list(KEYS)
    while (now := time.monotonic()) < until:
        if keys and now >= next_key:
            os.write(fd, keys.pop(0).encode())
            next_key = now + 0.25
        if select.select([fd], [], [], 0.1)[0]:
            try:
                data += os.read(fd, 65536)
            except OSError:
                break
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(fd)
    return data.decode("utf-8", "replace")
