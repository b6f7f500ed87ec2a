"""Cue wording: what is left of a cue when it is matched, and what it then lets through.

The rules here look at a cue alone; `cue_fires` holds those that try cues on texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

from ...builtin.cues import CLASSES, Cue, compile_cue
from ...builtin.stems import stem
from ...builtin.text import NEGATIONS, STOPWORDS, tokenize
from ...domain.rubric import Contrary, Point
from ..yaml_edit import Edit
from ..yaml_file import Path_
from .draft import Draft
from .finding import Hit, Rule, advice, error

_DROPPED = STOPWORDS - NEGATIONS
#: Words that stand in nearly every sentence, so that a place which takes one takes all.
_EVERYWHERE = frozenset("a an the of to and is it in was that for".split())
#: Dropped words without which a cue says something else.
_TELLING = frozenset(
    """i i'm i'd i've i'll me my we we're we've us our own same few more most only other until
    before after during under off out down up over few any all each what why how when where who
    could should would get got one now once such very""".split()
)
_WORN = frozenset(
    stem(word)
    for word in """team work people project thing time good make use need change help manage lead
    plan business product company problem way day look talk important communicate communication
    value customer user process decision data goal result""".split()
)
#: Words that the stemmer folds into one although they mean different things.
COLLISIONS: tuple[tuple[str, str], ...] = (
    ("candid", "candidate"), ("sever", "several"), ("object", "objective"),
    ("severe", "several"), ("authority", "author"), ("productive", "product"),
    ("relative", "relate"), ("converse", "conversation"), ("respective", "respect"),
    ("general", "generally"),
)  # fmt: skip
#: The word that is met more often than the one that was meant.
_OTHERS = {stem(rare): common for rare, common in COLLISIONS}
_PARTS = re.compile(r"\S+")
LONGEST = 6
MOST_SEQUENCES = 256


@dataclass(frozen=True, slots=True)
class Written:
    """A cue as it is written: where, for what, and in which list of cues it stands."""

    path: Path_
    text: str
    owner: str
    target: str
    kind: str

    @property
    def places(self) -> list[list[str]]:
        """The alternatives of each place, as written."""
        return [_options(part) for part in self.text.lower().split()]

    @property
    def dropped(self) -> list[str]:
        """Words of places that are left out when the cue is matched."""
        empty = [all(option in _DROPPED for option in place) for place in self.places]
        if all(empty):
            return []
        return [part for part, gone in zip(self.text.split(), empty, strict=True) if gone]

    @property
    def sequences(self) -> int:
        """How many sequences of words it stands for: each run such as `on-call` adds one."""
        return prod(1 + sum("-" in option for option in place) for place in self.places)

    @property
    def compiled(self) -> Cue | None:
        """The cue as it is matched, None where it cannot be."""
        if self.sequences > MOST_SEQUENCES:
            return None
        try:
            return compile_cue(self.text)
        except (ValueError, IndexError):
            return None


def written_cues(draft: Draft) -> Iterator[Written]:
    """Every cue of the file: of points, of contrary things, of red flags."""
    for signal in draft.signals:
        one = signal.value
        lists: dict[str, tuple[Point | Contrary, ...]] = {
            "points": one.points, "contrary": one.contrary,
        }  # fmt: skip
        for kind, things in lists.items():
            for index, thing in enumerate(things):
                for place, text in enumerate(thing.cues):
                    path = (*signal.path, kind, index, "cues", place)
                    yield Written(path, text, one.id, thing.id, kind)
    for flag in draft.flags:
        for place, text in enumerate(flag.value.cues):
            yield Written((*flag.path, "cues", place), text, "", flag.value.id, "red_flags")


@error("cue-not-readable", "A cue that cannot be compiled stops the built-in judge.")
def cue_not_readable(draft: Draft) -> Iterator[Hit]:
    """Unknown classes, and cues without a word."""
    for cue in written_cues(draft):
        if cue.sequences > MOST_SEQUENCES:
            yield Hit(cue.path, f'cue "{cue.text}" stands for {cue.sequences} sequences of words')
            continue
        try:
            compile_cue(cue.text)
        except ValueError as problem:
            yield Hit(cue.path, str(problem))
        except IndexError:
            yield Hit(cue.path, f'cue "{cue.text}" holds no word')


@advice(
    "cue-loses-words",
    "Places that hold nothing but common words are left out, so the cue matches more than it says.",
)
def cue_loses_words(draft: Draft) -> Iterator[Hit]:
    """Cues that shrink to one place, or that lose words which carry their meaning."""
    for cue in written_cues(draft):
        dropped = cue.dropped
        left = [place for place in cue.places if not all(o in _DROPPED for o in place)]
        telling = [w for w in dropped if any(o in _TELLING for o in _options(w.lower()))]
        if not dropped or (len(left) > 1 and not telling):
            continue
        lost = ", ".join(f'"{word}"' for word in dropped)
        kept = " ".join(part for part in cue.text.split() if part not in dropped)
        tail = "one place is left" if len(left) == 1 else "what is matched"
        hint = " (write <i> or <we> for the speaker)" if _speaks(dropped) else ""
        yield Hit(
            cue.path,
            f'cue "{cue.text}" loses {lost}; {tail}: "{kept}"{hint}',
            fix=_same_cue(cue, kept),
        )


@advice(
    "cue-takes-anything",
    "One place that also takes a word of nearly every sentence is no condition at all.",
)
def cue_takes_anything(draft: Draft) -> Iterator[Hit]:
    """Cues of two places, one of which takes a word that stands nearly everywhere.

    Where the other place tells something by itself, the cue does as well: no harm is done.
    """
    for cue in written_cues(draft):
        left = [place for place in cue.places if not all(o in _DROPPED for o in place)]
        if any(_tells(place) for place in left):
            continue
        for place in left if len(left) == 2 else []:
            common = [option for option in place if option in _EVERYWHERE]
            if common and not all(option in _DROPPED for option in place):
                yield Hit(
                    cue.path,
                    f'cue "{cue.text}": the place "{"/".join(place)}" takes "{common[0]}", '
                    "which nearly every sentence has",
                )


@advice("cue-repeats-stem", "Alternatives with one stem are one word to the matcher.")
def cue_repeats_stem(draft: Draft) -> Iterator[Hit]:
    """Alternatives of a place that the stemmer folds into one."""
    for cue in written_cues(draft):
        kept, gone = _without_repeats(cue.text)
        if gone:
            words = ", ".join(f'"{word}"' for word in gone)
            yield Hit(
                cue.path,
                f'cue "{cue.text}" says {words} twice over: another alternative has the same stem',
                fix=_same_cue(cue, kept),
            )


@advice("cue-stem-collides", "The stemmer folds some words that mean different things into one.")
def cue_stem_collides(draft: Draft) -> Iterator[Hit]:
    """Words of a cue that also match a word with another meaning, with nothing beside them.

    A second place that tells something keeps the wrong word out, so that is left alone.
    """
    for cue in written_cues(draft):
        for number, place in enumerate(cue.places):
            if any(_tells(other) for other in cue.places[:number] + cue.places[number + 1 :]):
                continue
            for word in place:
                other = _OTHERS.get(stem(word), "")
                if other and stem(word) == stem(other) and not _same_word(word, other):
                    yield Hit(cue.path, f'cue "{cue.text}": "{word}" also matches "{other}"')


@advice("cue-too-broad", "A cue of one worn word fires on empty talk.")
def cue_too_broad(draft: Draft) -> Iterator[Hit]:
    """Cues that match a class of words, or one worn word, wherever it stands."""
    for cue in written_cues(draft):
        compiled = cue.compiled
        if compiled is None:
            continue
        for positions in compiled.variants:
            keys = frozenset().union(*(position.keys for position in positions))
            if len(positions) == 1 and (keys & _WORN or any(key in CLASSES for key in keys)):
                yield Hit(cue.path, f'cue "{cue.text}" fires on a single common word')
                break


@advice("flag-cue-loose", "A red flag caps the recommendation, so one word is too little for it.")
def flag_cue_loose(draft: Draft) -> Iterator[Hit]:
    """Cues of red flags that one word is enough for."""
    for cue in written_cues(draft):
        compiled = cue.compiled
        if cue.kind == "red_flags" and compiled is not None:
            fewest = min(len(positions) for positions in compiled.variants)
            if fewest == 1:
                yield Hit(cue.path, f'cue "{cue.text}" of a red flag is met by one word')


@advice("cue-too-long", "Every further place must stand in one sentence, in order, close by.")
def cue_too_long(draft: Draft) -> Iterator[Hit]:
    """Cues of so many places that hardly a sentence meets them."""
    for cue in written_cues(draft):
        compiled = cue.compiled
        if compiled is not None and min(map(len, compiled.variants)) > LONGEST:
            yield Hit(cue.path, f'cue "{cue.text}" asks for more than {LONGEST} words in order')


@advice("cue-repeated", "A cue that stands twice in one list does nothing the second time.")
def cue_repeated(draft: Draft) -> Iterator[Hit]:
    """Cues that match just what another cue of the same list matches."""
    seen: dict[tuple[object, ...], str] = {}
    for cue in written_cues(draft):
        compiled = cue.compiled
        if compiled is None:
            continue
        key = (cue.kind, cue.owner, cue.target, compiled.variants, compiled.holds_negation)
        if key in seen:
            yield Hit(
                cue.path,
                f'cue "{cue.text}" matches what "{seen[key]}" of the same list matches',
                fix=Edit("remove", cue.path),
            )
        seen.setdefault(key, cue.text)


@advice("cue-shared", "One sentence must not feed all signals; a cue belongs to one of them.")
def cue_shared(draft: Draft) -> Iterator[Hit]:
    """Cues that stand under points of different signals."""
    seen: dict[tuple[object, ...], Written] = {}
    for cue in written_cues(draft):
        compiled = cue.compiled
        if compiled is None or cue.kind != "points":
            continue
        key = (compiled.variants, compiled.holds_negation)
        first = seen.setdefault(key, cue)
        if first.owner != cue.owner:
            yield Hit(
                cue.path,
                f'cue "{cue.text}" also stands under "{first.target}" of the signal '
                f'"{first.owner}"',
            )


def _tells(place: list[str]) -> bool:
    """True for a place none of whose words stand in every other answer."""
    return not any(
        option.startswith("<") or option in _EVERYWHERE | _DROPPED or stem(option) in _WORN
        for option in place
    )


def _options(part: str) -> list[str]:
    return [part] if part == "1:1" else [option for option in part.split("/") if option]


def _same_word(word: str, common: str) -> bool:
    """True if `word` is a form of `common`, which is then what was meant."""
    return word.startswith(common[: max(len(common) - 1, 5)])


def _speaks(dropped: list[str]) -> bool:
    words = {option for word in dropped for option in _options(word.lower())}
    return bool(words & {"i", "my", "me", "we", "our", "us"})


def _same_cue(cue: Written, text: str) -> Edit | None:
    """An edit to `text`, if it matches just the same sentences."""
    before = cue.compiled
    if before is None or not text:
        return None
    after = compile_cue(text)
    same = (before.variants, before.holds_negation) == (after.variants, after.holds_negation)
    return Edit("set", cue.path, text) if same else None


def _without_repeats(text: str) -> tuple[str, list[str]]:
    """`text` without alternatives whose stem an earlier one of the place has, and those."""
    gone: list[str] = []

    def tidy(match: re.Match[str]) -> str:
        part = match.group()
        if "/" not in part or part == "1:1":
            return part
        seen: set[str] = set()
        kept = []
        for option in part.split("/"):
            key = _key(option)
            if key in seen:
                gone.append(option)
            else:
                kept.append(option)
            seen.add(key)
        return "/".join(kept)

    return _PARTS.sub(tidy, text), gone


def _key(option: str) -> str:
    if option.startswith("<"):
        return option
    return " ".join(token.stem for token in tokenize(option.lower()))


RULES: tuple[Rule[Draft], ...] = (
    cue_not_readable, cue_loses_words, cue_takes_anything, cue_repeats_stem, cue_stem_collides,
    cue_too_broad, flag_cue_loose, cue_too_long, cue_repeated, cue_shared,
)  # fmt: skip
