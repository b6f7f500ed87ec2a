"""What a heading announces: a vocabulary, and the shapes that headings take.

A heading is known by its words wherever it stands; what it means depends on where:
"Preparation Tips" belongs to the guide before the rounds and to a round within them.
This module knows words and shapes; the readers know where they are.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache


class Part(StrEnum):
    """What a section holds."""

    OVERALL = "overall"
    TIPS = "tips"
    STUDY_PLAN = "study_plan"
    COMMON_QUESTIONS = "common_questions"
    LOCATIONS = "locations"
    FOCUS = "focus"
    TIMELINE = "timeline"
    ROUNDS = "rounds"
    DSA = "dsa_questions"
    SIGNALS = "signals"
    CRITERIA = "criteria"
    QUESTIONS = "questions"
    FOLLOW_UPS = "follow_ups"
    ANSWERS = "answers"
    RED_FLAGS = "red_flags"
    FAQ = "faq"
    CHECKLIST = "checklist"
    MISTAKES = "mistakes"
    AUTHOR = "author"
    PROMOTION = "promotion"
    ASKED_BY_CANDIDATE = "questions of the candidate"


_WORDS: dict[Part, str] = {
    Part.OVERALL: """overall evaluation criteria; overall criteria; general evaluation criteria;
        general criteria; core competencies and evaluation criteria""",
    Part.TIPS: """preparation tips; tips; preparation; how to prepare; preparing; advice;
        tips for candidates; advice for candidates; tips for success; how to succeed;
        interview tips;
        preparation advice; general tips; preparation guide""",
    Part.STUDY_PLAN: """study plan; preparation plan; study schedule; preparation timeline;
        preparation schedule; learning plan""",
    Part.COMMON_QUESTIONS: """commonly asked questions; commonly asked interview questions;
        most common questions; most asked questions; frequently asked interview questions;
        top interview questions; popular questions""",
    Part.LOCATIONS: """location-based differences; location based differences; regional differences;
        differences by location; location differences; differences by region; by location""",
    Part.FOCUS: "interview focus; regional focus; local focus",
    Part.TIMELINE: """process timeline; interview timeline; timeline; process overview; agenda;
        schedule; interview schedule; interview plan""",
    Part.ROUNDS: """interview rounds; rounds; interview stages; stages; the rounds;
        interview loop; the interview loop; the loop; round details; rounds in detail;
        interview process; the interview process; our interview process; hiring process;
        the hiring process; our hiring process; interview steps; the process""",
    Part.DSA: """commonly asked dsa questions; dsa questions; frequently asked coding questions;
        commonly asked coding questions; coding questions asked""",
    Part.SIGNALS: """what interviewers look for; what we look for; what we're looking for;
        what we are looking for; what to look for; looking for; look for; signals;
        positive signals; signals to look for; green flags; strong signals; good signs;
        positive indicators; strong indicators; what good looks like; competencies;
        core competencies;
        key competencies; competencies assessed; skills assessed; what we assess;
        what the interviewer looks for; what interviewers are looking for; hiring signals;
        competency matrix; competency framework; leveling matrix; levelling matrix""",
    Part.CRITERIA: """evaluation criteria; criteria; assessment criteria; scoring criteria;
        what we evaluate; how we evaluate; how you are evaluated; how you will be evaluated;
        hiring criteria; evaluation; scorecard; rubric; scoring rubric; evaluation rubric;
        interview rubric; grading; grading criteria; assessment""",
    Part.QUESTIONS: """questions asked; questions; interview questions; sample questions;
        example questions; suggested questions; question bank; common questions; typical questions;
        core questions; opening questions; main questions; questions to ask;
        questions to ask the candidate; possible questions; prompts; question list""",
    Part.FOLLOW_UPS: """follow-ups; follow ups; followups; follow-up questions; follow up questions;
        follow-up; follow up; probes; probing questions; dig deeper; probe; further questions""",
    Part.ANSWERS: """answer; answers; sample answer; good answer; good answers; strong answer;
        model answer; expected answer; a good answer; ideal answer; what a good answer contains;
        weak answer; bad answer; poor answer; notes for the interviewer; why we ask""",
    Part.RED_FLAGS: """common reasons for rejection; reasons for rejection; rejection reasons;
        red flags; red flag; warning signs; negative signals; negative indicators; concerns;
        why candidates fail; why candidates are rejected; common pitfalls; pitfalls;
        deal breakers; deal-breakers; what we don't want to see; bad signs""",
    Part.FAQ: "faq; faqs; frequently asked questions; common questions and answers; q&a; q and a",
    Part.CHECKLIST: "preparation checklist; checklist; prep checklist; interview checklist",
    Part.MISTAKES: """mistakes to avoid; common mistakes; mistakes; common mistakes to avoid;
        what to avoid; dos and don'ts; do's and don'ts""",
    Part.AUTHOR: "about the author; about the authors; about me; author; written by; author bio",
    Part.PROMOTION: """newsletter; subscribe; related articles; related posts; related reading;
        read more; recommended reading; sponsored; advertisement; more from this author; share;
        you may also like; leave a comment; comments; join our community; our services""",
    Part.ASKED_BY_CANDIDATE: """questions for us; your questions; candidate questions;
        questions from the candidate; questions to ask the interviewer; questions you can ask;
        questions to ask your interviewer; questions to ask us; candidate's questions;
        questions for the interviewer; time for your questions""",
}


