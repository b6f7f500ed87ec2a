"""The built-in judge: grades by rules, without a model, a download or a network.

It finds evidence points in sentences, asks what the question's kind asks for (own
part, outcome, something concrete, a reason or trade-off), and makes a level of both.
Length counts for nothing: a sentence that shows no point changes no level, and void
sentences (read back, praise of oneself, repeated, taken back) show nothing.

It cannot judge whether what is said is true or technically right, and says so in its
provenance. Constants below are reasoned; the two shares were settled on answers written
for this project (benchmarks/README.md), never on anybody's scores.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from ..domain.rubric import Kind, Level, Point, Rubric, Signal
from ..domain.scorecard import Claim, FlagClaim, Judgement, Quote, Status
from ..domain.transcript import Transcript
from .exchanges import Conversation, exchanges_of
from .matching import LexicalMatcher, Matcher
from .reading import Line, Reader, Void
from .shown import read_talk
from .text import reads_as_english

#: Share of a signal's points that makes an answer solid, and outstanding.
SOLID_SHARE, FULL_SHARE = 0.34, 0.7
#: What a general statement is worth where the question asks for what was done.
GENERAL_STRENGTH = 0.6
#: What a sentence is worth to a signal when it stands as evidence of another.
SHARED_STRENGTH = 0.5
#: Sentences of its own that an outstanding level stands on.
OWN_SENTENCES_FOR_FOUR = 2
#: From this strength a point is shown outright, and what share of a signal's points must be
#: so for the outstanding level: likenesses alone, however many, are solid at the most.
OUTRIGHT, OUTRIGHT_SHARE = 0.8, 0.5
MOST_QUOTES = 4
#: How far the expected level may lie from the level; sentences of a kind that count; what a
#: statement that waves the matter away takes off.
BETWEEN, ENOUGH, DISMISSAL = 0.45, 4, 0.3
LIMITS = (
    "does not judge whether statements are true or technically correct",
    "reads English only",
    "finds what is said in words that the rubric foresees; it may miss unusual wording",
)

#: What an answer to a question of each kind needs besides its points.
NEEDS: dict[Kind, tuple[str, ...]] = {
    Kind.BEHAVIOURAL: ("own", "outcome", "concrete"),
    Kind.SITUATIONAL: ("own", "reason", "concrete"),
    Kind.DESIGN: ("trade_off", "concrete"),
    Kind.KNOWLEDGE: ("trade_off", "concrete"),
    Kind.MOTIVATION: ("own", "concrete"),
    Kind.COMPENSATION: ("concrete",),
    Kind.VISION: ("reason", "concrete"),
}
_HAVE = {
    "own": "own part told",
    "outcome": "outcome told",
    "concrete": "something concrete named",
    "reason": "reasons given",
    "trade_off": "a trade-off or reason given",
}
_LACK = {
    "own": "does not say what the speaker did",
    "outcome": "does not say what came of it",
    "concrete": "names no figure, time or thing",
    "reason": "gives no reason",
    "trade_off": "weighs no alternative",
}
_ALSO = {
    "own": "says what you yourself did",
    "outcome": "says what came of it",
    "concrete": "gives a figure, a time or a name",
    "reason": "gives the reason for the choice",
    "trade_off": "names what was given up, or the alternative, and why",
}


@dataclass(slots=True)
class Case:
    """What the whole transcript holds for one signal.

    `support` has, by point, what shows it and how strongly; `lines` are those of all its
    points, without repeats, in the order in which they were said.
    """

    signal: Signal
    support: dict[str, list[tuple[float, Line]]] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    contrary: list[Line] = field(default_factory=list)
    kinds: Counter[Kind] = field(default_factory=Counter)
    taken_back: int = 0
    own: tuple[Line, ...] = ()
    said: list[Line] = field(default_factory=list)

    @property
    def strength(self) -> float:
        """Sum over points of the best strength seen, 0 to the number of points.

        A sentence that stands as another signal's evidence is worth half here: one
        sentence that touches everything shows less than one sentence for each thing.
        """
        mine = {line.place for line in self.own}
        return sum(
            max(s if line.place in mine else s * SHARED_STRENGTH for s, line in seen)
            for seen in self.support.values()
        )

    @property
    def outright(self) -> int:
        """How many points are shown outright, by a sentence that is this signal's own."""
        mine = {line.place for line in self.own}
        return sum(
            any(s >= OUTRIGHT and line.place in mine for s, line in seen)
            for seen in self.support.values()
        )

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """Its own sentences, the most telling of them, in the order in which they were said."""
        best = sorted(self.own, key=_telling, reverse=True)[:MOST_QUOTES]
        ordered = sorted(best, key=lambda line: line.place)
        return tuple(Quote(turn=line.turn, quote=line.text) for line in ordered)

    @property
    def kind(self) -> Kind:
        """The kind of question that most of the support answers; of equals the first."""
        return self.kinds.most_common(1)[0][0] if self.kinds else Kind.BEHAVIOURAL


