"""Joins engines, files and clocks to the core: the one place that knows them all.

Faces make one `Services` and call it. Everything is made on first use, so that a
command pays only for what it needs.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .authoring.library import Library
    from .domain.rubric import Rubric
    from .domain.scorecard import Scorecard
    from .domain.transcript import Transcript
    from .interview.conductor import Conductor
    from .ports import Judge
    from .store.locations import Locations
    from .store.sessions import SessionStore, StoredSession


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line and the environment chose."""

    home: str | None = None
    rubrics: tuple[str, ...] = ()
    prompts: str | None = None
    engine: str | None = None
    model: str | None = None
    base_url: str | None = None
    environ: dict[str, str] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class InterviewOptions:
    """How one interview is to be held. None means: as the rubric or the default says."""

    minutes: int | None = None
    questions: int | None = None
    seed: int | None = None
    persona: str = "neutral"
    location: str | None = None
    only: tuple[str, ...] = ()


class MonotonicClock:
    """The process's monotonic clock, in milliseconds."""

    def now_ms(self) -> int:
        """Milliseconds since some fixed moment."""
        return time.monotonic_ns() // 1_000_000


class Services:
    """What faces call. See the class and method docstrings for errors."""

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()

    @cached_property
    def locations(self) -> Locations:
        """Where things lie."""
        from .store.locations import locate

        chosen = self.options
        return locate(
            chosen.home, rubrics=chosen.rubrics, prompts=chosen.prompts, environ=chosen.environ
        )

    @cached_property
    def library(self) -> Library:
        """Guides and rubrics by name."""
        from .authoring.library import Library

        return Library(self.locations.rubrics)

    @cached_property
    def store(self) -> SessionStore:
        """Sessions on disk."""
        from .store.sessions import SessionStore

        return SessionStore(self.locations.sessions, examples=self.locations.examples)

    # -- interviews -------------------------------------------------------------

    def start_interview(self, rubric: Rubric, options: InterviewOptions) -> Conductor:
        """A new session on disk, ready for its first move."""
        raise NotImplementedError

    def continue_interview(self, session_id: str | None = None) -> Conductor:
        """An unfinished session (the latest, without an id), in the state it was left in.

        NotFoundError if there is none; SessionBusyError if another process holds it.
        """
        raise NotImplementedError

    # -- grading ----------------------------------------------------------------

    async def grade(self, transcript: Transcript, rubric: Rubric) -> Scorecard:
        """Grade a transcript with the chosen engine."""
        raise NotImplementedError

    async def grade_interview(self, conductor: Conductor) -> Scorecard:
        """Grade what was said and keep the scorecard in the session's journal."""
        raise NotImplementedError

    def scorecard_of(self, session: StoredSession) -> Scorecard | None:
        """The latest scorecard in a session's journal, None if it was not graded."""
        raise NotImplementedError


def utc_now() -> datetime:
    """The wall clock, for dates that people read; never for durations."""
    return datetime.now(UTC)
