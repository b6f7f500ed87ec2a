"""Who is the interviewer, and who the candidate: told by evidence, in a fixed order.

Flags, role labels, a format's convention, the preamble, then inference. Each step
decides for all speakers or passes on; where none decides, grading is refused with the
names found and the flags to give. Roles never come from the words of a turn.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..domain.transcript import Role
from ..errors import RolesUnknownError
from .names import identity, is_unknown
from .vocabulary import roles_of

LEAST_TURNS = 6
_SHOWN = 12
_WORD = re.compile(r"[぀-ヿ㐀-鿿가-힯]|[^\W_]+(?:['’\-][^\W_]+)*")
_QUESTION = re.compile("[?？؟⁇]|;(?=\\s*$)")
_GREEK = re.compile("[Ͱ-Ͽ]")
_NAME_WORD = re.compile(r"[^\W_]+")
_WITH = re.compile(
    r"\b(?:interview(?:ing)?|entrevista|entretien|entrevue|colloquio|intervista|gespräch"
    r"|vorstellungsgespräch|rozmowa|intervju|интервью|собеседование)\s+"
    r"(?:with|con|com|avec|mit|met|med|z|ze|с|di|de|of)\s+(?P<who>[^\n]{2,100})",
    re.IGNORECASE,
)
_CANDIDATE_IS = re.compile(
    r"^[ \t*_#>|\-]*(?:candidate|interviewee|applicant|respondent|kandidat(?:in)?|bewerber(?:in)?"
    r"|candidato|candidata|entrevistad[oa]|candidat|候选人|応募者|지원자|кандидат)"
    r"(?:['’]?s)?(?:[ \t]+name)?[ \t*_]*[:：|][ \t*_]*(?P<who>[^\n]{2,100})",
    re.IGNORECASE | re.MULTILINE,
)
_INTERVIEWER_IS = re.compile(
    r"(?:^[ \t*_#>|\-]*(?:interviewers?|moderator|recruiter|panel(?:ists?)?|hiring manager"
    r"|interviewerin|entrevistador(?:a|es)?|intervistatore|intervieweur|面试官|面接官|면접관|интервьюер)"
    r"(?:['’]?s)?(?:[ \t]+names?)?[ \t*_]*[:：|]"
    r"|\b(?:interviewed|conducted|led|moderated)\s+by\b|\bentrevistado\s+por\b)"
    r"[ \t*_:]*(?P<who>[^\n]{2,100})",
    re.IGNORECASE | re.MULTILINE,
)
_PREAMBLE = 6_000


@dataclass(frozen=True, slots=True)
class Said:
    """One run of a speaker: who and what, before roles are known."""

    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class Roles:
    """Sides by speaker. A speaker that is missing takes none: kept as notes, never graded."""

    sides: Mapping[str, Role]
    how: str
    why: str


@dataclass(frozen=True, slots=True)
class _Count:
    turns: int = 0
    words: int = 0
    asking: int = 0

    @property
    def rate(self) -> float:
        """Turns that ask, per word; the constants keep a speaker of few words in bounds."""
        return (self.asking + 0.5) / (self.words + 20)


def tell_roles(
    said: Sequence[Said],
    options: Mapping[str, str],
    *,
    source: str,
    preamble: str = "",
    convention: Mapping[str, Role] | None = None,
) -> Roles:
    """The sides of the speakers of `said`; RolesUnknownError where they cannot be told."""
    speakers = tuple(dict.fromkeys(one.speaker for one in said))
    if not any(options.get(key, "").strip() for key in ("interviewer", "candidate")):
        # Before any words are counted: most files need no more.
        told = _by_labels(speakers) or _by_convention(speakers, convention or {})
        if told is not None:
            return told
    counts = _counted(said)
    by_flags = _by_flags(speakers, options, counts, source)
    if by_flags is not None:
        return by_flags
    abstained = "no speaker has a name"
    named = [name for name in speakers if not is_unknown(name)]
    if named:
        told = _by_preamble(named, preamble[:_PREAMBLE])
        if told is not None:
            return told
        people = named if len(named) > 1 else list(counts)
        inferred, abstained = _by_inference(people, counts)
        if inferred is not None:
            return inferred
    raise unknown_roles(counts, abstained, source)


def unknown_roles(
    counts: Mapping[str, _Count] | Sequence[str], why: str, source: str
) -> RolesUnknownError:
    """The refusal: the speakers found, why none is taken, and the flags to give."""
    shown = [
        f"{name} ({counts[name].turns} turns, {counts[name].words:,} words)"
        if isinstance(counts, Mapping)
        else name
        for name in list(counts)[:_SHOWN]
    ]
    more = f" and {len(counts) - _SHOWN} more" if len(counts) > _SHOWN else ""
    first, second = (*list(counts)[:2], "NAME", "NAME")[:2]
    return RolesUnknownError(
        f"who is the interviewer and who the candidate cannot be told ({why}); "
        f"speakers: {', '.join(shown)}{more}",
        where=source,
        remedy=f'name them, for example --interviewer "{first}" --candidate "{second}"',
    )


def _counted(said: Sequence[Said]) -> dict[str, _Count]:
    counts: dict[str, _Count] = {}
    for one in said:
        old = counts.get(one.speaker, _Count())
        counts[one.speaker] = _Count(
            old.turns + 1,
            old.words + _words_in(one.text),
            old.asking + _asks(one.text),
        )
    return counts


def _words_in(text: str) -> int:
    # Scripts without spaces are counted by character.
    return len(text.split()) if text.isascii() else len(_WORD.findall(text))


def _asks(text: str) -> bool:
    if "?" in text:
        return True
    found = None if text.isascii() else _QUESTION.search(text)
    # The Greek question mark looks like a semicolon, and is one in Unicode.
    return found is not None and (found[0] != ";" or _GREEK.search(text[-200:]) is not None)


# -- flags ---------------------------------------------------------------------------


def flag_names(options: Mapping[str, str], key: str) -> tuple[str, ...]:
    """The names that a flag gives, commas between them."""
    return tuple(name.strip() for name in options.get(key, "").split(",") if name.strip())


def _by_flags(
    speakers: Sequence[str], options: Mapping[str, str], counts: Mapping[str, _Count], source: str
) -> Roles | None:
    sides: dict[str, Role] = {}
    for key, role in (("interviewer", Role.INTERVIEWER), ("candidate", Role.CANDIDATE)):
        whole = options.get(key, "").strip()
        if not whole:
            continue
        exact = _matching(whole, speakers, loosely=False)
        for name in (whole,) if exact else flag_names(options, key):
            found = _matching(name, speakers)
            if len(found) != 1:
                trouble = "nobody" if not found else "several speakers"
                raise unknown_roles(counts, f"--{key} {name} names {trouble}", source)
            if sides.setdefault(found[0], role) is not role:
                raise unknown_roles(counts, f"{found[0]} is given both sides", source)
    if not sides:
        return None
    rest = [name for name in speakers if name not in sides]
    given = set(sides.values())
    if given == {Role.CANDIDATE}:
        sides.update((name, Role.INTERVIEWER) for name in rest if not is_unknown(name))
    elif given == {Role.INTERVIEWER}:
        labelled = [name for name in rest if roles_of(speakers).get(name) is Role.CANDIDATE]
        known = [name for name in rest if not is_unknown(name)]
        people = labelled or known or rest
        if len(people) != 1:
            why = (
                "nobody is left to be the candidate"
                if not people
                else "several could be the candidate"
            )
            raise unknown_roles(counts, why, source)
        sides[people[0]] = Role.CANDIDATE
    return Roles(sides, "flags", "as the flags say")


def _matching(name: str, speakers: Sequence[str], *, loosely: bool = True) -> list[str]:
    """Speakers that a flag's name means: the same name, else all of its words in theirs."""
    same = [one for one in speakers if identity(one) == identity(name)]
    if same or not loosely:
        return same
    words = {word.casefold() for word in _NAME_WORD.findall(name)}
    return [
        one
        for one in speakers
        if words and words <= {w.casefold() for w in _NAME_WORD.findall(one)}
    ]


