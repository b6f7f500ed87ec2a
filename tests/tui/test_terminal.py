"""The real program in a real pseudo-terminal: ways out, and what reaches the terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import resource
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

import mockint
from mockint.store.sessions import SessionStore

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
SOURCE = Path(mockint.__file__).parent.parent


def take_terminal():
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class Terminal:
    """mockint in a pseudo-terminal; `seen` is every byte that it wrote."""

    def __init__(
        self, home, *arguments, size=(80, 24), hangs_up=True, before=take_terminal, **environ
    ):
        self.home = home
        self.master, child = pty.openpty()
        fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        env = {
            **{key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ},
            "PYTHONPATH": str(SOURCE),
            "MOCKINT_HOME": str(home),
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
            "TEXTUAL_ANIMATIONS": "none",
            **environ,
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mockint", *arguments],
            stdin=child, stdout=child, stderr=child, env=env, start_new_session=True,
            # So that closing it hangs up, as with a terminal window.
            preexec_fn=before if hangs_up else None,  # noqa: PLW1509
        )  # fmt: skip
        os.close(child)
        self.seen = b""

    def read(self, seconds=0.05):
        ready, _, _ = select.select([self.master], [], [], seconds)
        if ready:
            try:
                self.seen += os.read(self.master, 65536)
            except OSError:  # the other end is closed
                time.sleep(seconds)

    def until(self, condition, seconds=20.0):
        deadline = time.monotonic() + seconds
        while not condition():
            self.read()
            if time.monotonic() > deadline:
                raise AssertionError(f"never came true; last: {self.seen[-1500:]!r}")

    def sees(self, *words):
        """Wait until all words were written since the last `forget`."""
        self.until(lambda: all(word.encode() in self.plain() for word in words))

    def plain(self):
        return re.sub(rb"\x1b\[[0-9;?>=<]*[A-Za-z]", b"", self.seen)

    def forget(self):
        self.seen = b""

    def type(self, text):
        os.write(self.master, text.encode())

    def ended(self, seconds=10.0):
        self.until(lambda: self.process.poll() is not None, seconds)
        return self.process.returncode

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self.master >= 0:
            os.close(self.master)
            self.master = -1


@pytest.fixture
def terminal(tmp_path):
    made = []

    def start(*arguments, **options):
        made.append(Terminal(tmp_path, *arguments, **options))
        return made[-1]

    yield start
    for one in made:
        one.close()


@pytest.fixture
def store(tmp_path):
    return SessionStore(tmp_path / "sessions")


def in_interview(terminal, store, draft="an unsent draft", **options):
    """An interview that has begun, with a draft on disk."""
    name = "coursera/software-engineering-manager/people-management"
    face = terminal("interview", name, **options)
    face.sees("What you are graded on", "Minutes")
    face.type("\r")
    face.sees("question 1 of", "Enter sends")
    face.type(draft)
    session = store.list()[0].id
    face.until(lambda: store.load_draft(session) == draft)
    return face, session


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_ends_it_with_130_the_draft_kept_and_the_session_free(terminal, store, name):
    face, session = in_interview(terminal, store)
    os.kill(face.process.pid, getattr(signal, name))
    assert face.ended() == 130
    assert store.load_draft(session) == "an unsent draft"
    assert b"Traceback" not in face.seen
    assert face.seen.rstrip().endswith(b"l") or b"\x1b[?1049l" in face.seen  # the screen is back
    store.open(session).close()


def test_a_closed_terminal_ends_it_and_loses_nothing(terminal, store):
    face, session = in_interview(terminal, store)
    os.close(face.master)
    face.master = -1
    face.process.wait(timeout=10)
    assert store.load_draft(session) == "an unsent draft"
    store.open(session).close()


def test_a_terminal_that_goes_without_a_signal_ends_it_too(terminal, store):
    face, session = in_interview(terminal, store, hangs_up=False)
    os.close(face.master)
    face.master = -1
    # 120 is Python's word for what it could not flush to a terminal that is gone.
    assert face.process.wait(timeout=10) in {120, 130}
    assert store.load_draft(session) == "an unsent draft"
    store.open(session).close()


def test_a_kill_in_the_middle_of_typing_loses_nothing(terminal, store):
    face, session = in_interview(terminal, store)
    face.process.kill()
    face.process.wait()
    again = terminal("interview", "--continue")
    again.sees("You are back", "an unsent draft", "question 1 of")
    again.type("\x11")  # ctrl+q
    assert again.ended() == 0
    assert store.load_draft(session) == "an unsent draft"


def test_a_second_process_is_refused_with_words(terminal, store):
    _, session = in_interview(terminal, store)
    other = terminal("interview", "--continue", session)
    other.sees("is open in process")
    other.type("\x11")
    assert other.ended() == 0


def test_quitting_from_home_is_0_and_gives_the_screen_back(terminal):
    face = terminal()
    face.sees("mockint", "Quick start")
    face.type("\x11")
    assert face.ended() == 0
    assert b"\x1b[?1049h" in face.seen
    assert b"\x1b[?1049l" in face.seen


def test_no_color_writes_no_colour(terminal):
    face = terminal(NO_COLOR="1")
    face.sees("Quick start")
    face.type("\x11")
    face.ended()
    found = re.findall(rb"[34]8;2;(\d+);(\d+);(\d+)", face.seen)
    assert found
    assert all(red == green == blue for red, green, blue in found)


def test_a_draft_that_attacks_the_terminal_is_only_words(terminal, store):
    face, session = in_interview(terminal, store)
    face.process.kill()
    face.process.wait()
    hostile = "\x1b]52;c;ZXZpbA==\x07clip \x9b2J\u202e[@click=app.quit]words\x1b]0;owned\x07"
    store.save_draft(session, hostile)
    again = terminal("interview", "--continue")
    again.sees("clip [@click=app.quit]words")
    again.type("\r")
    again.until(lambda: store.list()[0].answers == 1)
    again.read(0.3)
    for attack in (b"]52;", b"]0;owned", "\x9b".encode(), "\u202e".encode()):
        assert attack not in again.seen
    assert again.process.poll() is None


def test_a_paste_of_several_lines_is_one_answer(terminal, store):
    face, session = in_interview(terminal, store, draft="")
    face.type("\x1b[200~one\rtwo\nthree\u202e\x1b[201~")
    face.sees("three")
    face.type("\r")
    face.until(lambda: store.list()[0].answers == 1)
    assert [e.text for e in store.read(session).events if e.kind.value == "answer"] == [
        "one\ntwo\nthree"
    ]
    assert "\u202e".encode() not in face.seen


def test_an_interview_is_held_and_graded_by_keys_alone(terminal, store):
    face = terminal("interview", "people-management", "--minutes", "15", "--questions", "1")
    face.sees("Minutes")
    face.type("\r")
    face.sees("question 1 of 1")
    answer = "I met him on Monday and we agreed on two dates in writing, and he kept both of them."
    for _ in range(6):
        before = store.list()[0].answers
        face.forget()
        face.type(answer)
        face.type("\r")
        face.until(lambda n=before: store.list()[0].answers > n)
        face.until(lambda: b"saved" in face.plain())
        if b"interview is over" in face.plain():
            break
    face.forget()
    face.type("\x1b[19~")  # F8; the confirmation, or the self-rating if it is over already
    face.until(lambda: b"End the interview" in face.plain() or b"rate yourself" in face.plain())
    if b"End the interview" in face.plain():
        face.type("y")
        face.sees("The interview is over")
        face.type("\r")
    face.sees("rate yourself")
    face.type("\r")
    face.sees("uncalibrated")
    face.type("\x11")
    assert face.ended() == 0
    assert store.list()[0].state.value == "graded"


def test_a_stop_and_a_continue_lose_nothing_and_no_time(terminal, store):
    """As Ctrl+Z in a shell does: the clock stands still meanwhile."""
    face, session = in_interview(terminal, store)
    os.kill(face.process.pid, signal.SIGTSTP)
    face.until(lambda: b"\x1b[?1049l" in face.seen)
    face.until(lambda: Path(f"/proc/{face.process.pid}/stat").read_text().split()[2] == "T")
    assert store.load_draft(session) == "an unsent draft"
    face.forget()
    os.kill(face.process.pid, signal.SIGCONT)
    face.sees("You are back", "an unsent draft")
    kinds = [event.kind.value for event in store.read(session).events]
    assert kinds[-2:] == ["pause", "resume"]
    face.type("\r")
    face.until(lambda: store.list()[0].answers == 1)


def full_at(size):
    """No file may grow beyond `size` bytes, as on a disk that is full."""

    def limit():
        take_terminal()
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def test_a_full_disk_is_said_plainly_and_nothing_answered_is_lost(terminal, store, tmp_path):
    face, session = in_interview(terminal, store, draft="We agreed on two dates.")
    face.process.kill()
    face.process.wait()
    journal = next((tmp_path / "sessions").glob("*.journal"))
    face = terminal("interview", "--continue", before=full_at(journal.stat().st_size + 1200))
    face.sees("You are back", "We agreed on two dates.")
    face.type("\r")
    face.until(lambda: store.list()[0].answers == 1)
    answer = "This is too long for that disk. " * 40
    face.until(
        lambda: store.read(session).events[-1].kind.value == "move" or b"Not saved" in face.plain()
    )
    face.forget()
    face.type(f"\x1b[200~{answer}\x1b[201~")
    face.sees("too long for that disk")
    face.type("\r")
    face.until(lambda: b"No" in face.plain() and b"saved" in face.plain())
    assert b"Traceback" not in face.seen
    face.type("\x11")
    assert face.ended() == 0
    assert store.list()[0].answers == 1
    again = terminal("interview", "--continue")
    again.sees("You are back", "We agreed on two dates")


CLOCK = """
import datetime
real = datetime.datetime
class Back(real):
    @classmethod
    def now(cls, tz=None):
        return real.now(tz) - datetime.timedelta(days=400)
