"""The scorecard: every level beside the words that it stands on.

Nothing is computed here: the scorecard comes graded. A quote opens the transcript at
its turn, so that anybody can check it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Footer

from ..domain.clean import clean, clean_line
from ..domain.scorecard import Recommendation
from ..errors import MockintError
from ..practice.beside import Beside
from ..reports.after import NOTHING_WEAK, bottleneck_lines
from ..reports.phrases import (
    STATUS_WORDS,
    expected_phrase,
    provenance_phrase,
    turn_phrase,
    usage_phrase,
)
from . import papers, takeaway
from .levels import (
    Manner,
    boxes,
    coverage_words,
    level_words,
    moved_words,
    own_words,
    score_words,
)
from .phrases import count, meter, score
from .prose import Hung, Plain, Selectable, Sheet, bullet, fact, line, lines, plain, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.app import ComposeResult
    from textual.content import Content
    from textual.events import Click

    from ..coaching import After
    from ..domain.scorecard import Evidence, RedFlagFinding, Scorecard, Verdict
    from ..domain.transcript import Transcript
    from ..practice.beside import Retry
    from .app import MockintApp

METER = 16
_COLOURS = {
    Recommendation.STRONG_HIRE: "$text-success",
    Recommendation.HIRE: "$text-success",
    Recommendation.LEAN_HIRE: "$text-success",
    Recommendation.LEAN_NO_HIRE: "$text-warning",
    Recommendation.NO_HIRE: "$text-error",
    Recommendation.STRONG_NO_HIRE: "$text-error",
    Recommendation.NO_DECISION: "$text-muted",
}
_LEVEL_COLOURS = {1: "$text-error", 2: "$text-warning", 3: "$text-success", 4: "$text-success"}


class QuoteView(Selectable):
    """A verbatim quote and its turn. Enter or a click opens the transcript there."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "open", "Show", id="quote.open", tooltip="Show the quote in the transcript"
        )
    ]

    class Opened(Message):
        """The quote is wanted in its place."""

        def __init__(self, evidence: Evidence) -> None:
            super().__init__()
            self.evidence = evidence

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        place = words((turn_phrase(evidence.turn), "$text-muted"))
        where = ("  on your scratch pad" if evidence.pad else "", "$text-muted")
        quote = words((f"“{clean_line(evidence.quote)}”", "italic"), where)
        super().__init__(Sheet([Hung(place, quote, 10)]), classes="quote")

    def action_open(self) -> None:
        """Open it."""
        self.post_message(self.Opened(self.evidence))

    def on_click(self, event: Click) -> None:
        """A click opens it too."""
        event.stop()
        self.action_open()


