"""Joins an advert and a CV to a round: what is asked first, and which claims are picked up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from ..builtin.topics import topics
from ..domain.clean import clean_line
from ..domain.guards import addressed_to_grader
from ..domain.rubric import Kind, Question, Rubric
from ..domain.session import Pickup
from ..domain.tailoring import CvClaim, Demand, Document, Tailoring
from ..interview.plan import Wishes
from ..practice.likeness import Likeness
from .claims import MOST_LINES, claims_in, worth

#: How much more a signal counts per demand of the advert, and for how many at most.
PER_DEMAND = 0.5
MOST_DEMANDS = 4
LONGEST_DEMAND = 300
_SPEAKS = 0.25
_LIKE = 0.12
#: A claim with a figure goes before one that is a little more like the question.
_PER_WORTH = 0.04
_LEAST_WORDS = 4
#: A claim about one's own work makes no sense after these.
_NO_PICKUP = frozenset({Kind.DESIGN, Kind.COMPENSATION})


def tailor(
    rubric: Rubric,
    job: tuple[Document, Sequence[str]] | None,
    cv: tuple[Document, Sequence[str]] | None,
    used: Iterable[str] = (),
) -> Tailoring:
    """What the lines of an advert and a CV make of a round.

    `used` are claims that another round of a loop picks up already.
    """
    texts = {signal.id: _about(rubric, signal.id) for signal in rubric.signals}
    demands = _demands(job[1], _with_questions(rubric, texts)) if job else ()
    read = claims_in(cv[1]) if cv else None
    return Tailoring(
        job=job[0] if job else None,
        cv=cv[0] if cv else None,
        demands=demands,
        claims=_assigned(read.claims, rubric, texts, frozenset(used)) if read else (),
        fillings=_fillings(rubric, job[1]) if job else (),
        left_out=read.left_out if read else (),
    )


def wishes_for(tailoring: Tailoring) -> Wishes:
    """What a plan takes from it."""
    wanted = Counter(signal for demand in tailoring.demands for signal in demand.signals)
    return Wishes(
        emphasis={name: 1 + PER_DEMAND * min(n, MOST_DEMANDS) for name, n in wanted.items()},
        first=bool(wanted),
        pickups=tuple(Pickup(c.question, c.text) for c in tailoring.picked_up),
    )


def _demands(lines: Sequence[str], texts: dict[str, str]) -> tuple[Demand, ...]:
    """The lines of an advert that ask for something, with the signals that speak to it."""
    kept = [clean_line(line) for line in lines[:MOST_LINES]]
    wanted = [
        line[:LONGEST_DEMAND]
        for line in dict.fromkeys(kept)
        if len(line.split()) >= _LEAST_WORDS and not addressed_to_grader(line)
    ]
    likeness = Likeness.of([*texts.values(), *wanted], topics)
    return tuple(Demand(line, _signals(line, texts, likeness)) for line in wanted)


def _signals(line: str, texts: dict[str, str], likeness: Likeness) -> tuple[str, ...]:
    """The one or two signals that hold most of a line's words."""
    if len(topics(line)) < 2:
        return ()
    held = {name: likeness.held(line, text) for name, text in texts.items()}
    bar = max(_SPEAKS, 0.8 * max(held.values()))
    ranked = sorted((name for name in held if held[name] >= bar), key=lambda n: -held[n])
    return tuple(ranked[:2])


def _assigned(
    claims: Sequence[CvClaim], rubric: Rubric, texts: dict[str, str], used: frozenset[str]
) -> tuple[CvClaim, ...]:
    """Claims with the question that picks each up: the likest pairs first, one a question."""
    questions = [q for q in rubric.questions if q.kind not in _NO_PICKUP]
    about = {q.id: _question_text(q, texts) for q in questions}
    likeness = Likeness.of([*about.values(), *(c.text for c in claims)], topics)
    pairs = sorted(
        (
            (-likeness.held(claim.text, text) - _PER_WORTH * worth(claim), place, question)
            for place, claim in enumerate(claims)
            if claim.text not in used
            for question, text in about.items()
        ),
    )
    taken: dict[int, str] = {}
    for unlike, place, question in pairs:
        if -unlike >= _LIKE and place not in taken and question not in taken.values():
            taken[place] = question
    return tuple(
        CvClaim(claim.text, claim.figures, taken.get(place, ""))
        for place, claim in enumerate(claims)
    )


def _question_text(question: Question, texts: dict[str, str]) -> str:
    return " ".join((question.text, *(texts[signal] for signal in question.signals)))


def _with_questions(rubric: Rubric, texts: dict[str, str]) -> dict[str, str]:
    """Signals by what they are about and by what is asked for them."""
    return {
        name: " ".join((text, *(q.text for q in rubric.questions if name in q.signals)))
        for name, text in texts.items()
    }


def _about(rubric: Rubric, signal_id: str) -> str:
    signal = rubric.signal(signal_id)
    criteria = [c.text for c in rubric.criteria if c.id in signal.criteria]
    anchors = (signal.anchors.three, signal.anchors.four)
    return " ".join((signal.text, *criteria, *anchors, *(point.text for point in signal.points)))


def _fillings(rubric: Rubric, lines: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """For slots with examples to choose from, the one that the advert speaks of most."""
    spoken = Counter(word for line in lines[:MOST_LINES] for word in topics(clean_line(line)))
    found = {}
    for question in rubric.questions:
        for slot in question.slots:
            counts = [sum(spoken[word] for word in topics(option)) for option in slot.options]
            if slot.kind == "choice" and max(counts):
                found[slot.name] = slot.options[counts.index(max(counts))]
    return tuple(sorted(found.items()))
