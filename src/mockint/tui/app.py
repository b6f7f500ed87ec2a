"""The application: which screen follows which, and every way in and out.

It holds the services and hands screens what they need; it decides nothing about
interviewing or grading. Screens are imported when they are first shown, so that the
first paint waits for nothing that it does not paint.
"""

from __future__ import annotations

import gc
import sys
import traceback
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from ..errors import ExitCode, MockintError, StoreError
from ..store.preferences import Preferences
from . import appearance, signals
from .consent import Consent, kept_in
from .home import HomeScreen
from .places import place
from .prose import plain
from .start import Start
from .theme import THEMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..coaching import After
    from ..diary import Outlook
    from ..domain.rubric import Level, Rubric
    from ..domain.scorecard import Scorecard
    from ..domain.tailoring import Tailoring
    from ..domain.transcript import Transcript
    from ..interview.conductor import Conductor
    from ..panel import Loop
    from ..wiring import InterviewOptions, Services
    from .assess import Assessment
    from .sitting import Sitting

    Export = Callable[[Scorecard, Transcript], str]


TERMINAL_CHECK = 2.0


class MockintApp(App[int]):
    """The terminal face."""

    TITLE = "mockint"
    # Textual reads no stylesheet of the default screen, so home is named here.
    CSS_PATH = ["app.tcss", "home.tcss"]  # noqa: RUF012
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - Textual declares it so
        (0, "-narrow"),
        (100, "-wide"),
        (160, "-vast"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (36, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "Help", id="help", priority=True),
        Binding("question_mark", "help", "Help", show=False, id="help.question_mark"),
        Binding(
            "ctrl+q", "quit", "Quit", id="quit", priority=True,
            tooltip="Leave mockint; everything said is already saved",
        ),
    ]  # fmt: skip

    def __init__(
        self,
        services: Services,
        start: Start | None = None,
        *,
        export: Export | None = None,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        """`export` writes a scorecard and says where; without it, Markdown in this folder."""
        super().__init__()
        self.services = services
        self.begin = start or Start()
        self._export = export
        self.long_lived = False
        self.now = now or _utc_now
        self.sitting: Sitting | None = None
        self.told_of_sending = False
        self._consent = Consent(given=self.begin.at != "home")
        #: Where recordings may go: asked about once a place and run.
        self.told_of_recording: set[str] = set()
        self.loop: Loop | None = None
        self._stopped = False
        self._unread: MockintError | None = None
        self.preferences = self._read_preferences()
        for theme in THEMES.values():
            self.register_theme(theme)
        self.theme = appearance.colours(self.preferences)

    def _read_preferences(self) -> Preferences:
        """What the person prefers; a file that is off is told once home is there."""
        try:
            found = self.services.preferences()
            return replace(found, talking="talk-and-listen") if self.begin.voice else found
        except MockintError as error:
            self._unread = error
            return Preferences()

    def get_default_screen(self) -> Screen[None]:
        """Home, at the bottom of every stack of screens."""
        return HomeScreen()

    def on_mount(self) -> None:
        """Take signals in hand, and watch that there still is a terminal."""
        appearance.put_on(self, self.preferences)
        signals.on_the_end(self._interrupted)
        signals.on_a_stop(self._stop)
        self.app_resume_signal.subscribe(self, self._woken)
        if not self.is_headless:
            self.set_interval(TERMINAL_CHECK, self._check_terminal)

    def enter(self) -> None:
        """Home is painted: go where the command line wants to."""
        if self._unread is not None:
            self.tell(self._unread, title="Settings are not in use")
        elif self.preferences.keys:
            self._check_keys()
        if self.begin.at == "brief" and self.begin.name:
            self.open_round(self.begin.name, self.begin.options)
        elif self.begin.at == "interview" and self.begin.name and self.begin.options:
            self.begin_round(self.begin.name, self.begin.options)
        elif self.begin.at == "continue":
            self.continue_session(self.begin.name)
        elif self.begin.at == "loop" and self.begin.name:
            self.open_loop(self.begin.name)

    # -- going places -----------------------------------------------------------

    def open_round(self, name: str, options: InterviewOptions | None = None) -> None:
        """Show the brief of a round."""
        from .brief import BriefScreen

        try:
            rubric = self.services.library.rubric(name)
            guide = self.services.library.guide_of(rubric)
        except MockintError as error:
            self.tell(error)
            return
        self.push_screen(BriefScreen(rubric, guide, options))

    def begin_round(self, name: str, options: InterviewOptions) -> None:
        """Begin a new session with the round of that name."""
        try:
            rubric = self.services.library.rubric(name)
        except MockintError as error:
            self.tell(error)
            return
        self.start_interview(rubric, options)

    def start_interview(self, rubric: Rubric, options: InterviewOptions) -> None:
        """Begin a new session with a round; asks first where lines of a CV would leave."""

        def begin() -> None:
            try:
                self._sit_down(self.services.start_interview(rubric, options))
            except MockintError as error:
                self.tell(error)

        self._ask([options.tailoring], begin)

    def _ask(
        self,
        tailorings: Iterable[Tailoring | None],
        act: Callable[[], None],
        otherwise: Callable[[], None] | None = None,
    ) -> None:
        try:
            self._consent.ask(self, tailorings, act, otherwise)
        except MockintError as error:
            self.tell(error)
            if otherwise is not None:
                otherwise()

    def continue_session(self, session_id: str | None) -> None:
        """Go on with an unfinished session, the latest without an id."""
        try:
            conductor = self.services.continue_interview(session_id)
        except MockintError as error:
            self.tell(error)
            return
        header = getattr(conductor.log, "header", None)
        kept = kept_in(header.options.get("tailoring")) if header else []
        close = getattr(conductor.log, "close", None)
        self._ask(kept, lambda: self._sit_down(conductor), close)

    def _sit_down(self, conductor: Conductor) -> None:
        from .interview import InterviewScreen
        from .sitting import Sitting

        self.leave_sitting()
        self.sitting = Sitting(conductor, self.services.store, self.services.alternatives)
        self._home_below()
        self.push_screen(InterviewScreen(self.sitting))

    # -- practice over time -----------------------------------------------------

    def show_progress(self) -> None:
        """Show levels over sessions, and what to practise next."""
        from .progress import ProgressScreen

        self.push_screen(ProgressScreen())

    def show_plan(self, outlook: Outlook) -> None:
        """Show what to do on each day until the interview."""
        from .study_plan import StudyPlanScreen

        self.push_screen(StudyPlanScreen(outlook))

    def drill(self, rubric_id: str, question: str) -> None:
        """Begin an interview of one question."""
        from ..interview.plan import drill_minutes
        from ..wiring import InterviewOptions

        try:
            rubric = self.services.library.rubric(rubric_id)
            minutes = drill_minutes(rubric.question(question))
        except MockintError as error:
            self.tell(error)
        except KeyError:
            self.tell("The round has changed: that question is gone.")
        else:
            self.start_interview(rubric, InterviewOptions(minutes=minutes, only=(question,)))

    def new_loop(self, guide_id: str) -> None:
        """Show the rounds of a guide, before the first one begins."""
        from .loop import LoopScreen

        try:
            guide = self.services.library.guide(guide_id)
        except MockintError as error:
            self.tell(error)
            return
        self.push_screen(LoopScreen(guide=guide))

    def open_loop(self, loop_id: str) -> None:
        """Show a loop where it was left."""
        from .loop import LoopScreen

        self.push_screen(LoopScreen(loop=loop_id))

    def show_packet(self, loop_id: str) -> None:
        """Show a loop's committee packet."""
        from .loop import PacketScreen

        self.push_screen(PacketScreen(loop_id))

    def sit_in(self, loop: Loop) -> None:
        """Hold the round of a loop that is due; after it the loop is shown, not the levels."""

        def begin() -> None:
            try:
                conductor = loop.sit_down()
            except MockintError as error:
                loop.close()
                self.tell(error)
                return
            self._sit_down(conductor)
            self.loop = loop

        self._ask(kept_in(loop.header.options.get("tailoring")), begin, loop.close)

    def _rise(self, sitting: Sitting, loop: Loop) -> None:
        """Grade a loop's round that is over, then show the loop."""
        from .assess import of_round

        def done(_: Scorecard | None) -> None:
            self.go_home()
            self.open_loop(loop.id)

        self._home_below()
        conductor = sitting.conductor
        if not conductor.transcript().candidate_turns:
            loop.leave_out()
            done(None)
            return
        self._rate_and_score(of_round(loop, conductor), done)

    # -- scorecards -------------------------------------------------------------

    def grade_sitting(self) -> None:
        """Grade the interview that is over, and show its scorecard."""
        from .assess import of_interview

        if self.sitting is not None and self.loop is not None:
            self._rise(self.sitting, self.loop)
        elif self.sitting is not None:
            self._home_below()
            self._assess(of_interview(self.services, self.sitting.conductor))

    def _assess(self, assessment: Assessment) -> None:
        if not assessment.transcript.candidate_turns:
            self.tell("Nothing was answered, so there is nothing to grade.")
            self.go_home()
            return

        def graded(scorecard: Scorecard | None) -> None:
            self.leave_sitting()
            if scorecard is not None:
                self.show_scorecard(scorecard, assessment.transcript)
            else:
                self.refresh_home()

        self._rate_and_score(assessment, graded)

    def _rate_and_score(
        self, assessment: Assessment, graded: Callable[[Scorecard | None], None]
    ) -> None:
        """Ask for the candidate's own levels, where they are asked for, then grade."""
        from .scoring import ScoringScreen

        def rated(levels: dict[str, Level] | None) -> None:
            if levels and assessment.rate is not None:
                try:
                    assessment.rate(levels)
                except MockintError as error:
                    self.tell(error)
            self.push_screen(ScoringScreen(assessment), graded)

        if assessment.rate is None or not self.preferences.self_rating:
            rated(None)
            return
        from .self_rating import SelfRatingScreen

        self.push_screen(SelfRatingScreen(assessment.asked), rated)

    def open_session(self, session_id: str) -> None:
        """Show a saved session: its scorecard, or grade it, or go on with it."""
        from .assess import is_closed, of_session

        try:
            stored = self.services.store.read(session_id)
            scorecard = self.services.scorecard_of(stored)
            if scorecard is not None:
                self.show_scorecard(scorecard, self.services.transcript_of(stored))
            elif is_closed(stored):
                self._assess(of_session(self.services, stored))
            else:
                self.continue_session(session_id)
        except MockintError as error:
            self.tell(error)

    def read_session(self, session_id: str) -> None:
        """Show what was said in a saved session."""
        from .transcript import TranscriptScreen

        try:
            transcript = self.services.transcript_of(self.services.store.read(session_id))
        except MockintError as error:
            self.tell(error)
            return
        self.push_screen(TranscriptScreen(transcript))

    def show_scorecard(self, scorecard: Scorecard, transcript: Transcript) -> None:
        """Show a scorecard whose quotes open `transcript`."""
        from .levels import Manner
        from .scorecard import ScorecardScreen

        self.push_screen(
            ScorecardScreen(
                scorecard,
                transcript,
                export=self.export,
                manner=Manner.of(self.preferences),
                after=self._after(scorecard, transcript),
            )
        )

    def _after(self, scorecard: Scorecard, transcript: Transcript) -> After | None:
        """What is said after a session, None for a scorecard that is of none."""
        from ..coaching import Coaching

        try:
            session = self.services.store.read(transcript.source)
            return Coaching(self.services).after(session, scorecard)
        except MockintError:
            return None

    def show_debrief(self, after: After) -> None:
        """Show what to mend first, and how."""
        from ..coaching import Coaching
        from .debrief import DebriefScreen
        from .levels import Manner

        manner = Manner.of(self.preferences)
        self.push_screen(DebriefScreen(after, Coaching(self.services), manner))

    def retry(self, session_id: str, question: str) -> None:
        """Ask one question of a session again, in a session of its own."""
        from ..coaching import Coaching

        try:
            session = self.services.store.read(session_id)
            rubric, options = Coaching(self.services).again(session, question)
        except MockintError as error:
            self.tell(error)
            return
        self.start_interview(rubric, options)

    def compare(self, sessions: tuple[str, str], when: tuple[str, str]) -> None:
        """Show two graded sessions side by side, the earlier one first."""
        from .compare import CompareScreen
        from .levels import Manner

        try:
            cards = [self.services.scorecard_of(self.services.store.read(one)) for one in sessions]
        except MockintError as error:
            self.tell(error)
            return
        a, b = cards
        if a is not None and b is not None:
            self.push_screen(CompareScreen(a, b, when, Manner.of(self.preferences)))

    def export(self, scorecard: Scorecard, transcript: Transcript) -> str:
        """Write a scorecard where people find it; returns the path. DiskError."""
        from .export import to_markdown

        return (self._export or to_markdown)(scorecard, transcript)

    def open_place(self, place_id: str) -> None:
        """Show a screen of `places`, unless it is there already."""
        made = place(place_id).make()
        if not any(type(screen) is type(made) for screen in self.screen_stack):
            self.push_screen(made)

    def action_open_place(self, place_id: str) -> None:
        """Show a screen of `places`."""
        self.open_place(place_id)

    # -- preferences ------------------------------------------------------------

    def prefer(self, *, keep: bool = True, **changes: Any) -> None:
        """Take preferences over at once; `keep` writes them down. SettingsError, DiskError.

        What could not be written holds until the end of this run.
        """
        if "talking" in changes:
            # What is chosen now holds, and not what the command line said.
            self.begin = replace(self.begin, voice=False)
        self.preferences = replace(self.preferences, **changes)
        appearance.put_on(self, self.preferences)
        if keep:
            for name, value in changes.items():
                self.services.change_setting(name, value or None if name == "keys" else value)
            self.preferences = self._read_preferences()

    def action_prefer(self, name: str, value: str) -> None:
        """Take one preference over, as the command palette does."""
        try:
            self.prefer(keep=True, **{name: value})
        except MockintError as error:
            self.tell(error)

    def _check_keys(self) -> None:
        from .keymap import problems

        found = problems(self.preferences.keys)
        if found:
            self.tell("\n".join(found), title="Keys in the settings")

    def settle(self) -> None:
        """Everything that lives as long as the process is loaded by now.

        Taking it out of the garbage collector's sight saves pauses of 50 to 100 ms
        between an answer and the next question (measured on a 60-turn session).
        """
        if self.long_lived:
            gc.freeze()

    def refresh_home(self) -> None:
        """Read sessions again, so that home shows what has changed."""
        home = self.screen_stack[0]
        if isinstance(home, HomeScreen):
            home.read_shelf()

    def go_home(self) -> None:
        """Leave the interview where it is, saved, and show home."""
        self.leave_sitting()
        self._home_below()
        self.refresh_home()

    def _home_below(self) -> None:
        """Take away what stands above home, so that Esc leads there."""
        while len(self.screen_stack) > 1:
            self.pop_screen()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A fault in the worker that speaks: the interview says so and goes on."""
        if event.worker.group != "turn" or event.state is not WorkerState.ERROR:
            return
        from .interview import InterviewScreen

        for screen in self.screen_stack:
            if isinstance(screen, InterviewScreen):
                screen.voice_failed(event.worker.error)

    # -- saying things ----------------------------------------------------------

    def tell(self, problem: MockintError | str, *, title: str = "") -> None:
        """Say what went wrong, and what to do about it, without leaving the screen.

        `title` is mockint's own words, never a stranger's.
        """
        if isinstance(problem, MockintError):
            head = f"{problem.where}: {problem.what}" if problem.where else problem.what
            text = f"{head}\n{problem.remedy}" if problem.remedy else head
            kind: Literal["information", "warning", "error"] = "error"
        else:
            text, kind = problem, "information"
        self.notify(plain(text).plain, title=title, severity=kind, timeout=8, markup=False)

    def _fatal_error(self) -> None:
        """Leave with the traceback of a fault of ours.

        Textual's own shows every local variable, and so answers and keys; this one shows
        the lines of code, and what the error says, cleaned.
        """
        text = "".join(traceback.format_exception(*sys.exc_info()))
        self.panic(plain(f"{text}\nThis is a fault in mockint. Everything you said is saved."))

    def action_help(self) -> None:
        """What can be done here."""
        from .help import HelpScreen

        if isinstance(self.screen, HelpScreen):
            self.pop_screen()
        else:
            self.push_screen(HelpScreen.of(self.screen))

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Every action that can be taken here, for the command palette."""
        from .commands import commands

        yield from commands(self, screen)

    def key(self, binding_id: str) -> str:
        """The key that does it now, as people read it."""
        from .keymap import key

        return key(binding_id, self.preferences.keys)

    def get_key_display(self, binding: Binding) -> str:
        """Keys as the help and the footer write them."""
        from .keys import display

        return display(binding)

    # -- leaving ----------------------------------------------------------------

    async def action_quit(self) -> None:
        """Save and quit."""
        self.leave_sitting()
        self.exit(int(ExitCode.DONE))

    def leave_sitting(self) -> None:
        """Let go of the session that is being held, with its draft."""
        if self.sitting is None:
            return
        from .interview import InterviewScreen

        draft = None
        for screen in self.screen_stack:
            if isinstance(screen, InterviewScreen):
                draft = screen.unsent
        self.workers.cancel_group(self, "turn")
        self.sitting.leave(draft)
        self.sitting = None
        if self.loop is not None:
            self.loop.close()
            self.loop = None

    def _check_terminal(self) -> None:
        if signals.terminal_is_gone():
            self._interrupted()

    def _stop(self) -> None:
        """The process is about to be stopped for a while: nobody should lose time by that."""
        if self.sitting is not None and not self.sitting.closed:
            conductor = self.sitting.conductor
            self._stopped = not (conductor.paused or conductor.finished)
            if self._stopped:
                with suppress(StoreError):
                    conductor.pause()

    def _woken(self, _app: App[Any]) -> None:
        if self._stopped and self.sitting is not None:
            with suppress(StoreError):
                self.sitting.conductor.resume()
            self.tell("You are back; the clock stood still.")
        self._stopped = False

    def _interrupted(self) -> None:
        self.leave_sitting()
        self.exit(int(ExitCode.INTERRUPTED), return_code=int(ExitCode.INTERRUPTED))


def _utc_now() -> datetime:
    return datetime.now(UTC)


def run_app(services: Services, start: Start | None = None, *, export: Export | None = None) -> int:
    """Run the terminal face until it is left; returns the exit code.

    There must be a terminal: without one Textual waits for ever.
    """
    app = MockintApp(services, start, export=export)
    app.long_lived = True
    signals.end_with_the_terminal(int(ExitCode.INTERRUPTED))
    try:
        result = app.run()
    finally:
        signals.let_input_end(app)
    try:
        app.leave_sitting()
    except StoreError:
        return int(ExitCode.USAGE)
    return result if result is not None else app.return_code or int(ExitCode.DONE)
