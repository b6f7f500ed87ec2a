"""A study plan: the guide's steps × your gaps × the days until the interview.

The guide's steps keep their order and share the days out by the weeks that the guide
gives them, each stretched by how wide the gaps are that it speaks to. Every day has one
drill, chosen as `choice` would on that day if the drills before it were held; every
seventh day is a whole round. The last day before the interview repeats and adds nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import fmean

from ..domain.guide import Guide, StudyStep
from ..domain.rubric import LEVELS, Rubric
from ..errors import UsageError
from .choice import Candidate, gap_at
from .likeness import Likeness, Topics

LONGEST_DAYS = 365
STUDY_MINUTES = 40
DRILL_MINUTES = 15
ROUND_EVERY = 7
_LIKE = 0.1
_TO_NAME = 3


class Kind(StrEnum):
    """What a task of a plan is."""

    STUDY = "study"
    DRILL = "drill"
    ROUND = "round"
    REVIEW = "review"
    INTERVIEW = "interview"


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do on a day. `command` is what to run for it, "" for reading.

    `minutes` is how long it takes, 0 for the interview itself; `why` says what put it there.
    """

    day: date
    kind: Kind
    title: str
    detail: str = ""
    minutes: int = 0
    command: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the guide on these days; `gap` is the mean gap of the signals it speaks to."""

    title: str
    detail: str
    first: date
    last: date
    gap: float
    signals: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyPlan:
    """Tasks from today to the interview. `name` is the guide's id, or the round's."""

    name: str
    title: str
    made: datetime
    interview: date
    stages: tuple[Stage, ...]
    tasks: tuple[Task, ...]
    notes: tuple[str, ...] = ()

    @property
    def days(self) -> int:
        """Days from the day it was made to the interview."""
        return (self.interview - self.made.date()).days

    def on(self, day: date) -> tuple[Task, ...]:
        """What there is to do on a day."""
        return tuple(task for task in self.tasks if task.day == day)

    def uid(self, task: Task) -> str:
        """An id that stays the same for the same task of the same interview."""
        key = "\n".join((self.name, str(self.interview), str(task.day), task.kind, task.title))
        return f"{hashlib.sha256(key.encode()).hexdigest()[:24]}@mockint"


def make_study_plan(
    guide: Guide | None,
    rubrics: Sequence[Rubric],
    ranked: Sequence[Candidate],
    topics: Topics,
    *,
    now: datetime,
    interview: date,
) -> StudyPlan:
    """The plan from `now` to `interview`. UsageError where it is past or too far away."""
    today = now.date()
    days = (interview - today).days
    if days < 0 or days > LONGEST_DAYS:
        what = "is past" if days < 0 else f"is more than {LONGEST_DAYS} days away"
        raise UsageError(what, where=f"--date {interview}", remedy="name the interview's day")
    steps = guide.study_plan if guide else ()
    stages = _stages(steps, ranked, topics, today, max(days - 1, 0))
    tasks = [task for stage in stages for task in _study_tasks(stage)]
    tasks += _practice_tasks(ranked, rubrics, now, days)
    tasks += _last_tasks(guide, today, interview, days)
    name = guide.id if guide else (rubrics[0].id if rubrics else "")
    return StudyPlan(
        name=name,
        title=f"{guide.role} at {guide.company}" if guide else _title(rubrics),
        made=now,
        interview=interview,
        stages=stages,
        tasks=tuple(sorted(tasks, key=lambda task: (task.day, list(Kind).index(task.kind)))),
        notes=_notes(guide, steps, days),
    )


def _title(rubrics: Sequence[Rubric]) -> str:
    return rubrics[0].title if rubrics else "your interview"


# -- the guide's steps --------------------------------------------------------------


def _stages(
    steps: Sequence[StudyStep],
    ranked: Sequence[Candidate],
    topics: Topics,
    today: date,
    days: int,
) -> tuple[Stage, ...]:
    """The steps over `days` days: whole days, in order, none left out while there are enough."""
    if not steps or not days:
        return ()
    likeness = Likeness.of([*(_words(s) for s in steps), *(c.about for c in ranked)], topics)
    spoken_to = [_spoken_to(step, ranked, likeness) for step in steps]
    gaps = [fmean(c.gap for c in one) if one else 0.5 for one in spoken_to]
    wanted = [_weeks(step) * (0.5 + gap) for step, gap in zip(steps, gaps, strict=True)]
    stages, used = [], 0.0
    for step, gap, signals, share in zip(steps, gaps, spoken_to, wanted, strict=True):
        first = int(used / sum(wanted) * days)
        used += share
        last = max(first, int(used / sum(wanted) * days + 1e-9) - 1)
        stages.append(
            Stage(
                step.title,
                step.detail,
                today + timedelta(first),
                today + timedelta(last),
                gap,
                tuple(c.text for c in signals[:_TO_NAME]),
            )
        )
    return tuple(stages)


def _weeks(step: StudyStep) -> int:
    return step.weeks[1] - step.weeks[0] + 1 if step.weeks else 1


def _words(step: StudyStep) -> str:
    return f"{step.title} {step.summary or ''} {step.detail}"


def _spoken_to(step: StudyStep, ranked: Sequence[Candidate], likeness: Likeness) -> list[Candidate]:
    """The signals that a step prepares for, by words; the widest gap first."""
    text = _words(step)
    shares = [likeness.between(c.about, text) for c in ranked]
    bar = max(_LIKE, 0.6 * max(shares, default=0.0))
    fitting = [c for c, share in zip(ranked, shares, strict=True) if share >= bar]
    return sorted(fitting, key=lambda c: -c.gap * c.weight)


def _study_tasks(stage: Stage) -> list[Task]:
    days = (stage.last - stage.first).days + 1
    return [
        Task(
            stage.first + timedelta(number),
            Kind.STUDY,
            stage.title if days == 1 else f"{stage.title} ({number + 1} of {days})",
            stage.detail,
            STUDY_MINUTES,
            why=f"for: {'; '.join(stage.signals)}" if stage.signals else "a step of the guide",
        )
        for number in range(days)
    ]


# -- drills and rounds --------------------------------------------------------------


def _practice_tasks(
    ranked: Sequence[Candidate], rubrics: Sequence[Rubric], now: datetime, days: int
) -> list[Task]:
    """A drill a day, a whole round every seventh; on the last day only if it is the only one."""
    tasks: list[Task] = []
    pool = {(c.rubric, c.signal): c for c in ranked}
    for number in range(days - 1 or days):
        if not pool:
            break
        moment = now + timedelta(number)
        fresh = [replace(c, staleness=c.memory.staleness(moment)) for c in pool.values()]
        if number % ROUND_EVERY == ROUND_EVERY - 1:
            rubric = _round_due(fresh, rubrics)
            tasks.append(_round_task(rubric, moment.date()))
            held = [c for c in fresh if c.rubric == rubric.id]
        else:
            best = max(fresh, key=lambda c: (c.priority, c.gap * c.weight))
            again = any(task.kind is Kind.DRILL and best.question in task.command for task in tasks)
            tasks.append(_drill_task(best, moment, again=again))
            held = [best]
        for one in held:
            pool[one.rubric, one.signal] = _after(one, moment)
    return tasks


def _after(one: Candidate, moment: datetime) -> Candidate:
    """A signal after it was practised, as if each time it went one level better."""
    before = round(4.5 - 3.5 * one.gap)
    level = LEVELS[min(max(before, 1), 3)]
    gap = gap_at(level)
    return replace(one, gap=gap, memory=one.memory.reviewed(level, moment))


def _round_due(fresh: Sequence[Candidate], rubrics: Sequence[Rubric]) -> Rubric:
    return max(rubrics, key=lambda r: fmean(c.priority for c in fresh if c.rubric == r.id))


def _round_task(rubric: Rubric, day: date) -> Task:
    minutes = rubric.minutes or 45
    return Task(
        day, Kind.ROUND, f"Whole round: {rubric.title}",
        "Hold it in one go, as on the day.", minutes, f"mockint interview {rubric.id}",
        "a whole round every seventh day",
    )  # fmt: skip


def _drill_task(best: Candidate, moment: datetime, *, again: bool) -> Task:
    return Task(
        moment.date(), Kind.DRILL, f"Drill: {best.text.rstrip('.')}",
        best.question_text, DRILL_MINUTES, f"mockint drill {best.rubric} {best.question}",
        "the same question again, better than before" if again else best.why(moment),
    )  # fmt: skip


def _last_tasks(guide: Guide | None, today: date, interview: date, days: int) -> list[Task]:
    tips = "\n".join(f"- {tip.text}" for tip in guide.tips) if guide else ""
    tasks = [Task(interview, Kind.INTERVIEW, "The interview", tips)]
    if days:
        eve = max(today, interview - timedelta(1))
        text = "Read your own words from the best sessions, and the guide's tips. Nothing new."
        tasks.append(Task(eve, Kind.REVIEW, "Look back, then rest", text, 30, "mockint progress"))
    return tasks


def _notes(guide: Guide | None, steps: Sequence[StudyStep], days: int) -> tuple[str, ...]:
    notes = []
    if guide is not None and not steps:
        notes.append("The guide has no study plan of its own; this one is drills and rounds.")
    weeks = max((step.weeks[1] for step in steps if step.weeks), default=0)
    if weeks and days < weeks * 7:
        notes.append(f"The guide plans {weeks} weeks; its steps were pressed into {days} days.")
    return tuple(notes)
