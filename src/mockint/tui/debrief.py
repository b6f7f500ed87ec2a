"""Debrief: what to mend first and how, apart from the scorecard and after it.

Shows what `coaching` has found; it computes nothing and changes no level. Before the
first words go to a model's endpoint it says so, and asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer
from textual.worker import Worker, WorkerState

from ..errors import MockintError
from ..grading.coach import Example
from ..reports.after import COACHING, FLAG_WORDS, NOTHING_WEAK, bottleneck_lines
from ..reports.phrases import turn_phrase
from ..reports.tailoring import BACKING_WORDS
from . import papers
from .dialogs import Confirm
from .levels import Manner, level_words
from .prose import Cell, Hung, Plain, Row, Sheet, bullet, line, plain, words
from .rows import Rows, heading, row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult
    from textual.content import Content
    from textual.widgets.option_list import Option

    from ..coaching import After, Coaching
    from ..domain.scorecard import Evidence, Verdict
    from ..practice.debrief import FlagNote, Outline, Step
    from .app import MockintApp

_FIRST, _SIGNAL, _FLAG, _CLAIM, _TIP = "first", "signal", "flag", "claim", "tip"
_WIDTH = 20
_MARKS = {"shown": "$text-error", "avoided": "$text-success", "not tested": "$text-muted"}


class DebriefScreen(Screen[None]):
    """What is said after one round."""

    CSS_PATH = "debrief.tcss"
    AUTO_FOCUS = "#debrief-rows"
    HELP = (
        "Advice after the round; it is no part of the scorecard. Enter shows your own words in "
        "the transcript, r asks one question again and puts the new levels beside these."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "retry", "Retry", id="debrief.retry",
                tooltip="Ask the question of the highlighted row again, and score it anew"),
        Binding("x", "example", "Rewrite", id="debrief.example",
                tooltip="Have the model rewrite your answer towards the next level, as an example"),
        Binding("tab", "app.focus_next", "Read on", id="debrief.next",
                tooltip="Go to the text beside, to scroll it"),
        Binding("t", "transcript", "Read", id="debrief.transcript", tooltip="Read what was said"),
        Binding("escape,q", "app.pop_screen", "Back", id="debrief.back"),
    ]  # fmt: skip

    def __init__(self, after: After, coaching: Coaching, manner: Manner | None = None) -> None:
        super().__init__()
        self.after = after
        self._coaching = coaching
        self._manner = manner or Manner()
        self._examples: dict[str, Example] = {}
        self._failed: dict[str, str] = {}
        self._asking = ""

    @property
    def _app(self) -> MockintApp:
        return cast("MockintApp", self.app)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A rewrite needs a model."""
        del parameters
        return self._coaching.has_model if action == "example" else True

    def compose(self) -> ComposeResult:
        """A title, the list, the highlighted row in full."""
        yield Plain(
            words(("Debrief", "bold"), (f"   {self.after.card.title}", "$text-muted")),
            id="debrief-title",
        )
        with Container(id="debrief-body"):
            yield Rows(id="debrief-rows")
            with VerticalScroll(id="debrief-detail"):
                yield Plain(id="debrief-text")
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """All rows; the first is what to mend first."""
        self.query_one("#debrief-rows", Rows).fill(list(self._options()))

    # -- the rows ---------------------------------------------------------------

    def _options(self) -> Iterator[Option]:
        told = self.after.debrief
        yield heading("Fix this first", gap=False)
        first = told.bottleneck.text if told.bottleneck else NOTHING_WEAK
        yield row(Row(Cell(line(first))), _FIRST)
        yield heading("Signals")
        for verdict in self.after.card.signals:
            yield row(self._signal_row(verdict), f"{_SIGNAL}:{verdict.id}")
        if told.flags:
            yield heading("Rejection reasons")
        for flag in told.flags:
            state = words((FLAG_WORDS[flag.state], _MARKS[flag.state]))
            yield row(Row(Cell(line(flag.text)), Cell(state, _WIDTH)), f"{_FLAG}:{flag.id}")
        if self.after.claims:
            yield heading("Claims of your CV")
        for number, one in enumerate(self.after.claims):
            state = words((BACKING_WORDS[one.backing], "$text-muted"))
            yield row(Row(Cell(line(one.claim.text)), Cell(state, _WIDTH)), f"{_CLAIM}:{number}")
        if told.tips:
            yield heading("Tips of the guide")
        for number, tip in enumerate(told.tips):
            yield row(Row(Cell(line(tip.text))), f"{_TIP}:{number}")

    def _signal_row(self, verdict: Verdict) -> Row:
        said = verdict.status.value.replace("_", " ")
        if verdict.level is not None:
            said = level_words(verdict.level, self._manner)
        tone = "bold" if verdict.id in self.after.debrief.weak else "$text-muted"
        return Row(Cell(line(verdict.text)), Cell(words((said, tone)), _WIDTH))

    # -- the highlighted row in full --------------------------------------------

    @on(Rows.OptionHighlighted)
    def _highlighted(self) -> None:
        self._show()
        self.query_one("#debrief-detail").scroll_home(animate=False)

    def _show(self) -> None:
        kind, name = self._chosen()
        if kind == _FIRST:
            rows = self._about_first()
        elif kind == _SIGNAL:
            rows = self._about_signal(name)
        elif kind == _FLAG:
            rows = self._about_flag(self._flag(name))
        elif kind == _CLAIM:
            rows = papers.claim(self.after.claims[int(name)])
        else:
            tip = self.after.debrief.tips[int(name)] if kind == _TIP else None
            rows = iter([plain(tip.text)] if tip else [])
        self.query_one("#debrief-text", Plain).show(Sheet(rows))

    def _chosen(self) -> tuple[str, str]:
        kind, _, name = (self.query_one("#debrief-rows", Rows).chosen or "").partition(":")
        return kind, name

    def _about_first(self) -> Iterator[Content | Hung]:
        yield words((COACHING, "$text-muted"))
        yield plain("")
        first = self.after.debrief.bottleneck
        if first is None:
            yield plain(NOTHING_WEAK)
            return
        yield words((first.text, "bold"))
        for told in bottleneck_lines(first, figures=self._manner.figures):
            yield plain(told)
        if first.flag:
            yield from self._quotes(self._flag(first.flag).evidence)
        question = self.after.words_of(self.after.question)
        if question:
            yield plain("")
            yield words(("Retry, with r: ", "bold"), question)

    def _about_signal(self, signal: str) -> Iterator[Content | Hung]:
        outline = self.after.outline(signal)
        if outline is None:
            yield plain("The round no longer knows this signal.")
            return
        yield from self._about_example(signal)
        yield words((outline.signal_text, "bold"))
        yield words((outline.label, "$text-warning"))
        if outline.question_text:
            yield words(("Asked: ", "$text-muted"), outline.question_text)
        yield plain("")
        yield from self._steps(outline)
        yield plain("")
        yield words(("Level 4: ", "bold"), outline.anchor)

    def _steps(self, outline: Outline) -> Iterator[Content | Hung]:
        for step in outline.steps:
            mark, tone = ("said", "$text-success") if step.said else ("missing", "$text-warning")
            yield Hung(words((mark, f"bold {tone}")), plain(step.text), 9)
            yield from self._step_words(step)

    def _step_words(self, step: Step) -> Iterator[Hung]:
        if step.words is not None:
            quote = words((f"“{' '.join(step.words.quote.split())}” ", "italic"),
                          (turn_phrase(step.words.turn), "$text-muted"))  # fmt: skip
            yield Hung(plain(""), quote, 9)

    def _about_example(self, signal: str) -> Iterator[Content | Hung]:
        if self._asking == signal:
            yield words(("Asking the model for an example…", "$text-muted"))
        elif signal in self._failed:
            yield words(("No example: ", "bold $text-error"), self._failed[signal])
        elif signal in self._examples:
            made = self._examples[signal]
            yield words((made.label, "$text-warning"))
            yield words((f"By {made.model}, towards level {made.level}.", "$text-muted"))
            yield plain("")
            yield from (plain(one) for one in made.text.split("\n"))
            if made.gaps:
                yield plain("")
                yield words(("To fill in", "bold"))
                yield from (bullet(one) for one in made.gaps)
        else:
            return
        yield plain("")

    def _about_flag(self, flag: FlagNote) -> Iterator[Content | Hung]:
        yield words((f"{FLAG_WORDS[flag.state]}: ", f"bold {_MARKS[flag.state]}"), flag.text)
        yield from self._quotes(flag.evidence)

    def _quotes(self, evidence: tuple[Evidence, ...]) -> Iterator[Hung]:
        for at in evidence:
            quote = words((f"“{' '.join(at.quote.split())}”", "italic"))
            yield Hung(words((turn_phrase(at.turn), "$text-muted")), quote, 9)

    def _flag(self, name: str) -> FlagNote:
        return next(one for one in self.after.debrief.flags if one.id == name)

    # -- what can be done -------------------------------------------------------

    def _question(self) -> str:
        """The question that the highlighted row is about, else that of the bottleneck."""
        kind, name = self._chosen()
        outline = self.after.outline(name) if kind == _SIGNAL else None
        if outline is not None:
            return outline.question
        found = self.after.question_of_flag(name) if kind == _FLAG else ""
        return found or self.after.question

    def action_retry(self) -> None:
        """Ask one question again, in a session of its own."""
        question = self._question()
        if not question:
            self._app.tell("Nothing was weak; choose a signal to ask its question again.")
            return
        text = (
            f"{self.after.words_of(question)}\n\nA short interview with this one question. Its "
            "levels will stand beside those of this session, which stays as it is."
        )

        def answered(yes: bool | None) -> None:
            if yes:
                self._app.retry(self.after.session, question)

        dialog = Confirm("Ask this again?", text, yes="Begin", no="Not now", safe=True)
        self.app.push_screen(dialog, answered)

    @on(Rows.OptionSelected)
    def _open_words(self) -> None:
        """Show the candidate's words of the highlighted row in the transcript."""
        from .transcript import TranscriptScreen

        place = self._place()
        if place is None:
            self._app.tell("No words of yours belong to this.")
            return
        self.app.push_screen(TranscriptScreen(self.after.transcript, place))

    def _place(self) -> tuple[int, int, int] | None:
        """(turn, start, end) of the words that the highlighted row is about."""
        kind, name = self._chosen()
        if kind == _CLAIM:
            one = self.after.claims[int(name)]
            if one.turn is None or not one.quote:
                return None
            start = self.after.transcript.turns[one.turn].text.find(one.quote)
            return None if start < 0 else (one.turn, start, start + len(one.quote))
        at = self._evidence()
        return None if at is None else (at.turn, at.start, at.end)

    def _evidence(self) -> Evidence | None:
        kind, name = self._chosen()
        first = self.after.debrief.bottleneck
        if kind == _FIRST and first is not None:
            kind, name = (_FLAG, first.flag) if first.flag else (_SIGNAL, first.signal)
        if kind == _FLAG:
            return next(iter(self._flag(name).evidence), None)
        outline = self.after.outline(name) if kind == _SIGNAL else None
        said = [step.words for step in outline.steps] if outline else []
        return next((one for one in said if one is not None), None)

    def action_transcript(self) -> None:
        """Read everything."""
        from .transcript import TranscriptScreen

        self.app.push_screen(TranscriptScreen(self.after.transcript))

    # -- an example by a model --------------------------------------------------

    def action_example(self) -> None:
        """Have the model rewrite the answer to the highlighted signal."""
        kind, signal = self._chosen()
        first = self.after.debrief.bottleneck
        if kind == _FIRST and first is not None and first.signal:
            signal = first.signal
            self._highlight(signal)
        elif kind != _SIGNAL:
            self._app.tell("Choose a signal: the answer to it is rewritten.")
            return
        if self._asking:
            self._app.tell("The model is still at the last one.")
            return
        try:
            place = self._coaching.leaves_for
        except MockintError as error:
            self._app.tell(error)
            return
        if not place or self._app.told_of_sending:
            self._ask(signal)
            return
        text = (
            f"Your answer, and the question before it, go to {place}. Nothing else does. The "
            "rewrite comes back as an example, and every fact in it is checked against yours."
        )

        def answered(yes: bool | None) -> None:
            if yes:
                self._app.told_of_sending = True
                self._ask(signal)

        self.app.push_screen(Confirm("Send this answer?", text, yes="Send"), answered)

    def _highlight(self, signal: str) -> None:
        rows = self.query_one("#debrief-rows", Rows)
        rows.highlighted = rows.get_option_index(f"{_SIGNAL}:{signal}")

    def _ask(self, signal: str) -> None:
        self._asking = signal
        self._failed.pop(signal, None)
        self._show()
        self.run_worker(
            self._coaching.example(self.after, signal), group="example", exit_on_error=False
        )

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """The example is there, or why it is not."""
        event.stop()
        signal = self._asking
        if event.state is WorkerState.SUCCESS and isinstance(event.worker.result, Example):
            self._examples[signal] = event.worker.result
        elif event.state is WorkerState.ERROR:
            error = event.worker.error
            known = isinstance(error, MockintError)
            self._failed[signal] = str(error) if known else f"{type(error).__name__}: {error}"
        else:
            return
        self._asking = ""
        self._show()