def _key(text: str) -> str:
    text = text.replace("’", "'").replace("&", " and ").lower()
    text = re.sub(r"\s+", " ", text).strip(" .:;,–—-#*•")
    text = re.sub(r"^(?:\d{1,2}|[ivx]{1,4}|[a-z])[.)]\s*", "", text)
    text = re.sub(r"\s*\([^)]*\)$", "", text)
    return re.sub(r"^(?:the|our|some)\s+", "", text) if len(text) > 12 else text


_KNOWN = {
    key: part
    for part, words in _WORDS.items()
    for word in words.split(";")
    for key in {_key(word), re.sub(r"\s+", " ", word.strip())}
}

_PATTERNS: tuple[tuple[re.Pattern[str], Part], ...] = (
    (re.compile(r"^questions (?:for|to ask) (?:us|the interviewer|your interviewer)\b"),
     Part.ASKED_BY_CANDIDATE),
    (re.compile(r"^want to .*\?$|^ready to .*\?$|^need (?:help|more)\b.*\?$"), Part.PROMOTION),
    (re.compile(r"\bdsa questions$"), Part.DSA),
    (re.compile(r"^what (?:we|interviewers?|the interviewers?|to|they)\b.*\blook(?:ing|s)? for\b"),
     Part.SIGNALS),
    (re.compile(r"^(?:red flags?|warning signs|negative (?:signals|indicators))\b"),
     Part.RED_FLAGS),
    (re.compile(r"^reasons? (?:for|we) reject"), Part.RED_FLAGS),
    (re.compile(r"^(?:positive|green) (?:signals?|flags?|indicators?)\b"), Part.SIGNALS),
    (re.compile(r"^follow[- ]?ups?\b"), Part.FOLLOW_UPS),
    (re.compile(r"\b(?:evaluation|assessment|scoring) (?:criteria|rubric|matrix)$"), Part.CRITERIA),
    (re.compile(r"^(?:tips for|how to prepare for|preparing for)\b"), Part.TIPS),
    (re.compile(r"^(?:sample|example|suggested|typical|common|core|interview|behaviou?ral|technical|"
                r"situational|opening|closing|warm-?up|screening|leadership)\b.*\bquestions$"),
     Part.QUESTIONS),
)  # fmt: skip
MAX_WORDS = 12


_LETTERS = re.compile(r"[a-z]+")
#: Words of the known headings. One with another word in it is none of them, unless that word
#: numbers it (`iv. Questions`) or stands in brackets at its end.
_KNOWN_WORDS = frozenset(word for key in _KNOWN for word in _LETTERS.findall(key)) | frozenset(
    "the our some".split()
)
#: A word of each pattern: a line without any matches none.
_PATTERN_WORDS = frozenset(
    "questions want ready need look looks looking flag flags signs signal signals indicator "
    "indicators reason reasons follow followup followups criteria rubric matrix tips prepare "
    "preparing".split()
)


@lru_cache(maxsize=4096)
def part_of(text: str) -> Part | None:
    """What a heading of these words announces, or None for words that it does not know."""
    if len(text) > 120 or text.count(" ") >= MAX_WORDS:
        return None
    words = set(_LETTERS.findall(text.lower()))
    may_match = not words.isdisjoint(_PATTERN_WORDS)
    if not may_match and "(" not in text and len(words - _KNOWN_WORDS) > 1:
        return None
    key = _key(text)
    if key in _KNOWN:
        return _KNOWN[key]
    if not may_match:
        return None
    asked = text.strip().lower()
    for pattern, part in _PATTERNS:
        if pattern.search(asked if part is Part.PROMOTION else key):
            return part
    return None


_ASKING = re.compile(
    r"^(?:q\d*[.:)]\s*)?(?:(?:can|could|would|will|do|did|does|have|has|had|is|are|was|were|how|"
    r"what|"
    r"why|when|where|which|who|whose|if|suppose|imagine|given|tell|describe|walk|give|explain|"
    r"share|"
    r"talk|design|discuss|think|pick|choose|name|list|compare|estimate|implement|write|build|"
    r"sketch|pretend|recall|say|show|take|outline|consider|let's|you|your)\b)",
    re.IGNORECASE,
)
_PROMPT = re.compile(
    r"^(?:tell (?:me|us) |describe |walk (?:me|us) |give (?:me|us|an) |explain |share |"
    r"talk (?:me|us|about) |design |imagine |suppose |discuss |compare |estimate |implement |"
    r"outline |sketch |"
    r"think of |pick |name )",
    re.IGNORECASE,
)
#: The first words of `_PROMPT`, which few lines begin with.
_PROMPTING = frozenset(
    "tell describe walk give explain share talk design imagine suppose discuss compare estimate "
    "implement outline sketch think pick name".split()
)


def is_question(text: str) -> bool:
    """True for what an interviewer could say to have something told: a question or a prompt."""
    if text.endswith("?") or text.rstrip("\"”’') ").endswith("?"):
        return True
    bare = text.lstrip("\"“‘'")
    return bare.partition(" ")[0].lower() in _PROMPTING and bool(_PROMPT.match(bare))


def starts_as_question(text: str) -> bool:
    """True if it begins as questions and prompts do, whatever its end."""
    return bool(_ASKING.match(text.lstrip("\"“‘'")))


_SMALL = frozenset(
    "a an and as at but by for from in into nor of on or per the to vs via with".split()
)


def is_title_case(text: str) -> bool:
    """True if all words but small ones begin with a capital or a digit."""
    words = [word.strip("()[]\"'“”‘’&/–—-:,") for word in text.split()]
    words = [word for word in words if word and word.lower() not in _SMALL]
    return bool(words) and all(not word[0].islower() for word in words)