class BuiltinJudge:
    """Implements `ports.Judge`. Holds no state between transcripts but compiled cues."""

    name = "built-in"

    def __init__(self, matcher: Callable[[Rubric], Matcher] = LexicalMatcher) -> None:
        self._matcher = matcher
        self._readers: dict[str, tuple[Rubric, Reader]] = {}

    async def judge(self, transcript: Transcript, rubric: Rubric) -> Judgement:
        """One claim per signal; never raises for what a transcript says."""
        return self.judge_now(transcript, rubric)

    def judge_now(self, transcript: Transcript, rubric: Rubric) -> Judgement:
        """The same, without an event loop."""
        reader = self._reader(rubric)
        talk = exchanges_of(transcript, rubric)
        lines = read_talk(reader, talk)
        spoken = " ".join(turn.text for turn in transcript.candidate_turns)
        parts = [line.sentence for answer in lines for line in answer]
        words, stops = sum(len(one.tokens) for one in parts), sum(one.stops for one in parts)
        if not reads_as_english(spoken, words, stops):
            return self._abstain(rubric, reader)
        cases = _cases(rubric, talk, lines)
        _allot(cases)
        elicited = {s for q in rubric.questions if q.id in talk.asked for s in q.signals}
        claims = tuple(_claim(case, elicited=case.signal.id in elicited) for case in cases)
        return Judgement(
            engine=self.name,
            claims=claims,
            flags=_flags(rubric, lines),
            method=f"rules, {reader.matcher.name} matching",
            limits=LIMITS,
        )

    def _reader(self, rubric: Rubric) -> Reader:
        known = self._readers.get(rubric.id)
        if known is None or known[0] is not rubric:
            known = (rubric, Reader(rubric, self._matcher(rubric)))
            self._readers[rubric.id] = known
        return known[1]

    def _abstain(self, rubric: Rubric, reader: Reader) -> Judgement:
        reason = "not in English; the built-in judge reads English only, a model engine may do"
        claims = tuple(
            Claim(signal=s.id, status=Status.ERROR, rationale=reason) for s in rubric.signals
        )
        method = f"rules, {reader.matcher.name} matching"
        return Judgement(engine=self.name, claims=claims, method=method, limits=LIMITS)


def _cases(rubric: Rubric, talk: Conversation, read: list[tuple[Line, ...]]) -> list[Case]:
    """What the lines that were `read`, exchange by exchange, hold for each signal."""
    cases = {signal.id: Case(signal) for signal in rubric.signals}
    for exchange, lines in zip(talk.exchanges, read, strict=True):
        kind = None
        if exchange.question:
            kind = exchange.question.kind
            said = [line for line in lines if line.void is None]
            for signal in cases.keys() & set(exchange.question.signals):
                cases[signal].said += said
        for line in lines:
            hits = line.hits
            if hits.points or hits.contrary:
                _take(cases, line, kind)
    return list(cases.values())


