"""Words of an answer: sentences, tokens and word classes.

English only; `looks_english` says when that fails. Spans are character offsets into
the text that was given, end exclusive, so that `text[start:end]` is the quote.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import IntFlag, auto
from functools import lru_cache
from typing import NamedTuple

from ..domain.guards import LOOSE, TYPOGRAPHY, may_be_for_grader
from .marks import is_past, openers_in
from .stems import stem

STOPWORDS = frozenset(
    """a an and are as at be been being but by for from had has have he her hers him his how i
    i'm i'd i've i'll if in into is it it's its me my myself of on or our ours ourselves she so
    than that that's the their them then there these they they're this those through to too up
    us was we we're we've we'd were what when where which while who whom why will with would you
    your yours about after all also any am because before both can could did do does doing down
    during each few more most much no nor not now off once only other out over own same should
    some such under until very just um uh er erm ah oh well like really actually basically sort
    kind know mean yeah yes okay ok right got get gets getting let lot lots thing things going
    gonna one""".split()
)

FIRST_SINGULAR = frozenset("i i'm i'd i've i'll me my mine myself".split())
FIRST_PLURAL = frozenset("we we're we've we'd we'll us our ours ourselves".split())
NEGATIONS = frozenset(
    """not never no none nobody nothing neither nor without cannot can't don't didn't doesn't
    won't wouldn't couldn't shouldn't wasn't weren't isn't aren't haven't hasn't hadn't hardly
    barely rarely seldom dont didnt doesnt wont wouldnt couldnt wasnt isnt havent""".split()
)
_SOFTENERS = frozenset("only just merely simply necessarily more less longer later fewer".split())
#: What ends the reach of a negation.
_TURNS = frozenset("but so then until because instead".split())
# Verbs that negate what follows them with "to": "failed to set goals".
_UNDONE = frozenset("failed fail refused refuse forgot neglected".split())
NUMBER_WORDS = frozenset(
    """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
    hundred hundreds thousand thousands million millions billion billions half third twice
    thrice dozen dozens double doubled doubling triple tripled tripling halved halving percent
    percentage zero""".split()
)
TIME_WORDS = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april
    june july august september october november december day days daily week weeks weekly
    fortnight fortnightly biweekly month months monthly quarter quarters quarterly year years
    yearly annual annually hour hours minutes sprint sprints deadline tomorrow yesterday
    overnight weekend weekends mondays tuesdays wednesdays thursdays fridays saturdays sundays q1
    q2 q3 q4 summer spring autumn winter morning""".split()
)

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*", re.UNICODE)
_WORDS_AND_COMMAS = re.compile(f"{_WORD.pattern}|[,;:]", re.UNICODE)
#: For text of ASCII letters: a comma for what `_WORDS_AND_COMMAS` takes for one, and a space
#: for all else that is in no word.
_SPACED = {
    code: "," if chr(code) in ",;:" else chr(code) if chr(code).isalnum() else " "
    for code in range(128)
} | {ord("'"): "'"}
_ONE_ON_ONE = re.compile(
    r"\b(?:1\s*[:/-]\s*1|1[\s-]*(?:on|to)[\s-]*1|one[\s:-]*(?:on|to)[\s-]*one)s?\b", re.IGNORECASE
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|Dr|Mr|Mrs|Ms|St|Inc|Ltd|Jr|Sr|approx|No)|\b[A-Z])$"
)
#: Letters of the longest abbreviation.
_LONGEST_ABBREVIATION = 6
# It opens with one set of characters, so that a search jumps from one of them to the next.
_BREAK = re.compile(
    r"""[.!?…\n。！？](?:(?<=[.!?…])[.!?…]*["'”’)\]]*(?=\s|$)|(?<=\n)\n*|(?<=[。！？])[。！？]*)"""
)
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha())
_YEAR = re.compile(r"(?:19|20)\d\d")
_CLAUSE = re.compile(
    r"\s*[;—–]\s*|,\s+(?=(?:and|but|so|then|because|which)\b)"
    r"|\s+(?=(?:and then|but then|so then)\b)",
    re.IGNORECASE,
)
LONG_SENTENCE = 45


class Trait(IntFlag):
    """What a word is beside its keys, one bit each; those of a sentence are all its words'.

    The bits from `marks.FIRST_BIT` on tell which of its patterns the word may be part of.
    """

    DENIES = auto()
    PAST = auto()
    TO_GRADER = auto()


