"""Leftovers: what a draft still has that no candidate and no judge should meet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...domain.rubric import placeholders
from ..yaml_edit import Edit, is_hidden
from .cue_words import written_cues
from .draft import Draft
from .finding import Hit, Rule, advice, error
from .wording import UNWRITTEN, shortened

_CUE_TODO = re.compile(r"\b(?:TODO|TBD|FIXME|XXX+)\b|\?\?\?|lorem ipsum", re.IGNORECASE)
_BRACKET = re.compile(r"\[[^\[\]\n]{2,}\]")
_EXAMPLE = re.compile(r"^(?:e\.?\s?g\.?,?|for example|such as|etc\.?)(?:\W|$)", re.IGNORECASE)


@error(
    "unfilled-placeholder", "What was to be written is read aloud, or graded against, as it stands."
)
def unfilled_placeholder(draft: Draft) -> Iterator[Hit]:
    """TODO and its kind; brackets that no slot fills."""
    slots = {
        (*question.path, "text"): set(placeholders(question.value.text))
        for question in draft.questions
    }
    for path, text in draft.prose():
        if UNWRITTEN.search(text):
            yield Hit(path, f'still to be written: "{shortened(text)}"')
            continue
        left = [one for one in _BRACKET.findall(text) if one not in slots.get(path, set())]
        if left and (path[0] == "questions" or "probes" in path):
            yield Hit(path, f"holds {left[0]}, which nothing fills; brackets are never read aloud")
    for question in draft.questions:
        for number, slot in enumerate(question.value.slots):
            if any(UNWRITTEN.search(option) for option in slot.options):
                where = (*question.path, "slots", number, "options")
                yield Hit(where, f"what may stand for {slot.placeholder} is still to be written")


@error("cue-unwritten", "A cue that was never written finds its own placeholder and nothing else.")
def cue_unwritten(draft: Draft) -> Iterator[Hit]:
    """Cues that still say TODO."""
    for cue in written_cues(draft):
        if _CUE_TODO.search(cue.text):
            yield Hit(cue.path, f'a cue of "{cue.target}" is still to be written')


@advice("slot-reads-badly", "A filling is put into the question and read aloud as it is.")
def slot_reads_badly(draft: Draft) -> Iterator[Hit]:
    """Slot options that hold brackets, "e.g." or several choices at once."""
    for question in draft.questions:
        for index, slot in enumerate(question.value.slots):
            for place, option in enumerate(slot.options):
                path = (*question.path, "slots", index, "options", place)
                if _EXAMPLE.match(option) or "[" in option or "]" in option:
                    yield Hit(
                        path, f'the filling "{shortened(option)}" cannot be read aloud as it is'
                    )


@advice("empty-text", "A text of a word or two says too little to be asked or graded by.")
def empty_text(draft: Draft) -> Iterator[Hit]:
    """Anchors and points of fewer than three words."""
    for path, text in draft.prose():
        graded = "anchors" in path or ("points" in path and path[-1] == "text")
        if graded and len(text.split()) < 3:
            yield Hit(path, f'"{text}" is too short to tell what is meant')


@advice(
    "hidden-characters", "Characters that nobody sees make two texts differ that look the same."
)
def hidden_characters(draft: Draft) -> Iterator[Hit]:
    """Zero-width, control and private characters in the file."""
    for number, line in enumerate(draft.text.split("\n"), start=1):
        hidden = sorted({f"U+{ord(char):04X}" for char in line if is_hidden(char)})
        if hidden:
            yield Hit((), f"holds {', '.join(hidden)}", fix=Edit("hidden"), line=number)


@advice("schema-line", "With the line on top, editors complete and check the file as it is typed.")
def schema_line(draft: Draft) -> Iterator[Hit]:
    """A missing `# yaml-language-server` line, or one that leads nowhere."""
    around = draft.around
    if around.schema_found is None:
        fix = Edit("top", value=around.schema_line) if around.schema_line else None
        yield Hit((), "does not name its schema for editors", fix=fix, line=1)
    elif not around.schema_found:
        yield Hit((), "names a schema file that is not there", line=1)


RULES: tuple[Rule[Draft], ...] = (
    unfilled_placeholder, cue_unwritten, slot_reads_badly, empty_text, hidden_characters,
    schema_line,
)  # fmt: skip
