"""Which words can never be evidence, whoever points at them.

Three sorts: words of the rubric or of the interviewer read back, words addressed to
the grader instead of the interviewer, and too few words. Used by the verification of
every judge's quotes and by the built-in judge before it looks for anything.

Patterns for words to the grader cover the languages in which such attempts are
commonly copied; they only ever withhold credit, never give a mark.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

MIN_WORDS = 5
#: Four words in a row.
Run = tuple[str, str, str, str]
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
#: For text of ASCII letters: lower case, and a space for all that is in no word.
_SPACED = {
    code: chr(code).lower() if chr(code).isalnum() or chr(code) == "'" else " "
    for code in range(128)
}
#: Marks that people and programs type into English; none of them is part of a word.
TYPOGRAPHY = str.maketrans(dict.fromkeys("‘“”„«»–—…•\xa0", " "))
#: An apostrophe that does not stand between two letters, in ASCII text.
LOOSE = re.compile(r"'(?:(?![A-Za-z0-9])|(?<![A-Za-z0-9]'))")

# Searched in lower-case text, which is faster than ignoring case at every letter.
_TO_GRADER = re.compile(
    r"""
    \b(?:give|award|grant|assign)\s+(?:me|this|my|the\s+candidate)\b[^.?!]{0,40}
        \b(?:marks?|scores?|points?|levels?|rating|grade|hire|(?:10|100|four|4)(?!\s+\w))\b
  | \b(?:full|top|maximum|max|highest|perfect)\s+(?:marks|scores?|rating|level|points)\b
  | \b(?:score|rate|grade|mark|rank)\s+(?:me|this\s+(?:answer|response|candidate|interview)
        |my\s+(?:answer|response)|the\s+candidate)\b
  | \b(?:ignore|disregard|forget|override)\s+(?:(?:all|any|the|your|my|these|those|previous|prior
        |above|earlier)\s+){1,3}(?:instructions?|rules?|rubrics?|prompts?|guidelines?|criteria)\b
  | \b(?:dear|hey|hello|note\s+to\s+(?:the\s+)?)\s*(?:grader|judge|evaluator|assessor|ai|llm
        |model|assistant)\b
  | \b(?:as|you\s+are)\s+(?:a|an|the|now)\s+(?:\w+\s+)?(?:grader|judge|evaluator|assessor
        |language\s+model|ai|llm)\b
  | \b(?:this|my)\s+(?:answer|response|candidate|interview)\s+(?:deserves|merits|should\s+(?:get
        |receive|be\s+(?:scored|rated|graded))|meets\s+(?:all|every)|demonstrates\s+level)\b
  | \b(?:recommend(?:ation)?|verdict|decision)\s*(?::|is|=|should\s+be)\s*["']?\s*(?:strong\s+)?hire\b
  | \blevel\s*[:=]?\s*(?:4|four)\s+(?:for|on|in)\s+(?:all|every|each|this)\b
  | \b(?:system|assistant|developer)\s*(?:prompt|message|:)\s
  | <\s*/?\s*(?:system|instructions?|rubric|score|grade|im_start|im_end)\b
  | \b(?:print|reveal|show|tell)\s+(?:me\s+)?(?:your|the)\s+(?:system\s+prompt|rubric|anchors?
        |scoring|grading|instructions)\b
  | \b(?:ignoriere|vergiss)\s+(?:alle\s+|die\s+|deine\s+)?(?:vorherigen\s+|bisherigen\s+)?anweisungen
  | \b(?:volle|maximale|höchste)\s+(?:punktzahl|bewertung|note)
  | \bignor(?:a|e|ez|ar)\s+(?:todas?\s+|toutes\s+|tutte\s+)?(?:las|les|le|as|os|tus|vos)?\s*
        (?:instrucciones|instructions|istruzioni|instruções)
  | \b(?:puntuación|pontuação|nota|note|punteggio)\s+(?:máxima|maximale|massim[ao]|perfecta)
  | игнорируй(?:те)?\s+(?:все\s+)?(?:предыдущие\s+)?инструкции | максимальн(?:ый|ую)\s+(?:балл|оценку)
  | 忽略(?:所有|之前|以上)?(?:的)?(?:指示|指令|说明) | (?:给我|給我)?(?:满分|滿分|最高分)
  | (?:以前|前|上記)の指示を無視 | 満点 | 이전\s*지시(?:를|사항을)?\s*무시 | 만점
  | تجاهل\s+(?:جميع\s+)?التعليمات | الدرجة\s+الكاملة | पिछले\s+(?:सभी\s+)?निर्देश
    """,
    re.VERBOSE,
)


#: ASCII text that the pattern finds holds one of these words, or one of these pieces.
_TRIGGERS = frozenset(
    "give award grant assign full top maximum max highest perfect score rate grade mark rank ignore"
    " disregard forget override dear hey hello note dearai heyai helloai language ai deserves merits"
    " should meets demonstrates print reveal show tell ignoriere vergiss volle maximale ignora ignorez"
    " ignorar nota punteggio".split()
)
_PIECES = ("grader", "judge", "evaluator", "assessor", "llm", "model", "hire", "level", "system",
           "assistant", "developer", "<")  # fmt: skip
_LETTERS = re.compile(r"[a-z]+")
_QUOTES_AND_DASHES = str.maketrans(dict.fromkeys("‘’“”–—…", " "))


def words_of(text: str) -> list[str]:
    """Lower-case words after Unicode compatibility and quote-mark normalisation."""
    if not text.isascii():
        text = text.replace("’", "'").translate(TYPOGRAPHY)
    if not text.isascii():
        return _WORD.findall(unicodedata.normalize("NFKC", text).replace("’", "'").casefold())
    spaced = text.translate(_SPACED)
    # The same words as the pattern finds, in a fraction of the time.
    return (LOOSE.sub(" ", spaced) if "'" in spaced else spaced).split()


@lru_cache(maxsize=256)  # the judge, the verification and the counts look at the same turns
def words_of_turn(text: str) -> tuple[str, ...]:
    """`words_of` a whole turn."""
    return tuple(words_of(text))


def runs_of(words: Sequence[str]) -> set[Run]:
    """The runs of words by which a read-back is told."""
    return set(_runs(words))


def _runs(words: Sequence[str]) -> Iterator[Run]:
    return zip(words, words[1:], words[2:], words[3:], strict=False)


def addressed_to_grader(text: str) -> bool:
    """True for words that speak to whoever grades ("give me full marks")."""
    # A set of words tells most text apart in a twentieth of the time that the pattern takes.
    if is_plain(text) and not may_be_for_grader(text.lower()):
        return False
    return bool(_TO_GRADER.search(unicodedata.normalize("NFKC", text).lower()))


def is_plain(text: str) -> bool:
    """True for text that is ASCII but for its quotation marks and dashes."""
    return text.isascii() or text.translate(_QUOTES_AND_DASHES).isascii()


def may_be_for_grader(lower: str) -> bool:
    """False where lower-case ASCII text holds no word without which it cannot be for a grader."""
    return not _TRIGGERS.isdisjoint(_LETTERS.findall(lower)) or any(
        piece in lower for piece in _PIECES
    )


class Readback:
    """Tells words that are read back from a set of texts (rubric, questions).

    A stretch counts as read back if most of its words stand in runs of four that also
    stand, in the same order, in one of the texts; or if all of it stands there.
    """

    RUN = 4  # as many as `_runs` zips
    SHARE = 0.7

    def __init__(self, texts: Iterable[str]) -> None:
        self._since: dict[Run, int] = {}
        self._runs: set[Run] = set()  # the same: two sets are compared by the smaller one
        self.add(texts)

    def add(self, texts: Iterable[str], at: int = 0) -> None:
        """Take in more texts, said at moment `at`: never earlier than those before."""
        for text in texts:
            runs = runs_of(words_of_turn(text))
            for run in runs - self._runs:
                self._since[run] = at
            self._runs |= runs

    def covers(self, text: str, before: int = 1) -> bool:
        """True if `text` is read back from what was said before that moment."""
        return self.covers_words(words_of(text), before)

    def touches(self, runs: set[Run]) -> bool:
        """False where no stretch of words with these runs can be read back."""
        return not runs.isdisjoint(self._runs)

    def covers_words(self, words: Sequence[str], before: int = 1) -> bool:
        """`covers` for words that `words_of` gave."""
        since = self._since
        if since.keys().isdisjoint(_runs(words)):
            return False
        covered = [False] * len(words)
        for at, run in enumerate(_runs(words)):
            if run in since and since[run] < before:
                covered[at : at + self.RUN] = [True] * self.RUN
        return sum(covered) >= self.SHARE * len(words)