def _take(cases: dict[str, Case], line: Line, kind: Kind | None) -> None:
    """Add what a line shows, in answer to a question of `kind`, to the cases it is of."""
    points, contrary = line.hits.points, line.hits.contrary
    if line.void is Void.RETRACTED:
        for signal in {signal for signal, _ in points}:
            cases[signal].taken_back += 1
    behavioural = kind is Kind.BEHAVIOURAL
    if not line.counts or (behavioural and line.features.impersonal):
        return
    part = GENERAL_STRENGTH if behavioural and line.features.general else 1.0
    for (signal, point), strength in points.items():
        case = cases[signal]
        case.support.setdefault(point, []).append((strength * part, line))
        if not case.lines or case.lines[-1] is not line:
            case.lines.append(line)
        if kind is not None:
            case.kinds[kind] += 1
    for signal in {signal for signal, _ in contrary}:
        cases[signal].contrary.append(line)


def _qualities(case: Case) -> tuple[list[str], list[str]]:
    """(what the answer has, what it lacks) of what its kind needs, near its support."""
    marks = [line.features for line in case.lines]
    has = {
        "own": any(f.own for f in marks),
        "outcome": any(f.outcome for f in marks),
        "concrete": any(f.concrete for f in marks),
        "reason": any(f.reason or f.trade_off or f.outcome for f in marks),
        "trade_off": any(f.trade_off or f.reason for f in marks),
    }
    if case.kind is Kind.BEHAVIOURAL:
        has["own"] = any(f.did for f in marks)
    needs = NEEDS[case.kind]
    return [n for n in needs if has[n]], [n for n in needs if not has[n]]


def _level(case: Case, have: list[str], lack: list[str]) -> Level:
    """The level of a case whose answer has, and lacks, that much of what it needs."""
    total = len(case.signal.points)
    solid = max(2, math.ceil(SOLID_SHARE * total))
    full = max(3, math.ceil(FULL_SHARE * total))
    strength = case.strength
    level = 2
    if strength < 1.5 and not {"concrete", "outcome", "trade_off"} & set(have):
        level = 1
    elif (
        strength >= full - 0.5
        and not lack
        and len(case.own) >= OWN_SENTENCES_FOR_FOUR
        and case.outright >= OUTRIGHT_SHARE * total
    ):
        level = 4
    elif strength >= solid - 0.5 and len(have) >= len(lack):
        level = 3
    if case.contrary:
        level = max(1, level - 1)
    return (1, 2, 3, 4)[level - 1]


def _expected(case: Case, level: Level) -> float:
    """The level with what lies between levels: less than half a level up or down.

    Of the answers to the signal's questions: the share of points shown, and how much is
    there of an own part, an outcome, something concrete, a reason, a trade-off. Each counts
    up to `ENOUGH` sentences, so that more words of a kind add nothing after that.
    """
    marks = [line.features for line in case.said or case.lines]
    told = [
        sum(f.did for f in marks),
        sum(f.outcome for f in marks),
        sum(f.number for f in marks),
        sum(f.named for f in marks),
        sum(f.reason for f in marks),
        sum(f.trade_off for f in marks),
    ]
    full = sum(min(1.0, count / ENOUGH) for count in told) / len(told)
    shown = min(1.0, case.strength / len(case.signal.points))
    whole = 0.5 * shown + 0.5 * full - DISMISSAL * any(f.dismissive for f in marks)
    whole = max(0.0, min(1.0, whole))
    # There is no level below 1 and none above 4.
    low, high = (0.0 if level == 1 else BETWEEN), (0.0 if level == 4 else BETWEEN)
    return round(level - low + (low + high) * whole, 4)


def _claim(case: Case, *, elicited: bool) -> Claim:
    signal = case.signal
    missing = [point for point in signal.points if point.id not in case.support]
    back = f" {case.taken_back} sentence(s) were taken back and do not count." * bool(
        case.taken_back
    )
    if not case.support and not case.contrary:
        status = Status.NO_EVIDENCE if elicited else Status.NOT_ELICITED
        why = (
            "It was asked, and no answer showed any of its points." + back
            if elicited
            else "It was not asked, and nothing was volunteered." + back
        )
        return Claim(
            signal=signal.id, status=status, rationale=why,
            raise_it=_raise(2, missing, []) if elicited else "",
        )  # fmt: skip
    if not case.support:
        said = next(
            (c.text for c in signal.contrary
             if any((signal.id, c.id) in line.hits.contrary for line in case.contrary)), "",
        )  # fmt: skip
        return Claim(
            signal=signal.id, status=Status.SCORED, level=1, quotes=case.quotes,
            rationale=f"Shows the opposite: {_lower(said)}{back}", expected=_expected(case, 1),
            raise_it=_raise(2, missing, []),
        )  # fmt: skip
    have, lack = _qualities(case)
    level = _level(case, have, lack)
    return Claim(
        signal=signal.id,
        status=Status.SCORED,
        level=level,
        quotes=case.quotes,
        rationale=_rationale(case, have, lack) + back,
        expected=_expected(case, level),
        raise_it=_raise(level + 1, missing, lack) if level < 4 else "",
    )


