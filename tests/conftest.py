"""What every test gets: a home of its own, no network but loopback, and small fakes."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from mockint.authoring import yaml_file
from mockint.authoring.library import Library
from mockint.domain.rubric import Rubric
from mockint.domain.session import Event
from mockint.domain.transcript import Role, Transcript, Turn

ROOT = Path(__file__).resolve().parent.parent
_LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("MOCKINT_HOME", str(home / "mockint"))
    for name in list(os.environ):
        if name.startswith(("XDG_", "OPENAI_")) or (
            name.startswith("MOCKINT_")
            and name not in {"MOCKINT_HOME", "MOCKINT_KILLS", "MOCKINT_TEST_WEIGHTS"}
        ):
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            host = str(address[0]) if isinstance(address, tuple) else ""
            if not host.startswith(_LOOPBACK):
                raise AssertionError(f"a test tried to reach {host}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


class MemoryLog:
    """An `EventLog` in memory; `refuse` makes the next append fail like a full disk."""

    def __init__(self, events: tuple[Event, ...] = ()) -> None:
        self.kept = list(events)
        self.refuse: Exception | None = None

    @property
    def session_id(self) -> str:
        return "20260101-0000-test-0000"

    @property
    def events(self) -> tuple[Event, ...]:
        return tuple(self.kept)

    def append(self, event: Event) -> None:
        if self.refuse is not None:
            raise self.refuse
        self.kept.append(event)


class FakeClock:
    """A clock that goes on when told to."""

    def __init__(self) -> None:
        self.ms = 0

    def now_ms(self) -> int:
        return self.ms

    def minutes(self, count: float) -> None:
        self.ms += int(count * 60_000)


@pytest.fixture
def memory_log() -> MemoryLog:
    return MemoryLog()


@pytest.fixture
def fake_clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(scope="session")
def log_class() -> type[MemoryLog]:
    return MemoryLog


@pytest.fixture(scope="session")
def clock_class() -> type[FakeClock]:
    return FakeClock


@pytest.fixture(scope="session")
def library() -> Library:
    return Library([ROOT / "rubrics"])


@pytest.fixture(scope="session")
def people(library: Library) -> Rubric:
    """The people-management round of the shipped Coursera guide."""
    return library.rubric("coursera/software-engineering-manager/people-management")


@pytest.fixture(scope="session")
def small_rubric() -> Rubric:
    """A small round of an invented company, with slots, probes, contraries and flags."""
    path = ROOT / "tests" / "data" / "acme" / "lead" / "delivery.yaml"
    return yaml_file.load(Rubric, yaml_file.parse(path.read_text("utf-8"), path.name))


def conversation(*pairs: tuple[str, str], source: str = "test") -> Transcript:
    """A transcript of (question, answer) pairs."""
    turns: list[Turn] = []
    for asked, answered in pairs:
        turns.append(Turn(len(turns), Role.INTERVIEWER, asked))
        turns.append(Turn(len(turns), Role.CANDIDATE, answered))
    return Transcript(source, "test", tuple(turns))


@pytest.fixture(scope="session", name="conversation")
def _conversation() -> Callable[..., Transcript]:
    return conversation
