"""Makes scorecards and sessions without holding an interview."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mockint.domain.rubric import Rubric
from mockint.domain.scorecard import Evidence, RedFlagFinding, Scorecard, Status, Verdict
from mockint.grading import rollup
from mockint.practice.trends import Held

START = datetime(2026, 11, 1, 19, 0, tzinfo=UTC)
QUOTE = "we agreed on two dates and I wrote both down"


def verdict(signal, outcome) -> Verdict:
    if isinstance(outcome, int):
        evidence = (Evidence(turn=2, start=0, end=len(QUOTE), quote=QUOTE),)
        return Verdict(id=signal.id, text=signal.text, status=Status.SCORED, level=outcome,
                       evidence=evidence, spread=(outcome, outcome), weight=signal.weight)  # fmt: skip
    return Verdict(id=signal.id, text=signal.text, status=outcome, weight=signal.weight)


def make_card(rubric: Rubric, outcomes, *, flags=(), source="s", **provenance) -> Scorecard:
    """The scorecard of a round whose signals came out as `outcomes` (levels or statuses)."""
    verdicts = tuple(verdict(s, o) for s, o in zip(rubric.signals, outcomes, strict=True))
    found = tuple(
        RedFlagFinding(id=f.id, text=f.text, found=f.id in flags,
                       evidence=verdict(rubric.signals[0], 1).evidence if f.id in flags else ())
        for f in rubric.red_flags
    )  # fmt: skip
    score, coverage = rollup.round_score(verdicts)
    recommendation, why = rollup.recommend(rubric, score, coverage, found)
    return Scorecard.model_validate({
        "rubric": rubric.id, "title": rubric.title,
        "transcript": {"source": source, "format": "mockint-session", "turns": 4,
                       "roles": {"interviewer": [], "candidate": [], "how": "session"}},
        "recommendation": recommendation, "why": why, "score": score, "coverage": coverage,
        "signals": verdicts, "criteria": rollup.criterion_scores(rubric, verdicts),
        "red_flags": found,
        "delivery": {"words": 100, "turns": 2, "fillers": 0, "hedges": 0, "talk_share": None,
                     "words_per_minute": None, "longest_answer_words": 60, "i_words": 3,
                     "we_words": 1, "numbers": 2, "names": 1},
        "provenance": {"mockint": "0.1.0", "rubric_digest": "d1", "engine": "built-in"} | provenance,
    })  # fmt: skip


def make_held(rubric, outcomes, *, day=0, asked=(), drill=False, **more) -> Held:
    session = f"session-{day}"
    return Held(
        session=session, at=START + timedelta(days=day), rubric=rubric, asked=asked, drill=drill,
        card=make_card(rubric, outcomes, source=session, **more),
    )  # fmt: skip


@pytest.fixture(scope="session")
def card():
    return make_card


@pytest.fixture(scope="session")
def held():
    return make_held


@pytest.fixture(scope="session")
def start():
    return START


@pytest.fixture(scope="session")
def hiring(library):
    """The rounds of the shipped guide for engineering managers at Coursera."""
    return [library.read(e) for e in library.rounds("coursera/software-engineering-manager")]
