"""Delivery: how it was said, counted. Never part of a level.

Sources of what is worth noticing: filled pauses run at about 6 per 100 words in
ordinary conversation (Bortfeld et al. 2001, Language and Speech 44(2)); talk of
100 to 150 words per minute is the range usually advised for presentations; both are
feedback, not marks, because length and speed have opposite signs for different
traits in rated interviews.
"""

from __future__ import annotations

import re
from collections import Counter

from ..domain.guards import words_of
from ..domain.scorecard import Delivery
from ..domain.transcript import Role, Transcript

_FILLERS = ("um", "uh", "erm", "er", "uhm", "hmm", "you know", "i mean", "sort of", "kind of",
            "basically", "literally")  # fmt: skip
_HEDGES = ("i think", "i guess", "i suppose", "maybe", "perhaps", "probably", "possibly",
           "somewhat", "more or less", "not sure", "i feel like", "hopefully")  # fmt: skip
_I = frozenset("i i'm i'd i've i'll me my mine myself".split())
_WE = frozenset("we we're we've we'd we'll us our ours ourselves".split())
_NUMBER = re.compile(r"\b\d[\d.,]*\s?(?:%|percent|k\b|m\b|x\b)?", re.IGNORECASE)
_NAME = re.compile(r"(?<![.!?…]\s)(?<!^)\b(?!I\b|I')[A-Z][\w&]+(?:\s+[A-Z][\w&]+)*")
_STAR = {
    "situation": re.compile(
        r"\b(?:when i (?:was|joined|took|led)|at the time|back (?:in|then)|last year|in 20\d\d"
        r"|at my (?:last|previous|current)|there was|we had|i had)\b", re.IGNORECASE),
    "task": re.compile(
        r"\b(?:my (?:job|task|role|goal|responsibility)|i was (?:asked|responsible|supposed)"
        r"|(?:i|we) (?:had|needed) to|the goal was)\b", re.IGNORECASE),
    "action": re.compile(
        r"\bi (?:\w+ly )?(?:\w+ed|wrote|built|led|took|made|set|told|met|ran|sat|spoke|brought|chose"
        r"|gave|went|drew|held|put|sent|cut)\b", re.IGNORECASE),
    "result": re.compile(
        r"\b(?:as a result|in the end|the (?:result|outcome)|ended up|since then|within \w+ (?:days"
        r"|weeks|months)|by the end|which (?:cut|reduced|raised|led)|dropped|fell|rose|grew|went from"
        r"|improved|increased|reduced|shipped|launched)\b", re.IGNORECASE),
}  # fmt: skip


def measure(transcript: Transcript) -> Delivery:
    """Counts over the candidate's turns; shares and pace only where they can be known."""
    mine = transcript.candidate_turns
    words = [words_of(turn.text) for turn in mine]
    total = sum(map(len, words))
    theirs = sum(len(words_of(t.text)) for t in transcript.turns if t.role is Role.INTERVIEWER)
    texts = [" ".join(one) for one in words]
    fillers = Counter[str]()
    for text in texts:
        for phrase in _FILLERS:
            if found := len(re.findall(rf"\b{phrase}\b", text)):
                fillers[phrase] += found
    star = {part: sum(bool(p.search(t.text)) for t in mine) for part, p in _STAR.items()}
    return Delivery(
        words=total,
        turns=len(mine),
        fillers=sum(fillers.values()),
        filler_words=dict(sorted(fillers.items())),
        hedges=sum(len(re.findall(rf"\b{h}\b", text)) for text in texts for h in _HEDGES),
        talk_share=round(total / (total + theirs), 4) if total + theirs else None,
        words_per_minute=_pace(transcript),
        longest_answer_words=max(map(len, words), default=0),
        i_words=sum(word in _I for one in words for word in one),
        we_words=sum(word in _WE for one in words for word in one),
        numbers=sum(len(_NUMBER.findall(turn.text)) for turn in mine),
        names=sum(len(_NAME.findall(turn.text)) for turn in mine),
        star=star,
        hints=transcript.hints,
    )


def _pace(transcript: Transcript) -> float | None:
    """Words per minute over the turns that have both times; None without any."""
    timed = [
        (len(words_of(t.text)), t.end_ms - t.start_ms)
        for t in transcript.candidate_turns
        if t.start_ms is not None and t.end_ms is not None and t.end_ms > t.start_ms
    ]
    spoken_ms = sum(ms for _, ms in timed)
    if not spoken_ms:
        return None
    return round(sum(count for count, _ in timed) / (spoken_ms / 60_000), 1)
