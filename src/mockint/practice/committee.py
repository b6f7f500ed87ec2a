"""The committee packet: what a panel's rounds come to, in plain arithmetic.

* The score is the mean of the rounds' scores, each weighted by its coverage; the coverage
  is the mean over all rounds of the loop, held or not. Below half there is no decision.
* The cuts are those of a round. A red flag caps at Lean No Hire, a veto at Strong No Hire.
* An overall criterion is the weighted mean of the levels of the signals that speak to it,
  over all rounds. Which do is told by shared words, and the packet names them.

Nothing here is generated: what a debrief would argue about is read off the numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..domain.guide import Guide
from ..domain.rubric import Level, Rubric
from ..domain.scorecard import Evidence, Recommendation, Scorecard, Status, Verdict
from ..grading.rollup import CUTS, LEAST_COVERAGE
from .likeness import Likeness, Topics
from .loop import Seat
from .trends import provenance_key

#: Means of two rounds on one criterion that differ by so much are a disagreement.
APART = 1.0
#: A score as near to a cut as this could as well be on its other side.
NEAR = 0.1
#: Share of an overall criterion's words from which a signal is taken to speak to it.
_SPEAKS = 0.3
_LADDER = [recommendation for _, recommendation in CUTS]
_HIRE = {Recommendation.STRONG_HIRE, Recommendation.HIRE, Recommendation.LEAN_HIRE}


@dataclass(frozen=True, slots=True)
class RoundResult:
    """A round of the loop; `card` is None where it was not held or not graded."""

    seat: Seat
    rubric: Rubric
    session: str = ""
    card: Scorecard | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What one round says of one signal, with the candidate's words."""

    round: str
    session: str
    signal: str
    status: Status
    level: Level | None
    weight: float
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """An overall criterion: its score, and the findings of all rounds that speak to it."""

    text: str
    findings: tuple[Finding, ...]

    @property
    def score(self) -> float | None:
        """Weighted mean of the levels, None without any."""
        scored = [(f.level, f.weight) for f in self.findings if f.level is not None]
        weight = sum(one for _, one in scored)
        return round(sum(lv * w for lv, w in scored) / weight, 4) if weight else None

    def by_round(self) -> dict[str, float]:
        """Mean level of each round that has one."""
        names = dict.fromkeys(f.round for f in self.findings if f.level is not None)
        alone = {name: Item(self.text, tuple(f for f in self.findings if f.round == name))
                 for name in names}  # fmt: skip
        return {name: one.score for name, one in alone.items() if one.score is not None}