def _rationale(case: Case, have: list[str], lack: list[str]) -> str:
    points = [point for point in case.signal.points if point.id in case.support]
    named = [_lower(point.text).rstrip(".") for point in points[:3]]
    more = [f"and {len(points) - 3} more"] if len(points) > 3 else []
    shown = "; ".join([*named, *more])
    first = f"Shows {len(points)} of {len(case.signal.points)} points: {shown}."
    parts = [_HAVE[name] for name in have] + [_LACK[name] for name in lack]
    second = ", ".join(parts)
    tail = " One statement points the other way." if case.contrary else ""
    return f"{first} {second[:1].upper()}{second[1:]}.{tail}"


def _raise(level: int, missing: list[Point], lack: list[str]) -> str:
    wants = [_lower(point.text).rstrip(".") for point in missing[:2]]
    wants = [*[_ALSO[name] for name in lack[:1]], *wants][:2]
    if not wants:
        return f"For level {level}, leave out what points the other way."
    return f"An answer at level {level} also {', and '.join(wants)}."


def _lower(text: str) -> str:
    if len(text) > 1 and text[0].isupper() and not text[1].isupper():
        return text[0].lower() + text[1:]
    return text


def _allot(cases: list[Case]) -> None:
    """Give each case sentences of its own, none twice; those with fewest choose first."""
    taken: dict[tuple[int, int], str] = {}
    chosen: dict[str, list[Line]] = {case.signal.id: [] for case in cases}
    for case in sorted(cases, key=lambda c: len(c.lines) + len(c.contrary)):
        mine = chosen[case.signal.id]
        for seen in case.support.values():
            for _, line in sorted(seen, key=_worth, reverse=True):
                if taken.setdefault(line.place, case.signal.id) == case.signal.id:
                    if line not in mine:
                        mine.append(line)
                    break
        for line in case.contrary:
            if taken.setdefault(line.place, case.signal.id) == case.signal.id and line not in mine:
                mine.append(line)
        if not mine:
            _borrow(case, chosen, taken)
    for case in cases:
        case.own = tuple(chosen[case.signal.id])


def _borrow(case: Case, chosen: dict[str, list[Line]], taken: dict[tuple[int, int], str]) -> None:
    """Take one line from a signal that has several, so that each has words of its own."""
    for line in [*case.lines, *case.contrary]:
        owner = taken.get(line.place)
        if owner is not None and len(chosen[owner]) > 1:
            chosen[owner].remove(line)
            chosen[case.signal.id].append(line)
            taken[line.place] = case.signal.id
            return


def _worth(seen: tuple[float, Line]) -> tuple[float, int]:
    strength, line = seen
    return strength, _telling(line)


def _telling(line: Line) -> int:
    marks = line.features
    return marks.did + marks.outcome + marks.number + marks.named


def _flags(rubric: Rubric, read: list[tuple[Line, ...]]) -> tuple[FlagClaim, ...]:
    found: dict[str, list[Quote]] = {}
    for lines in read:
        for line in lines:
            if line.void in {None, Void.REPEATED}:
                for flag in line.hits.flags:
                    found.setdefault(flag, []).append(Quote(turn=line.turn, quote=line.text))
    order = [flag.id for flag in rubric.red_flags]
    return tuple(
        FlagClaim(flag=flag, quotes=tuple(found[flag][:2])) for flag in order if flag in found
    )
