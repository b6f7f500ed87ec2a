"""The rules of the audit: what must hold of every interview, whoever worded it.

Each rule takes a whole sitting and names its breaches. A rule reads only what was said,
when, and what the rubric states; the flow's reasons count for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..builtin.judge import BuiltinJudge
from ..builtin.text import tokenize
from ..domain.rubric import Rubric
from ..domain.scorecard import Status
from ..domain.session import MoveKind
from ..grading.grader import assemble
from ..interview.flow import authored_probe
from . import wordings
from .candidates import Act
from .sitting import Said, Sitting

LONGEST_TURN = 120
#: Slack for what cannot be cut short: the sentence that is being said.
SLACK_MS = 30_000
#: Share of the content words of a secret that a turn may not hold, and how many make a secret.
SECRET_SHARE, SECRET_WORDS = 0.7, 4


@dataclass(frozen=True, slots=True)
class Breach:
    """One broken rule: which, in which move (by place), and what was wrong."""

    rule: str
    place: int
    what: str


Check = Callable[[Sitting], Iterator[tuple[int, str]]]


def one_question(sitting: Sitting) -> Iterator[tuple[int, str]]:
    """A turn asks one thing; a question of the rubric counts as one, as its source words it."""
    for place, said in enumerate(sitting.said):
        rest, told = _beside_stated(sitting, said)
        asked = wordings.asks_in(rest) + bool(told)
        if asked > 1:
            yield place, f"asks {asked} things: {said.text[:80]}"


def follows_up_once(sitting: Sitting) -> Iterator[tuple[int, str]]:
    """No question and no follow-up comes twice, and none is about another question's signals."""
    seen: set[str] = set()
    for place, said in enumerate(sitting.said):
        if said.move.kind not in {MoveKind.ASK, MoveKind.PROBE}:
            continue
        words = " ".join(_plain(wordings.without_quotes(said.text)))
        if words in seen:
            yield place, f"is asked a second time: {said.text[:60]}"
        seen.add(words)
        if said.move.signal and said.move.question:
            mine = sitting.rubric.question(said.move.question).signals
            if said.move.signal not in mine:
                yield place, f"follows up on {said.move.signal}, which the question is not after"


def nothing_told(sitting: Sitting) -> Iterator[tuple[int, str]]:
    """Nothing of anchors, points, reasons for rejection, levels or pay is said."""
    secrets = _secrets(sitting.rubric)
    for place, said in enumerate(sitting.said):
        rest = wordings.without_quotes(_beside_stated(sitting, said)[0])
        if word := wordings.backstage_in(rest):
            yield place, f"speaks of what is behind the scenes: {word}"
        if amount := wordings.amount_in(rest):
            yield place, f"names an amount: {amount}"
        words = _content(rest)
        for name, secret in secrets:
            if len(secret & words) >= SECRET_SHARE * len(secret):
                yield place, f"gives away {name}"


def no_judgement(sitting: Sitting) -> Iterator[tuple[int, str]]:
    """No praise and no blame."""
    for place, said in enumerate(sitting.said):
        rest, _ = _beside_stated(sitting, said)
        # Greetings are no praise: "it is nice to meet you", "good morning".
        rest = re.sub(r"(?i)nice to meet you|good (?:morning|afternoon|evening)", "", rest)
        if word := wordings.judgement_in(wordings.without_quotes(rest)):
            yield place, f"judges: {word}"


def no_accusation(sitting: Sitting) -> Iterator[tuple[int, str]]:
    """Nobody is accused, and nobody who answers in earnest is told to come back to the question."""
    for place, said in enumerate(sitting.said):
        rest, _ = _beside_stated(sitting, said)
        if word := wordings.accusation_in(wordings.without_quotes(rest)):
            yield place, f"accuses: {word}"
        before = sitting.said[place - 1].reply if place else None
        if said.move.kind is MoveKind.REDIRECT and before is not None and before.earnest:
            yield place, f"brings back an answer that was meant: {before.text[:60]}"


def true_times(sitting: Sitting) -> Iterator[tuple[int, str]]:
    """Minutes that are named are those of the plan or those that are left, to the minute."""
    plan = sitting.plan
    for place, said in enumerate(sitting.said):
        rest, _ = _beside_stated(sitting, said)
        left = (plan.minutes * 60_000 - said.at_ms) / 60_000
        allowed = {plan.minutes, plan.closing_minutes} if said.move.kind is MoveKind.OPEN else set()
        for named in wordings.minutes_in(wordings.without_quotes(rest)):
            if named not in allowed and not left - 1 <= named <= left + 1:
                yield place, f"says {named} minutes with {left:.1f} left"


def quotes_are_theirs(sitting: Sitting) -> Iterator[tuple[int, str]]:
    """What is quoted of the candidate stands, to the letter, in what they said last."""
    heard = ""
    for place, said in enumerate(sitting.said):
        before = sitting.said[place - 1].reply if place else None
        if before is not None and before.act is Act.ANSWER:
            heard = before.text
        for quote in wordings.quotes_in(said.text):
            if quote.strip(" .,!?…") not in heard:
                yield place, f'quotes what was not said: "{quote}"'


