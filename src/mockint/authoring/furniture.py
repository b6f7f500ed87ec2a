"""What of a page is no part of the guide: navigation, footers, links, advertisements.

Each is known by its words and dropped by name, so that a report can say what was
dropped and why. Words that only might be furniture stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_SMALL_PRINT = r"privacy policy|terms of (?:service|use)|cookie (?:policy|settings)|imprint"
_FURNITURE: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), reason)
    for pattern, reason in (
        (r"(?:view|show|see|load|read) (?:all|more|less)(?: \w+)?[ →»>…]*", "a link"),
        (r"(?:share|like|save|print|copy link|tweet|pin it|follow us)(?: this.*)?", "a link"),
        (r"(?:sign|log) (?:in|up|out)|register|get started|start free trial|back to top", "a link"),
        (r"(?:skip to|jump to) (?:main )?content|menu|home|search|close|next|previous|back",
         "navigation"),
        (r"table of contents|contents|on this page|in this article", "navigation"),
        (r"(?:next|previous) (?:article|post|page|guide)\b.*", "navigation"),
        (r"(?:©|\(c\)|copyright)\b.*|.{0,60}all rights reserved\.?", "page footer"),
        (rf"(?:{_SMALL_PRINT})(?:[ |·•/-]+(?:{_SMALL_PRINT}))*", "page footer"),
        (r"(?:we|this site) uses? cookies\b.*|accept (?:all )?cookies", "a cookie notice"),
        (r"(?:advertisement|sponsored|ad)\b[.:]?", "advertisement"),
        (r"subscribe to (?:our|my|the)\b.*|.{0,80}\bnewsletter\b.{0,40}", "advertisement"),
        (r"\d+ min(?:ute)?s? read|(?:last )?(?:updated|published|posted)(?: on)?:? .{0,40}",
         "a date line"),
        (r"page \d+(?: of \d+)?", "a page number"),
        (r"(?:was|did you find) this(?: page| article| guide| post)? (?:helpful|useful)\b.*",
         "a feedback box"),
    )
)  # fmt: skip
_ANY_FURNITURE = re.compile(
    "|".join(f"(?:{pattern.pattern})" for pattern, _ in _FURNITURE), re.IGNORECASE
)
#: The first words of the patterns that begin with words, as `_FIRST` finds them.
_BEGINNINGS = frozenset(
    "view show see load read share like save print copy tweet pin follow sign log register get "
    "start back skip jump menu home search close next previous table contents on in copyright "
    "privacy terms cookie imprint we this accept advertisement sponsored ad subscribe last updated "
    "published posted page was did c".split()
)
_ENDINGS = ("reserved", "reserved.")
_FIRST = re.compile(r"\W*([a-z]*)")
MAX_FURNITURE = 160


def furniture(text: str) -> str:
    """What kind of page furniture a whole line is, or "" for a line that says something."""
    if len(text) > MAX_FURNITURE:
        return ""
    lower = text.lower()
    first, _, _ = lower.partition(" ")
    if not first.isalpha() and (found := _FIRST.match(lower)):
        first = found[1]
    if not (
        first in _BEGINNINGS
        or text[:1].isdecimal()
        or text[:1] == "©"
        or lower.endswith(_ENDINGS)
        or "newsletter" in lower
    ):
        return ""  # no pattern can match, as for nearly every line
    if not _ANY_FURNITURE.fullmatch(text):
        return ""
    return next(reason for pattern, reason in _FURNITURE if pattern.fullmatch(text))


_PRODUCT = re.compile(
    r"\b(?:[A-Z][\w'-]*\s+){1,5}(?:Playbook|Toolkit|Bootcamp|Masterclass|Newsletter|Prep System|"
    r"Prep Kit|Cheat ?Sheet|Course Bundle|Academy)\b"
)
_PROMOTION = re.compile(
    r"read the full (?:playbook|guide|book)\b|\bon amazon\b|\bprep toolkit\b|companion (?:prep )?"
    r"(?:toolkit|course|book)|\bsign up (?:for|now|today|here)\b|\buse (?:the )?code\b|"
    r"\bfree trial\b|\bbook a (?:call|session)\b|\benroll (?:now|today)\b|"
    r"\bbuy (?:now|my|our|the)\b|\b\d+% off\b|\bdiscount\b|\baffiliate\b|\bdownload (?:my|our) "
    r"(?:free )?",
    re.IGNORECASE,
)


#: A word of each alternative of the two patterns: most texts have none.
_SELLING = (
    "playbook", "kit", "bootcamp", "masterclass", "newsletter", "prep system", "cheat", "bundle",
    "academy", "read the full", "amazon", "companion", "sign up", "code", "free", "book a",
    "enroll", "buy", "% off", "discount", "affiliate",
)  # fmt: skip


def selling_words(texts: Iterable[str]) -> tuple[str, ...]:
    """The words of `is_promotion` that stand anywhere in `texts`, the lines of a page."""
    whole = " ".join(texts).lower()
    return tuple(word for word in _SELLING if word in whole)


def is_promotion(text: str, words: Sequence[str] = _SELLING) -> bool:
    """True if the text sells something of the author's; `words` are those of its page."""
    if not words:
        return False
    lower = text.lower()
    for word in words:
        if word in lower:
            return bool(_PRODUCT.search(text) or _PROMOTION.search(text))
    return False
