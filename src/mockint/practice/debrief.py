"""After a round: the one thing to mend first, what an answer at level 4 contains, and why.

Pure rules over a scorecard, its rubric and its transcript. Everything here is advice: it
stands apart from the scorecard, is never evidence, and changes no level. What mending a
signal would bring is computed with the roll-up itself, so that it cannot promise more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ..domain.rubric import Level, Rubric, Signal, Tip
from ..domain.scorecard import Evidence, Recommendation, RedFlagFinding, Scorecard, Status, Verdict
from ..domain.transcript import Transcript
from ..grading import rollup

OUTLINE_LABEL = "An outline of an answer at level 4. An example of what it contains, not a script."
#: From this level on a signal is no weakness.
SOLID = 3
_SHOWN_TIPS = 3
_WORD = 4

FlagState = Literal["shown", "avoided", "not tested"]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that an answer at level 4 contains; `words` are the candidate's own, if any."""

    point: str
    text: str
    words: Evidence | None = None

    @property
    def said(self) -> bool:
        """True where the candidate has said it."""
        return self.words is not None


@dataclass(frozen=True, slots=True)
class Outline:
    """What an answer at level 4 to `question` contains, said and not yet said."""

    signal: str
    signal_text: str
    question: str
    question_text: str
    anchor: str
    steps: tuple[Step, ...]
    label: str = OUTLINE_LABEL


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """What to mend first. `then` is the round with this one thing mended by one level.

    A reason for rejection that was shown comes before any signal: it caps the round,
    whatever the levels are; `signal` is "" then and `flag` its id.
    """

    signal: str
    flag: str
    text: str
    why: str
    next: str
    score: float | None = None
    then: float | None = None
    recommendation: Recommendation | None = None


@dataclass(frozen=True, slots=True)
class FlagNote:
    """A reason for rejection, and whether it was shown, avoided, or never put to the test."""

    id: str
    text: str
    state: FlagState
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Debrief:
    """What is said to the candidate beside the scorecard."""

    bottleneck: Bottleneck | None
    tips: tuple[Tip, ...]
    flags: tuple[FlagNote, ...]
    weak: tuple[str, ...]


def debrief(card: Scorecard, rubric: Rubric) -> Debrief:
    """What to mend first, which of the guide's tips fit, which rejection reasons showed."""
    weak = tuple(verdict.id for verdict in card.signals if is_weak(verdict))
    return Debrief(
        bottleneck=bottleneck(card, rubric),
        tips=_tips(rubric, [rubric.signal(one) for one in weak if _known(rubric, one)]),
        flags=tuple(_flag(finding, rubric, card) for finding in card.red_flags),
        weak=weak,
    )


def is_weak(verdict: Verdict) -> bool:
    """True for what was asked and is below solid. What was never asked is nobody's weakness."""
    if verdict.status is Status.NO_EVIDENCE:
        return True
    return verdict.level is not None and verdict.level < SOLID


def bottleneck(card: Scorecard, rubric: Rubric) -> Bottleneck | None:
    """The one thing that would lift the round most, None where nothing is weak.

    Among signals below level 3, the one whose next level adds most to the round's score;
    of equals the lowest, then the first of the rubric.
    """
    shown = next((flag for flag in card.red_flags if flag.found), None)
    if shown is not None:
        return _flagged(shown, card)
    weak = [verdict for verdict in card.signals if is_weak(verdict)]
    if not weak:
        return None
    worst = max(weak, key=lambda verdict: (verdict.weight, -(verdict.level or 0)))
    mended = tuple(_one_up(v) if v.id == worst.id else v for v in card.signals)
    then, coverage = rollup.round_score(mended)
    recommendation, _ = rollup.recommend(rubric, then, coverage, card.red_flags)
    return Bottleneck(
        signal=worst.id,
        flag="",
        text=worst.text,
        why=_why(worst, card, then, recommendation),
        next=worst.raise_it or _first_anchor_above(worst, rubric),
        score=card.score,
        then=then,
        recommendation=recommendation,
    )


