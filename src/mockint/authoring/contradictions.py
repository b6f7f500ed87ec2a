"""Statements of a page that do not agree with each other: both sides, never averaged.

What is compared: levels, lengths of time, numbers of rounds, minutes, and who interviews.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from ..domain.origin import Stated
from .reading import Clash, Fact, Reading, RoundRead, Text

_ROLE_LEVEL = re.compile(r"\([A-Z][A-Za-z]*\d{0,2}(?:[ -]level)?\)")
_STEPS = re.compile(r"\b(\d{1,2})[- ](?:step|stage|round)s?\b", re.IGNORECASE)
_RANK = (
    r"(?:Senior Vice President|Executive Vice President|Vice President|SVP|EVP|VP|Director|"
    r"CTO|CEO|CPO|COO|CFO)"
)
_OFFICE = re.compile(
    rf"\b(?:an? |the )?(?:Senior |Sr\. )?{_RANK}(?: of [A-Z]\w+)?(?:,? or (?:an? |the )?"
    rf"(?:Senior )?{_RANK}(?: of [A-Z]\w+)?)?"
)
_SHORT = {
    "senior vice president": "svp", "executive vice president": "evp", "vice president": "vp",
    "senior vp": "svp",
}  # fmt: skip


def with_contradictions(made: Reading) -> Reading:
    """`made`, with what it says against itself."""
    found = tuple(
        clash
        for find in (_levels, _times, _round_counts, _minutes, _interviewers)
        for clash in find(made)
        if all(side.text and side.origin != "authored" for side in clash.sides)
    )
    return replace(made, contradictions=(*made.contradictions, *found))


def _side(fact: Fact[Any]) -> Text:
    return Text(fact.raw, fact.origin)


def _levels(made: Reading) -> Iterator[Clash]:
    head = made.header
    if head.level and head.target_level and head.level.value != head.target_level.value:
        sides = (
            Text(head.level.value, head.level.origin),
            Text(head.target_level.value, head.target_level.origin),
        )
        yield Clash("the level: two lines of the header name different ones", sides)
        return
    if head.role is None or head.description is None or head.level is not None:
        return
    found = re.search(rf"{re.escape(head.role.value)} {_ROLE_LEVEL.pattern}", head.description.raw)
    if found and found[0] != head.role.raw:
        sides = (_side(head.role), Text(found[0], head.description.origin))
        yield Clash("the level: the title line names none, the description adds one", sides)


def _times(made: Reading) -> Iterator[Clash]:
    days = made.header.timeline_days
    timed = [step for step in made.study_plan if step.weeks]
    if days is None or not timed:
        return
    last = timed[-1]
    assert last.weeks is not None
    if last.weeks[1] * 7 > days.value:
        words = last.summary or last.detail or last.title
        where = Stated(stated=str(last.summary_line)) if last.summary_line else last.origin
        yield Clash(
            f"the time: a study plan that ends in week {last.weeks[1]}, "
            f"for a process of about {days.value} days",
            (Text(words, where), _side(days)),
        )


def _round_counts(made: Reading) -> Iterator[Clash]:
    stated = made.header.rounds_stated
    sides: list[tuple[int, Text]] = []
    if stated is not None:
        sides.append((stated.value, _side(stated)))
    if made.rounds_intro is not None and (found := _STEPS.search(made.rounds_intro.text)):
        sides.append((int(found[1]), made.rounds_intro))
    if made.rounds:
        sides.append((len(made.rounds), _all_of([one.title for one in made.rounds])))
    if made.timeline and not any(step.days for step in made.timeline):
        titles = [Fact(step.title, step.origin, step.raw) for step in made.timeline]
        sides.append((len(made.timeline), _all_of(titles)))
    if len({count for count, _ in sides}) > 1:
        about = "the number of rounds: " + ", ".join(str(count) for count, _ in sides)
        yield Clash(about, tuple(text for _, text in sides))


def _all_of(facts: Sequence[Fact[str]]) -> Text:
    """Several titles as one side, named by the last of them."""
    return Text(facts[-1].value, facts[-1].origin)


def _minutes(made: Reading) -> Iterator[Clash]:
    for one, step in zip(made.rounds, made.timeline, strict=False):
        if one.minutes and step.minutes and one.minutes.value != step.minutes:
            sides = (_side(one.minutes), Text(step.raw, step.origin))
            yield Clash(f"the minutes of round {one.number.value}", sides)
        if step.title and one.title.value.casefold() != step.title.casefold():
            sides = (_side(one.title), Text(step.raw, step.origin))
            yield Clash(f"the title of round {one.number.value}", sides)
    total = made.header.total_minutes
    timed = [one.minutes for one in made.rounds if one.minutes]
    if total and timed and len(timed) == len(made.rounds):
        together = sum(minutes.value for minutes in timed)
        if together != total.value:
            about = f"the total time: {total.value} minutes stated, the rounds add up to {together}"
            yield Clash(about, (_side(total), *(_side(minutes) for minutes in timed)))


def _interviewers(made: Reading) -> Iterator[Clash]:
    for one in made.rounds:
        if clash := _interviewer(one):
            yield clash


def _interviewer(one: RoundRead) -> Clash | None:
    if one.interviewer is None or one.description is None:
        return None
    stated, told = _OFFICE.search(one.interviewer.value), _OFFICE.search(one.description.raw)
    if stated is None or told is None or _offices(stated[0]) == _offices(told[0]):
        return None
    sides = (
        Text(one.interviewer.value, one.interviewer.origin),
        Text(told[0], one.description.origin),
    )
    return Clash(f"who interviews in round {one.number.value}", sides)


def _offices(words: str) -> frozenset[str]:
    lower = words.lower()
    for long, short in _SHORT.items():
        lower = lower.replace(long, short)
    return frozenset(re.findall(r"\b(?:svp|evp|vp|director|cto|ceo|cpo|coo|cfo)\b", lower))
