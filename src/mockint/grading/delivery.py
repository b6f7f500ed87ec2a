"""Delivery: how it was said, counted. Never part of a level.

What each count means, and where its threshold comes from, stands in docs/delivery.md.
Counts are feedback, not marks: length and speed have opposite signs for different
traits in rated interviews. Times are only as good as the transcript's: captions round
them, and a gap between captions is not always a silence.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import chain, pairwise
from statistics import median

from ..domain.guards import words_of_turn
from ..domain.scorecard import Delivery
from ..domain.transcript import Role, Transcript, Turn

#: Milliseconds: silences from here on are the long ones of the usual three classes.
LONG_PAUSE_MS = 1_000


def _phrases(*texts: str) -> tuple[tuple[str, str, str], ...]:
    """Each phrase; its first word; it with a space on either side of each word ("" for one word)."""
    return tuple(
        (text, text.split()[0], f" {text.replace(' ', '  ')} " if " " in text else "")
        for text in texts
    )


_FILLERS = _phrases("um", "uh", "erm", "er", "uhm", "hmm", "you know", "i mean", "sort of",
                    "kind of", "basically", "literally")  # fmt: skip
_HEDGES = _phrases("i think", "i guess", "i suppose", "maybe", "perhaps", "probably", "possibly",
                   "somewhat", "more or less", "not sure", "i feel like", "hopefully")  # fmt: skip
_I = frozenset("i i'm i'd i've i'll me my mine myself".split())
_WE = frozenset("we we're we've we'd we'll us our ours ourselves".split())
# The look behind follows its digit: so a search jumps from digit to digit.
_NUMBER = re.compile(r"\d(?<=\b\d)[\d.,]*\s?(?:%|(?i:percent|k\b|m\b|x\b))?")
# A run of capitalised words, of which the first one is kept; nothing is kept of one that opens
# a sentence (before it stands nothing, or the end of another) or is the rest of a word. "I" has
# one letter too few.
_NAMES = re.compile(
    r"[A-Z](?:(?<!\w[A-Z])(?<=.[A-Z])(?<![.!?…]\s[A-Z])([\w&]+)(?:\s+[A-Z][\w&]+)*|[\w&]+)",
    re.DOTALL,
)
# Matched in lower-case text, where one of the beginnings below was found.
_STAR = {
    "situation": re.compile(
        r"\b(?:when i (?:was|joined|took|led)|at the time|back (?:in|then)|last year|in 20\d\d"
        r"|at my (?:last|previous|current)|there was|we had|i had)\b"),
    "task": re.compile(
        r"\b(?:my (?:job|task|role|goal|responsibility)|i was (?:asked|responsible|supposed)"
        r"|(?:i|we) (?:had|needed) to|the goal was)\b"),
    "action": re.compile(
        r"\bi (?:\w+ly )?(?:\w+ed|wrote|built|led|took|made|set|told|met|ran|sat|spoke|brought|chose"
        r"|gave|went|drew|held|put|sent|cut)\b"),
    "result": re.compile(
        r"\b(?:as a result|in the end|the (?:result|outcome)|ended up|since then|within \w+ (?:days"
        r"|weeks|months)|by the end|which (?:cut|reduced|raised|led)|dropped|fell|rose|grew|went from"
        r"|improved|increased|reduced|shipped|launched)\b"),
}  # fmt: skip

#: With what each pattern can begin: plain text is found many times faster than a pattern.
_BEGINNINGS = {
    "situation": ("when i ", "at the time", "back in", "back then", "last year", "in 20",
                  "at my ", "there was", "we had", "i had"),
    "task": ("my ", "i was ", "i had to", "we had to", "i needed to", "we needed to",
             "the goal was"),
    "action": ("i ",),
    "result": ("as a result", "in the end", "the result", "the outcome", "ended up", "since then",
               "within ", "by the end", "which ", "dropped", "fell", "rose", "grew", "went from",
               "improved", "increased", "reduced", "shipped", "launched"),
}  # fmt: skip
#: The same, each with its first word.
_OPENINGS = {
    part: tuple((one.split(maxsplit=1)[0], one) for one in some)
    for part, some in _BEGINNINGS.items()
}


def measure(transcript: Transcript) -> Delivery:
    """Counts over the candidate's turns; shares, pace and pauses only where they can be known."""
    mine = transcript.spoken_turns
    words = {turn.index: words_of_turn(turn.text) for turn in mine}
    total = sum(map(len, words.values()))
    theirs = sum(len(words_of_turn(t.text)) for t in transcript.turns if t.role is Role.INTERVIEWER)
    spoken = "|".join(f" {'  '.join(one)} " for one in words.values())
    whole = ".\n".join(turn.text for turn in mine)  # each of them opens a sentence
    counts = Counter(chain.from_iterable(words.values()))
    fillers = _counted(_FILLERS, spoken, counts)
    parts = _star_parts([turn.text.lower() for turn in mine], counts)
    monologues = _monologues(transcript, words)
    pauses = _pauses(mine)
    return Delivery(
        words=total,
        turns=len(mine),
        fillers=sum(fillers.values()),
        filler_words=dict(sorted(fillers.items())),
        hedges=sum(_counted(_HEDGES, spoken, counts).values()),
        talk_share=round(total / (total + theirs), 4) if total + theirs else None,
        words_per_minute=_pace(mine, words),
        longest_answer_words=max(map(len, words.values()), default=0),
        i_words=sum(counts.get(word, 0) for word in _I),
        we_words=sum(counts.get(word, 0) for word in _WE),
        numbers=len(_NUMBER.findall(whole)),
        names=sum(map(bool, _NAMES.findall(whole))),
        star={part: sum(part in found for found in parts) for part in _STAR},
        star_complete=sum(len(found) == len(_STAR) for found in parts),
        longest_monologue_words=max((one.words for one in monologues), default=0),
        longest_monologue_s=_longest(monologues),
        pauses=None if pauses is None else sum(ms >= LONG_PAUSE_MS for ms in pauses),
        longest_pause_s=None if not pauses else _seconds(max(pauses)),
        response_s=_response(transcript),
        hints=transcript.hints,
    )