def outline(
    rubric: Rubric,
    signal_id: str,
    transcript: Transcript,
    said: Mapping[tuple[str, str], Evidence],
    question_id: str | None = None,
) -> Outline:
    """What an answer at level 4 contains; KeyError for an unknown signal.

    `said` maps (signal, point) to the candidate's words that show it. The question is
    `question_id`, else the one of the interview that can show the signal, else the
    rubric's first that can, else "".
    """
    signal = rubric.signal(signal_id)
    name = question_id or _question(rubric, signal_id, transcript)
    return Outline(
        signal=signal.id,
        signal_text=signal.text,
        question=name,
        question_text=rubric.question(name).spoken(()) if name else "",
        anchor=signal.anchors.four,
        steps=tuple(
            Step(point.id, point.text, said.get((signal.id, point.id))) for point in signal.points
        ),
    )


# -- within -----------------------------------------------------------------------


def _one_up(verdict: Verdict) -> Verdict:
    """`verdict` one level up, for the sum alone: it is shown to nobody."""
    level: Level = {None: 2, 1: 2, 2: 3, 3: 4, 4: 4}[verdict.level]  # type: ignore[assignment]
    return verdict.model_copy(update={"status": Status.SCORED, "level": level})


def _flagged(flag: RedFlagFinding, card: Scorecard) -> Bottleneck:
    return Bottleneck(
        signal="",
        flag=flag.id,
        text=flag.text,
        why=f"it caps the round at {card.recommendation.label}, whatever the levels are",
        next="Take the words that showed it, and think of how you would say them today.",
        score=card.score,
    )


def _why(
    worst: Verdict, card: Scorecard, then: float | None, then_recommended: Recommendation
) -> str:
    whole = sum(verdict.weight for verdict in card.signals)
    share = f"it counts {worst.weight / whole:.0%} of the round"
    if card.score is None or then is None:
        return share
    lift = f"one level more lifts the round from {card.score:.2f} to {then:.2f}"
    if then_recommended is not card.recommendation:
        lift += f", from {card.recommendation.label} to {then_recommended.label}"
    return f"{share}; {lift}"


def _first_anchor_above(verdict: Verdict, rubric: Rubric) -> str:
    if not _known(rubric, verdict.id):
        return ""
    anchors = rubric.signal(verdict.id).anchors
    return {None: anchors.two, 1: anchors.two, 2: anchors.three}.get(verdict.level, anchors.four)


def _known(rubric: Rubric, signal_id: str) -> bool:
    return any(signal.id == signal_id for signal in rubric.signals)


def _flag(finding: RedFlagFinding, rubric: Rubric, card: Scorecard) -> FlagNote:
    if finding.found:
        return FlagNote(finding.id, finding.text, "shown", finding.evidence)
    mine = next((flag for flag in rubric.red_flags if flag.id == finding.id), None)
    about = set(mine.signals) if mine else set()
    asked = {v.id for v in card.signals if v.status in {Status.SCORED, Status.NO_EVIDENCE}}
    tested = bool(about & asked) if about else bool(asked)
    return FlagNote(finding.id, finding.text, "avoided" if tested else "not tested")


def _tips(rubric: Rubric, weak: list[Signal]) -> tuple[Tip, ...]:
    """The guide's tips that share most words with what was weak; in the guide's order."""
    wanted = {word for signal in weak for word in _words(_about(rubric, signal))}
    ranked = sorted(
        enumerate(rubric.tips), key=lambda item: (-len(wanted & _words(item[1].text)), item[0])
    )
    fitting = [place for place, tip in ranked if wanted & _words(tip.text)][:_SHOWN_TIPS]
    return tuple(rubric.tips[place] for place in sorted(fitting))


def _about(rubric: Rubric, signal: Signal) -> str:
    criteria = [c.text for c in rubric.criteria if c.id in signal.criteria]
    return " ".join((signal.text, *criteria, *(point.text for point in signal.points)))


def _words(text: str) -> set[str]:
    plain = (word.strip(".,;:!?()'\"").lower() for word in text.split())
    return {word[:6] for word in plain if len(word) > _WORD}


def _question(rubric: Rubric, signal_id: str, transcript: Transcript) -> str:
    fitting = [q.id for q in rubric.questions if signal_id in q.signals]
    asked = [turn.question for turn in transcript.turns if turn.question in fitting]
    return next((one for one in (*asked, *fitting) if one), "")
