"""Words of an answer: sentences, tokens and word classes.

English only; `looks_english` says when that fails. Spans are character offsets into
the text that was given, end exclusive, so that `text[start:end]` is the quote.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

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
_WORDS_AND_GAPS = re.compile(f"({_WORD.pattern})", re.UNICODE)
_ONE_ON_ONE = re.compile(
    r"\b(?:1\s*[:/-]\s*1|1[\s-]*(?:on|to)[\s-]*1|one[\s:-]*(?:on|to)[\s-]*one)s?\b", re.IGNORECASE
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|Dr|Mr|Mrs|Ms|St|Inc|Ltd|Jr|Sr|approx|No)|\b[A-Z])$"
)
_BREAK = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$)|\n+|[。！？]+")
_ASCII_LETTERS = re.compile("[A-Za-z]")
_COMMA = re.compile(r"[,;:]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_CLAUSE = re.compile(
    r"\s*[;—–]\s*|,\s+(?=(?:and|but|so|then|because|which)\b)"
    r"|\s+(?=(?:and then|but then|so then)\b)",
    re.IGNORECASE,
)
LONG_SENTENCE = 45


class Token(NamedTuple):
    """One word: its spelling, lower case, stem, and where it stands in the text.

    `opens` is true for the first word of a sentence; `clause` counts the commas before it;
    `keys` are its stem and the classes that it belongs to, as cues name them.
    """

    text: str
    lower: str
    stem: str
    start: int
    end: int
    opens: bool
    clause: int
    keys: frozenset[str]

    @property
    def is_stop(self) -> bool:
        """True for words that carry no content of their own."""
        return self.lower in STOPWORDS

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


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of text that is judged as one, with its tokens.

    `content` are the stems of its words that carry content; `places` says which tokens,
    by number and in order, have a key: what a cue can find in it.
    """

    start: int
    end: int
    tokens: tuple[Token, ...]
    content: frozenset[str] = field(init=False, repr=False, compare=False)
    places: dict[str, list[int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        places: dict[str, list[int]] = {}
        for number, token in enumerate(self.tokens):
            for key in token.keys:
                places.setdefault(key, []).append(number)
        content = frozenset([t.stem for t in self.tokens if t.lower not in STOPWORDS])
        object.__setattr__(self, "places", places)
        object.__setattr__(self, "content", content)

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.tokens)

    @property
    def keys(self) -> frozenset[str]:
        """All keys of all its tokens."""
        return frozenset(self.places)

    def has(self, words: frozenset[str]) -> bool:
        """True if one of `words` (lower case) stands in it."""
        return any(token.lower in words for token in self.tokens)


def _is_name(text: str, lower: str, *, opens: bool) -> bool:
    if lower in FIRST_SINGULAR or len(text) < 2 or not text[0].isalpha():
        return False
    capitals = sum(char.isupper() for char in text)
    return capitals >= 2 or (capitals == 1 and text[0].isupper() and not opens)


# The same words come again and again, so that what they are is worked out once.
@lru_cache(maxsize=40_000)
def _word(text: str) -> tuple[str, str, frozenset[str], frozenset[str]]:
    """(lower case, stem, keys within a sentence, keys at its beginning) of a spelled word."""
    lower = "oneonone" if text == "one-on-one" else text.lower().replace("’", "'")
    root = stem(lower)
    keys = {root}
    if lower in FIRST_SINGULAR:
        keys.add("<i>")
    if lower in FIRST_PLURAL:
        keys.add("<we>")
    if any(char.isdigit() for char in text) or lower in NUMBER_WORDS:
        keys.add("<number>")
    if lower in TIME_WORDS or _YEAR.fullmatch(text):
        keys.add("<time>")
    within, first = set(keys), set(keys)
    if _is_name(text, lower, opens=False):
        within.add("<name>")
    if _is_name(text, lower, opens=True):
        first.add("<name>")
    return lower, root, frozenset(within), frozenset(first)


def tokenize(text: str, start: int = 0, end: int | None = None) -> tuple[Token, ...]:
    """The words of `text[start:end]`; "1:1" and "one on one" become `oneonone`."""
    tokens: list[Token] = []
    clause = 0
    for gap, word, low, high in _words(text, start, len(text) if end is None else end):
        lower, root, within, first = _word(word)
        if tokens:
            if gap != " " and _COMMA.search(gap):
                clause += 1
            fields = (word, lower, root, low, high, False, clause, within)
        else:
            fields = (word, lower, root, low, high, True, clause, first)
        tokens.append(_new_token(Token, fields))
    return tuple(tokens)


# What `Token(...)` does, less the matching of its arguments: there is one for every word.
_new_token = tuple.__new__


def _words(text: str, start: int, stop: int) -> list[tuple[str, str, int, int]]:
    """(what stands before it, spelling, start, end) of the words of `text[start:stop]`."""
    stretch = text[start:stop]
    if "1" not in stretch and "one" not in stretch.lower():
        return _split(stretch, start)[0]
    found: list[tuple[str, str, int, int]] = []
    before, position = "", start
    for match in _ONE_ON_ONE.finditer(text, start, stop):
        low, high = match.span()
        words, rest = _split(text[position:low], position)
        if words and before:
            words[0] = (before + words[0][0], *words[0][1:])
        before = rest if words else before + rest
        found += [*words, (before, "one-on-one", low, high)]
        before, position = "", high
    words, _ = _split(text[position:stop], position)
    return found + words


def _split(stretch: str, start: int) -> tuple[list[tuple[str, str, int, int]], str]:
    """The words of a stretch that begins at offset `start`, and what is left behind them."""
    pieces = _WORDS_AND_GAPS.split(stretch)
    found: list[tuple[str, str, int, int]] = []
    at = start
    for gap, word in zip(pieces[::2], pieces[1::2], strict=False):
        low = at + len(gap)
        at = low + len(word)
        found.append((gap, word, low, at))
    return found, pieces[-1]


def sentences(text: str) -> tuple[Sentence, ...]:
    """Split into sentences; runs of over 45 words (speech) are split at clauses."""
    found: list[Sentence] = []
    for low, high in _spans(text):
        tokens = tokenize(text, low, high)
        if tokens:
            found.append(Sentence(low, high, tokens))
    return tuple(found)


def looks_english(text: str) -> bool:
    """False where rules for English cannot judge a text.

    That is a text of 12 or more words with hardly a common English word, or one that is
    mostly in another script.
    """
    return reads_as_english(text, tokenize(text))


def reads_as_english(text: str, tokens: Sequence[Token]) -> bool:
    """`looks_english` for a text whose tokens are known."""
    if not text.isascii():
        letters = sum(map(str.isalpha, text))
        ascii_letters = len(_ASCII_LETTERS.findall(text))
        if letters >= 20 and ascii_letters < 0.7 * letters:
            return False
    if len(tokens) < 12:
        return True
    return sum(token.lower in STOPWORDS for token in tokens) >= 0.18 * len(tokens)


def _spans(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _BREAK.finditer(text):
        if match.group().startswith(".") and _ABBREVIATION.search(text[start : match.start()]):
            continue
        spans.extend(_trimmed(text, start, match.end()))
        start = match.end()
    spans.extend(_trimmed(text, start, len(text)))
    return [piece for low, high in spans for piece in _clauses(text, low, high)]


def _clauses(text: str, low: int, high: int) -> list[tuple[int, int]]:
    # So many words take at least a letter and a space each.
    if high - low < 2 * LONG_SENTENCE or len(_WORD.findall(text, low, high)) <= LONG_SENTENCE:
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


def negated(tokens: tuple[Token, ...], first: int, last: int) -> bool:
    """True if a negation governs tokens `first..last` (inclusive).

    It stands at most four words before them or among them, in the same clause. "not only"
    and "not just" do not negate ("never just" does); nor does a negation before "but".
    """
    for index in range(max(0, first - 4), last + 1):
        if _negates(tokens, index) and _reaches(tokens, index, first):
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


def _reaches(tokens: tuple[Token, ...], index: int, first: int) -> bool:
    if tokens[index].clause != tokens[max(first, index)].clause:
        return False
    between = {tokens[i].lower for i in range(index + 1, max(first, index + 1))}
    return not between & {"but", "so", "then", "until", "because", "instead"}
