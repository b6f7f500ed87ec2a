"""An example of how an answer could reach the next level, made of the candidate's own facts.

A model rewrites one answer; code holds every figure and name in the rewrite against what
the candidate said. What is not theirs must be a gap to fill in. A rewrite that invents is
asked about once and then refused: there is no example rather than a made-up one. An
example is never evidence, never graded and never said to be the candidate's words.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..domain.chat import ChatReply, ChatRequest, Message
from ..domain.guards import addressed_to_grader, words_of
from ..domain.prompts import CoachAgain, CoachAnswer, CoachSystem
from ..domain.rubric import Level, Rubric, Signal
from ..domain.scorecard import Status, Verdict
from ..domain.transcript import Role, Transcript, Turn
from ..errors import NotFoundError, UnfaithfulRewriteError, UsageError
from ..ports import ChatModel, Prompts
from .inventions import Known, gaps, inventions, known, malformed_gaps

MAX_REPLY_TOKENS = 700
MAX_WORDS = 240
LABEL = "An example made of your own facts. Fill in what stands in «double angle quotes»."


@dataclass(frozen=True, slots=True)
class Example:
    """A rewritten answer. `turn` is the one it rewrites, `level` the one it aims at.

    `gaps` are the places that only the candidate can fill, in the order of the text.
    """

    signal: str
    level: Level
    turn: int
    text: str
    gaps: tuple[str, ...]
    model: str
    prompts: dict[str, str]
    replies: tuple[ChatReply, ...]
    label: str = LABEL


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is to be shown: an answer, the question before it, the signal and the level."""

    signal: Signal
    level: Level
    question: str
    answer: Turn
    missing: tuple[str, ...]


def lesson(
    transcript: Transcript, rubric: Rubric, verdict: Verdict, missing: tuple[str, ...] = ()
) -> Lesson:
    """What an example for `verdict` would show, from the answer that its evidence is in.

    `missing` are things that the answer does not contain; without any, what the verdict
    says would have raised it. UsageError at the highest level, NotFoundError without an
    answer.
    """
    signal = next((one for one in rubric.signals if one.id == verdict.id), None)
    if signal is None:
        raise NotFoundError(f'no signal "{verdict.id}"', where=rubric.id)
    if verdict.level == 4:
        raise UsageError(f"{signal.text} is at level 4 already", remedy="choose another signal")
    answer = answer_for(transcript, rubric, verdict)
    level: Level = {None: 2, 1: 2, 2: 3, 3: 4}[verdict.level]  # type: ignore[assignment]
    asked = [turn for turn in transcript.turns[: answer.index] if turn.role is Role.INTERVIEWER]
    return Lesson(
        signal=signal,
        level=level,
        question=asked[-1].text if asked else "",
        answer=answer,
        missing=missing or ((verdict.raise_it,) if verdict.raise_it else ()),
    )


def answer_for(transcript: Transcript, rubric: Rubric, verdict: Verdict) -> Turn:
    """The answer to rewrite: with evidence, that; else the longest to a question about it."""
    if verdict.status is Status.SCORED and verdict.evidence:
        return transcript.turns[verdict.evidence[0].turn]
    about = {q.id for q in rubric.questions if verdict.id in q.signals}
    turns = [turn for turn in transcript.candidate_turns if turn.question in about]
    if not turns:
        raise NotFoundError(
            f"no answer speaks to {verdict.text}",
            where=transcript.source,
            remedy="it was not asked about; practise a question that is",
        )
    return max(turns, key=lambda turn: len(turn.text))


async def rewrite(
    model: ChatModel, prompts: Prompts, transcript: Transcript, shown: Lesson
) -> Example:
    """The example for a lesson.

    UnfaithfulRewriteError where two rewrites invent facts or are unusable; EngineError
    where the endpoint cannot answer.
    """
    facts = known(
        (turn.text for turn in transcript.candidate_turns),
        (turn.text for turn in transcript.turns if turn.role is Role.INTERVIEWER),
    )
    system = prompts.render(CoachSystem())
    asked = prompts.render(
        CoachAnswer(
            question=shown.question,
            answer=shown.answer.text,
            signal=shown.signal.text,
            level=shown.level,
            anchor=shown.signal.anchors.at(shown.level),
            missing=shown.missing,
        )
    )
    messages = (*system.messages, *asked.messages)
    replies: list[ChatReply] = []
    problem = ""
    for _ in range(2):
        reply = await model.reply(ChatRequest(messages, MAX_REPLY_TOKENS, temperature=0.0, seed=0))
        replies.append(reply)
        text = reply.text.strip()
        problem = problem_with(reply, shown.answer.text, facts)
        if not problem:
            return Example(
                signal=shown.signal.id,
                level=shown.level,
                turn=shown.answer.index,
                text=text,
                gaps=gaps(text),
                model=model.name,
                prompts={one.prompt_id: one.digest for one in (system, asked)},
                replies=tuple(replies),
            )
        again = prompts.render(CoachAgain(problem))
        messages = (*messages, Message("assistant", text or "(nothing)"), *again.messages)
    raise UnfaithfulRewriteError(
        f"the rewrite cannot be shown: {problem}",
        where=model.name,
        remedy="try again, or with a larger model; what would raise the level stands on the "
        "scorecard",
    )


def problem_with(reply: ChatReply, answer: str, facts: Known) -> str:
    """Why a rewrite cannot be shown, in one sentence for the model; "" if it can."""
    text = reply.text.strip()
    if not reply.is_answer or not text:
        return f"the reply was {reply.outcome}, {reply.completeness}"
    if len(text.split()) > MAX_WORDS:
        return f"it has more than {MAX_WORDS} words"
    if words_of(text) == words_of(answer):
        return "it is the answer as it was"
    if addressed_to_grader(text):
        return "it speaks to a grader"
    if broken := malformed_gaps(text):
        return broken
    if invented := inventions(text, facts):
        return f"the candidate did not say: {', '.join(invented[:8])}"
    return ""