@dataclass(frozen=True, slots=True)  # its fields are read more often than a tuple is made
class Token:
    """One word of a text, by its spelling: the same for all places where it is so spelled.

    `keys` are its stem and the classes that it belongs to, as cues name them; `is_stop` is
    true for words that carry no content of their own; `traits` are bits of `Trait` and of
    `marks`.
    """

    lower: str
    stem: str
    keys: tuple[str, ...]
    is_stop: bool
    traits: int

    @property
    def is_number(self) -> bool:
        """True for figures and number words ("1" as in "number one" aside)."""
        return "<number>" in self.keys

    @property
    def is_time(self) -> bool:
        """True for words of date and duration, and for years."""
        return "<time>" in self.keys

    @property
    def is_name(self) -> bool:
        """True for capitalised words within a sentence, and for acronyms anywhere."""
        return "<name>" in self.keys


class Sentence(NamedTuple):
    """A stretch of text that is judged as one, with its tokens.

    `commas` are the tokens, by number, before which one stands; `content` the stems of the
    words that carry content, and `stops` how many carry none; `places` says which tokens, by
    number and in order, have a key: what a cue can find in it. `traits` are those of its tokens.
    """

    start: int
    end: int
    tokens: tuple[Token, ...]
    commas: tuple[int, ...]
    content: frozenset[str]
    stops: int
    places: dict[str, list[int]]
    traits: int

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Sentence:
        """The sentence `text[start:end]`."""
        tokens, commas = _words(text[start:end])
        places: dict[str, list[int]] = {}
        content: list[str] = []
        traits = 0
        for number, token in enumerate(tokens):
            traits |= token.traits
            if not token.is_stop:
                content.append(token.stem)
            for key in token.keys:
                if key in places:
                    places[key].append(number)
                else:
                    places[key] = [number]
        stops = len(tokens) - len(content)
        kept = frozenset(content)
        return _new(cls, (start, end, tokens, commas, kept, stops, places, traits))

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.tokens)

    @property
    def keys(self) -> frozenset[str]:
        """All keys of all its tokens."""
        return frozenset(self.places)


#: Makes a tuple without the matching of arguments: there is one for every sentence.
_new = tuple.__new__
_ONE_ON_ONE_STEM = stem("oneonone")
# Plain numbers: the operators of an enumeration take ten times as long.
_DENIES = int(Trait.DENIES)


def _is_name(text: str, lower: str, *, opens: bool) -> bool:
    if lower in FIRST_SINGULAR or len(text) < 2 or not text[0].isalpha():
        return False
    capitals = sum(char.isupper() for char in text)
    return capitals >= 2 or (capitals == 1 and text[0].isupper() and not opens)


# The same words come again and again, so that what they are is worked out once.
@lru_cache(maxsize=40_000)
def _token(text: str) -> Token:
    """The token of a spelled word within a sentence."""
    lower = text.lower().replace("’", "'")
    root = stem(lower)
    keys = {root: None}
    if lower in FIRST_SINGULAR:
        keys["<i>"] = None
    if lower in FIRST_PLURAL:
        keys["<we>"] = None
    if any(char.isdigit() for char in text) or lower in NUMBER_WORDS:
        keys["<number>"] = None
    if lower in TIME_WORDS or _YEAR.fullmatch(text):
        keys["<time>"] = None
    if _is_name(text, lower, opens=False):
        keys["<name>"] = None
    return Token(lower, root, tuple(keys), lower in STOPWORDS, _traits(lower))


@lru_cache(maxsize=40_000)
def _opening(text: str) -> Token:
    """The token of a word that opens a sentence, where a capital does not make it a name."""
    token = _token(text)
    if token.is_name and not _is_name(text, token.lower, opens=True):
        return replace(token, keys=tuple(key for key in token.keys if key != "<name>"))
    return token


def _traits(lower: str) -> int:
    traits = openers_in(lower)
    if lower in NEGATIONS or lower in _UNDONE:
        traits |= Trait.DENIES
    if is_past(lower):
        traits |= Trait.PAST
    if may_be_for_grader(lower):
        traits |= Trait.TO_GRADER
    return int(traits)


def tokenize(text: str) -> tuple[Token, ...]:
    """The words of `text`; "1:1" and "one on one" become `oneonone`."""
    return _words(text)[0]


def _words(stretch: str) -> tuple[tuple[Token, ...], tuple[int, ...]]:
    """The tokens of a stretch, and the numbers of those before which a comma stands."""
    lower = stretch.lower()
    if lower.count("one") > 1 or lower.count("1") > 1:
        stretch = _ONE_ON_ONE.sub(" oneonone ", stretch)
    pieces = _pieces(stretch)
    commas: list[int] = []
    if "," in pieces:
        words: list[str] = []
        for piece in pieces:
            if piece == ",":
                commas.append(len(words))
            else:
                words.append(piece)
    else:
        words = pieces
    if not words:
        return (), ()
    return (_opening(words[0]), *map(_token, words[1:])), tuple(commas)


