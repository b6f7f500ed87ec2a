"""Grades one transcript: judge → verification → roll-up → scorecard."""

from __future__ import annotations

from .. import __version__
from ..domain.rubric import Rubric, Signal
from ..domain.scorecard import (
    Claim,
    Judgement,
    Provenance,
    RedFlagFinding,
    Roles,
    Scorecard,
    Status,
    TranscriptInfo,
    Verdict,
)
from ..domain.transcript import Transcript
from ..ports import Judge
from . import delivery, rollup
from .evidence import Verifier


async def grade(
    transcript: Transcript, rubric: Rubric, judge: Judge, *, rubric_digest: str
) -> Scorecard:
    """The scorecard of `transcript` under `rubric` by `judge`.

    Raises what the judge raises (EngineError) when it cannot answer at all; a signal
    that it cannot grade is a verdict with status `error`.
    """
    judgement = await judge.judge(transcript, rubric)
    return assemble(transcript, rubric, judgement, rubric_digest=rubric_digest)


def assemble(
    transcript: Transcript, rubric: Rubric, judgement: Judgement, *, rubric_digest: str
) -> Scorecard:
    """Verify a judgement's evidence and compute the scorecard. Pure."""
    verifier = Verifier(transcript, rubric)
    claims = {claim.signal: claim for claim in judgement.claims}
    verdicts = tuple(_verdict(signal, claims.get(signal.id), verifier) for signal in rubric.signals)
    # Apart: words that earned a level may also show a red flag.
    flags = _flags(rubric, judgement, verifier.apart())
    score, coverage = rollup.round_score(verdicts)
    recommendation, why = rollup.recommend(rubric, score, coverage, flags)
    return Scorecard(
        rubric=rubric.id,
        title=rubric.title,
        transcript=_info(transcript),
        recommendation=recommendation,
        why=why,
        score=score,
        coverage=coverage,
        signals=verdicts,
        criteria=rollup.criterion_scores(rubric, verdicts),
        red_flags=flags,
        delivery=delivery.measure(transcript),
        provenance=Provenance(
            mockint=__version__,
            rubric_digest=rubric_digest,
            prompts=judgement.prompts,
            engine=judgement.engine,
            model=judgement.model,
            method=judgement.method,
            samples=judgement.samples,
            seed=judgement.seed,
            calibration="uncalibrated" if judgement.calibrated is None else "calibrated",
            calibrated=judgement.calibrated,
            limits=judgement.limits,
            suspect=judgement.suspect,
            usage=judgement.usage,
        ),
    )


def _verdict(signal: Signal, claim: Claim | None, verifier: Verifier) -> Verdict:
    if claim is None:
        return Verdict(
            id=signal.id, text=signal.text, status=Status.ERROR, weight=signal.weight,
            rationale="the judge said nothing about this signal",
        )  # fmt: skip
    if claim.status is not Status.SCORED or claim.level is None:
        status = Status.ERROR if claim.status is Status.SCORED else claim.status
        return Verdict(
            id=signal.id, text=signal.text, status=status, rationale=claim.rationale,
            raise_it=claim.raise_it, weight=signal.weight,
        )  # fmt: skip
    evidence, dropped = verifier.verify(signal.id, claim.quotes)
    if not evidence:
        return Verdict(
            id=signal.id, text=signal.text, status=Status.NO_EVIDENCE,
            rationale=_without_evidence(dropped), raise_it=claim.raise_it,
            weight=signal.weight, dropped=dropped,
        )  # fmt: skip
    return Verdict(
        id=signal.id, text=signal.text, status=Status.SCORED, level=claim.level,
        evidence=evidence, rationale=claim.rationale, raise_it=claim.raise_it,
        spread=claim.spread or (claim.level, claim.level), expected=claim.expected,
        weight=signal.weight, dropped=dropped,
    )  # fmt: skip


def _without_evidence(dropped: tuple[str, ...]) -> str:
    if not dropped:
        return "a level was claimed without any quote, so it does not count"
    return f"no quote survived verification, so the level does not count: {dropped[0]}"


def _flags(rubric: Rubric, judgement: Judgement, verifier: Verifier) -> tuple[RedFlagFinding, ...]:
    claimed = {claim.flag: claim.quotes for claim in judgement.flags}
    findings = []
    for flag in rubric.red_flags:
        evidence, _ = verifier.verify("red-flags", claimed.get(flag.id, ()))
        findings.append(
            RedFlagFinding(id=flag.id, text=flag.text, found=bool(evidence), evidence=evidence)
        )
    return tuple(findings)


def _info(transcript: Transcript) -> TranscriptInfo:
    return TranscriptInfo(
        source=transcript.source,
        format=transcript.format,
        turns=len(transcript.turns),
        roles=Roles(
            interviewer=transcript.speakers.get("interviewer", ()),
            candidate=transcript.speakers.get("candidate", ()),
            how=transcript.how_roles,
        ),
        notes=transcript.notes,
    )