def covers_or_reports(sitting: Sitting) -> Iterator[tuple[int, str]]:
    """Every criterion is asked for, or its signals are reported as not asked."""
    asked = {s.move.question for s in sitting.said if s.move.kind is MoveKind.ASK}
    signals = {
        signal
        for question in sitting.rubric.questions
        if question.id in asked
        for signal in question.signals
    }
    open_ones = [
        criterion
        for criterion in sitting.rubric.criteria
        if not any(
            criterion.id in signal.criteria and signal.id in signals
            for signal in sitting.rubric.signals
        )
    ]
    if not open_ones or not sitting.transcript.candidate_turns:
        return
    judged = BuiltinJudge().judge_now(sitting.transcript, sitting.rubric)
    card = assemble(sitting.transcript, sitting.rubric, judged, rubric_digest="audit")
    status = {verdict.id: verdict.status for verdict in card.signals}
    for criterion in open_ones:
        silent = [
            signal.id
            for signal in sitting.rubric.signals
            if criterion.id in signal.criteria and status[signal.id] is Status.NO_EVIDENCE
        ]
        if silent:
            yield len(sitting.said) - 1, f"{criterion.id} was not asked for, yet counts as failed"


def ends_on_time(sitting: Sitting) -> Iterator[tuple[int, str]]:
    """It closes, at the latest after the answer that was being given when the time was up."""
    end = sitting.plan.minutes * 60_000
    last = len(sitting.said) - 1
    if not sitting.finished:
        yield last, "never closes"
        return
    for place, said in enumerate(sitting.said):
        if said.at_ms > end and said.move.kind is not MoveKind.CLOSE:
            yield place, f"goes on {(said.at_ms - end) / 1000:.0f} s after its end"


def keeps_room(sitting: Sitting) -> Iterator[tuple[int, str]]:
    """The candidate is invited to ask, with the minutes that were promised for it."""
    place = next((i for i, s in enumerate(sitting.said) if s.move.kind is MoveKind.INVITE), None)
    if place is None:
        if not _ran_over(sitting):
            yield len(sitting.said) - 1, "the candidate was never invited to ask"
        return
    invite, before = sitting.said[place], sitting.said[place - 1]
    promised = sitting.plan.closing_minutes * 60_000
    left = sitting.plan.minutes * 60_000 - invite.at_ms
    answer = before.replied_ms - before.over_ms if before.reply else 0
    if left < promised - answer - SLACK_MS:
        yield place, f"{left / 1000:.0f} s are left of {promised / 1000:.0f} s for their questions"


def is_speech(sitting: Sitting) -> Iterator[tuple[int, str]]:
    """A turn is a few sentences of plain talk: not empty, no markup, no brackets to fill in."""
    for place, said in enumerate(sitting.said):
        if not said.text.strip():
            yield place, "says nothing"
        if len(said.text.split()) > LONGEST_TURN:
            yield place, f"is {len(said.text.split())} words long"
        if re.search(r"\[[^\]]+\]|\{\{|```|^\s*(?:interviewer|candidate)\s*:|\*\*|<\w+>",
                     said.text, re.IGNORECASE):  # fmt: skip
            yield place, f"holds markup or a placeholder: {said.text[:60]}"


RULES: dict[str, Check] = {
    "one question": one_question,
    "no repeats": follows_up_once,
    "no leak": nothing_told,
    "no praise": no_judgement,
    "no accusation": no_accusation,
    "true times": true_times,
    "true quotes": quotes_are_theirs,
    "coverage": covers_or_reports,
    "on time": ends_on_time,
    "own questions": keeps_room,
    "speech": is_speech,
}


def breaches(sitting: Sitting) -> tuple[Breach, ...]:
    """Everything that is wrong with an interview; () if nothing is."""
    return tuple(
        Breach(name, place, what) for name, rule in RULES.items() for place, what in rule(sitting)
    )


# -- within ---------------------------------------------------------------------------


def _beside_stated(sitting: Sitting, said: Said) -> tuple[str, str]:
    """(what was said beside the rubric's own words, those words): questions, follow-ups, hints.

    Those are the author's to answer for; a model that words them anew is held to the rules.
    """
    for told in _stated(sitting, said):
        if told and told in said.text:
            return said.text.replace(told, "", 1), told
    return said.text, ""


def _stated(sitting: Sitting, said: Said) -> Iterator[str]:
    move, rubric = said.move, sitting.rubric
    if move.kind is MoveKind.OPEN:
        yield f'"{rubric.title}"'
        return
    for planned in sitting.plan.questions:
        yield planned.text
    if move.probe and (probe := authored_probe(rubric, move.question, move.probe)):
        yield probe.text
    for signal in rubric.signals:
        yield from (probe.text for probe in signal.probes)
    for question in rubric.questions:
        yield from (probe.text for probe in question.follow_ups)
        yield from (one.text for one in question.constraints)
        yield question.hint or ""


def _secrets(rubric: Rubric) -> list[tuple[str, frozenset[str]]]:
    """(what it is, its content stems) of everything that is not for the candidate's ears."""
    texts: list[tuple[str, str]] = []
    for signal in rubric.signals:
        anchors = signal.anchors
        for level, text in enumerate((anchors.one, anchors.two, anchors.three, anchors.four), 1):
            texts.append((f"anchor {level} of {signal.id}", text))
        texts += [(f"point {point.id}", point.text) for point in signal.points]
        texts += [(f"contrary {one.id}", one.text) for one in signal.contrary]
    texts += [(f"reason for rejection {flag.id}", flag.text) for flag in rubric.red_flags]
    found = [(name, _content(text)) for name, text in texts]
    return [(name, words) for name, words in found if len(words) >= SECRET_WORDS]


def _content(text: str) -> frozenset[str]:
    return frozenset(token.stem for token in tokenize(text) if not token.is_stop)


def _plain(text: str) -> list[str]:
    return [token.lower for token in tokenize(text)]


def _ran_over(sitting: Sitting) -> bool:
    """True where an answer went on past the end, so that no time was left to invite."""
    end = sitting.plan.minutes * 60_000
    return any(said.replied_ms > end for said in sitting.said)
