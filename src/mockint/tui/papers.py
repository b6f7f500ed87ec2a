"""The job advert and the CV that a round is tailored to: chosen as files, shown in words.

It reads no file itself and sends nothing: reading is `Services.tailor`, and what of a CV
leaves this machine is asked about by the app.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..reports.phrases import turn_phrase
from ..reports.tailoring import BACKING_NOTE, BACKING_WORDS, ordered, tailored_lines
from .choices import Choice
from .phrases import count
from .prose import Hung, bullet, line, plain, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.content import Content

    from ..domain.rubric import Rubric
    from ..domain.tailoring import CvClaimResult, Tailoring
    from ..wiring import Services

JOB, CV = "job", "cv"
_KINDS = "a text, Markdown, DOCX or PDF file; empty is none"
_ASKS = {JOB: f"Path of a job advert: {_KINDS}", CV: f"Path of your CV: {_KINDS}"}
_NAMES = {JOB: "Job advert", CV: "Your CV"}
_ABOUT = {
    JOB: "Questions on what the advert asks for come first. The file is read here and stays here.",
    CV: "Follow-ups pick up its claims, and afterwards you see which of them your answers did not "
    "back. With a model, the lines that are picked up go to its endpoint, after you were asked.",
}


@dataclass(frozen=True, slots=True)
class Papers:
    """Paths of an advert and of a CV, "" for none."""

    job: str = ""
    cv: str = ""

    def choices(self) -> Iterator[Choice]:
        """A row each, to be opened."""
        for name, path in ((JOB, self.job), (CV, self.cv)):
            yield Choice(name, _NAMES[name], _ABOUT[name], shown=Path(path).name or "none")

    def path(self, name: str) -> str:
        """What was chosen for a row."""
        return self.job if name == JOB else self.cv

    def tailor(self, services: Services, rubric: Rubric) -> Tailoring | None:
        """What they make of a round; None without any. InputError."""
        if not (self.job or self.cv):
            return None
        return services.tailor(rubric, self.job or None, self.cv or None)


def asked(name: str) -> tuple[str, str]:
    """(title, text) of the question for a path."""
    return _NAMES[name], _ASKS[name]


def path_of(said: str) -> str:
    """A path as people type or drop it: `~`, quotes and blanks around it are understood."""
    bare = said.strip().strip("\"'").strip()
    return str(Path(bare).expanduser()) if bare else ""


def tailored(tailoring: Tailoring | None) -> Iterator[Content | Hung]:
    """What becomes specific, and every claim of the CV: nothing backs one before the round."""
    if tailoring is None:
        return
    yield words(("Tailored to your files", "bold $text-primary"))
    for told in tailored_lines(tailoring):
        yield bullet(told)
    if tailoring.claims:
        yield plain("")
        yield words(
            ("Claims of your CV", "bold $text-primary"), (" none is backed yet", "$text-muted")
        )
    for claim in tailoring.claims:
        asks = ("  asked about", "$text-muted") if claim.question else ("", "")
        yield bullet(words(line(claim.text), asks))


def claims(results: Sequence[CvClaimResult]) -> Iterator[Content | Hung]:
    """What became of the claims, those that are not backed first; nothing without claims."""
    if not results:
        return
    yield words(
        ("Claims of your CV", "bold $text-primary"), (f" {open_claims(results)}", "$text-muted")
    )
    for one in ordered(results):
        yield bullet(words((f"{BACKING_WORDS[one.backing]}: ", "bold"), line(one.claim.text)))
    yield words((BACKING_NOTE, "$text-muted"))


def claim(one: CvClaimResult) -> Iterator[Content | Hung]:
    """One claim in full: what became of it, the words that bear it out, what was not said."""
    yield words((f"{BACKING_WORDS[one.backing]}: ", "bold"), line(one.claim.text))
    if one.quote and one.turn is not None:
        quote = words((f"“{' '.join(one.quote.split())}”", "italic"))
        yield Hung(words((turn_phrase(one.turn), "$text-muted")), quote, 9)
    if one.missing:
        yield words(("Not said: ", "bold"), line(", ".join(one.missing)))
    yield plain("")
    yield words((BACKING_NOTE, "$text-muted"))


def open_claims(results: Sequence[CvClaimResult]) -> str:
    """`2 of 5 claims not backed in full`."""
    left = sum(one.backing.value != "backed" for one in results)
    return f"{left} of {count(len(results), 'claim')} not backed in full"
