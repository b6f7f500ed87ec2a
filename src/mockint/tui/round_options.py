"""What can be chosen about one round before it starts: names, values, and words for them.

Pure: read from the rubric and from the plan that it would give.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..interview.plan import DEFAULT_MINUTES, make_plan
from ..interview.wording import PERSONAS
from ..wiring import InterviewOptions
from .choices import Choice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..domain.rubric import Rubric
    from ..store.preferences import Preferences
    from ..store.settings import Settings

TALKING = (("off", "off"), ("talk", "talk"), ("talk-and-listen", "talk and listen"))
MINUTES = (10, 15, 20, 25, 30, 40, 45, 50, 60, 75, 90, 120)


def usual_minutes(rubric: Rubric, given: InterviewOptions) -> int:
    """As asked for, else the round's own length."""
    return given.minutes or rubric.minutes or DEFAULT_MINUTES


def minutes(usual: int) -> tuple[tuple[int, str], ...]:
    """Lengths to choose from, the usual one among them."""
    return tuple((value, str(value)) for value in sorted({*MINUTES, usual}))


def questions(rubric: Rubric, length: int) -> tuple[tuple[int | None, str], ...]:
    """How many questions; None is as many as fit into `length` minutes."""
    fitting = len(make_plan(rubric, minutes=length).questions)
    numbers = tuple((n, str(n)) for n in range(1, len(rubric.questions) + 1))
    return (None, f"as time allows ({fitting})"), *numbers


def personas() -> tuple[tuple[str, str], ...]:
    """How the interviewer behaves."""
    return tuple((name, name) for name in PERSONAS)


def locations(rubric: Rubric) -> tuple[tuple[str, str], ...]:
    """Places that a question of this round leaves open."""
    slots = [slot for question in rubric.questions for slot in question.slots]
    found = dict.fromkeys(o for slot in slots if slot.name == "location" for o in slot.options)
    return tuple((place, place) for place in found)


def offered(rubric: Rubric, settings: Settings, preferences: Preferences) -> Iterator[Choice]:
    """All that a setup offers for a round, at its usual values."""
    usual = usual_minutes(rubric, InterviewOptions())
    yield Choice(
        "minutes", "Minutes", "How long it takes; the clock stands still in a pause.",
        minutes(usual), usual,
    )  # fmt: skip
    yield Choice(
        "questions", "Questions", "Fewer questions leave more time for each.",
        questions(rubric, usual), None,
    )  # fmt: skip
    about = "How the interviewer speaks. What is asked and how it is graded stay the same."
    yield Choice("persona", "Manner", about, personas(), settings.persona)
    if places := locations(rubric):
        about = "Fills the place that a question leaves open."
        yield Choice("location", "Location", about, places, places[0][0])
    about = (
        "Who words the interview and grades it. The built-in engine needs no key and no "
        "network; with a model, what you say is sent to its endpoint; a model file runs on this "
        "machine. Holds until you leave."
    )
    yield Choice("engine", "Engine", about, _engines(settings), None)
    about = (
        "“practice” shows how far each criterion has come; “realistic” shows nothing of the "
        "kind until the end."
    )
    kinds = (("practice", "practice"), ("realistic", "realistic"))
    yield Choice("realism", "Realism", about, kinds, preferences.realism)
    about = (
        "“talk”: speak an answer instead of typing it. “talk and listen” has questions read "
        "aloud too. Needs mockint[voice] and an audio endpoint, which is named before the first "
        "recording. Holds until you leave."
    )
    yield Choice("talking", "Voice", about, TALKING, preferences.talking)


def _engines(settings: Settings) -> tuple[tuple[str | None, str], ...]:
    model = f"model: {settings.model}" if settings.model else "a model (none is named)"
    as_set_up = f"as set up ({settings.engine})"
    file = Path(settings.model_file).name or "one that was fetched"
    return (
        (None, as_set_up),
        ("built-in", "built-in, no network"),
        ("openai", model),
        ("local", f"a model file here ({file})"),
    )
