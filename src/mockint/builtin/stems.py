"""Stems: which forms of English words count as one word. The home of snowballstemmer."""

from __future__ import annotations

from functools import lru_cache

import snowballstemmer

_STEMMER = snowballstemmer.stemmer("english")

# Forms that a stemmer does not fold onto their word: irregular verbs, spellings.
_IRREGULAR = {
    form: verb
    for line in """
        become became
        begin began begun
        break broke broken
        bring brought
        build built
        buy bought
        catch caught
        choose chose chosen
        come came
        cut cutting
        deal dealt
        do did done does
        draw drew drawn
        drive drove driven
        fall fell fallen
        feel felt
        find found
        forget forgot forgotten
        freeze froze frozen
        get got gotten
        give gave given
        go went gone goes
        grow grew grown
        have had has
        hear heard
        hold held
        keep kept
        know knew known
        lay laid
        lead led
        learn learnt
        leave left
        lose lost
        make made
        mean meant
        meet met
        pay paid
        rebuild rebuilt
        rewrite rewrote rewritten
        rise rose risen
        run ran
        say said
        see saw seen
        seek sought
        sell sold
        send sent
        show showed shown
        shrink shrank shrunk
        sit sat
        speak spoke spoken
        spend spent
        stand stood
        take took taken
        teach taught
        tell told
        think thought
        throw threw thrown
        understand understood
        win won
        withdraw withdrew withdrawn
        write wrote written
        analyze analyse analysed analysing analysis
        behavior behaviour behaviours
        organize organise organised organising
        prioritize prioritise prioritised prioritising priority priorities
        realize realise realised
        summarize summarise summarised summary
    """.strip().splitlines()
    for verb, *forms in [line.split()]
    for form in forms
}


#: Words that the stemmer takes for forms of another: `business` of `busy`, `customer` of
#: `custom`. Over-stemming of this kind is what Krovetz (Viewing Morphology as an Inference
#: Process, SIGIR 1993) lists for Porter's rules; here are those that are said in interviews.
#: The forms of a line are one word, apart from the one that they would fold onto.
_APART = {
    form: words[0]
    for line in """
        business businesses
        customer customers
        department departments departmental
        engineer engineers engineered engineering
        executive executives
        experiment experiments experimented experimenting experimental experimentation
        important importance importantly
        organs organ
    """.strip().splitlines()
    for words in [line.split()]
    for form in words
}


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The stem of a lower-case English word; past forms meet their verb."""
    base = word.replace("’", "'")
    base = base.removesuffix("'s")
    if base in _APART:
        return _APART[base]
    base = _IRREGULAR.get(base, base)
    return str(_STEMMER.stemWord(base))


#: Pieces in common from which two stems pass for one word, misspelt or otherwise inflected.
ALIKE = 0.65
_ALIKE_LETTERS = 4


@lru_cache(maxsize=200_000)
def alike(one: str, other: str) -> float:
    """How far two stems are the same word: 1, or their share of letter triples from `ALIKE`, or 0.

    Both must begin with the same letter; short words must be equal.
    """
    if one == other:
        return 1.0
    if min(len(one), len(other)) < _ALIKE_LETTERS or one[0] != other[0]:
        return 0.0
    first, second = _triples(one), _triples(other)
    share = 2 * len(first & second) / (len(first) + len(second))
    return share if share >= ALIKE else 0.0


@lru_cache(maxsize=40_000)
def _triples(word: str) -> frozenset[str]:
    edged = f"^{word}$"
    return frozenset(edged[i : i + 3] for i in range(len(edged) - 2))
