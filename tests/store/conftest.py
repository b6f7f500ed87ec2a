import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # the fakes beside the tests

from mockint.store.sessions import SessionStore


class Now:
    """A wall clock that stands still until it is set."""

    def __init__(self):
        self.moment = datetime(2026, 11, 21, 4, 12, 9, tzinfo=UTC)

    def __call__(self):
        return self.moment


@pytest.fixture
def now():
    return Now()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "sessions"


@pytest.fixture
def store(folder, now):
    return SessionStore(folder, now=now)
