"""Words of an answer: sentences, tokens, stems and word classes. The home of snowballstemmer.

English only; `looks_english` says when that fails. Spans are character offsets into
the text that was given, end exclusive, so that `text[start:end]` is the quote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

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

    `opens` is true for the first word of a sentence; `clause` counts the commas before it.
    """

    text: str
    lower: str
    stem: str
    start: int
    end: int
    opens: bool
    clause: int = 0

    @property
    def is_stop(self) -> bool:
        """True for words that carry no content of their own."""
        return self.lower in STOPWORDS

    @property
    def is_number(self) -> bool:
        """True for figures and number words ("1" as in "number one" aside)."""
        return _is_number(self.text, self.lower)

    @property
    def is_time(self) -> bool:
        """True for words of date and duration, and for years."""
        return _is_time(self.text, self.lower)

    @property
    def is_name(self) -> bool:
        """True for capitalised words within a sentence, and for acronyms anywhere."""
        return _is_name(self.text, self.lower, self.opens)

    @property
    def keys(self) -> frozenset[str]:
        """Its stem and the classes that it belongs to, as cues name them."""
        return _keys(self.text, self.lower, self.stem, self.opens)


@dataclass(frozen=True)
class Sentence:
    """A stretch of text that is judged as one, with its tokens."""

    start: int
    end: int
    tokens: tuple[Token, ...]

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.tokens)

    @cached_property
    def content(self) -> frozenset[str]:
        """The stems of its words that carry content."""
        return frozenset(token.stem for token in self.tokens if not token.is_stop)

    @cached_property
    def keys(self) -> frozenset[str]:
        """All keys of all its tokens: what a cue can find in it."""
        return frozenset().union(*(token.keys for token in self.tokens))

    def has(self, words: frozenset[str]) -> bool:
        """True if one of `words` (lower case) stands in it."""
        return any(token.lower in words for token in self.tokens)


# The same words come again and again, so that what they are is worked out once.


@lru_cache(maxsize=20_000)
def _is_number(text: str, lower: str) -> bool:
    return any(char.isdigit() for char in text) or lower in NUMBER_WORDS


@lru_cache(maxsize=20_000)
def _is_time(text: str, lower: str) -> bool:
    return lower in TIME_WORDS or bool(_YEAR.fullmatch(text))


@lru_cache(maxsize=20_000)
def _is_name(text: str, lower: str, opens: bool) -> bool:
    if lower in FIRST_SINGULAR or len(text) < 2 or not text[0].isalpha():
        return False
    capitals = sum(char.isupper() for char in text)
    return capitals >= 2 or (capitals == 1 and text[0].isupper() and not opens)


@lru_cache(maxsize=20_000)
def _keys(text: str, lower: str, stem: str, opens: bool) -> frozenset[str]:
    keys = {stem}
    if lower in FIRST_SINGULAR:
        keys.add("<i>")
    if lower in FIRST_PLURAL:
        keys.add("<we>")
    if _is_number(text, lower):
        keys.add("<number>")
    if _is_time(text, lower):
        keys.add("<time>")
    if _is_name(text, lower, opens):
        keys.add("<name>")
    return frozenset(keys)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The stem of a lower-case English word; past forms meet their verb."""
    base = word.replace("’", "'")
    base = base.removesuffix("'s")
    base = _IRREGULAR.get(base, base)
    return str(_STEMMER.stemWord(base))


def tokenize(text: str, start: int = 0, end: int | None = None) -> tuple[Token, ...]:
    """The words of `text[start:end]`; "1:1" and "one on one" become `oneonone`."""
    tokens: list[Token] = []
    clause = gap = 0
    for word, lower, low, high in _words(text, start, len(text) if end is None else end):
        if tokens and text[gap:low] != " " and _COMMA.search(text, gap, low):
            clause += 1
        tokens.append(Token(word, lower, stem(lower), low, high, not tokens, clause))
        gap = high
    return tuple(tokens)


def _words(text: str, start: int, stop: int) -> Iterator[tuple[str, str, int, int]]:
    """(spelling, lower case, start, end) of the words of `text[start:stop]`."""
    joined = [match.span() for match in _ONE_ON_ONE.finditer(text, start, stop)]
    position = start
    for low, high in [*joined, (stop, stop)]:
        for match in _WORD.finditer(text, position, low):
            word = match.group()
            yield word, word.lower().replace("’", "'"), match.start(), match.end()
        if high > low:
            yield "one-on-one", "oneonone", low, high
        position = high


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
    if not text.isascii():
        letters = sum(map(str.isalpha, text))
        ascii_letters = len(_ASCII_LETTERS.findall(text))
        if letters >= 20 and ascii_letters < 0.7 * letters:
            return False
    words = [lower for _, lower, _, _ in _words(text, 0, len(text))]
    if len(words) < 12:
        return True
    return sum(word in STOPWORDS for word in words) >= 0.18 * len(words)


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
