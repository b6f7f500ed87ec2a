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
        mockint=_version_of(judge) if judge.engine == BUILT_IN else None,
    )


def _version_of(judge: Judgement | Provenance) -> str:
    """The version that judged: of a scorecard the one that it names, else this one."""
    return judge.mockint if isinstance(judge, Provenance) else __version__


#: Told of a judge (`This judge …`) whose calibration is younger than the grading.
SINCE = "was calibrated after this was graded, which moved no level"


class KnownNow:
    """What is known today of the judges of gradings that were made before.

    A grading keeps what was known when it was made. Shown again, it tells what `find`
    knows now, and that this came later. Levels and the stored grading stay as they are.
    """

    def __init__(self, find: Find) -> None:
        self._find = find
        self._seen: dict[tuple[object, ...], Calibrated | None] = {}

    def __call__(self, provenance: Provenance) -> Provenance:
        """`provenance`, with the calibration that there is now."""
        made = provenance
        key = (made.rubric_digest, made.engine, made.model, made.method, made.samples,
               made.mockint, tuple(made.prompts.items()))  # fmt: skip
        if key not in self._seen:
            self._seen[key] = self._find(identity_of(made, made.rubric_digest))
        known = self._seen[key]
        if known is None or known == made.calibrated:
            return made
        limits = tuple(dict.fromkeys((*made.limits, SINCE)))
        update = {"calibration": "calibrated", "calibrated": known, "limits": limits}
        return made.model_copy(update=update)
