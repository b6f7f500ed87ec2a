"""Where the terminal face begins, as the command line asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from ..wiring import InterviewOptions


@dataclass(frozen=True, slots=True)
class Start:
    """See the makers."""

    at: Literal["home", "brief", "interview", "continue", "loop"] = "home"
    name: str | None = None
    options: InterviewOptions | None = None
    #: Voice for this run, whatever the settings say.
    voice: bool = False

    @classmethod
    def home(cls) -> Start:
        """The home screen."""
        return cls()

    @classmethod
    def brief(
        cls, rubric: str, options: InterviewOptions | None = None, name: str | None = None
    ) -> Start:
        """The brief of a round; `name` is how it was asked for, such as the path of a file."""
        return cls("brief", name or rubric, options)

    @classmethod
    def interview(
        cls, rubric: str, options: InterviewOptions | None = None, name: str | None = None
    ) -> Start:
        """The interview itself, at once: the brief is left out."""
        return cls("interview", name or rubric, options)

    @classmethod
    def continued(cls, session: str | None = None) -> Start:
        """An unfinished session, the latest without an id."""
        return cls("continue", session)

    @classmethod
    def looped(cls, loop: str) -> Start:
        """A loop, where it was left."""
        return cls("loop", loop)