# -- labels and convention -----------------------------------------------------------


def _by_labels(speakers: Sequence[str]) -> Roles | None:
    sides = dict(roles_of(speakers))
    return _completed(sides, speakers, "labels", "the labels say so")


def _by_convention(speakers: Sequence[str], convention: Mapping[str, Role]) -> Roles | None:
    sides = {name: convention[identity(name)] for name in speakers if identity(name) in convention}
    return _completed(sides, speakers, "convention", "the assistant is taken to interview the user")


def _completed(sides: dict[str, Role], speakers: Sequence[str], how: str, why: str) -> Roles | None:
    """Roles if `sides` settle the others too, else None."""
    if not sides:
        return None
    rest = [name for name in speakers if name not in sides and not is_unknown(name)]
    given = set(sides.values())
    if given == {Role.CANDIDATE}:
        sides.update((name, Role.INTERVIEWER) for name in rest)
    elif given == {Role.INTERVIEWER}:
        if len(rest) != 1:
            return None
        sides[rest[0]] = Role.CANDIDATE
    return Roles(sides, how, why)


# -- preamble ------------------------------------------------------------------------


def _by_preamble(speakers: Sequence[str], preamble: str) -> Roles | None:
    if not preamble.strip():
        return None
    asked = _mentioned(preamble, (_CANDIDATE_IS,), speakers) or _mentioned(
        preamble, (_WITH,), speakers
    )
    asking = _mentioned(preamble, (_INTERVIEWER_IS,), speakers)
    asked -= asking
    if len(asked) == len(speakers) or not asked | asking:
        return None
    sides = dict.fromkeys(asked, Role.CANDIDATE) | dict.fromkeys(asking, Role.INTERVIEWER)
    words = " ".join(preamble.split())[:80]
    return _completed(
        sides, speakers, "preamble", f"the text before the first words says so: “{words}”"
    )


