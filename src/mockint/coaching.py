"""What is said after a round: joins a stored session to the rules of `practice`.

It grades nothing and writes nothing: a retry is a session of its own, and the first one
stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from .builtin.shown import points_shown
from .errors import MockintError, NotFoundError
from .interview.plan import drill_minutes
from .practice.beside import Beside, Retry, own_levels, rescored
from .practice.debrief import Debrief, Outline, debrief, outline
from .practice.self_rating import ratings_in
from .reports.compare import differences
from .wiring import InterviewOptions, rubric_in

if TYPE_CHECKING:
    from .domain.rubric import Rubric
    from .domain.scorecard import Scorecard
    from .domain.tailoring import CvClaimResult
    from .domain.transcript import Transcript
    from .grading.coach import Example
    from .store.sessions import StoredSession
    from .wiring import Services


@dataclass(frozen=True, slots=True)
class After:
    """A graded round with all that is said after it; `outlines` are one a signal.

    `claims` are those of the CV that it was tailored to, with what became of them.
    """

    session: str
    card: Scorecard
    transcript: Transcript
    rubric: Rubric
    beside: Beside
    debrief: Debrief
    outlines: tuple[Outline, ...]
    claims: tuple[CvClaimResult, ...] = ()

    def outline(self, signal: str) -> Outline | None:
        """The outline for a signal, None for one that the round does not know."""
        return next((one for one in self.outlines if one.signal == signal), None)

    @property
    def question(self) -> str:
        """The question whose retry would mend the bottleneck; "" where nothing is weak."""
        first = self.debrief.bottleneck
        if first is None:
            return ""
        if first.signal:
            found = self.outline(first.signal)
            return found.question if found else ""
        return self.question_of_flag(first.flag)

    def words_of(self, question: str) -> str:
        """A question as it was asked, "" for one that was not and that no outline is about."""
        said = [t.text for t in self.transcript.turns if t.question == question and t.move == "ask"]
        outlines = [one.question_text for one in self.outlines if one.question == question]
        return next(chain(said, outlines), "")

    def question_of_flag(self, flag: str) -> str:
        """The question in whose answer a rejection reason showed, "" for none."""
        note = next((one for one in self.debrief.flags if one.id == flag), None)
        turns = [self.transcript.turns[at.turn].question for at in note.evidence] if note else []
        known = {question.id for question in self.rubric.questions}
        return next((one for one in turns if one in known), "") or ""


class Coaching:
    """Everything that is said after a round."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def after(self, session: StoredSession, card: Scorecard | None = None) -> After:
        """What there is to say after a session; NotFoundError where it was not graded.

        `card` is for one that was graded for a look and not kept.
        """
        card = card or self._services.scorecard_of(session)
        if card is None:
            raise NotFoundError(
                "was not graded yet", where=session.id, remedy=f"see `mockint report {session.id}`"
            )
        transcript = self._services.transcript_of(session)
        rubric = rubric_in(session.header)
        said = points_shown(transcript, rubric)
        return After(
            session=session.id,
            card=card,
            transcript=transcript,
            rubric=rubric,
            beside=self.beside(session, card),
            debrief=debrief(card, rubric),
            outlines=tuple(
                self._outline(session, outline(rubric, one.id, transcript, said))
                for one in rubric.signals
            ),
            claims=self._services.claims_of(session.header, transcript),
        )

    def words(self, session: StoredSession, question: str) -> str:
        """A question in the words of that session's plan, "" for one that is not its round's."""
        plan = session.header.plan
        planned = (one.text for one in plan.questions if one.question == question)
        others = (
            one.spoken(plan.fillings)
            for one in rubric_in(session.header).questions
            if one.id == question
        )
        return next(chain(planned, others), "")

    def _outline(self, session: StoredSession, made: Outline) -> Outline:
        return replace(made, question_text=self.words(session, made.question))

    def beside(self, session: StoredSession, card: Scorecard) -> Beside:
        """The candidate's own rating, and the first round where this one is a retry."""
        first = session.header.options.get("retry_of")
        return Beside(
            own=own_levels(card, ratings_in(session.events)),
            retry=self._retry(first, card) if isinstance(first, str) and first else None,
        )

    def _retry(self, of: str, card: Scorecard) -> Retry:
        try:
            first = self._services.scorecard_of(self._services.store.read(of))
        except MockintError as error:
            return Retry(of, problem=f"the first session cannot be read: {error.what}")
        if first is None:
            return Retry(of, problem="the first session has no scorecard")
        unlike = tuple(differences(first.provenance, card.provenance))
        return Retry(of, rescored(first, card), unlike)

    def again(self, session: StoredSession, question: str) -> tuple[Rubric, InterviewOptions]:
        """The round and the options of a retry of one question, in the words of the first time.

        NotFoundError where the session's round has no such question.
        """
        rubric = rubric_in(session.header)
        if all(one.id != question for one in rubric.questions):
            known = ", ".join(one.id for one in rubric.questions)
            raise NotFoundError(
                f'no question "{question}"', where=rubric.id, remedy=f"choose: {known}"
            )
        return rubric, InterviewOptions(
            minutes=drill_minutes(rubric.question(question)),
            persona=session.header.persona or "neutral",
            only=(question,),
            retry_of=session.id,
            fillings=session.header.plan.fillings,
        )

    # -- an example by a model --------------------------------------------------

    @property
    def has_model(self) -> bool:
        """True where a model can rewrite an answer."""
        return self._services.engines.is_model

    @property
    def leaves_for(self) -> str:
        """The model and the place that an answer would go to; "" where it stays in here."""
        engines = self._services.engines
        if not engines.is_model or engines.is_in_process:
            return ""
        return f"{engines.endpoint.model} at {engines.endpoint.origin}"

    async def example(self, after: After, signal: str) -> Example:
        """An answer rewritten towards a signal's next level; see `Services.example_answer`."""
        return await self._services.example_answer(
            after.transcript, after.rubric, after.card, signal
        )