class NextStep(Selectable):
    """The card at the end: what to fix first. Enter or a click opens the debrief."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Debrief", id="next.open", tooltip="What to fix first, and how")
    ]

    class Opened(Message):
        """The debrief is wanted."""

    def __init__(self, after: After, manner: Manner) -> None:
        first = after.debrief.bottleneck
        rows = [words(("Fix this first: ", "bold $text-primary"), first.text if first else "")]
        if first is None:
            rows = [words((NOTHING_WEAK, "bold"))]
        else:
            why, *_ = bottleneck_lines(first, figures=manner.figures)
            rows.append(plain(why))
        rows.append(words(("Debrief: how, and the question again", "$text-muted")))
        super().__init__(lines(*rows), id="next-step")

    def action_open(self) -> None:
        """Open it."""
        self.post_message(self.Opened())

    def on_click(self, event: Click) -> None:
        """A click opens it too."""
        event.stop()
        self.action_open()


class ScorecardScreen(Screen[None]):
    """One scorecard and the transcript that it grades."""

    CSS_PATH = "scorecard.tcss"
    AUTO_FOCUS = "QuoteView"
    HELP = "Each level stands beside your own words. Tab goes from quote to quote; Enter shows one."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "app.focus_next", "Next", id="scorecard.next",
                tooltip="Go to the next quote"),
        Binding("t", "transcript", "Read", id="scorecard.transcript",
                tooltip="Read what was said"),
        Binding("d", "debrief", "Debrief", id="scorecard.debrief",
                tooltip="What to fix first, and how; apart from the scorecard"),
        Binding("e", "export", "Export", show=False, id="scorecard.export",
                tooltip="Write the scorecard as Markdown"),
        Binding("y", "copy", "Copy", show=False, id="scorecard.copy",
                tooltip="Copy the selection, the quote in focus, or the whole scorecard"),
        Binding("escape,q", "back", "Back", id="scorecard.back"),
        Binding("down,j", "line(1)", "Down", show=False),
        Binding("up,k", "line(-1)", "Up", show=False),
        Binding("pagedown,space", "page(1)", "Page down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("g,home", "end(-1)", "Start", show=False),
        Binding("G,shift+g,end", "end(1)", "End", show=False),
    ]  # fmt: skip

    def __init__(
        self,
        scorecard: Scorecard,
        transcript: Transcript,
        *,
        export: Callable[[Scorecard, Transcript], str] | None = None,
        manner: Manner | None = None,
        after: After | None = None,
    ) -> None:
        super().__init__()
        self.scorecard = scorecard
        self.transcript = transcript
        self._export = export
        self._manner = manner or Manner()
        self._after = after
        self._beside = after.beside if after else Beside()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Exporting needs somebody who writes files, a debrief a session."""
        del parameters
        if action == "debrief":
            return self._after is not None
        return self._export is not None if action == "export" else True

    def compose(self) -> ComposeResult:
        """Verdict at the top; signals, then what stands beside them."""
        with VerticalScroll(id="card", can_focus=False):
            with Vertical(id="verdict"):
                yield Plain(line(self.scorecard.title).stylize("$text-muted"))
                yield Plain(self._result(), id="result")
                if self._manner.figures:
                    why = self.scorecard.why
                    yield Plain(f"{why[:1].upper()}{why[1:]}")
                yield Plain(words((self._provenance_line(), "$text-muted")), id="provenance-line")
                if self._beside.retry is not None:
                    yield Plain(Sheet(self._retry(self._beside.retry)), id="retry")
            with Horizontal(id="card-columns"):
                with Vertical(id="signals"):
                    yield Plain(words(("Signals", "bold $text-primary")), classes="head")
                    for verdict in self.scorecard.signals:
                        yield from self._signal(verdict)
                with Vertical(id="beside"):
                    yield Plain(Sheet(self._criteria()), classes="part")
                    yield from self._red_flags()
                    if self._after is not None and self._after.claims:
                        yield Plain(Sheet(papers.claims(self._after.claims)), classes="part")
                    yield Plain(Sheet(self._delivery()), classes="part")
                    yield Plain(Sheet(self._provenance()), classes="part")
            if self._after is not None:
                yield NextStep(self._after, self._manner)
        yield Footer(compact=True)

    # -- the verdict ------------------------------------------------------------

    def _result(self) -> Content:
        card = self.scorecard
        label = card.recommendation.label.upper()
        if card.score is None:
            figures = words(("no score", "$text-muted"))
        elif not self._manner.figures:
            figures = words("")
        else:
            bar = meter(card.score, 4, METER) if self._manner.drawn else ""
            figures = words(
                (f"{score(card.score)} of 4 ", "bold"), (bar, _COLOURS[card.recommendation])
            )
        return words(
            (label, f"bold {_COLOURS[card.recommendation]}"),
            "   ",
            figures,
            (f"   {coverage_words(card.coverage, self._manner)}", ""),
        )

    def _provenance_line(self) -> str:
        made = self.scorecard.provenance
        suspect = "SUSPECT: the judge may have been talked to · " if made.suspect else ""
        return suspect + provenance_phrase(made)

    def _retry(self, retry: Retry) -> Iterator[Content | Hung]:
        """The levels of the first round beside these, where this one is a retry."""
        yield words(("Again", "bold $text-primary"), (f"   first: {retry.of}", "$text-muted"))
        if retry.problem or not retry.levels:
            yield plain(retry.problem or "No signal was decided in both.")
        for one in retry.levels:
            yield bullet(words((f"{moved_words(one, self._manner)} · ", "bold"), one.text))
        if retry.unlike:
            names = ", ".join(retry.unlike)
            yield words((f"! Not graded alike ({names}): what moved may be due to that.",
                         "$text-warning"))  # fmt: skip

    # -- signals ----------------------------------------------------------------

    def _signal(self, verdict: Verdict) -> Iterator[Plain | Vertical]:
        rows = [self._level(verdict), line(verdict.text).stylize("bold")]
        after: list[Content] = []
        if verdict.rationale:
            after.append(plain(verdict.rationale))
        if verdict.raise_it:
            after.append(words(("To raise it: ", "bold"), verdict.raise_it))
        if verdict.dropped:
            number = count(len(verdict.dropped), "quote")
            after.append(words((f"{number} set aside: {verdict.dropped[0]}", "$text-muted")))
        yield Vertical(
            Plain(lines(*rows)),
            *(QuoteView(evidence) for evidence in verdict.evidence),
            *([Plain(lines(*after), classes="reasons")] if after else []),
            classes="signal",
        )

    def _level(self, verdict: Verdict) -> Content:
        if verdict.level is None:
            said = f"–      {STATUS_WORDS[verdict.status]}"
            return words((said, "bold $text-muted"), (self._also(verdict.id), "$text-muted"))
        level = verdict.level
        band = ""
        if verdict.spread and verdict.spread[0] != verdict.spread[1]:
            band = f"  votes from {verdict.spread[0]} to {verdict.spread[1]}"
            band = band if self._manner.figures else "  the votes differed"
        band += expected_phrase(verdict) if self._manner.figures else ""
        return words(
            (boxes(level, self._manner), _LEVEL_COLOURS[level]),
            (level_words(level, self._manner), f"bold {_LEVEL_COLOURS[level]}"),
            (band, "$text-muted"),
            (self._also(verdict.id), "$text-muted"),
        )

    def _also(self, signal: str) -> str:
        """The candidate's own level, and that of the first round."""
        own, first = self._beside.own_of(signal), self._beside.first_of(signal)
        told = f"  · you said {own_words(own.own, self._manner)}" if own else ""
        return told + (f"  · {moved_words(first, self._manner)}" if first else "")

    # -- beside them ------------------------------------------------------------

    def _criteria(self) -> Iterator[Content | Hung]:
        yield words(("Criteria", "bold $text-primary"))
        for criterion in self.scorecard.criteria:
            said = score_words(criterion.score, self._manner)
            if self._manner.figures:
                yield Hung(words((f"{said:>3}", "bold")), plain(criterion.text), 5)
            else:
                yield bullet(words((f"{said}: ", "bold"), criterion.text))

    def _red_flags(self) -> Iterator[Plain]:
        flags = self.scorecard.red_flags
        found = [flag for flag in flags if flag.found]
        head = words(("Rejection reasons", "bold $text-primary"))
        if not found:
            rest = (
                f"None of {count(len(flags), 'reason')} was found." if flags else "None are listed."
            )
            yield Plain(lines(head, plain(rest)), classes="part")
            return
        yield Plain(lines(head, plain(f"{len(found)} of {len(flags)} found.")), classes="part-head")
        for flag in found:
            yield from self._red_flag(flag)

    def _red_flag(self, flag: RedFlagFinding) -> Iterator[Plain]:
        text = words(("found: ", "bold $text-error"), flag.text)
        yield Plain(Sheet([bullet(text, "✗", "bold $text-error")]))
        for evidence in flag.evidence:
            yield QuoteView(evidence)
        yield Plain("")

    def _delivery(self) -> Iterator[Content | Hung]:
        told = self.scorecard.delivery
        yield words(
            ("Delivery", "bold $text-primary"), (" counted, never in a level", "$text-muted")
        )
        if not self._manner.figures:
            yield plain("Figures are hidden; Settings, Low anxiety, shows them.")
            return
        fillers = ", ".join(f"{word} {number}" for word, number in told.filler_words.items())
        star = ", ".join(f"{part} {number}" for part, number in told.star.items())
        rows = (
            ("Words", f"{told.words} in {count(told.turns, 'answer')}"),
            ("Longest", f"{told.longest_answer_words} words"),
            ("Talk share", f"{told.talk_share:.0%}" if told.talk_share is not None else ""),
            ("Pace", f"{told.words_per_minute:.0f} words/min" if told.words_per_minute else ""),
            ("Fillers", f"{told.fillers}" + (f" ({fillers})" if fillers else "")),
            ("Hedges", str(told.hedges)),
            ("I / we", f"{told.i_words} / {told.we_words}"),
            ("Numbers", f"{told.numbers}, names {told.names}"),
            ("STAR", star),
            ("Hints", str(told.hints)),
        )
        for name, value in rows:
            if value:
                yield fact(name, value)

    def _provenance(self) -> Iterator[Content | Hung]:
        made = self.scorecard.provenance
        yield words(("How this was made", "bold $text-primary"))
        rows = (
            ("mockint", made.mockint),
            ("Engine", made.engine + (f", {made.model}" if made.model else "")),
            ("Method", made.method),
            ("Rubric", f"{self.scorecard.rubric} ({made.rubric_digest})"),
            ("Samples", f"{made.samples}, seed {made.seed}"),
            ("It took", usage_phrase(made)),
        )
        for name, value in rows:
            if value:
                yield fact(name, value)
        for limit in (*made.limits, *self.scorecard.transcript.notes):
            yield bullet(limit)

    # -- what can be done -------------------------------------------------------

    @on(QuoteView.Opened)
    def _open_quote(self, event: QuoteView.Opened) -> None:
        from .transcript import TranscriptScreen

        at = event.evidence
        self.app.push_screen(TranscriptScreen(self.transcript, (at.turn, at.start, at.end)))

    def action_transcript(self) -> None:
        """Read everything."""
        from .transcript import TranscriptScreen

        self.app.push_screen(TranscriptScreen(self.transcript))

    @on(NextStep.Opened)
    def action_debrief(self) -> None:
        """What to fix first, and how."""
        if self._after is not None:
            cast("MockintApp", self.app).show_debrief(self._after)

    def action_export(self) -> None:
        """Write it as Markdown."""
        if self._export is None:
            return
        app = cast("MockintApp", self.app)
        try:
            where = self._export(self.scorecard, self.transcript)
        except MockintError as error:
            app.tell(error)
        else:
            app.tell(f"Written to {where}")

    def action_copy(self) -> None:
        """Copy what is selected, else the quote in focus, else the scorecard as Markdown."""
        text, what = self.get_selected_text(), "The selection"
        if not text and isinstance(self.focused, QuoteView):
            text, what = clean(self.focused.evidence.quote), "The quote"
        if not text:
            from ..reports.markdown import scorecard_markdown

            text, what = scorecard_markdown(self.scorecard), "The scorecard"
        takeaway.copy(cast("MockintApp", self.app), text, what)

    def action_back(self) -> None:
        """Back to where this was opened from."""
        self.app.pop_screen()

    def action_line(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one("#card").scroll_relative(y=2 * by, animate=False)

    def action_page(self, by: int) -> None:
        """Scroll by pages."""
        card = self.query_one("#card")
        card.scroll_relative(y=by * max(1, card.size.height - 2), animate=False)

    def action_end(self, way: int) -> None:
        """Scroll to the start or the end."""
        card = self.query_one("#card")
        card.scroll_to(y=0 if way < 0 else card.max_scroll_y, animate=False)