def _mentioned(
    preamble: str, patterns: Sequence[re.Pattern[str]], speakers: Sequence[str]
) -> set[str]:
    tails = [found["who"] for pattern in patterns for found in pattern.finditer(preamble)]
    return {name for name in speakers if any(_mentions(tail, name, speakers) for tail in tails)}


def _mentions(tail: str, speaker: str, speakers: Sequence[str]) -> bool:
    """True if `tail` names the speaker: all words, a first or last name of one, or initials."""
    words = [word.casefold() for word in _NAME_WORD.findall(tail)]
    own = [word.casefold() for word in _NAME_WORD.findall(speaker)]
    if not own or not words:
        return False
    if set(own) <= set(words):
        return True
    shared = [
        word
        for word in set(own) & set(words[:4])
        if len(word) > 2
        and sum(word in {w.casefold() for w in _NAME_WORD.findall(one)} for one in speakers) == 1
    ]
    if shared:
        return True
    plain = unicodedata.normalize("NFKD", " ".join(words)).split()
    initials = "".join(word[0] for word in plain[: len(own[0])])
    return len(own) == 1 and 2 <= len(own[0]) <= 4 and speaker.isupper() and own[0] == initials


# -- inference -----------------------------------------------------------------------


def _by_inference(people: Sequence[str], counts: Mapping[str, _Count]) -> tuple[Roles | None, str]:
    """Roles of two speakers by who asks, or why that tells nothing."""
    if len(people) != 2:
        return None, "only one speaker" if len(
            people
        ) < 2 else "more than two speakers, without labels"
    first, second = people
    turns = counts[first].turns + counts[second].turns
    if counts[first].asking + counts[second].asking == 0:
        return None, "nobody asks anything"
    if turns < LEAST_TURNS:
        return None, f"{turns} turns are too few to infer it"
    asker, other = (first, second) if counts[first].rate > counts[second].rate else (second, first)
    if counts[asker].rate == counts[other].rate or counts[asker].words >= counts[other].words:
        return None, "who asks most does not speak least"
    if is_unknown(other):
        return None, "the file does not know who speaks most"
    why = (
        f"{asker} asks in {counts[asker].asking} of {counts[asker].turns} turns and says "
        f"{counts[asker].words:,} words, {other} asks in {counts[other].asking} of "
        f"{counts[other].turns} and says {counts[other].words:,}"
    )
    return Roles({asker: Role.INTERVIEWER, other: Role.CANDIDATE}, "inference", why), ""