def _pieces(stretch: str) -> list[str]:
    """The words of a stretch, and "," for each comma, semicolon and colon between them."""
    plain = stretch if stretch.isascii() else stretch.replace("’", "'").translate(TYPOGRAPHY)
    if not plain.isascii():
        found = _WORDS_AND_COMMAS.findall(stretch)
        return ["," if piece in ",;:" else piece for piece in found]
    # The same words as the pattern finds, in a fraction of the time.
    spaced = plain.translate(_SPACED)
    if "'" in spaced:
        spaced = LOOSE.sub(" ", spaced)
    return spaced.replace(",", " , ").split()


def sentences(text: str) -> tuple[Sentence, ...]:
    """Split into sentences; runs of over 45 words (speech) are split at clauses."""
    found: list[Sentence] = []
    for low, high in _spans(text):
        sentence = Sentence.of(text, low, high)
        if _may_be_long(sentence):
            pieces = [Sentence.of(text, *piece) for piece in _clauses(text, low, high)]
            found += [piece for piece in pieces if piece.tokens]
        elif sentence.tokens:
            found.append(sentence)
    return tuple(found)


def looks_english(text: str) -> bool:
    """False where rules for English cannot judge a text.

    That is a text of 12 or more words with hardly a common English word, or one that is
    mostly in another script.
    """
    tokens = tokenize(text)
    return reads_as_english(text, len(tokens), sum(token.is_stop for token in tokens))


def reads_as_english(text: str, words: int, stops: int) -> bool:
    """`looks_english` for a text of which is known how many words it has, and common ones."""
    if not text.isascii():
        plain = text.encode("ascii", "ignore")
        ascii_letters = len(plain.translate(None, _NO_LETTERS))
        # Where the other characters are too few, were all of them letters, none is counted.
        if 3 * ascii_letters < 7 * (len(text) - len(plain)):
            letters = sum(map(str.isalpha, text))
            if letters >= 20 and ascii_letters < 0.7 * letters:
                return False
    return words < 12 or stops >= 0.18 * words


def _spans(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _BREAK.finditer(text):
        at, end = match.span()
        if text[at] == "." and _ABBREVIATION.search(
            text, max(start, at - _LONGEST_ABBREVIATION), at
        ):
            continue
        spans += _trimmed(text, start, end)
        start = end
    spans += _trimmed(text, start, len(text))
    return spans


def _may_be_long(sentence: Sentence) -> bool:
    """False for what need not be split at clauses; three words may be one token ("1 on 1")."""
    return len(sentence.tokens) > LONG_SENTENCE or (
        _ONE_ON_ONE_STEM in sentence.places and 3 * len(sentence.tokens) > LONG_SENTENCE
    )


def _clauses(text: str, low: int, high: int) -> list[tuple[int, int]]:
    if len(_WORD.findall(text, low, high)) <= LONG_SENTENCE:
        return [(low, high)]
    pieces: list[tuple[int, int]] = []
    start = low
    for match in _CLAUSE.finditer(text, low, high):
        if len(_WORD.findall(text, start, match.start())) >= 12:
            pieces.extend(_trimmed(text, start, match.start()))
            start = match.end()
    pieces.extend(_trimmed(text, start, high))
    return pieces


def _trimmed(text: str, low: int, high: int) -> list[tuple[int, int]]:
    while low < high and text[low].isspace():
        low += 1
    while high > low and text[high - 1].isspace():
        high -= 1
    return [(low, high)] if high > low else []


def negated(sentence: Sentence, first: int, last: int) -> bool:
    """True if a negation governs tokens `first..last` (inclusive) of `sentence`.

    It stands at most four words before them or among them, in the same clause. "not only"
    and "not just" do not negate ("never just" does); nor does a negation before "but".
    """
    if not sentence.traits & _DENIES:
        return False
    for index in range(max(0, first - 4), last + 1):
        if _negates(sentence.tokens, index) and _reaches(sentence, index, first):
            return True
    return False


def _negates(tokens: tuple[Token, ...], index: int) -> bool:
    word = tokens[index].lower
    after = tokens[index + 1].lower if index + 1 < len(tokens) else ""
    if word in _UNDONE:
        return after == "to"
    if word not in NEGATIONS:
        return False
    softened = word == "not" or word.endswith("n't") or word == "no"
    return not (softened and after in _SOFTENERS)


def _reaches(sentence: Sentence, index: int, first: int) -> bool:
    until = max(first, index)
    if any(index < comma <= until for comma in sentence.commas):
        return False
    between = {token.lower for token in sentence.tokens[index + 1 : until]}
    return between.isdisjoint(_TURNS)
