"""Features of a sentence: own part, outcome, trade-off, figures and other markers.

Each is a plain rule over words. What counts follows structured-interview practice:
past behaviour told in the first person, with what came of it, predicts better than
general statements (Taylor & Small 2002; Campion, Palmer & Campion 1997).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .factored import factored
from .marks import marks_in
from .text import Sentence, Trait

_PAST = int(Trait.PAST)
#: Makes a tuple without the matching of arguments: there is one for every sentence.
_new = tuple.__new__
_IDLE_TIME = factored(
    r"\b(?:at\s+the\s+end\s+of\s+the\s+day|day[\s-](?:to|by|in)[\s-]day|every\s?day|these\s+days|some\s?day"
    r"|one\s+day|all\s+day|nine\s+to\s+five|second\s+nature|twice\s+about|half\s+the\s+time)\b"
)
#: Each of them has one of these, as it stands here or within a longer word.
_IDLE_WORDS = ("day", "nine", "second", "twice", "half")
_EVASIVE = re.compile(
    r"""\b(?:i(?:'d|’d|\s+would)\s+(?:rather|prefer)\s+not|prefer\s+not\s+to|no\s+comment|can(?:'t|’t|not)\s+(?:really\s+)?(?:talk|speak|go\s+into|say|share|discuss)
    |not\s+(?:really\s+)?(?:able|allowed|at\s+liberty)\s+to|skip\s+(?:that|this)|next\s+question|pass\s+on\s+(?:that|this)
    |it\s+(?:really\s+|all\s+)?depends\s*(?:\.|$)|hard\s+to\s+say|difficult\s+to\s+say|there\s+are\s+many\s+ways|that(?:'s|’s)\s+(?:a\s+)?(?:private|confidential|personal))
    """,
    re.VERBOSE,
)
_DONT_KNOW = re.compile(
    r"""\b(?:i\s+(?:really\s+|honestly\s+|just\s+)?(?:do(?:n't|n’t|\s+not)|dont)\s+(?:really\s+)?(?:know|remember|recall|have\s+(?:an?|any)\s+(?:\w+\s+)?(?:example|idea|answer|experience|clue))
    |no\s+idea|not\s+sure\s*(?:\.|$|what|how)|(?:can(?:'t|’t|not)|could\s+not|couldn't)\s+(?:really\s+)?(?:think|remember|recall|come\s+up)
    |nothing\s+comes\s+to\s+mind|never\s+(?:had|been|happened|done)\s+(?:to\s+)?(?:that|this|such|me)|idk|haven't\s+(?:had|done|experienced)\s+(?:that|this|such))
    """,
    re.VERBOSE,
)


class Features(NamedTuple):
    """Marks of one sentence; all of them are present or absent, never graded."""

    own: bool
    did: bool
    plural: bool
    number: bool
    named: bool
    outcome: bool
    trade_off: bool
    reason: bool
    general: bool
    self_praise: bool
    retraction: bool
    lesson: bool
    dismissive: bool
    impersonal: bool

    @property
    def concrete(self) -> bool:
        """A figure, a time or a named thing."""
        return self.number or self.named


def features_of(text: str, sentence: Sentence) -> Features:
    """The features of `sentence` within `text`."""
    words = text[sentence.start : sentence.end].replace("’", "'").lower()
    places, traits = sentence.places, sentence.traits
    did = _did(sentence)
    figures = len(places.get("<number>", ())) + len(places.get("<time>", ()))
    own, plural, named = "<i>" in places, "<we>" in places, "<name>" in places
    outcome, trade_off, reason, general, self_praise, retraction, lesson, dismissive = marks_in(
        words, traits
    )
    return _new(
        Features,
        (
            own,
            did,
            plural,
            figures > 0 and figures > _idle_times(words),
            named,
            outcome,
            trade_off,
            reason,
            general and not did,
            self_praise,
            retraction,
            lesson,
            dismissive,
            # What anybody could say: no "I" or "we", no figure or name, nothing past.
            not (own or plural or named or figures or traits & _PAST),
        ),
    )


def _idle_times(lower: str) -> int:
    """How many turns of phrase that name a time or number and mean none."""
    if any(word in lower for word in _IDLE_WORDS):
        return len(_IDLE_TIME.findall(lower))
    return 0


def is_evasive(text: str) -> bool:
    """True where an answer declines or dodges."""
    return bool(_EVASIVE.search(text.lower()))


def is_dont_know(text: str) -> bool:
    """True where an answer says that there is none."""
    return bool(_DONT_KNOW.search(text.lower()))


def _did(sentence: Sentence) -> bool:
    """Tell whether "I" stands before a past verb: "I then quietly moved …", four words at most."""
    if not sentence.traits & _PAST:
        return False
    tokens = sentence.tokens
    for index in sentence.places.get("<i>", ()):
        if tokens[index].lower in {"my", "mine"}:
            continue
        for following in tokens[index + 1 : index + 5]:
            if following.traits & _PAST:
                return True
            if following.lower in {"would", "should", "could", "will", "not", "never"}:
                break
    return False


def says_we_only(sentence_features: list[Features]) -> bool:
    """True where "we" did things and "I" did nothing."""
    return any(f.plural for f in sentence_features) and not any(f.did for f in sentence_features)
