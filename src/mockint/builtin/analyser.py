"""The built-in `AnswerAnalyser`: from the words of one answer to what the flow acts on."""

from __future__ import annotations

import re

from ..domain.findings import Findings, Gap, Intent, PointFound
from ..domain.guards import addressed_to_grader
from ..domain.rubric import Kind, Question, Rubric
from .features import is_dont_know, is_evasive, says_we_only
from .matching import Matcher
from .reading import Line, Reader, Void
from .text import looks_english, tokenize

SHORT = {Kind.COMPENSATION: 6, Kind.MOTIVATION: 20, Kind.KNOWLEDGE: 20}
SHORT_DEFAULT = 30
#: Below this share of words that belong to the round, an answer is off topic. Measured on
#: answers written for the shipped rounds: on topic from 0.32 up, private talk mostly below
#: 0.25. In a short answer one word decides too much, so there it takes none at all.
OFF_TOPIC_SHARE = 0.25
OFF_TOPIC_HITS = 6
OFF_TOPIC_WORDS = 8
SHORT_CONTENT = 12
PICKUP_WORDS = (4, 12)
#: Points over all signals of a question from which an answer is full enough.
ENOUGH_POINTS = 3

_COMMAND = re.compile(
    r"""\b(?:(?:please\s+)?(?:end|stop|finish|terminate|abort|close|conclude)\s+(?:the|this)\s+interview
    |(?:move|go)\s+(?:on\s+)?to\s+the\s+(?:next|last|end)|(?:just\s+)?(?:tell|give)\s+me\s+the\s+(?:correct\s+|right\s+|model\s+|ideal\s+)?answers?
    |(?:you\s+are|act\s+as|pretend\s+(?:to\s+be|that)|behave\s+as)\s+(?:now\s+)?(?:a|an|my|you)\b
    |from\s+now\s+on\b|new\s+instructions?|(?:write|generate|output|print|say|repeat)\s+(?:the\s+(?:word|text|following)|after\s+me|only|exactly)
    |what\s+(?:is|are)\s+(?:the|your)\s+(?:rubric|criteria|anchors?|scoring|red\s+flags?|system\s+prompt)
    |(?:hire|pass)\s+me\b|say\s+(?:that\s+)?i(?:\s+have)?\s+(?:passed|am\s+hired))
    """,
    re.IGNORECASE | re.VERBOSE,
)
_CLARIFY = re.compile(
    r"""(?:\b(?:what\s+do\s+you\s+mean|could\s+you\s+(?:repeat|clarify|rephrase|explain|say)|can\s+you\s+(?:repeat|clarify|rephrase|explain|say)
    |do\s+you\s+mean|are\s+you\s+asking|come\s+again|say\s+that\s+again|repeat\s+the\s+question|what\s+was\s+the\s+question
    |i\s+(?:do(?:n't|n’t|\s+not)|did(?:n't|n’t|\s+not))\s+(?:quite\s+)?(?:understand|follow|get|catch)(?:\s+(?:the|your|that))?(?:\s+question)?
    |should\s+i\s+(?:assume|focus|think|talk|start)|can\s+i\s+assume|may\s+i\s+assume|which\s+(?:one|kind|part|aspect))\b|^\s*(?:sorry|pardon)\s*\?)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NOTHING_MORE = re.compile(
    r"""^\W*(?:no(?:pe|t\s+really)?|none|nothing(?:\s+(?:else|more|from\s+my\s+side))?|that(?:'s|’s|\s+is|\s+was)\s+(?:all|it|everything)|i(?:'m|’m|\s+am)\s+(?:good|done|finished|fine)
    |all\s+good|no\s+(?:more\s+|further\s+|other\s+)?questions?|i\s+have\s+no\s+(?:more\s+|further\s+)?questions?|we(?:'re|’re)\s+good)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


class BuiltinAnalyser:
    """Reads answers with rules. Deterministic: the same answer gives the same findings."""

    def __init__(self, rubric: Rubric, matcher: Matcher | None = None) -> None:
        self._rubric = rubric
        self._reader = Reader(rubric, matcher)

    def read(self, text: str, question: str | None, spoken: str) -> Findings:
        """Findings of `text`; see `ports.AnswerAnalyser`."""
        words = len(tokenize(text))
        if not words:
            return Findings(Intent.EMPTY, 0)
        lines = self._reader.read(text, spoken=spoken)
        asked = self._rubric.question(question) if question else None
        points = _points(lines)
        intent = self._intent(text, words, lines, asked, spoken)
        gaps = _gaps(text, words, lines, asked, points) if asked else ()
        return Findings(intent, words, points, gaps, _pickup(lines, spoken))

    def _intent(
        self, text: str, words: int, lines: tuple[Line, ...], asked: Question | None, spoken: str
    ) -> Intent:
        shows = any(line.counts and line.hits.points for line in lines)
        rest = sum(line.sentence.words for line in lines if not _commands(line))
        if any(_commands(line) for line in lines) and not shows and rest < 15:
            return Intent.COMMAND
        if asked is not None and words <= 45 and is_dont_know(text) and not shows:
            return Intent.DONT_KNOW
        if words <= 10 and _NOTHING_MORE.search(text):
            return Intent.NOTHING_MORE
        if asked is None:
            return Intent.ANSWER
        if words <= 30 and _CLARIFY.search(text) and not shows:
            return Intent.CLARIFY
        return Intent.OFF_TOPIC if self._off_topic(text, words, lines, spoken) else Intent.ANSWER

    def _off_topic(self, text: str, words: int, lines: tuple[Line, ...], spoken: str) -> bool:
        if words < OFF_TOPIC_WORDS or not looks_english(text) or is_evasive(text):
            return False
        if any(line.hits.points or line.hits.contrary for line in lines):
            return False
        hits, share = self._reader.relevance(lines, spoken)
        content = hits / share if share else 0
        if hits and content < SHORT_CONTENT:
            return False
        return hits <= OFF_TOPIC_HITS and share < OFF_TOPIC_SHARE


def _commands(line: Line) -> bool:
    return addressed_to_grader(line.text) or bool(_COMMAND.search(line.text))


def _points(lines: tuple[Line, ...]) -> tuple[PointFound, ...]:
    found: dict[tuple[str, str], PointFound] = {}
    for line in lines:
        if line.counts:
            for signal, point in line.hits.points:
                span = PointFound(signal, point, line.sentence.start, line.sentence.end)
                found.setdefault((signal, point), span)
    return tuple(found.values())


def _gaps(
    text: str,
    words: int,
    lines: tuple[Line, ...],
    question: Question,
    points: tuple[PointFound, ...],
) -> tuple[Gap, ...]:
    """What the answer lacks for a question of this kind, what matters most first."""
    marks = [line.features for line in lines if line.counts]
    kind = question.kind
    gaps: list[Gap] = []
    if is_dont_know(text) and not points:
        return (Gap.NO_ANSWER,)
    if is_evasive(text) and not points:
        gaps.append(Gap.EVASIVE)
    if words < SHORT.get(kind, SHORT_DEFAULT):
        gaps.append(Gap.TOO_SHORT)
    if kind is Kind.BEHAVIOURAL:
        if marks and not any(f.did or (f.plural and not f.general) for f in marks):
            gaps.append(Gap.NO_EXAMPLE)
        if says_we_only(marks):
            gaps.append(Gap.NO_OWN_PART)
        if not any(f.outcome for f in marks):
            gaps.append(Gap.NO_OUTCOME)
    if kind is Kind.SITUATIONAL and not any(f.did or f.concrete for f in marks):
        gaps.append(Gap.NO_EXAMPLE)
    if kind is Kind.DESIGN and not any(f.trade_off for f in marks):
        gaps.append(Gap.NO_TRADE_OFF)
    if _misses_a_signal(question, points):
        gaps.append(Gap.SIGNAL)
    if kind in {Kind.KNOWLEDGE, Kind.VISION} and not any(f.trade_off or f.reason for f in marks):
        gaps.append(Gap.NO_TRADE_OFF)
    numbers = {Kind.BEHAVIOURAL, Kind.DESIGN, Kind.VISION, Kind.COMPENSATION}
    if kind in numbers and not any(f.number for f in marks):
        gaps.append(Gap.NO_NUMBERS)
    return tuple(gaps)


def _misses_a_signal(question: Question, points: tuple[PointFound, ...]) -> bool:
    """True where a signal that the question can elicit is bare, or little was shown at all."""
    seen = [sum(found.signal == signal for found in points) for signal in question.signals]
    return min(seen) == 0 or sum(seen) < ENOUGH_POINTS


#: Where a clause ends; within a figure (10,000, 14:30, 2019–2023) it does not.
_BREAK = re.compile(r"(?<!\d)[,:–]|[,:–](?!\d)|[;()—]|\s-\s")


def _pickup(lines: tuple[Line, ...], spoken: str) -> str:
    """A short stretch of the candidate's own words that a follow-up may quote, or ""."""
    least, most = PICKUP_WORDS
    asked = {token.stem for token in tokenize(spoken)}
    best: tuple[int, str] = (0, "")
    for line in lines:
        if line.void is not None and line.void is not Void.REPEATED:
            continue
        for clause in _BREAK.split(line.text):
            stretch = clause.strip().strip(".!?…\"'“”")
            tokens = tokenize(stretch)
            if not least <= len(tokens) <= most:
                continue
            own_content = {t.stem for t in tokens if not t.is_stop} - asked
            marks = line.features
            weight = 3 * len(own_content) + 4 * marks.did + 3 * any(t.is_number for t in tokens)
            if tokens[0].lower in {"and", "but", "so", "which", "that", "because", "or"}:
                weight -= 6
            if len(own_content) >= 2 and weight > best[0]:
                best = (weight, stretch)
    return best[1]
