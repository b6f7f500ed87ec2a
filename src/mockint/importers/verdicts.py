"""Other tools' verdicts in a transcript: found, cut out and told.

Practice tools write their feedback and scores between the answers. Left in, they
would be read as the candidate's words or sway the judge. What is cut is exactly what
has a verdict's form (a label at the start of a line, then an object, a mark or a
recommendation); a sentence of speech about feedback stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_WORDS = (
    r"(?:(?:ai|final|overall|interview|interviewer|candidate|total|hiring|your|general|detailed"
    r"|automated)[ \t]+){0,2}"
    r"(?:feedback|scores?|ratings?|grade|evaluation|assessment|verdict|recommendation|decision"
    r"|marks|scorecard)"
    r"(?:[ \t]+(?:for|of|on)[ \t]+[^\W\d_]+(?:[ \t]+[^\W\d_]+){0,3})?"
)
_LABEL = re.compile(
    rf"^(?P<mark>[ \t>#*_\-]*)(?P<label>{_WORDS})(?P<after>[ \t]*[*_]*)[ \t]*[:：=]"
    r"(?P<after2>[ \t]*[*_]*)[ \t]*",
    re.IGNORECASE,
)
_HEADING = re.compile(
    rf"^[ \t]*(?P<level>#{{1,6}})[ \t]+[*_]*(?:{_WORDS})[*_]*[ \t]*[:：]?[ \t]*$", re.IGNORECASE
)
_ANY_HEADING = re.compile(r"^[ \t]*(#{1,6})[ \t]+\S")
_MARK = re.compile(
    r"[*_(\[]*[-+]?\d{1,4}(?:[.,]\d{1,3})?[ \t]*"
    r"(?:%|/[ \t]*\d{1,4}|out of[ \t]+\d{1,4}|points?|stars?|percent)?"
    r"[*_)\].]*[ \t]*(?:[(\[—–-].{0,200})?$",
    re.IGNORECASE,
)
_RECOMMENDED = re.compile(
    r"[*_]*(?:(?:strong(?:ly)?|lean(?:ing)?|weak|definite(?:ly)?|soft)[ \t-]+)?"
    r"(?:no[ \t-]+)?(?:not[ \t]+)?(?:hire|no[ \t-]?hire|pass(?:ed)?|fail(?:ed)?|reject(?:ed)?"
    r"|recommend(?:ed)?|advance|accept(?:ed)?|[A-F][+-]?)"
    r"[*_.!]*[ \t]*$",
    re.IGNORECASE,
)
_INLINE = re.compile(
    r"\b(?:feedback|evaluation|assessment|scores?|verdict|result)[*_]*[ \t]*[:=][ \t]*(?=[{\[])",
    re.IGNORECASE,
)
_TOOL = re.compile(
    r"\b(?:ai|automated|final|overall|total|detailed|hiring)\b|\bfor\b", re.IGNORECASE
)
_STRONG = re.compile(r"feedback|score|rating|grade|verdict|hiring", re.IGNORECASE)
_ABOUT_SOMEONE = re.compile(
    r"\b(?:candidate|interviewee|applicant|you|your|answers?|responses?)\b", re.IGNORECASE
)
_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.){0,4000}"|[{}\[\]]')
_LONGEST_LABEL = 160
_LONGEST_OBJECT = 20_000
_HOPELESS = 50


class VerdictFilter:
    """Cuts verdicts out of the texts of one conversation and remembers how many."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.cut: Counter[str] = Counter()
        self.kept: Counter[str] = Counter()
        self._suspects = _suspicious(list(texts))
        self._sentences = Counter(
            found["label"].casefold()
            for text in self._suspects
            for line in text.split("\n")
            if (found := _LABEL.match(line[:_LONGEST_LABEL])) is not None
        )
        self._unclosed = 0

    def clean(self, text: str) -> str:
        """`text` without verdicts; the same object where there are none."""
        if text not in self._suspects:
            return text
        return self._without_objects(self._without_lines(text))

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know."""
        told: list[str] = []
        if self.cut:
            kinds = ", ".join(f"{label} ({count})" for label, count in sorted(self.cut.items()))
            told.append(f"left out another tool's verdicts: {kinds}")
        if self.kept:
            kinds = ", ".join(f"`{label}:` ({count})" for label, count in sorted(self.kept.items()))
            told.append(f"kept lines that may be another tool's verdict: {kinds}")
        return tuple(told)

    def _without_lines(self, text: str) -> str:
        lines = text.split("\n")
        out: list[str] = []
        at = 0
        while at < len(lines):
            line = lines[at]
            heading = _HEADING.match(line) if len(line) <= _LONGEST_LABEL else None
            if heading is not None:
                self.cut[line.strip(" \t#*_:：").casefold()] += 1
                at = _section_end(lines, at + 1, len(heading["level"]))
                continue
            found = _LABEL.match(line[:_LONGEST_LABEL])
            if found is None:
                out.append(line)
                at += 1
                continue
            at = self._judged(lines, at, found, out)
        return "\n".join(out)

    def _judged(self, lines: list[str], at: int, found: re.Match[str], out: list[str]) -> int:
        """Cut or keep the labelled line at `at`; returns where to go on."""
        label = found["label"].casefold()
        value = lines[at][found.end() :].strip()
        after = at + 1
        if value[:1] in {"{", "["}:
            start = lines[at].index(value[0], found.end())
            after, tail = self._object_lines(lines, at, start)
            self.cut[label] += 1
            if tail:
                out.append(tail)
            return after
        marked = any(mark in found["mark"] + found["after"] + found["after2"] for mark in "*_#")
        if value and (_MARK.match(value[:300]) or _RECOMMENDED.match(value[:80])):
            self.cut[label] += 1
            return after
        if self._passes_judgement(label, value or lines[min(after, len(lines) - 1)], marked=marked):
            self.cut[label] += 1
            return _paragraph_end(lines, after)
        self.kept[label] += 1
        out.append(lines[at])
        return after

    def _passes_judgement(self, label: str, sentence: str, *, marked: bool) -> bool:
        """True if a labelled sentence is a tool's about an answer, not an answer's own."""
        tool = _TOOL.search(label) is not None
        if _STRONG.search(label):
            return marked or tool or self._sentences[label] > 1
        return marked and (tool or _ABOUT_SOMEONE.search(sentence[:300]) is not None)

    def _without_objects(self, text: str) -> str:
        if "{" not in text and "[" not in text:
            return text
        out: list[str] = []
        place = 0
        while (found := _INLINE.search(text, place)) is not None:
            end = self._object_end(text, found.end()) if self._unclosed <= _HOPELESS else None
            if end is None:
                self._unclosed += self._unclosed <= _HOPELESS
                end = text.find("\n", found.end())
                end = len(text) if end < 0 else end
            inside = text[found.end() : end]
            if ":" not in inside and "," not in inside:
                out.append(text[place:end])
            else:
                out.append(text[place : found.start()])
                self.cut[found[0].strip(" \t:=*_").casefold()] += 1
            place = end
        out.append(text[place:])
        return "".join(out)

    def _object_lines(self, lines: list[str], at: int, start: int) -> tuple[int, str]:
        """The line after the object that opens at `start` of line `at`, and what follows it."""
        size = 1
        while True:
            text = "\n".join(lines[at : at + size])
            end = self._object_end(text, start)
            whole = at + size >= len(lines) or len(text) > _LONGEST_OBJECT
            if end is not None or whole or self._unclosed > _HOPELESS:
                break
            # Longer by steps, so that an object costs its own length.
            size *= 4
        if end is None:
            self._unclosed += 1
            return at + 1, ""
        after = at + text.count("\n", 0, end) + 1
        line_start = text.rfind("\n", 0, end) + 1
        return after, lines[after - 1][end - line_start :].strip()

    def _object_end(self, text: str, start: int) -> int | None:
        """The offset after the object that opens at `start`, None if nothing closes it."""
        depth = 0
        for token in _TOKEN.finditer(text, start, start + _LONGEST_OBJECT):
            if token[0] in "{[":
                depth += 1
            elif token[0] in "}]":
                depth -= 1
                if depth == 0:
                    return token.end()
        return None


#: One of these is in every label of a verdict; looking for them is cheaper than matching.
_SUSPECTS = tuple(
    "feedback score rating grade evaluation assessment verdict recommendation decision marks"
    " result".split()
)


def _suspicious(texts: list[str]) -> set[str]:
    """Those of `texts` that may hold a verdict; most conversations have none."""
    whole = "\n".join(texts).lower()
    present = [word for word in _SUSPECTS if word in whole]
    if not present:
        return set()
    return {text for text in texts if any(word in text.lower() for word in present)}


def _paragraph_end(lines: list[str], at: int) -> int:
    while at < len(lines) and lines[at].strip():
        at += 1
    return at


def _section_end(lines: list[str], at: int, level: int) -> int:
    """The next heading of the same or a higher level, or the end."""
    while at < len(lines):
        found = _ANY_HEADING.match(lines[at][:200])
        if found is not None and len(found[1]) <= level:
            break
        at += 1
    return at