def _counted(
    phrases: tuple[tuple[str, str, str], ...], spoken: str, counts: Counter[str]
) -> dict[str, int]:
    """How often each phrase stands in `spoken`, whose words have a space on either side each.

    `counts` are those of its words, so that most phrases need not be looked for.
    """
    found: dict[str, int] = {}
    for phrase, first, spaced in phrases:
        if first in counts:
            count = spoken.count(spaced) if spaced else counts[first]
            if count:
                found[phrase] = count
    return found


def _star_parts(answers: list[str], counts: Counter[str]) -> list[set[str]]:
    """The parts of a told story that are found in each of the answers, given in lower case.

    `counts` are those of their words: where the first word of a beginning stands nowhere, the
    beginning need not be looked for.
    """
    whole = "\n".join(answers)
    # "week'dropped" is counted as one word, and holds two.
    within = {piece for word in counts if "'" in word for piece in word.split("'")}
    live = {
        part: [one for first, one in some if (first in counts or first in within) and one in whole]
        for part, some in _OPENINGS.items()
    }
    return [{part for part in _STAR if _holds(part, live[part], one)} for one in answers]


def _holds(part: str, beginnings: list[str], lower: str) -> bool:
    pattern = _STAR[part]
    for beginning in beginnings:
        at = lower.find(beginning)
        while at >= 0:
            if pattern.match(lower, at):
                return True
            at = lower.find(beginning, at + 1)
    return False


@dataclass(frozen=True, slots=True)
class _Monologue:
    """What the candidate says until the interviewer speaks again. `ms` None: no times."""

    words: int
    ms: int | None


def _monologues(transcript: Transcript, words: dict[int, tuple[str, ...]]) -> list[_Monologue]:
    found: list[_Monologue] = []
    run: list[Turn] = []
    for turn in (*transcript.turns, None):
        if turn is not None and turn.is_candidate:
            run += [] if turn.is_pad else [turn]
        elif run and (turn is None or turn.role is Role.INTERVIEWER):
            start, end = run[0].start_ms, run[-1].end_ms
            timed = start is not None and end is not None and end > start
            ms = end - start if timed and start is not None and end is not None else None
            found.append(_Monologue(sum(len(words[one.index]) for one in run), ms))
            run = []
    return found


def _longest(monologues: list[_Monologue]) -> float | None:
    timed = [one.ms for one in monologues if one.ms is not None]
    return _seconds(max(timed)) if timed else None


def _pauses(turns: tuple[Turn, ...]) -> list[int] | None:
    """Milliseconds of silence between the pieces of each answer; None without any times."""
    gaps: list[int] = []
    known = False
    for turn in turns:
        for one, following in pairwise(turn.blocks):
            if one.end_ms is not None and following.start_ms is not None:
                known = True
                gaps.append(max(0, following.start_ms - one.end_ms))
    return gaps if known else None


def _response(transcript: Transcript) -> float | None:
    """Median seconds from the end of what the interviewer says to the answer; None without."""
    spoken = [turn for turn in transcript.turns if turn.role is not Role.NOTE]
    waits = [
        answer.start_ms - asked.end_ms
        for asked, answer in pairwise(spoken)
        if asked.role is Role.INTERVIEWER
        and answer.is_candidate
        and not answer.is_pad
        and asked.end_ms is not None
        and answer.start_ms is not None
        and answer.start_ms >= asked.end_ms
    ]
    return _seconds(median(waits)) if waits else None


def _pace(turns: tuple[Turn, ...], words: dict[int, tuple[str, ...]]) -> float | None:
    """Words per minute over the turns that have both times; None without any."""
    timed = [
        (len(words[turn.index]), turn.end_ms - turn.start_ms)
        for turn in turns
        if turn.start_ms is not None and turn.end_ms is not None and turn.end_ms > turn.start_ms
    ]
    spoken_ms = sum(ms for _, ms in timed)
    if not spoken_ms:
        return None
    return round(sum(count for count, _ in timed) / (spoken_ms / 60_000), 1)


def _seconds(ms: float) -> float:
    return round(ms / 1000, 1)
