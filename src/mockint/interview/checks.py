"""Checks, by code, of every wording that did not come from code.

Whatever words a move: one question at a time, no praise or feedback, nothing of what
the interviewer must not tell, no wrong times. Used on a model's words before they are
logged, and by the audit of whole transcripts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..domain.guards import words_of
from ..domain.rubric import Rubric, Signal
from ..domain.session import Move, MoveKind

MAX_WORDS = 120
LEAK_RUN = 6
_PRAISE = re.compile(
    r"""\b(?:(?:that(?:'s|\s+is|\s+was)|what)\s+(?:a\s+|an\s+)?(?:really\s+|very\s+|such\s+a\s+)?
        (?:great|good|excellent|perfect|fantastic|wonderful|impressive|brilliant|amazing|strong|solid|nice
        |helpful|thoughtful|insightful|interesting|clear|thorough)
    |(?:great|good|excellent|perfect|fantastic|wonderful|impressive|brilliant|amazing|strong|solid|nice|thoughtful
        |insightful)\s+(?:answer|example|job|work|point|question|story|response|approach|thinking|insight|to\s+hear)
    |well\s+(?:done|put|said)|i\s+(?:really\s+)?(?:like|love|appreciate|admire)\s+(?:that|how|your|the\s+way)
    |(?:impressive|fantastic|wonderful|excellent|perfect|amazing|awesome|brilliant)\s*[!.,]
    |you(?:'ve|\s+have)?\s+(?:clearly\s+)?(?:demonstrated|shown|nailed|handled\s+(?:that|this|it)\s+well)
    |(?:could|should)\s+have\s+(?:said|mentioned|included)|(?:a\s+)?(?:better|stronger)\s+answer
    |(?:unfortunately|however),?\s+(?:your|that)\s+answer)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_SECRETS = re.compile(
    r"""\b(?:level\s*[1-4]\b|score[sd]?\b|scoring|rubrics?|anchors?\b|red\s+flags?|reasons?\s+for\s+rejection
    |evaluation\s+criteria|evidence\s+points?|system\s+prompt|strong\s+hire|no\s+hire|lean\s+hire
    |salary\s+range|pay\s+(?:band|range))""",
    re.IGNORECASE | re.VERBOSE,
)
_MONEY = re.compile(
    r"(?:US\$|\$|€|£|USD|EUR|GBP)\s?\d[\d,.]*\s?[kK]?|\b\d{2,3}(?:,\d{3}|\s?[kK])\b|\b\d{5,}\b"
)
_MINUTES = re.compile(r"\b(\d{1,3})[\s-]*(?:minutes?|mins?)\b", re.IGNORECASE)
_STAGE = re.compile(
    r"^\s*(?:interviewer|assistant|candidate)\s*[:：]|<\|?\w|\{\s*\"|```", re.IGNORECASE
)


class Secrets:
    """Runs of words that an interviewer must not say: anchors, points, rejection reasons."""

    def __init__(self, rubric: Rubric) -> None:
        texts = [a for s in rubric.signals for a in _anchor_texts(s)]
        texts += [point.text for signal in rubric.signals for point in signal.points]
        texts += [contrary.text for s in rubric.signals for contrary in s.contrary]
        texts += [flag.text for flag in rubric.red_flags]
        told = [q.text for q in rubric.questions] + [c.text for c in rubric.criteria]
        told += [p.text for s in rubric.signals for p in s.probes]
        told += [p.text for q in rubric.questions for p in q.follow_ups]
        told += [c.text for q in rubric.questions for c in q.constraints]
        told += [q.hint for q in rubric.questions if q.hint]
        self._runs = _runs(texts) - _runs(told)

    def leaked(self, text: str) -> bool:
        """True if six words in a row of a secret stand in `text`."""
        return not self._runs.isdisjoint(_runs([text]))


def breaches(
    text: str, move: Move, secrets: Secrets, *, minutes: Iterable[int], told: str
) -> tuple[str, ...]:
    """What is wrong with `text` as the words of `move`; () if nothing is.

    `minutes` are the numbers of minutes that may be named; `told` is the question (and
    the candidate's own words), whose figures and words may be said again.
    """
    found: list[str] = []
    if not text.strip():
        return ("nothing was said",)
    if len(text.split()) > MAX_WORDS:
        found.append(f"more than {MAX_WORDS} words")
    if text.count("?") > max(1, told.count("?") if move.kind in _REPEATING else 1):
        found.append("more than one question")
    if _STAGE.search(text):
        found.append("a speaker's label or markup")
    if _PRAISE.search(text):
        found.append("praise or feedback")
    secret = _SECRETS.search(text)
    if (secret and secret.group().lower() not in told.lower()) or secrets.leaked(text):
        found.append("something that the candidate must not be told")
    if any(money not in told for money in _MONEY.findall(text)):
        found.append("an amount of money")
    allowed = set(minutes) | {int(m) for m in _MINUTES.findall(told)}
    if any(int(named) not in allowed for named in _MINUTES.findall(text)):
        found.append("a time that is not true")
    return tuple(found)


#: Moves that say a question of the rubric, which may itself hold two question marks.
_REPEATING = {MoveKind.ASK, MoveKind.REPEAT, MoveKind.REDIRECT, MoveKind.NUDGE, MoveKind.CLARIFY}


def _anchor_texts(signal: Signal) -> list[str]:
    anchors = signal.anchors
    return [anchors.one, anchors.two, anchors.three, anchors.four]


def _runs(texts: Iterable[str]) -> frozenset[tuple[str, ...]]:
    runs: set[tuple[str, ...]] = set()
    for text in texts:
        words = words_of(text)
        runs.update(tuple(words[i : i + LEAK_RUN]) for i in range(len(words) - LEAK_RUN + 1))
    return frozenset(runs)
