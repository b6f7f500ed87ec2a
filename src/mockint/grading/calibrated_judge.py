"""A judge that says how far it was found to agree with people. It changes no level."""

from __future__ import annotations

from collections.abc import Callable

from .. import __version__
from ..domain.calibrated import Calibrated, JudgeIdentity
from ..domain.rubric import Rubric
from ..domain.scorecard import Judgement, Provenance
from ..domain.transcript import Transcript
from ..ports import Judge

BUILT_IN = "built-in"
Find = Callable[[JudgeIdentity], Calibrated | None]


class CalibratedJudge:
    """`judge`, with what `find` knows of it. `digest` gives a rubric's digest."""

    def __init__(self, judge: Judge, find: Find, digest: Callable[[Rubric], str]) -> None:
        self._judge = judge
        self._find = find
        self._digest = digest
        self._last: tuple[Rubric, str] | None = None

    async def judge(self, transcript: Transcript, rubric: Rubric) -> Judgement:
        """As the judge's. Raises what the judge raises."""
        made = await self._judge.judge(transcript, rubric)
        found = self._find(identity_of(made, self._digest_of(rubric)))
        return made if found is None else made.model_copy(update={"calibrated": found})

    def _digest_of(self, rubric: Rubric) -> str:
        """The digest, made once for a rubric that many transcripts are judged by."""
        if self._last is None or self._last[0] is not rubric:
            self._last = (rubric, self._digest(rubric))
        return self._last[1]


def identity_of(judge: Judgement | Provenance, rubric_digest: str) -> JudgeIdentity:
    """Which judge that was, under which rubric."""
    return JudgeIdentity(
        rubric_digest=rubric_digest,
        engine=judge.engine,
        model=judge.model,
        method=judge.method,
        samples=judge.samples,
        prompts=judge.prompts,
        mockint=__version__ if judge.engine == BUILT_IN else None,
    )
