"""What is a speaker's name, and when two names are one speaker.

In running text a colon stands after names and after other words alike; which of them
are names is settled from the whole text, by form and by recurrence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from .vocabulary import role_of

LONGEST = 60
#: What platforms and people add to a name and take away again in mid-meeting.
_ADDED = re.compile(
    r"\s*[(\[](?:guest|external|unverified|host|co-?host|me|you|presenter|organi[sz]er"
    r"|(?:she|he|they|her|him|them|any|ze|xe|hir|elle|il|iel|ella|él|sie|er)"
    r"(?:\s*[/,]\s*[a-zé]{1,8}){0,3})[)\]]",
    re.IGNORECASE,
)
_PARENTHESIS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_UNKNOWN = frozenset(
    {
        "unknown",
        "unknown speaker",
        "speaker unknown",
        "unidentified",
        "unidentified speaker",
        "speaker ?",
    }
)
_PARTICLES = frozenset(
    "van von de der den del della di da dos du la le el al bin ibn y e zu ter ten af av".split()
)
#: Words before a colon that name nobody: metadata, and how sentences begin.
_NOT_NAMES = frozenset(
    """meeting title topic subject date time duration location place role position job company team
    round stage level id url link file source recording transcript transcription transcribed
    language attendees participants present agenda summary notes note disclaimer page version
    status created updated start end started ended organizer invitees chapter section part
    feedback score scores rating grade evaluation assessment verdict recommendation decision result
    results strengths weaknesses improvements overall final total marks comment comments rationale
    first second third fourth fifth firstly secondly thirdly next then finally lastly last also and
    but so or because well now here there this that these those it they we you if when what why how
    where who the a an my our your his her its to for with as in on at by from example examples eg
    remember think imagine basically essentially actually honestly look listen okay ok yes no yeah
    right sure step steps situation task action actions outcome lesson lessons goal goals context
    problem solution background option options reason reasons key point points tip tips warning todo
    http https ftp mailto input output answer answers question questions q a p s ps nb re fw fwd
    pros cons impact method approach idea thing things issue one two three four five""".split()
)
_LETTERS = re.compile(r"[^\W\d_]")
_SENTENCE = re.compile(r"[!?;\"“”…|=<>{}@\\]|[.,](?=\s+[a-z])|,.*,")


def speaker_name(raw: str) -> str:
    """A name as it is shown: one space between words, without pronouns and platform marks."""
    name = " ".join(raw[:200].split()).strip(" \t:：-–*_#")
    if "(" not in name and "[" not in name:
        return name
    return _ADDED.sub("", name).strip() or name


def identity(name: str) -> str:
    """The same for all ways in which one file writes a name."""
    return name.casefold()


def is_unknown(name: str) -> bool:
    """True where a tool wrote that it does not know who speaks."""
    return name.casefold().strip(" .") in _UNKNOWN


@lru_cache(maxsize=8192)
def could_be_name(text: str) -> bool:
    """True if `text` has the form of a name or of a speaker's label."""
    if not text or len(text) > LONGEST or _SENTENCE.search(text):
        return False
    words = _PARENTHESIS.sub("", text).split()
    if not words or len(words) > 6 or _LETTERS.search(text) is None:
        return False
    bares = [word.casefold().strip(".,:'’") for word in words]
    return bares[0] not in _NOT_NAMES and not (
        len(bares) > 1 and bares[-1] in _NOT_NAMES - _PARTICLES
    )


@lru_cache(maxsize=8192)
def is_proper(text: str) -> bool:
    """True if each word of `text` begins as names do: a capital, a digit, no case at all."""
    words = _PARENTHESIS.sub("", text).split()
    return (
        bool(words)
        and all(word.casefold() in _PARTICLES or not word[0].islower() for word in words)
        and any(not word[0].islower() for word in words)
    )


def known_speakers(counts: Mapping[str, int]) -> frozenset[str]:
    """Those of the counted labels that are names of speakers.

    A name of several capitalised words counts at once; one word, or words in lower
    case, only where they recur often enough among the labels of this file.
    """
    total = sum(counts.values())
    known: set[str] = set()
    for label, count in counts.items():
        if not could_be_name(label):
            continue
        several = len(_PARENTHESIS.sub("", label).split()) > 1
        if is_proper(label):
            least = 1.0 if several else max(2.0, total * 0.02)
        else:
            least = max(3.0, total * 0.05) if several else max(2.0, total * 0.05)
        if count >= least:
            known.add(label)
    if len(known) < 2:
        known.update(label for label in counts if role_of(label) is not None)
    return frozenset(known)
