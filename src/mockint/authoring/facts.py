"""Values by their shape: years, days, minutes, pay. Each with the words that it was read from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .reading import Money

_CURRENCIES = {
    "US$": "USD", "$": "USD", "USD": "USD", "€": "EUR", "EUR": "EUR", "£": "GBP", "GBP": "GBP",
    "₹": "INR", "INR": "INR", "C$": "CAD", "CA$": "CAD", "CAD": "CAD", "A$": "AUD", "AU$": "AUD",
    "AUD": "AUD", "CHF": "CHF", "S$": "SGD", "SGD": "SGD", "¥": "JPY", "JPY": "JPY",
}  # fmt: skip
_SIGN = "|".join(sorted(map(re.escape, _CURRENCIES), key=len, reverse=True))
_AMOUNT = r"\d{1,3}(?:[,.]\d{3})+|\d{2,9}"
_PAY = re.compile(
    rf"(?P<sign>{_SIGN})\s?(?P<low>{_AMOUNT})\s?(?P<k1>[kK])?\s*(?:-|–|—|to)\s*"
    rf"(?:{_SIGN})?\s?(?P<high>{_AMOUNT})\s?(?P<k2>[kK])?(?P<per>\s*(?:/|per|a)\s*(?:year|yr|annum))?"
)
_YEARS = re.compile(
    r"(?P<low>\d{1,2})\s*(?:(?:-|–|—|to)\s*(?P<high>\d{1,2})|(?P<plus>\+))?\s*"
    r"(?:yrs?|years?)\b(?P<of>\s+of\s+experience)?",
    re.IGNORECASE,
)
_DAYS = re.compile(r"(?P<n>\d{1,3})[ -](?P<unit>day|week|month)s?\b")
_COUNT = re.compile(r"\d{1,2}$")
_PER_UNIT = {"day": 1, "week": 7, "month": 30}


@dataclass(frozen=True, slots=True)
class Shaped:
    """A value and where its words stand in the text."""

    start: int
    end: int
    value: int = 0
    high: int | None = None
    money: Money | None = None


def pay(text: str) -> Shaped | None:
    """`US$180000 - US$250000`, `$170,000 - $220,000/year`, `€80k–95k`; pay by the year only."""
    for found in _PAY.finditer(text):
        low, high = _whole(found["low"]), _whole(found["high"])
        if found["k2"]:
            low, high = low * 1000, high * 1000
        elif found["k1"]:
            low *= 1000
        if 1000 <= low <= high:
            money = Money(_CURRENCIES[found["sign"]], low, high)
            return Shaped(found.start(), found.end(), money=money)
    return None


def _whole(digits: str) -> int:
    return int(re.sub(r"[,.]", "", digits))


def years(text: str) -> Shaped | None:
    """`8 - 15 yrs` as 8 and 15; `3+ years` as 3 and None; `3 years` only with `of experience`."""
    for found in _YEARS.finditer(text):
        high = int(found["high"]) if found["high"] else None
        if high is not None or found["plus"] or found["of"]:
            return Shaped(found.start(), found.end(), int(found["low"]), high)
    return None


def days(text: str) -> Shaped | None:
    """`~14 days`, `21 days`, `3 weeks`: as a number of days."""
    found = _DAYS.search(text)
    if found is None:
        return None
    return Shaped(found.start(), found.end(), int(found["n"]) * _PER_UNIT[found["unit"]])


def count(text: str) -> int | None:
    """A line that is a small number and nothing else."""
    return int(text) if _COUNT.match(text) else None


ROLE_NOUNS = frozenset(
    "engineer manager developer designer scientist analyst architect director recruiter researcher "
    "writer consultant administrator specialist lead officer executive representative nurse "
    "teacher accountant programmer strategist coordinator associate technician advisor marketer "
    "editor "
    "president partner owner controller buyer planner intern".split()
)
_MODIFIERS = ROLE_NOUNS | frozenset(
    "senior staff principal junior software backend back-end frontend front-end full-stack "
    "fullstack full stack data machine learning ml ai product engineering program project "
    "technical site "
    "reliability security devops mobile ios android web qa test quality assurance ux ui user "
    "experience interface marketing sales customer success support account business finance "
    "financial people hr human resources operations solutions solution research applied cloud "
    "platform infrastructure network systems system group vice vp graphic content brand growth "
    "talent acquisition supply chain legal development embedded hardware firmware game registered "
    "general area regional store office executive assistant associate chief entry-level mid-level "
    "entry mid level head of i ii iii iv".split()
)
_LEVELS = re.compile(
    r"(?:S?VP|EVP|CTO|CEO|CPO|Director|Senior Director|Staff|Senior|Principal|Junior|"
    r"Mid(?:-level)?|Entry(?:-level)?|Lead|Intern|(?:IC|[A-Z])\d{1,2})(?: level)?"
)


def is_role(text: str) -> bool:
    """True if the text reads as the name of a job: it ends in one, or in one and its grade."""
    words = re.findall(r"[A-Za-z][\w/-]*", text)
    return bool(words) and len(words) <= 8 and any(w.lower() in ROLE_NOUNS for w in words[-3:])


def is_level(text: str) -> bool:
    """True for `VP`, `M7`, `L5`, `Senior` and the like."""
    return bool(_LEVELS.fullmatch(text))


def role_at_end(text: str) -> tuple[str, str]:
    """`Acme Senior Backend Engineer` as (`Acme`, `Senior Backend Engineer`); role may be ""."""
    words = text.split()
    ends = [place for place, word in enumerate(words) if word.strip(",:").lower() in ROLE_NOUNS]
    if not ends:
        return text, ""
    stop = ends[-1] + 1
    start = stop - 1
    while start > 0 and words[start - 1].strip(",").lower() in _MODIFIERS:
        start -= 1
    return " ".join(words[:start]), " ".join(words[start:stop])
