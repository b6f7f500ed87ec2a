"""Splits text that ran together when a page was copied: no blanks between its pieces.

Every function returns pieces of what it was given, verbatim. Where nothing shows that
two pieces meet, nothing is split: `e.g., cats`, `SQL vs. NoSQL`, DevOps and JavaScript
stay whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

#: Names with a capital inside. A tag list is split where a small letter meets a capital,
#: but never inside one of these.
CAMEL_NAMES = (
    "JavaScript TypeScript CoffeeScript DevOps DevSecOps MLOps AIOps DataOps FinOps GitOps NoOps "
    "GitHub GitLab GraphQL NoSQL MySQL PostgreSQL SQLite MongoDB DynamoDB CouchDB InfluxDB MariaDB "
    "BigQuery BigTable CloudFormation CloudFront CloudWatch TensorFlow PyTorch NumPy SciPy OpenAI "
    "OpenAPI OpenCV OpenGL OpenShift OpenStack WebAssembly WebGL WebRTC WebSocket WebSockets "
    "PowerPoint PowerShell PowerBI SharePoint LinkedIn YouTube PayPal WordPress WhatsApp TikTok "
    "DoorDash AirBnB FaceTime HubSpot MailChimp SalesForce ServiceNow QuickBooks DocuSign DeepMind "
    "CrowdStrike DataDog DigitalOcean RabbitMQ ZeroMQ ActiveMQ TeamCity CircleCI IntelliJ AppKit "
    "SwiftUI UIKit RxJava RxJS NestJS NodeJS VueJS ReactJS AngularJS NextJS ExpressJS jQuery iOS "
    "macOS iPadOS watchOS tvOS iPhone iPad iCloud eBay eCommerce eLearning SaaS PaaS IaaS FaaS "
    "FinTech EdTech HealthTech MarTech AdTech LegalTech InsurTech PropTech BioTech RegTech "
    "McKinsey McDonald LeetCode HackerRank CodeSignal CoderPad StackOverflow AutoCAD AutoML "
    "LaTeX BibTeX "
    "OAuth OKRs KPIs SLAs SLOs APIs PMs EMs ICs PhD MSc BSc MBAs VoIP WiFi IoT"
).split()

_CAMEL = re.compile("|".join(sorted(map(re.escape, CAMEL_NAMES), key=len, reverse=True)))
_TAG_SEAM = re.compile(r"(?<=[a-z)])(?=[A-Z])")
_SENTENCE_SEAM = re.compile(r"(?<=[a-z0-9)\]’'\"%][.!?])(?=[A-Z])")
#: Before a full stop that ends no sentence; the word with its stops, lower case.
_ABBREVIATIONS = frozenset(
    "e.g. i.e. etc. vs. incl. approx. dept. mr. ms. mrs. dr. st. inc. ltd. co. corp. no. "
    "node. vue. react. next. express. asp. three. d3. socket. chart.".split()
)
_LAST_WORD = re.compile(r"[^\s(\[]*$")

_GRADES = (
    r"Very[ -]?High|Very[ -]?Low|Very[ -]?Hard|Very[ -]?Easy|Very[ -]?Difficult|"
    r"Medium[ -](?:to[ -])?High|Low[ -](?:to[ -])?Medium|High|Medium|Low|Hard|Easy|Moderate|"
    r"Difficult|Challenging|Beginner|Intermediate|Advanced"
)
_GRADE = re.compile(rf"^(?P<rest>.*?)\s*(?P<grade>{_GRADES})$")
_LEVEL = re.compile(r"^(?P<rest>.*[a-z)IV.])\s*(?P<level>(?:IC|[A-Z])\d{1,2}[a-z+]?)$")
_MINUTES = re.compile(
    r"^[~≈]?\s*(?P<number>\d{1,3})\s*-?\s*"
    r"(?P<unit>minutes|minute|mins|min|m|hours|hour|hrs|hr|h)(?![a-z])\.?\s*",
)
_MINUTES_AT_END = re.compile(
    r"^(?P<rest>.*?[^\d\s(\[–—-])[\s(\[–—:,-]*"
    r"(?P<number>\d{1,3})\s*-?\s*(?P<unit>minutes|minute|mins|min|m|hours|hour|hrs|hr|h)[\])]?$",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"(\d{1,3})(?:[.)]\s*|\s*)(?=[^\d\s.,:%)-])")


class Piece(NamedTuple):
    """A part of a text: `text == whole[start:end]`."""

    text: str
    start: int
    end: int


def tags(text: str) -> tuple[Piece, ...]:
    """`BehavioralPeople Management` as its tags; also lists with commas, bullets or bars."""
    if re.search(r"[,;|·•]\s", text):
        return _pieces(text, [m.span() for m in re.finditer(r"\s*[,;|·•]\s+", text)])
    whole = [m.span() for m in _CAMEL.finditer(text)]
    seams = {m.start() for m in _TAG_SEAM.finditer(text) if not _inside(whole, m.start())}
    seams |= {end for (_, end), (start, _) in pairwise(whole) if end == start}
    return _pieces(text, [(seam, seam) for seam in sorted(seams)])


def sentences_run_together(text: str) -> tuple[Piece, ...]:
    """`One thing.Another thing.` as its sentences; blanks after a stop split nothing."""
    seams = [
        seam
        for match in _SENTENCE_SEAM.finditer(text)
        if not _is_abbreviation(text, seam := match.start())
    ]
    return _pieces(text, [(seam, seam) for seam in seams])


_SENTENCE_END = re.compile(r"[.!?][\"”’')\]]*\s+(?=[\"“‘'(\[]*[A-Z0-9])")


def sentences(text: str) -> tuple[Piece, ...]:
    """The sentences of prose, with their final punctuation."""
    gaps = []
    for match in _SENTENCE_END.finditer(text):
        stop = match.start() + len(match[0].rstrip())
        if not _is_abbreviation(text, match.start() + 1):
            gaps.append((stop, match.end()))
    return _pieces(text, gaps)


def grade_at_end(text: str) -> tuple[str, str] | None:
    """`HR ScreeningMedium` as (`HR Screening`, `Medium`); None where no grade stands there."""
    found = _GRADE.match(text)
    return (found["rest"], found["grade"]) if found else None


def level_at_end(text: str) -> tuple[str, str] | None:
    """`Software Engineering ManagerM7` as (`Software Engineering Manager`, `M7`)."""
    found = _LEVEL.match(text)
    return (found["rest"].rstrip(" ,("), found["level"]) if found else None


def minutes_at_start(text: str) -> tuple[int, str, str] | None:
    """`30 minHR Recruiter` as (30, `30 min`, `HR Recruiter`): minutes, their words, the rest."""
    found = _MINUTES.match(text)
    if found is None:
        return None
    return _as_minutes(found), found[0].strip().rstrip("."), text[found.end() :].strip()


def minutes_at_end(text: str) -> tuple[str, int] | None:
    """`Screening30m` or `Screening (30 minutes)` as (`Screening`, 30)."""
    found = _MINUTES_AT_END.match(text)
    return (found["rest"].rstrip(), _as_minutes(found)) if found else None


def _as_minutes(found: re.Match[str]) -> int:
    number = int(found["number"])
    return number * 60 if found["unit"].lower().startswith("h") else number


def running_ordinals(texts: Sequence[str]) -> list[int]:
    """How many characters of each text are its ordinal: 0 for all unless they run from 1.

    `1Be prepared`, `2Research …` are ordinals; `5-7 key experiences` alone is none.
    """
    widths = []
    for place, text in enumerate(texts, 1):
        found = _ORDINAL.match(text)
        if found is None or int(found[1]) != place:
            return [0] * len(texts)
        widths.append(found.end())
    if len(texts) == 1 and re.match(r"\d+\s", texts[0]):
        return [0]  # "1 year of experience"
    return widths


def _pieces(text: str, gaps: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    made = []
    begin = 0
    for stop, following in [*gaps, (len(text), len(text))]:
        words = text[begin:stop].lstrip()
        if words:
            start = stop - len(words)
            words = words.rstrip()
            made.append(Piece(words, start, start + len(words)))
        begin = following
    return tuple(made)


def _inside(spans: Sequence[tuple[int, int]], place: int) -> bool:
    return any(start < place < end for start, end in spans)


def _is_abbreviation(text: str, stop: int) -> bool:
    """True if the word that ends before `stop` is an abbreviation, not the end of a sentence."""
    found = _LAST_WORD.search(text[max(0, stop - 40) : stop])
    word = found[0] if found else ""
    return word.lower().lstrip("\"'(") in _ABBREVIATIONS or bool(re.fullmatch(r"[A-Z]\.", word))
