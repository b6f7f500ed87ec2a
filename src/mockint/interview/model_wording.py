"""An interviewer whose words come from a language model; what it does comes from the flow.

One streaming call a move. The prompt is a static prefix, then the conversation as it
was sent before, then the move: so that each call's prompt begins with the previous
one and a prompt cache can serve it. Past the token budget the older half of the
conversation is replaced, in one cut, by a summary that code writes from the ledger.

Code checks every wording (`checks`). One breach is asked about once; after a second
the built-in words are said. A reply that was cut, refused or empty counts as a breach.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass

from ..domain.chat import ChatReply, ChatRequest, Message
from ..domain.prompts import InterviewerMove, InterviewerSystem, as_data
from ..domain.rubric import Rubric
from ..domain.session import Move, MoveKind
from ..domain.transcript import Role, Turn
from ..ports import ChatModel, Prompts
from .checks import Secrets, breaches
from .flow import State
from .ledger import Standing
from .wording import BuiltinWording, Restart

MAX_REPLY_TOKENS = 400
BUDGET_TOKENS = 6000
#: Moves whose words are facts or questions to repeat: code says them as they are.
FIXED = frozenset(
    {MoveKind.TIME, MoveKind.REPEAT, MoveKind.HINT, MoveKind.WARN, MoveKind.CONSTRAINT}
)


@dataclass(frozen=True, slots=True)
class Voice:
    """Who the interviewer is: facts for the static prefix."""

    company: str
    role: str
    interviewer: str


class ModelWording:
    """Implements `ports.Wording` over a `ChatModel`.

    `count` counts tokens of a text; `refused` collects breaches as (move, reasons), for
    the record. EngineError passes through: the face offers a way on.
    """

    def __init__(
        self,
        model: ChatModel,
        prompts: Prompts,
        rubric: Rubric,
        voice: Voice,
        builtin: BuiltinWording,
        *,
        count: Callable[[str], int],
        budget: int = BUDGET_TOKENS,
    ) -> None:
        self.model = model
        self._prompts = prompts
        self._rubric = rubric
        self._voice = voice
        self.builtin = builtin
        self._secrets = Secrets(rubric)
        self._count = count
        self._budget = budget
        self._cut = 0
        self.refused: list[tuple[Move, tuple[str, ...]]] = []
        self.replies: list[ChatReply] = []

    async def say(self, move: Move, state: object) -> AsyncIterator[str]:
        """Yield the words of `move` as they come; a `Restart` replaces what came before."""
        assert isinstance(state, State)
        plain = self.builtin.words(move, state)
        if move.kind in FIXED:
            yield plain
            return
        remark = ""
        for attempt in range(2):
            first = attempt > 0
            said = ""
            last: ChatReply | None = None
            async with aclosing(self.model.stream(self._request(move, state, plain, remark))) as s:
                async for delta in s:
                    if delta.reply is not None:
                        last = delta.reply
                    if delta.text:
                        yield Restart(delta.text) if first else delta.text
                        first = False
                        said += delta.text
            wrong = self._wrong(said, last, move, state, plain)
            if not wrong:
                return
            self.refused.append((move, wrong))
            remark = f"Your last wording could not be used: {'; '.join(wrong)}. Word it anew."
        yield Restart(plain)

    def prompt_digests(self) -> dict[str, str]:
        """Ids and digests of the prompts in use."""
        system = self._prompts.render(self._system_variables(minutes=1))
        move = self._prompts.render(InterviewerMove("ask", "", "", "", 0, ""))
        return {system.prompt_id: system.digest, move.prompt_id: move.digest}

    def messages(self, move: Move, state: State, plain: str, remark: str) -> tuple[Message, ...]:
        """The whole prompt for a move."""
        system = self._prompts.render(self._system_variables(state.plan.minutes))
        history = self._history(state)
        asked = self._prompts.render(
            InterviewerMove(
                move=move.kind.value,
                words=plain,
                about=move.gap.value if move.gap else "",
                pickup=move.pickup,
                minutes_left=move.minutes_left or 0,
                remark=remark,
            )
        )
        return (*system.messages, *history, *asked.messages)

    # -- within -----------------------------------------------------------------

    def _request(self, move: Move, state: State, plain: str, remark: str) -> ChatRequest:
        return ChatRequest(
            messages=self.messages(move, state, plain, remark),
            max_tokens=MAX_REPLY_TOKENS,
            temperature=0.6,
            seed=state.plan.seed,
        )

    def _wrong(
        self, said: str, last: ChatReply | None, move: Move, state: State, plain: str
    ) -> tuple[str, ...]:
        self.replies += [last] if last is not None else []
        if last is None or (not last.is_answer and last.completeness.value == "truncated"):
            return ("it was cut off",)
        if last.outcome.value != "text":
            return (f"it was {last.outcome.value.replace('_', ' ')}",)
        heard = " ".join(turn.text for turn in state.turns if turn.is_candidate)
        return breaches(
            said,
            move,
            self._secrets,
            minutes={move.minutes_left or 0, state.plan.minutes, state.plan.closing_minutes},
            told=f"{plain} {heard}",
        )

    def _system_variables(self, minutes: int) -> InterviewerSystem:
        kinds = Counter(question.kind for question in self._rubric.questions)
        persona = self.builtin.persona
        return InterviewerSystem(
            kind=kinds.most_common(1)[0][0].value,
            title=self._rubric.title,
            company=self._voice.company,
            role=self._voice.role,
            interviewer=self._voice.interviewer,
            persona=f"{persona.name}, {persona.about}",
            minutes=minutes,
            criteria=tuple(criterion.text for criterion in self._rubric.criteria),
        )

    def _history(self, state: State) -> tuple[Message, ...]:
        """The conversation so far, cut in large steps so that the prefix seldom changes."""
        turns = state.turns
        self._cut = min(self._cut, len(turns))
        while self._size(turns[self._cut :]) > self._budget and len(turns) - self._cut > 4:
            # Down to half of the budget at once: the next cut is then many turns away.
            while self._size(turns[self._cut :]) > self._budget / 2 and len(turns) - self._cut > 4:
                self._cut += 2
        messages = [_message(turn) for turn in turns[self._cut :]]
        if self._cut:
            messages.insert(0, Message("user", self._summary(state)))
        return tuple(messages)

    def _size(self, turns: tuple[Turn, ...]) -> int:
        return sum(self._count(turn.text) + 4 for turn in turns)

    def _summary(self, state: State) -> str:
        """What was cut, told from the turns themselves: which questions were put."""
        gone = state.turns[: self._cut]
        asked = [turn.text for turn in gone if turn.move == MoveKind.ASK.value]
        heard = sum(len(turn.text.split()) for turn in gone if turn.is_candidate)
        open_areas = [
            text
            for text, standing in state.ledger.criteria(state.rubric)
            if standing is Standing.NOT_ASKED
        ]
        questions = " ".join(f"({i}) {text}" for i, text in enumerate(asked, 1))
        return (
            f"Earlier in this interview, left out here: {len(gone)} turns; the candidate "
            f"spoke {heard} words. Questions already put: {questions or 'none'}. "
            f"Areas not yet asked about: {'; '.join(open_areas) or 'none'}"
        )


def _message(turn: Turn) -> Message:
    if turn.role is Role.INTERVIEWER:
        return Message("assistant", turn.text)
    how = "wrote on the scratch pad" if turn.is_pad else "said"
    return Message("user", f"The candidate {how}: {as_data(turn.text)}")