datetime.datetime = Back
"""


def test_a_clock_that_is_set_back_changes_nothing(terminal, store, tmp_path):
    face, session = in_interview(terminal, store)
    face.type("\r")
    face.until(lambda: store.list()[0].answers == 1)
    face.process.kill()
    face.process.wait()
    before = store.read(session).events[-1].at_ms
    (tmp_path / "back").mkdir()
    (tmp_path / "back" / "sitecustomize.py").write_text(CLOCK)
    again = terminal("interview", "--continue", PYTHONPATH=f"{tmp_path / 'back'}:{SOURCE}")
    again.sees("You are back", "an unsent draft")
    again.type("and an answer from the past\r")
    again.until(lambda: store.list()[0].answers == 2)
    times = [event.at_ms for event in store.read(session).events]
    assert times == sorted(times)
    assert before <= times[-1] < before + 600_000


def test_a_whole_interview_is_held_in_plain_lines_in_a_terminal(terminal, store):
    face = terminal("interview", "people-management", "--plain", "--minutes", "15",
                    "--questions", "1", "--seed", "3")  # fmt: skip
    face.sees("Interviewer: ", "> ")
    face.type("/hint\n")
    face.sees("A hint")
    for _ in range(8):
        face.forget()
        face.type("I met him on Monday and we agreed on two dates, and he kept both of them.\n")
        face.until(lambda: b"> " in face.plain() or face.process.poll() is not None)
        if face.process.poll() is not None or b"Recommendation" in face.seen:
            break
    face.type("/end\n") if face.process.poll() is None else None
    assert face.ended() == 0
    assert store.list()[0].state.value == "graded"
    assert b"\x1b" not in face.seen.replace(b"\x1b[", b"")


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("printf 'from the editor' > \"$1\"", "from the editor"),
        ("exit 3", "$EDITOR: "),
        (': > "$1"', "Your answer"),
    ],
    ids=["writes", "fails", "empties"],
)
def test_an_editor_of_the_users_own(terminal, store, tmp_path, script, told):
    editor = tmp_path / "editor.sh"
    editor.write_text(f"#!/bin/sh\n{script}\n")
    editor.chmod(0o755)
    face, session = in_interview(terminal, store, EDITOR=str(editor))
    face.forget()
    face.type("\x0f")  # ctrl+o
    face.sees(told)
    if told.startswith("$"):
        assert store.load_draft(session) == "an unsent draft"
    face.type("\x11")
    assert face.ended() == 0


SABOTAGE = {
    "the driver fails to stop the input thread": """
from textual.drivers.linux_driver import LinuxDriver
LinuxDriver.disable_input = lambda self: None
""",
    "the event loop stands still": """
import threading
from mockint.tui.app import MockintApp
MockintApp.exit = lambda self, *a, **k: threading.Event().wait()
""",
}


@pytest.mark.parametrize("fault", SABOTAGE)
def test_a_terminal_that_is_gone_takes_the_process_with_it_whatever_fails(
    terminal, tmp_path, fault
):
    """Textual's input thread once went on reading a terminal that was gone, a core at 100 %."""
    (tmp_path / "fault").mkdir()
    (tmp_path / "fault" / "sitecustomize.py").write_text(SABOTAGE[fault])
    face = terminal(PYTHONPATH=f"{tmp_path / 'fault'}:{SOURCE}")
    face.sees("Quick start")
    os.close(face.master)
    face.master = -1
    assert face.process.wait(timeout=20) in {120, 130}
