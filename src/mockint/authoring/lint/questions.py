"""Questions and follow-ups: one thing at a time, nothing put into the candidate's mouth."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from ...builtin.text import tokenize
from ...domain.rubric import Kind
from ..yaml_file import Path_
from .draft import Draft
from .finding import Hit, Rule, advice
from .wording import likeness, shortened

LONGEST_QUESTION = 60
LONGEST_PROBE = 30
ALIKE = 0.8
#: Every two are compared, so a file of a stranger must not make that take minutes.
MOST_COMPARED = 300

_LEADING = re.compile(
    r"""\b(?:do(?:n't|n’t)\s+you\s+(?:think|agree|feel|find|believe)|wouldn(?:'t|’t)\s+you\s+(?:say|agree|think)
    |isn(?:'t|’t)\s+it|aren(?:'t|’t)\s+you|surely\b|obviously|of\s+course\b|clearly\s+you|you\s+(?:must|would)\s+(?:surely\s+)?agree
    |would\s+you\s+(?:not\s+)?agree\s+that|i\s+(?:assume|suppose|take\s+it|guess|imagine)\s+(?:that\s+)?you
    |as\s+(?:we|you|everyone|everybody)\s+(?:all\s+)?knows?|everyone\s+(?:knows|agrees)|how\s+important\s+is\s+it\s+(?:to|that)
    |(?:as|like)\s+(?:a|any)\s+(?:good|great|strong)\s+\w+|you\s+(?:do|are|have|would|did|can|will)[^?.]{0,80},\s+(?:do|are|have|would|did|can|wo|is)(?:n't|n’t)\s+you)\b
    |,\s*(?:right|correct|no)\s*\?|,\s*yes\s*\?""",
    re.IGNORECASE | re.VERBOSE,
)
_SECOND = re.compile(
    r"""(?:,\s*|\s)(?:and|or)\s+(?:also\s+)?(?:(?:if\s+so,?\s+)?(?:how|what|why|when|who|whom|where|which)\b
    |(?:do|did|would|are|were|have|can|could|will)\s+you\b|(?:tell|describe|explain|give|walk)\b)""",
    re.IGNORECASE | re.VERBOSE,
)
_CLOSED = re.compile(
    r"^(?:(?:and|so|well),?\s+)?(?:do|did|does|have|has|had|are|is|was|were|can|could|will|would|should)\s+"
    r"(?:you|your|there|it|they|the|anyone|anybody)\b(?!\s+(?:tell|describe|walk|give|share|explain|say)\b)",
    re.IGNORECASE,
)
_PRESUMED = re.compile(
    r"""\b(?:how\s+did\s+(?:that|the|this|your|those)\s+(?:\w+\s+)?(?:talk|conversation|meeting|discussion|plan|change
        |decision|project|experiment|launch|migration|approach|feedback|session)\s+(?:go|end|turn\s+out|work)
    |(?:what|how)\s+did\s+(?:he|she|they|\w+)\s+(?:say|react|respond|do)\s+(?:when|after|once)\s+you
    |why\s+did(?:n't|n’t|\s+not)\s+you|why\s+did\s+you\s+(?:fail|refuse|ignore|wait|choose|decide|reject|avoid|not)
    |now\s+that\s+you\s+have|since\s+you\s+(?:have|did|were|decided|chose)|after\s+you(?:\s+had|'d)?\s+(?:told|fired|spoke|talked|gave
        |measured|launched|raised|agreed|decided|escalated)
    |when\s+you\s+(?:told|fired|confronted|escalated|rejected|refused|measured)
    |(?:your|the)\s+(?:mistake|failure|weakness|conflict\s+with)\b(?!s?\s*,?\s*if\b))""",
    re.IGNORECASE | re.VERBOSE,
)
_OPEN_END = re.compile(
    r"\b(?:if\s+(?:any|anything|anyone|anybody|ever|at\s+all|so)|whether|, if )", re.IGNORECASE
)
_PRAISE = re.compile(
    r"""^\W*(?:(?:that(?:'s|’s|\s+is|\s+was|\s+sounds)|what)\s+(?:an?\s+|really\s+|very\s+)*)?(?:great|excellent|good|nice
    |wonderful|fantastic|impressive|perfect|awesome|brilliant|amazing|well\s+done|interesting|love(?:ly)?
    |thank\s+you|thanks)\b|\b(?:i\s+(?:really\s+)?(?:like|love)(?:d)?\s+(?:that|how|your|this)|good\s+(?:point|answer|job)
    |great\s+(?:point|answer|job|example|story)|impressive|well\s+done)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_JARGON = re.compile(
    r"\b(?:STAR(?:\s+method)?|BARS|rubric|criteri(?:on|a)|anchors?|evidence\s+points?|red\s+flags?|signals?\s+we)\b"
)
_WOULD = re.compile(
    r"\b(?:how|what)\s+would\s+you|\b(?:imagine|suppose|let's\s+say)\b", re.IGNORECASE
)
_TIME_WHEN = re.compile(
    r"\b(?:a\s+time\s+(?:when|you|in|that)|(?:a|one)\s+(?:situation|project|occasion)\s+(?:where|when|in\s+which|that)\s+you"
    r"|have\s+you\s+ever|when\s+did\s+you\s+last)\b",
    re.IGNORECASE,
)


def _asked(draft: Draft) -> Iterator[tuple[Path_, str, str, str]]:
    """(path, "question" or "follow-up", id, text) of all that is asked."""
    for question in draft.questions:
        yield (*question.path, "text"), "question", question.value.id, question.value.text
    for probe in draft.probes():
        yield (*probe.path, "text"), "follow-up", probe.value.id, probe.value.text


@advice("leading-question", "A question that carries its answer shows who can take a hint.")
def leading_question(draft: Draft) -> Iterator[Hit]:
    """Questions that say what answer is wanted."""
    for path, what, name, text in _asked(draft):
        if found := _LEADING.search(text):
            yield Hit(path, f'{what} "{name}" leads: "{shortened(found.group().strip(" ,"))}"')


@advice(
    "double-question",
    "Of two questions in one, candidates answer the easier; nobody can tell what was left out.",
)
def double_question(draft: Draft) -> Iterator[Hit]:
    """Questions that ask two things."""
    for question in draft.questions:
        one = question.value
        second = _SECOND.search(one.text)
        if one.text.count("?") > 1:
            asks = f"{one.text.count('?')} questions"
        elif second and "?" in one.text[second.end() - 1 :]:
            asks = f'a second thing: "{shortened(one.text[second.start() :].strip(" ,"), 40)}"'
        else:
            continue
        yield Hit((*question.path, "text"), f'question "{one.id}" asks {asks}')


@advice("probe-double", "A follow-up is after one point; two question marks are two follow-ups.")
def probe_double(draft: Draft) -> Iterator[Hit]:
    """Follow-ups with more than one question mark."""
    for probe in draft.probes():
        marks = probe.value.text.count("?")
        if marks > 1:
            yield Hit(
                (*probe.path, "text"), f'follow-up "{probe.value.id}" has {marks} question marks'
            )


@advice("probe-no-question", "A follow-up that asks nothing leaves the candidate guessing.")
def probe_no_question(draft: Draft) -> Iterator[Hit]:
    """Follow-ups without a question mark."""
    for probe in draft.probes():
        if "?" not in probe.value.text and not re.match(
            r"(?:tell|describe|walk|give|take|name|explain|show|say)\b",
            probe.value.text,
            re.IGNORECASE,
        ):
            yield Hit((*probe.path, "text"), f'follow-up "{probe.value.id}" asks nothing')


@advice(
    "probe-presupposes", "It is asked whatever was said, also of people who never did the thing."
)
def probe_presupposes(draft: Draft) -> Iterator[Hit]:
    """Follow-ups that take for granted what the candidate may not have said."""
    for probe in draft.probes():
        text = probe.value.text
        found = _PRESUMED.search(text)
        if found and not _OPEN_END.search(text):
            yield Hit(
                (*probe.path, "text"),
                f'follow-up "{probe.value.id}" presupposes: "{shortened(found.group())}"',
            )


@advice(
    "probe-praises", "Praise tells the candidate how it goes, and some get more of it than others."
)
def probe_praises(draft: Draft) -> Iterator[Hit]:
    """Follow-ups that praise."""
    for probe in draft.probes():
        if found := _PRAISE.search(probe.value.text):
            yield Hit(
                (*probe.path, "text"),
                f'follow-up "{probe.value.id}" praises: "{shortened(found.group())}"',
            )


@advice("question-jargon", "Words of the rubric mean nothing to a candidate, or give it away.")
def question_jargon(draft: Draft) -> Iterator[Hit]:
    """Words of interviewing and grading in what is said aloud."""
    for path, what, name, text in _asked(draft):
        if found := _JARGON.search(text):
            yield Hit(path, f'{what} "{name}" uses the word "{found.group()}"')


@advice("question-too-long", "What is heard once has to be short enough to keep in mind.")
def question_too_long(draft: Draft) -> Iterator[Hit]:
    """Questions over 60 words, follow-ups over 30."""
    for path, what, name, text in _asked(draft):
        words = len(tokenize(text))
        most = LONGEST_QUESTION if what == "question" else LONGEST_PROBE
        if words > most:
            yield Hit(
                path, f'{what} "{name}" has {words} words; {most} is the most that is kept in mind'
            )


@advice("question-closed", "Yes or no is an answer to it, and shows nothing.")
def question_closed(draft: Draft) -> Iterator[Hit]:
    """Questions that yes or no answers."""
    for path, what, name, text in _asked(draft):
        last = re.split(r"(?<=[.!?])\s+", text.strip())[-1]
        if _CLOSED.match(last) and last.endswith("?") and " or " not in last:
            yield Hit(path, f'{what} "{name}" can be answered with yes or no')


@advice("kind-mismatch", "The kind says what counts as evidence: what was done, or what would be.")
def kind_mismatch(draft: Draft) -> Iterator[Hit]:
    """Behavioural questions about what would be, situational ones about what was."""
    for question in draft.questions:
        one = question.value
        would, was = _WOULD.search(one.text), _TIME_WHEN.search(one.text)
        if one.kind is Kind.BEHAVIOURAL and would and not was:
            asked = "asks what would be done"
        elif one.kind is Kind.SITUATIONAL and was and not would:
            asked = "asks what was done"
        else:
            continue
        yield Hit((*question.path, "kind"), f'question "{one.id}" is {one.kind}, but {asked}')


@advice("question-repeated", "Asked twice, it costs minutes and shows nothing new.")
def question_repeated(draft: Draft) -> Iterator[Hit]:
    """Questions or follow-ups of the round with nearly the same words."""
    asked = list(itertools.islice(_asked(draft), MOST_COMPARED))
    for first, second in itertools.combinations(asked, 2):
        if likeness(first[3], second[3]) >= ALIKE:
            yield Hit(
                second[0], f'{second[1]} "{second[2]}" asks the same as {first[1]} "{first[2]}"'
            )


RULES: tuple[Rule[Draft], ...] = (
    leading_question, double_question, probe_double, probe_no_question, probe_presupposes,
    probe_praises, question_jargon, question_too_long, question_closed, kind_mismatch,
    question_repeated,
)  # fmt: skip
