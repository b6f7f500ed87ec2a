"""The real program in a real pseudo-terminal: ways out, and what reaches the terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import re
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

    def __init__(self, home, *arguments, size=(80, 24), hangs_up=True, **environ):
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
            preexec_fn=take_terminal if hangs_up else None,  # noqa: PLW1509
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


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
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
    face.type("\x1b[19~")  # F8; the confirmation, or the scorecard if it is over already
    face.until(lambda: b"End the interview" in face.plain() or b"uncalibrated" in face.plain())
    if b"End the interview" in face.plain():
        face.type("y")
        face.sees("The interview is over")
        face.type("\r")
    face.sees("uncalibrated")
    face.type("\x11")
    assert face.ended() == 0
    assert store.list()[0].state.value == "graded"
