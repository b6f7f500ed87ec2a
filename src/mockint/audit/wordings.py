"""What may not be said by an interviewer, as patterns of the audit's own.

Written apart from `interview.checks`, which guards a model's words before they are said:
the audit reads what was said with other eyes, so that a hole in the one is seen by the other.
It must never be imported by what it audits.
"""

from __future__ import annotations

import re

_ASKING_VERBS = (
    "tell describe walk give take explain name show say choose design imagine suppose share outline"
).split()
_SENTENCE = re.compile(r"[^.!?]+[.!?]*")
_IMPERATIVE = re.compile(
    rf"^\W*(?:and\s+|please\s+|then\s+|so\s+)?(?:{'|'.join(_ASKING_VERBS)})\b", re.IGNORECASE
)
_QUOTED = re.compile(r"[\"“][^\"”]*[\"”]")

_JUDGING = re.compile(
    r"""\b(?:great|good|excellent|nice|perfect|wonderful|fantastic|brilliant|awesome|amazing|impress\w*
        |superb|lovely|outstanding|remarkable|insightful|thoughtful|fascinating|interesting
        |(?:well|nicely|rightly)\s+(?:done|put|said|explained)|bravo|congrat\w*|kudos|love\s+(?:it|that|how)
        |exactly\s+(?:right|what)|spot\s+on|good\s+point|correct\b|you(?:'re|\s+are)\s+(?:right|wrong)
        |(?:strong|solid|weak|poor|bad|vague|thin|shallow|disappointing)\s+(?:answer|example|reply|response|start)
        |not\s+(?:good|strong|clear|convincing|enough)|too\s+(?:vague|short|long|general)|unfortunate\w*
        |you\s+(?:passed|failed|did\s+(?:well|badly|great)))\b""",
    re.IGNORECASE | re.VERBOSE,
)
_ACCUSING = re.compile(
    r"""\byou(?:'re|\s+are|'ve|\s+have|\s+had|\s+were)?\s+(?:(?:not|never|just|only|still|again|clearly|simply)\s+)*
        (?:avoid\w*|dodg\w*|evad\w*|refus\w*|ignor\w*|lied|lying|made\s+(?:that|it)\s+up|invent\w*|contradict\w*
        |exaggerat\w*|cheat\w*|off[\s-]topic|wander\w*|stray\w*|wast\w*|fail\w*\s+to|did(?:n't|\s+not)\s+answer
        |not\s+answer\w*|haven't\s+answered|keep\s+\w+ing|went\s+off)
    |\bthat(?:'s|\s+is|\s+was|\s+does(?:n't|\s+not)|\s+did(?:n't|\s+not))\s+(?:not\s+)?
        (?:true|a\s+lie|an?\s+answer|what\s+i\s+asked|answer\s+\w+|relevant|on\s+topic)
    |\b(?:contradict|inconsisten|dishonest|untrue|suspicious)\w*""",
    re.IGNORECASE | re.VERBOSE,
)
_BACKSTAGE = re.compile(
    r"""\b(?:rubric|scorecard|scor(?:e|es|ed|ing)\b|grad(?:e|es|ed|ing)\b|points?\s+for\s+(?:this|that)|anchors?\b
        |red[\s-]flags?|level\s*[1-4]\b|evidence\s+points?|rejection\s+reasons?|evaluation\s+criteri\w+
        |(?:strong|lean|no)\s+hire\b|system\s+prompt|prompts?\b|language\s+model|as\s+an\s+ai\b)""",
    re.IGNORECASE | re.VERBOSE,
)
_AMOUNT = re.compile(
    r"""[$€£¥₹]\s?\d|\b\d{1,3}(?:[,.]\d{3})+\b|\b\d{2,3}\s?k\b|\b(?:usd|eur|gbp|dollars|euros|pounds)\b
    |\b\d{5,7}\b|\b(?:salary|pay)\s+(?:is|ranges?|band|between|starts?)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_MINUTES = re.compile(r"\b(?:(\d{1,3})|a|one)\s+minutes?\b", re.IGNORECASE)


def asks_in(text: str) -> int:
    """How many things a text asks for: question marks, and requests without one."""
    asked = 0
    talk = _QUOTED.sub('""', text.replace("Take your time", "No hurry"))
    for part in _SENTENCE.findall(talk):
        if part.rstrip().endswith("?") or _IMPERATIVE.search(part):
            asked += 1
    return asked


def judgement_in(text: str) -> str:
    """The first words of praise or blame, "" without any."""
    return _first(_JUDGING, text)


def accusation_in(text: str) -> str:
    """The first words that hold something against the candidate, "" without any."""
    return _first(_ACCUSING, text)


def backstage_in(text: str) -> str:
    """The first words of grading or of the machinery, "" without any."""
    return _first(_BACKSTAGE, text)


def amount_in(text: str) -> str:
    """The first amount of money, "" without any."""
    return _first(_AMOUNT, text)


def minutes_in(text: str) -> list[int]:
    """Every number of minutes that is named."""
    return [int(match.group(1) or 1) for match in _MINUTES.finditer(text)]


def quotes_in(text: str) -> list[str]:
    """What stands in quotation marks after "you said"."""
    return re.findall(r"[Yy]ou\s+(?:said|mentioned|told\s+me)\W{0,3}[\"“]([^\"”]+)[\"”]", text)


def without_quotes(text: str) -> str:
    """The text without what stands in quotation marks."""
    return _QUOTED.sub("", text)


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found.group().strip() if found else ""
