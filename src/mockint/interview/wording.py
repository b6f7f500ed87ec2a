"""The built-in words of every move: neutral, short, true, the same for the same move.

Nothing here judges or praises, presupposes what was not said, or tells more than one
question at a time. A persona changes the manner, never the substance.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

from ..domain.findings import Gap
from ..domain.rubric import Kind, Rubric
from ..domain.session import Move, MoveKind
from ..errors import UsageError
from .flow import CV_PROBE, GENERIC_WORDINGS, State, authored_probe


class Restart(str):
    """A piece of words that replaces everything that was said of its move so far."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Persona:
    """A manner of speaking: how it greets, passes on and closes."""

    name: str
    about: str
    greeting: str
    onward: tuple[str, ...]
    closing: str


PERSONAS = {
    persona.name: persona
    for persona in (
        Persona(
            "neutral",
            "even and unhurried",
            "Hello, and welcome.",
            ("Thank you.", "All right.", "Understood."),
            "Thank you for your time. That concludes this round.",
        ),
        Persona(
            "warm",
            "friendly, leaves room to think",
            "Hello, it is nice to meet you.",
            (
                "Thank you for telling me that.",
                "Thanks, I have noted that.",
                "All right, thank you.",
            ),
            "Thank you for the conversation today. That is the end of this round.",
        ),
        Persona(
            "brisk",
            "short sentences, keeps the pace up",
            "Hello. Let us start.",
            ("Noted.", "Okay.", "Next."),
            "That is all. Thank you.",
        ),
    )
}

_GENERIC: dict[Gap, tuple[str, ...]] = {
    Gap.TOO_SHORT: (
        "Could you walk me through that in more detail?",
        "Could you say more about that?",
        "Can you expand on that a little?",
        "What more can you tell me about that?",
    ),
    Gap.EVASIVE: (
        "What can you tell me about it in general terms?",
        "Leaving out anything confidential, what can you say about it?",
        "Is there a part of this that you can talk about?",
        "How would you answer for a situation of your choice?",
    ),
    Gap.NO_ANSWER: (
        "Is there a smaller or a similar case that you could take instead?",
        "What is the nearest thing to it that you have seen?",
        "How would you go about it if it came up tomorrow?",
        "Where would you begin if you had to find out?",
    ),
    Gap.NO_EXAMPLE: (
        "Can you take one particular occasion and tell me what happened?",
        "Which one situation comes to mind, and what happened in it?",
        "Could you make that concrete with one case from your own work?",
        "When did you last face this, and what happened?",
    ),
    Gap.NO_OWN_PART: (
        "What was your own part in that?",
        "Which of those steps did you take yourself?",
        "What did you personally do, as against the team?",
        "Where in that were you the one deciding?",
    ),
    Gap.NO_OUTCOME: (
        "What came of it?",
        "How did it end?",
        "What was different afterwards, if anything?",
        "What happened as a consequence?",
    ),
    Gap.NO_NUMBERS: (
        "Is there a figure that gives me a sense of the scale?",
        "How would you put that in numbers?",
        "Roughly how many people, how much time or how much money are we talking about?",
        "What did you measure, if anything?",
    ),
    Gap.NO_TRADE_OFF: (
        "What would you be giving up with that choice?",
        "Which alternative did you consider, and why not that one?",
        "What speaks against it?",
        "Under what conditions would you choose differently?",
    ),
}
_DESIGN_OUTCOME = "How would you know that it works?"
_REDIRECT = (
    "I would like to stay with the question.",
    "Let us come back to what I asked.",
    "I can only go on with the interview itself, so here is the question again.",
)
_NUDGE = ("Take your time.", "No hurry. Whenever you are ready.")
_PICKED_UP = re.compile(r'^You said "[^"]*"\.\s+')
_NOTES = re.compile(r"^\s*(?:and|so|but|then|well)\b[\s,]*", re.IGNORECASE)


def persona_named(name: str) -> Persona:
    """The persona of that name; UsageError if there is none."""
    if name not in PERSONAS:
        raise UsageError(
            f'no persona "{name}"', where="--persona", remedy=f"choose from {', '.join(PERSONAS)}"
        )
    return PERSONAS[name]


