"""Which figures and names in a rewritten answer the candidate never gave. Pure.

A gap in double angle quotes is a place to fill in, and may say what belongs there but
hold no figure itself. Everything else is held against the candidate's own words: each
figure, whether in digits or in words, and each name. What it cannot see is an invented
fact without figure or name; that is why an example is labelled one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..domain.guards import words_of

GAP = re.compile(r"«([^«»]*)»")
MOST_GAP_WORDS = 12
_FIGURE = re.compile(r"\d+(?:[.,:/]\d+)*")
_TOKEN = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_OPENS = re.compile(r"(?:^|[.!?:;…]['\"”’)]*\s+|\n\s*|[\"“(]\s*)$")
_NUMBERS = {
    word: str(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
} | {
    "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70",
    "eighty": "80", "ninety": "90", "hundred": "100", "hundreds": "100", "thousand": "1000",
    "thousands": "1000", "million": "1000000", "millions": "1000000", "billion": "1000000000",
    "dozen": "12", "dozens": "12", "half": "1/2", "twice": "2", "doubled": "2", "tripled": "3",
    "quarter": "1/4", "third": "1/3",
}  # fmt: skip
#: Too common in other meanings to be taken for figures.
_NO_FIGURES = {"one", "third", "quarter"}
#: Words that may open a sentence without being anybody's name.
_OPENERS = frozenset(
    """a about above across after afterwards again against all along already also although always
    am among an and another any anyone are around as at away back based be because been before
    behind being below beside besides best better between beyond both but by can could day days
    despite did do does doing done down during each earlier early either else even eventually
    ever every everyone everything finally first for from further given going good had has have
    having he hence her here herself him himself his how however i if in indeed instead into is
    it its itself just last lastly late later least less let like long many may maybe me meanwhile
    might month months more most moreover much must my myself near neither never nevertheless new
    next no nobody none nor not nothing now of off often on once one only onto or other others
    our out over overall own part people per perhaps please previously quite rather right same
    second secondly she should since so some somebody someone something sometimes soon still such
    team than thank thanks that the their them then there thereby therefore these they thing
    things third this those though through throughout thus time to today together too toward
    towards under unfortunately unless until up upon us usually very was we week weeks well were
    what whatever when whenever where whereas whether which while who whoever whom whose why will
    with within without work would year years yes yesterday yet you your""".split()
)
_ENDINGS = ("ing", "ly", "ed")
_MIN_STEM = 5


@dataclass(frozen=True, slots=True)
class Known:
    """What the candidate said, and what they were told and asked."""

    figures: frozenset[str]
    words: frozenset[str]


def known(said: Iterable[str], told: Iterable[str] = ()) -> Known:
    """What may stand in a rewrite: figures of the candidate; words of `told` besides."""
    spoken = list(said)
    figures = {figure for text in spoken for figure in _figures(text)}
    words = {word for text in (*spoken, *told) for word in words_of(text)}
    parts = {part for word in words for part in re.split(r"['’.-]", word)}
    return Known(frozenset(figures), frozenset(words | parts))


def gaps(text: str) -> tuple[str, ...]:
    """What the candidate must fill in, in order."""
    return tuple(found.strip() for found in GAP.findall(text))


def inventions(text: str, facts: Known) -> tuple[str, ...]:
    """Figures and names of `text` that are not the candidate's, in order and once each."""
    bare = GAP.sub(" … ", text)
    unknown_figures = [figure for figure in _spelled(bare) if _figure(figure) not in facts.figures]
    return tuple(dict.fromkeys([*unknown_figures, *_names(bare, facts)]))


def malformed_gaps(text: str) -> str:
    """What is wrong with the gaps themselves; "" if nothing is."""
    if re.search("[«»]", GAP.sub("", text)):
        return "a double angle quote stands alone"
    for gap in gaps(text):
        if not gap or len(gap.split()) > MOST_GAP_WORDS:
            return "a gap says in a few words what belongs there"
        if _FIGURE.search(gap):
            return f"a gap must not suggest a figure: «{gap}»"
    return ""


def _spelled(text: str) -> list[str]:
    """Figures as they stand in `text`, in digits and in words."""
    words = [w for w in words_of(text) if w in _NUMBERS and w not in _NO_FIGURES]
    return [*_FIGURE.findall(text), *words]


def _figures(text: str) -> set[str]:
    """All figures of a candidate's text, in one spelling."""
    spelled = [*_FIGURE.findall(text), *(w for w in words_of(text) if w in _NUMBERS)]
    return {_figure(one) for one in spelled}


def _figure(spelled: str) -> str:
    plain = _NUMBERS.get(spelled.lower(), spelled)
    return re.sub(r"(?<=\d),(?=\d{3}\b)", "", plain).rstrip(".")


def _names(text: str, facts: Known) -> list[str]:
    found = []
    for token in _TOKEN.finditer(text):
        word = token.group()
        if not any(char.isupper() for char in word) or _is_known(word, facts):
            continue
        opens = _OPENS.search(text[: token.start()]) is not None
        if opens and word[1:].islower() and _may_open(word.lower(), facts):
            continue
        found.append(word)
    return found


def _is_known(word: str, facts: Known) -> bool:
    lower = word.lower().replace("’", "'")
    stem = lower.removesuffix("'s").removesuffix("s")
    first = re.split(r"['.-]", lower)[0]
    return (
        first == "i"
        or lower in facts.words
        or lower.removesuffix("'s") in facts.words
        or (len(stem) > 1 and (stem in facts.words or f"{stem}s" in facts.words))
        or all(part in facts.words for part in re.split(r"['.-]", lower))
    )


def _may_open(lower: str, facts: Known) -> bool:
    """True for a word that is no name but only stands at the beginning of a sentence."""
    first = re.split(r"['’.-]", lower)[0]
    if first in _OPENERS or first.endswith(_ENDINGS) or first in _NUMBERS:
        return True
    stem = first[:_MIN_STEM]
    return len(stem) == _MIN_STEM and any(word.startswith(stem) for word in facts.words)