@dataclass(frozen=True, slots=True)
class ItemGroup:
    """A group of overall criteria; `note` says where it is empty, or not the guide's own."""

    title: str
    items: tuple[Item, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two rounds that do not agree on something: each side's round, means and findings."""

    about: str
    high: str
    low: str
    high_score: float
    low_score: float
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """What the committee gets. `score` is 1 to 4 or None, `coverage` 0 to 1."""

    loop: str
    guide: str
    title: str
    rounds: tuple[RoundResult, ...]
    groups: tuple[ItemGroup, ...]
    disagreements: tuple[Disagreement, ...]
    recommendation: Recommendation
    why: str
    score: float | None
    coverage: float
    debrief: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def held(self) -> tuple[RoundResult, ...]:
        """The rounds that have a scorecard."""
        return tuple(one for one in self.rounds if one.card is not None)


def packet(loop: str, guide: Guide, rounds: Sequence[RoundResult], topics: Topics) -> Packet:
    """The packet of a loop, finished or not."""
    groups = overall_groups(guide, rounds, topics)
    score, coverage = overall_score(rounds)
    recommendation, why = recommend(rounds, score, coverage)
    disagreements = _disagreements(groups)
    return Packet(
        loop=loop,
        guide=guide.id,
        title=f"{guide.role} at {guide.company}",
        rounds=tuple(rounds),
        groups=groups,
        disagreements=disagreements,
        recommendation=recommendation,
        why=why,
        score=score,
        coverage=coverage,
        debrief=_debrief(rounds, groups, disagreements, score),
        notes=_notes(rounds),
    )


# -- arithmetic ---------------------------------------------------------------------


def overall_score(rounds: Sequence[RoundResult]) -> tuple[float | None, float]:
    """(score 1 to 4 or None, coverage 0 to 1) over all rounds of the loop."""
    counted = [
        (one.card.score, one.card.coverage)
        for one in rounds
        if one.card is not None and one.card.score is not None and one.card.coverage > 0
    ]
    weight = sum(coverage for _, coverage in counted)
    if not weight:
        return None, 0.0
    score = sum(score * coverage for score, coverage in counted) / weight
    return round(score, 4), round(weight / len(rounds), 4)


def recommend(
    rounds: Sequence[RoundResult], score: float | None, coverage: float
) -> tuple[Recommendation, str]:
    """The recommendation, and the sentence that says how it came about."""
    held = sum(one.card is not None for one in rounds)
    base = f"{held} of {len(rounds)} rounds held, {coverage:.0%} of the loop judged"
    if score is None or coverage < LEAST_COVERAGE:
        return Recommendation.NO_DECISION, f"{base}; at least 50% is needed"
    by_score = next(one for cut, one in CUTS if score >= cut)
    why = f"mean of the rounds {score:.2f} of 4; {base}"
    cap, reason = _cap(rounds)
    if cap is not None and _LADDER.index(cap) > _LADDER.index(by_score):
        return cap, f"{why}; capped from {by_score.label} by a red flag: {reason}"
    return by_score, why


def _cap(rounds: Sequence[RoundResult]) -> tuple[Recommendation | None, str]:
    shown = [
        (flag.id in {one.id for one in result.rubric.red_flags if one.veto}, flag.text)
        for result in rounds
        if result.card is not None
        for flag in result.card.red_flags
        if flag.found
    ]
    for veto, cap in ((True, Recommendation.STRONG_NO_HIRE), (False, Recommendation.LEAN_NO_HIRE)):
        for is_veto, text in shown:
            if is_veto is veto:
                return cap, text
    return None, ""


# -- overall criteria ---------------------------------------------------------------


def overall_groups(
    guide: Guide, rounds: Sequence[RoundResult], topics: Topics
) -> tuple[ItemGroup, ...]:
    """The guide's groups with what the rounds say; the rounds' own criteria where it has none."""
    pairs = [(one, verdict) for one in rounds if one.card for verdict in one.card.signals]
    texts = [_about(one.rubric, verdict) for one, verdict in pairs]
    wanted = [item.text for group in guide.overall for item in group.items]
    likeness = Likeness.of([*wanted, *(f"{head} {body}" for head, body in texts)], topics)
    groups = [
        ItemGroup(
            group.group,
            tuple(
                Item(item.text, _speaking(item.text, pairs, texts, likeness))
                for item in group.items
            ),
            "" if group.items else "the guide names this group and lists nothing under it",
        )
        for group in guide.overall
    ]
    if wanted:
        return tuple(groups)
    return (*groups, *(_own_criteria(one) for one in rounds if one.card is not None))


def _speaking(
    text: str,
    pairs: Sequence[tuple[RoundResult, Verdict]],
    texts: Sequence[tuple[str, str]],
    likeness: Likeness,
) -> tuple[Finding, ...]:
    """Findings of the signals that share most of the criterion's words.

    Words of the signal itself and of its criteria count for more than those of its anchors
    and points.
    """
    shares = [
        0.6 * likeness.held(text, head) + 0.4 * likeness.held(text, f"{head} {body}")
        for head, body in texts
    ]
    bar = max(_SPEAKS, 0.75 * max(shares, default=0.0))
    return tuple(
        _finding(one, verdict)
        for (one, verdict), share in zip(pairs, shares, strict=True)
        if share >= bar
    )


def _own_criteria(one: RoundResult) -> ItemGroup:
    assert one.card is not None
    by_id = {verdict.id: verdict for verdict in one.card.signals}
    items = [
        Item(
            criterion.text,
            tuple(
                _finding(one, by_id[signal.id])
                for signal in one.rubric.signals
                if criterion.id in signal.criteria and signal.id in by_id
            ),
        )
        for criterion in one.rubric.criteria
    ]
    note = "the guide lists no overall criteria, so these are the round's"
    return ItemGroup(one.rubric.title, tuple(items), note)


def _finding(one: RoundResult, verdict: Verdict) -> Finding:
    return Finding(
        one.rubric.title, one.session, verdict.text, verdict.status, verdict.level,
        verdict.weight, verdict.evidence,
    )  # fmt: skip


def _about(rubric: Rubric, verdict: Verdict) -> tuple[str, str]:
    """(the signal and its criteria, its upper anchors and its points)."""
    signal = next((s for s in rubric.signals if s.id == verdict.id), None)
    if signal is None:
        return verdict.text, ""
    criteria = [c.text for c in rubric.criteria if c.id in signal.criteria]
    body = [signal.anchors.three, signal.anchors.four, *(point.text for point in signal.points)]
    return " ".join((verdict.text, *criteria)), " ".join(body)


# -- what is argued about -----------------------------------------------------------


def _disagreements(groups: Iterable[ItemGroup]) -> tuple[Disagreement, ...]:
    found = []
    for item in (item for group in groups for item in group.items):
        means = item.by_round()
        if len(means) < 2:
            continue
        high, low = max(means, key=lambda n: means[n]), min(means, key=lambda n: means[n])
        if means[high] - means[low] >= APART:
            sides = tuple(f for f in item.findings if f.round in {high, low} and f.level)
            found.append(Disagreement(item.text, high, low, means[high], means[low], sides))
    return tuple(sorted(found, key=lambda d: d.low_score - d.high_score))


def _debrief(
    rounds: Sequence[RoundResult],
    groups: Sequence[ItemGroup],
    disagreements: Sequence[Disagreement],
    score: float | None,
) -> tuple[str, ...]:
    held = [(one.rubric.title, one.card) for one in rounds if one.card is not None]
    return (
        *_sides(held),
        *(
            f"{one.about} {one.high} has {one.high_score:.1f}, {one.low} has {one.low_score:.1f}: "
            "which of the two saw the usual behaviour?"
            for one in disagreements
        ),
        *(
            f"{title}: a reason for rejection was shown ({flag.text}). Is it as bad as it reads "
            "in its context?"
            for title, card in held
            for flag in card.red_flags
            if flag.found
        ),
        *_near_cut(score),
        *_open(groups, bool(held)),
        *_silent(held),
    )


def _sides(held: Sequence[tuple[str, Scorecard]]) -> list[str]:
    decided = [(t, c) for t, c in held if c.recommendation is not Recommendation.NO_DECISION]
    yes = [f"{t} ({c.recommendation.label})" for t, c in decided if c.recommendation in _HIRE]
    no = [f"{t} ({c.recommendation.label})" for t, c in decided if c.recommendation not in _HIRE]
    if not yes or not no:
        return []
    return [f"The panel is split: {', '.join(yes)} against {', '.join(no)}."]


def _near_cut(score: float | None) -> list[str]:
    if score is None:
        return []
    lines = []
    for (cut, above), (_, below) in pairwise(CUTS):
        if abs(score - cut) <= NEAR:
            lines.append(
                f"The mean of {score:.2f} is within {NEAR} of the cut at {cut} between "
                f"{above.label} and {below.label}: one level on one signal could move it."
            )
    return lines


def _open(groups: Sequence[ItemGroup], any_held: bool) -> list[str]:
    """Overall criteria of which nobody can say anything."""
    bare = [item.text for group in groups for item in group.items if item.score is None]
    if not bare or not any_held:
        return []
    named = " ".join(bare[:5])
    more = f" And {len(bare) - 5} more." if len(bare) > 5 else ""
    return [f"Nobody has evidence on: {named}{more} Does the panel decide without it?"]


def _silent(held: Sequence[tuple[str, Scorecard]]) -> list[str]:
    """Per round, what was asked about without any answer to it."""
    lines = []
    for title, card in held:
        bare = [v.text.rstrip(".") for v in card.signals if v.status is Status.NO_EVIDENCE]
        if bare:
            lines.append(
                f"{title}: asked about, and nothing came: {'; '.join(bare)}. Were the questions "
                "at fault, or the answers?"
            )
    return lines


def _notes(rounds: Sequence[RoundResult]) -> tuple[str, ...]:
    cards = [one.card for one in rounds if one.card is not None]
    judges = {provenance_key(card.provenance)[1:] for card in cards}
    notes = [
        "Which signals speak to an overall criterion is told by the words that they share.",
    ]
    if len(judges) > 1:
        notes.append("The rounds were not all graded by the same judge: compare with care.")
    if missing := [one.seat.title for one in rounds if one.card is None]:
        notes.append(f"Not held or not graded: {', '.join(missing)}.")
    return tuple(notes)
