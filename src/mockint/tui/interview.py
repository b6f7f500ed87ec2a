"""The interview: the conversation, the answer box, the scratch pad, the clock, live coverage.

Everything that is said goes through the sitting to the conductor; this screen shows
what comes back, and takes keys to those who act on them: the interviewer's words to
`speaker`, the pad to `pad`, sound to `talking`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Click
from textual.widgets import Footer, TextArea

from ..errors import EngineError, MockintError, StoreError
from ..interview.flow import Due
from .composer import AnswerBox
from .conversation import EarlierTurns, TranscriptLog
from .coverage import CoveragePanel
from .pad import Pad
from .prose import Plain, excerpt, plain, words
from .speaker import Speaker
from .status import InfoLine, StatusBar
from .talking import LISTEN, Talking
from .wishes import Wishes

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.timer import Timer

    from ..domain.transcript import Turn
    from ..interview.outage import Alternative
    from .sitting import Sitting

DRAFT_DELAY = 0.3
#: One widget of each part that is filled when the screen opens.
_PARTS = ("#status-time", "#earlier", "#info-state", "#coverage-text")
_DURING = frozenset({"hint", "pause", "skip", "repeat", "ask_time", "end"})


class InterviewScreen(Wishes):
    """One sitting."""

    CSS_PATH = "interview.tcss"
    AUTO_FOCUS = "#answer"
    HELP = (
        "Answer as you would aloud. Enter sends; what you send is on disk before the "
        "interviewer goes on. Nothing is judged until the end."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "hint", "Hint", priority=True, id="interview.hint",
                tooltip="Ask for a hint; what it costs is shown first"),
        Binding("f3", "coverage", "Coverage", priority=True, id="interview.coverage",
                tooltip="Show or hide how far each criterion has come"),
        Binding("f4", "pause", "Pause", priority=True, id="interview.pause",
                tooltip="Stop the clock and hide the question"),
        Binding("f5", "builtin", "Another interviewer", show=False, priority=True,
                id="interview.builtin",
                tooltip="Go on with another engine, or the built-in one, in the same session"),
        Binding("f6", "skip", "Skip", show=False, priority=True, id="interview.skip",
                tooltip="Leave this question"),
        Binding("f7", "repeat", "Repeat the question", show=False, priority=True,
                id="interview.repeat"),
        Binding("f9", "ask_time", "Ask for the time", show=False, priority=True,
                id="interview.time"),
        Binding("f8", "end", "End", priority=True, id="interview.end",
                tooltip="End the interview now and see the scorecard"),
        Binding("ctrl+t", "transcript", "Transcript", show=False, priority=True,
                id="interview.transcript", tooltip="Read everything said so far"),
        Binding("ctrl+g", "pad", "Pad", priority=True, id="interview.pad",
                tooltip="Show or hide the scratch pad"),
        Binding("tab", "to_pad", "To the pad", show=False, id="interview.to_pad",
                tooltip="Write on the scratch pad; Esc leads back to the answer"),
        Binding("ctrl+r", "talk", "Talk", priority=True, id="interview.talk",
                tooltip="Speak your answer: begin to record, and end it"),
        Binding("f12", "let_go", "Drop the recording", show=False, priority=True,
                id="interview.let_go", tooltip="Remove what was recorded and not written down"),
        Binding("enter", "finish", "Scorecard", id="interview.finish",
                tooltip="Grade the interview and see the scorecard"),
        Binding("escape", "stop", "Stop the reply", show=False, id="interview.stop"),
    ]  # fmt: skip

    def __init__(self, sitting: Sitting) -> None:
        super().__init__()
        self.sitting = sitting
        self.conductor = sitting.conductor
        self.speaker = Speaker(
            sitting,
            lambda: self.query_one(TranscriptLog),
            said=self._said,
            ended=self._stopped_speaking,
        )
        self._draft_due: Timer | None = None
        self._cut_off = False

    @property
    def unsent(self) -> str:
        """What stands in the answer box."""
        return self.query_one(AnswerBox).kept if self.is_attached else ""

    @property
    def speaking(self) -> bool:
        """True while the interviewer has the word."""
        return self.speaker.speaking

    def compose(self) -> ComposeResult:
        """As drawn: status, conversation, answer, figures, coverage, keys."""
        yield StatusBar(self.conductor.state.rubric.title)
        with Horizontal(id="body"):
            with Vertical(id="column"):
                yield TranscriptLog(id="log")
                yield Plain(id="banner")
                yield Talking(lambda: self._app.services.voice_room(self.sitting.session_id))
                yield AnswerBox(id="answer")
                yield Plain(id="over")
                yield InfoLine()
            yield Pad(self.sitting)
            yield CoveragePanel(id="coverage")
        yield Footer(compact=True)

    def on_screen_resume(self) -> None:
        """Coming back, perhaps from the settings; the first time nothing is there yet."""
        if self.query(CoveragePanel):
            self.show_state()
        self.refresh_bindings()

    def on_mount(self) -> None:
        """Bring back what was said and typed before, then let the interviewer begin."""
        if not all(self.query(part) for part in _PARTS):
            return  # mockint is being left while the screen opens: Textual mounts no more
        self.query_one("#banner").display = False
        self.query_one("#over").display = False
        turns = self.conductor.state.turns
        self.query_one(TranscriptLog).restore(turn for turn in turns if not turn.is_pad)
        if turns:
            self.query_one(TranscriptLog).card("You are back; the clock stood still.")
        box = self.query_one(AnswerBox)
        box.remember(self.sitting.answers)
        try:
            box.restore(self.sitting.load_draft())
            self.query_one(Pad).open()
        except StoreError as error:
            self._app.tell(error)
        self._offer_pad()
        if self._talks:
            self.query_one(Talking).recall()
        if self.conductor.paused:
            self._try(self.conductor.resume)
        self.set_interval(0.5, self._tick)
        self.show_state()
        self.speak()

    # -- showing ----------------------------------------------------------------

    def show_state(self) -> None:
        """Show what the conductor says now."""
        if not self.is_attached:
            return
        self.query_one(StatusBar).show(self.conductor)
        self.query_one(CoveragePanel).show(self.conductor)
        self._show_info()
        if self.is_over and not self.speaking and self.query_one(AnswerBox).display:
            self.refresh_bindings()
            self.query_one("#info-keys").display = False
            self.query_one("#over").display = True
            self.query_one(AnswerBox).display = False
            self.query_one("#over", Plain).show(
                words(("The interview is over. ", "bold"), "Enter shows your scorecard.")
            )
            self.query_one(Pad).close()
            self.set_focus(None)

    def _show_info(self) -> None:
        self.query_one(InfoLine).show(self.conductor, self._saved, trouble=self._trouble)

    def _tick(self) -> None:
        self.query_one(StatusBar).tick(self.conductor)

    def _say_trouble(self, text: str | None) -> None:
        """Show a banner above the answer box, or take it away."""
        banner = self.query_one("#banner", Plain)
        banner.display = text is not None
        if text is not None:
            banner.show(plain(text))

    # -- the interviewer --------------------------------------------------------

    def speak(self) -> None:
        """Let the interviewer say what is due."""
        if self.sitting.closed or self.speaking:
            return
        if self.conductor.next_move() is None:
            self.show_state()
            return
        self._say_trouble(None)
        self.speaker.start(self.app)

    def _said(self, turn: Turn) -> None:
        self._offer_pad()
        if self._app.preferences.talking == LISTEN:
            self.query_one(Talking).read(turn.text)

    def _stopped_speaking(self, error: MockintError | None) -> None:
        if error is not None:
            self._fell_silent(error)
        self.show_state()

    def _fell_silent(self, error: MockintError) -> None:
        """The interviewer could not be heard, or its words not be kept."""
        self.query_one(TranscriptLog).drop_speech()
        if isinstance(error, EngineError):
            # Nobody should lose minutes to a provider.
            failed = error
            self._try(lambda: self.sitting.fell_silent(failed))
        self._cut_off = self.conductor.state.due is Due.END
        way = "Enter shows your scorecard." if self._cut_off else "Enter tries again."
        if isinstance(error, EngineError):
            others = self.sitting.alternatives
            key = self._app.key("interview.builtin")
            other = others[0].label if len(others) == 1 else "another interviewer"
            way += f" {key} goes on with {other}." if others else ""
            way += " The clock stands still meanwhile."
        self._say_trouble(f"{excerpt(error)}\n{way} Everything said so far is saved.")

    def action_builtin(self) -> None:
        """Leave the model; another one, or the built-in interviewer, goes on in the session."""
        others = self.sitting.alternatives
        if not others or self.speaking:
            return
        if len(others) == 1:
            self._go_on_with(others[0])
            return
        from .outage import ChooseInterviewer

        self.app.push_screen(ChooseInterviewer(others), self._go_on_with)

    def _go_on_with(self, chosen: Alternative | None) -> None:
        if chosen is None:
            return
        try:
            self.sitting.go_on_with(chosen)
        except MockintError as error:
            key = self._app.key("interview.builtin")
            self._say_trouble(
                f"{excerpt(error)}\n{key} chooses another. Everything said so far is saved."
            )
        else:
            self.speak()

    def voice_failed(self, error: BaseException | None) -> None:
        """A fault in mockint itself: say so, keep the room usable."""
        self.speaker.forget()
        name = type(error).__name__ if error else "unknown"
        self._say_trouble(
            f"Something went wrong here ({name}). Your answers are saved; Enter tries again."
        )
        self.show_state()

    async def action_stop(self) -> None:
        """Be silent, or stop the reply; what was heard of it stays."""
        if self.query_one(Talking).hush():
            return
        if not await self.speaker.stop():
            return
        log = self.query_one(TranscriptLog)
        turn = self._kept()
        if turn is not None:
            log.add(turn)
            self.speak()
        elif not self._trouble:
            self._say_trouble("Stopped. Enter lets the interviewer go on.")
        self.show_state()

    def _kept(self) -> Turn | None:
        kept: list[Turn | None] = []
        self._try(lambda: kept.append(self.sitting.settle()))
        return kept[0] if kept else None

    # -- the candidate ----------------------------------------------------------

    @on(AnswerBox.Sent)
    def _sent(self, event: AnswerBox.Sent) -> None:
        event.stop()
        text = event.text.strip()
        if self.is_over:
            self.action_finish()
        elif self.speaking:
            self._app.tell("The interviewer is still speaking. Esc stops the reply.")
        elif not self.conductor.state.awaiting:
            self._go_on()
        elif not text:
            key = self._app.key("interview.skip")
            self._app.tell(f"There is nothing to send yet. {key} skips the question.")
        elif self._try(lambda: self.sitting.answer(text)):
            self._answered()

    def _go_on(self) -> None:
        """The interviewer was interrupted: try again, with the clock running."""
        if self.conductor.paused:
            self._try(self.conductor.resume)
        self.speak()

    def _answered(self) -> None:
        self._say_trouble(None)
        box = self.query_one(AnswerBox)
        if self._draft_due is not None:
            self._draft_due.stop()
            self._draft_due = None
        box.put("")
        box.remember(self.sitting.answers)
        self.query_one(Talking).rest()
        self.query_one(TranscriptLog).add(self.conductor.state.turns[-1])
        self.speak()

    def _try(self, act: Callable[[], None]) -> bool:
        """Do something that is journalled; False, and a banner, where the disk refuses."""
        try:
            act()
        except StoreError as error:
            self._saved, self._trouble = "NOT SAVED", True
            self._say_trouble(
                f"Not saved: {excerpt(error)}\nYour words are still in the box; Enter tries again."
            )
            self._show_info()
            return False
        self._saved, self._trouble = "saved", False
        return True

    @on(TextArea.Changed, "#answer")
    def _typed(self) -> None:
        touched = self.query_one(AnswerBox).touched()
        if touched and self._draft_due is None and not self.sitting.closed:
            self._draft_due = self.set_timer(DRAFT_DELAY, self._save_draft)

    def _save_draft(self) -> None:
        self._draft_due = None
        text = self.unsent
        try:
            self.sitting.save_draft(text)
        except StoreError as error:
            self._saved, self._trouble = f"draft not saved: {error.what}", True
        else:
            self._saved, self._trouble = ("draft saved" if text else "saved"), False
        self._show_info()

    @on(AnswerBox.Escaped)
    async def _escaped(self) -> None:
        await self.action_stop()

    @on(AnswerBox.EditOutside)
    def _edit_outside(self) -> None:
        from . import editor

        box = self.query_one(AnswerBox)
        try:
            text = editor.edit_outside(self.app, box.text)
        except SuspendNotSupported:
            self._app.tell("This terminal cannot be handed to an editor.")
        except MockintError as error:
            self._app.tell(error)
        else:
            box.put(text)

    # -- what can be done -------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Once it is over, only the scorecard is left; before, there is none."""
        del parameters
        if action == "finish":
            return self.is_over
        if action == "coverage":
            return not self._app.preferences.realistic
        if action == "to_pad":
            return self.pad_shown
        if action in {"talk", "let_go"}:
            return self._talks and not self.is_over
        return not (self.is_over and action in _DURING)

    @property
    def is_over(self) -> bool:
        """True once there is nothing left to answer."""
        return self.conductor.finished or self._cut_off

    @on(EarlierTurns.Opened)
    def action_transcript(self) -> None:
        """Read all that was said so far."""
        from .transcript import TranscriptScreen

        self.app.push_screen(TranscriptScreen(self.conductor.transcript()))

    @on(Click, "#over")
    def action_finish(self) -> None:
        """On to the scorecard."""
        if self.is_over:
            self._app.grade_sitting()