class BuiltinWording:
    """Implements `ports.Wording` without a model."""

    def __init__(self, persona: str = "neutral", guide_role: str = "", company: str = "") -> None:
        self.persona = persona_named(persona)
        self._role = guide_role
        self._company = company

    async def say(self, move: Move, state: object) -> AsyncIterator[str]:
        """Yield the words of `move`, in one piece."""
        assert isinstance(state, State)
        yield self.words(move, state)

    def words(self, move: Move, state: State) -> str:
        """The words of `move`: one line of plain text."""
        match move.kind:
            case MoveKind.OPEN:
                return self._open(state)
            case MoveKind.ASK:
                return self._ask(move, state)
            case MoveKind.PROBE | MoveKind.CONSTRAINT:
                added = move.kind is MoveKind.CONSTRAINT
                return (constraint_words if added else probe_words)(move, state.rubric)
            case MoveKind.REDIRECT:
                lead = _REDIRECT[min(move.variant, len(_REDIRECT) - 1)]
                way_out = " If you would rather leave it, you can skip it." * (move.variant > 0)
                return f"{lead} {_asked_again(state.prompt)}{way_out}"
            case MoveKind.CLARIFY:
                return (
                    "You are free to choose how you understand it; an assumption is welcome. "
                    f"The question is: {_asked_again(state.prompt)}"
                )
            case MoveKind.NUDGE:
                return f"{_NUDGE[move.variant % len(_NUDGE)]} {_asked_again(state.prompt)}"
            case MoveKind.HINT:
                return self._hint(move, state)
            case MoveKind.REPEAT:
                return _lead_off(state.prompt)
            case MoveKind.TIME:
                return f"We have {minutes_phrase(move.minutes_left)} left."
            case MoveKind.WARN:
                return f"We have {minutes_phrase(move.minutes_left)} left in all."
            case MoveKind.INVITE:
                return "That is all from my side. What would you like to ask me?"
            case MoveKind.REPLY:
                return self._reply(move)
            case MoveKind.CLOSE:
                return self.persona.closing

    def _open(self, state: State) -> str:
        rubric, plan = state.rubric, state.plan
        what = f'This is the round "{rubric.title}"'
        role = self._role or _title(rubric.id.split("/")[1])
        company = self._company or _title(rubric.company)
        count = len(plan.questions)
        questions = "one question" if count == 1 else f"{count} questions"
        own = "minute is" if plan.closing_minutes == 1 else f"{plan.closing_minutes} minutes are"
        told = f" {plan.briefing}" if plan.briefing else ""
        return (
            f"{self.persona.greeting} {what}, for {role} at {company}.{told} "
            f"We have {plan.minutes} minutes and {questions}; the last {own} "
            "kept for what you want to ask. I may follow up on what you say."
        )

    def _ask(self, move: Move, state: State) -> str:
        planned = next(q for q in state.plan.questions if q.question == move.question)
        if move.variant == 0:
            return planned.text
        onward = self.persona.onward[(move.variant - 1) % len(self.persona.onward)]
        return f"{onward} {planned.text}"

    def _hint(self, move: Move, state: State) -> str:
        question = state.question
        if question is None:
            return "Ask whatever would help you decide whether you want this job."
        if question.hint and move.variant == 0:
            return f"A hint: {question.hint}"
        return f"A hint: {_KIND_HINTS[question.kind]}"

    def _reply(self, move: Move) -> str:
        words = (
            (
                "That is one for the people who would work with you: I am a practice interviewer "
                "and cannot speak for them."
            ),
            "That, too, I cannot answer for them; keep it for the real conversation.",
            "I would leave that one for them as well.",
            "The same goes for that.",
        )
        follow = ("What else would you ask?", "Is there anything else?")
        return f"{words[min(move.variant, 3)]} {follow[min(move.variant, 1)]}"


_KIND_HINTS = {
    Kind.BEHAVIOURAL: "choose one occasion, and tell what you did and what came of it.",
    Kind.SITUATIONAL: "say what you would do first, and why in that order.",
    Kind.DESIGN: "start with who uses it and how much, then the main parts, then what can fail.",
    Kind.KNOWLEDGE: "say when you would choose one over the other.",
    Kind.MOTIVATION: "name something specific, and what it means to you.",
    Kind.COMPENSATION: "say what you know and what you would want to find out.",
    Kind.VISION: "say where things stand, what should be different, and by when.",
}


def probe_words(move: Move, rubric: Rubric) -> str:
    """The words of a follow-up: the authored one, or a general one about the gap.

    A general follow-up picks up a stretch of the candidate's own words where there is
    one, so that it is plain what it refers to.
    """
    authored = authored_probe(rubric, move.question, move.probe or "") if move.probe else None
    if authored is not None:
        return authored.text
    if move.probe and move.probe.startswith(CV_PROBE):
        quoted = move.pickup.replace('"', "'").rstrip(".")
        return f'Your CV says "{quoted}". What was your part in that?'
    assert move.gap is not None
    words = _GENERIC[move.gap][move.variant % GENERIC_WORDINGS]
    if move.gap is Gap.NO_OUTCOME and move.question is not None:
        kind = rubric.question(move.question).kind
        words = _DESIGN_OUTCOME if kind is Kind.DESIGN else words
    if move.pickup and move.gap not in {Gap.EVASIVE, Gap.NO_ANSWER}:
        said = _NOTES.sub("", move.pickup).strip().rstrip(".!?")
        return f'You said "{said}". {words}'
    return words


def constraint_words(move: Move, rubric: Rubric) -> str:
    """What is added to the question, as the rubric has it: its facts must stay true."""
    assert move.question is not None
    return rubric.question(move.question).constraints[move.variant].text


def minutes_phrase(minutes: int | None) -> str:
    """`about 5 minutes`, `about a minute`, `no time`."""
    if not minutes:
        return "no time"
    return "about a minute" if minutes == 1 else f"about {minutes} minutes"


def _lead_off(prompt: str) -> str:
    """The last prompt without the words that only passed on to it."""
    for persona in PERSONAS.values():
        for onward in persona.onward:
            if prompt.startswith(onward + " "):
                return prompt[len(onward) + 1 :]
    return prompt


def _asked_again(prompt: str) -> str:
    """The last prompt without what it quoted: by now the candidate has said something else."""
    return _PICKED_UP.sub("", _lead_off(prompt))


def _title(slug: str) -> str:
    return slug.replace("-", " ").title()
