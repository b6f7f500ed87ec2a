"""CSV and TSV: speakers beside words, questions beside answers, or interviews in cells.

A whole interview may be packed in one cell (`Interviewer: …|Interviewee: …`).

Columns are known by their names. Columns of scores and feedback are other tools'
verdicts: never read, and told.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..domain.transcript import Transcript
from ..errors import TranscriptError
from ..ports import TranscriptFile
from .assemble import assembled
from .labelled import conversation_of
from .labels import label_of
from .times import seconds_ms
from .utterances import Conversation, Utterance, carry_on
from .vocabulary import may_be_role

_SPEAKER = frozenset(
    """speaker speaker_name speakername speaker_label name who author participant person sender
    from user role sprecher hablante interlocutor locuteur""".split()
)
_TEXT = frozenset(
    """text utterance content transcript message sentence said speech words value dialogue dialog
    line caption texto texte testo""".split()
)
_QUESTION = frozenset(
    """question questions interviewer_question interviewer q prompt frage pregunta pergunta
    domanda""".split()
)
_ANSWER = frozenset(
    """answer answers candidate_answer candidate response reply a interviewee antwort respuesta
    resposta risposta réponse""".split()
)
_START = frozenset(
    """start start_time starttime begin from_time timestamp time start_seconds""".split()
)
_END = frozenset("end end_time endtime to_time end_seconds".split())
_GROUP = frozenset(
    """interview_id interview session_id session conversation_id conversation transcript_id call_id
    dialog_id dialogue_id candidate_id participant_id meeting_id chat_id""".split()
)
_VERDICT = frozenset(
    """feedback score scores final_score overall_score rating grade verdict evaluation assessment
    recommendation decision""".split()
)
_DELIMITERS = ("\t", ",", ";", "|")
_HEADER = 4_000
_LONGEST_CELL = 50 * 1024 * 1024
_PIECE = re.compile(r"\||\n")


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where things stand in a row, by index; None where the table has no such column."""

    delimiter: str
    speaker: int | None = None
    text: int | None = None
    question: int | None = None
    answer: int | None = None
    start: int | None = None
    end: int | None = None
    group: int | None = None
    verdicts: tuple[str, ...] = ()

    @property
    def use(self) -> int:
        """How much a reader gets of it: 2 for turns or pairs, 0 for nothing."""
        turns = self.speaker is not None and self.text is not None
        return 2 if turns or (self.question is not None and self.answer is not None) else 0


class Table:
    """`ports.Importer` for tables of turns, of pairs, or of whole interviews."""

    name = "csv"

    def sniff(self, file: TranscriptFile) -> float:
        """Sure by the names of columns; less so by cells with two roles' labels."""
        if file.kind != "text" or file.head.startswith(("WEBVTT", "{", "<")):
            return 0.0
        columns = _columns(file.head)
        if columns is not None and columns.use:
            return 0.9
        return 0.86 if _packed_column(file.head) is not None else 0.0

    def read(
        self, file: TranscriptFile, options: Mapping[str, str]
    ) -> Sequence[Transcript | TranscriptError]:
        """One transcript, or one for each interview id or packed cell."""
        columns = _columns(file.head)
        try:
            if columns is not None and columns.use:
                conversations = list(_grouped(file.text, columns))
            else:
                conversations = list(_packed(file.text, file.head))
        except csv.Error as error:
            raise TranscriptError(
                f"is no table that can be read: {error}",
                where=file.source,
                remedy="save it as CSV again",
            ) from None
        return assembled(self.name, file.source, conversations, options)


def _columns(head: str) -> _Columns | None:
    """The columns by their names in the first line, None where it names none."""
    line = head.lstrip("\ufeff\n").split("\n", 1)[0]
    if not line or len(line) > _HEADER:
        return None
    best: _Columns | None = None
    for delimiter in _DELIMITERS:
        if delimiter not in line:
            continue
        names = [
            re.sub(r"\W+", "_", cell.strip().casefold()).strip("_")
            for cell in line.replace('"', "").split(delimiter)
        ]
        found = _Columns(
            delimiter,
            speaker=_place(names, _SPEAKER),
            text=_place(names, _TEXT),
            question=_place(names, _QUESTION),
            answer=_place(names, _ANSWER),
            start=_place(names, _START),
            end=_place(names, _END),
            group=_place(names, _GROUP),
            verdicts=tuple(name for name in names if name in _VERDICT),
        )
        if best is None or found.use > best.use:
            best = found
    return best


def _place(names: list[str], wanted: frozenset[str]) -> int | None:
    return next((at for at, name in enumerate(names) if name in wanted), None)


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """(line, cells); a tab-separated file with odd quotes has no quoting."""
    csv.field_size_limit(_LONGEST_CELL)
    plain = delimiter == "\t" and text.count('"') % 2 == 1
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        quoting=csv.QUOTE_NONE if plain else csv.QUOTE_MINIMAL,
    )
    line = 1
    for row in reader:
        yield line, row
        line = reader.line_num + 1


def _grouped(text: str, columns: _Columns) -> Iterator[Conversation]:
    groups: dict[str, list[Utterance]] = {}
    rows = _rows(text, columns.delimiter)
    next(rows, None)
    for line, row in rows:
        groups.setdefault(_cell(row, columns.group), []).extend(_said(row, columns, line))
    notes: tuple[str, ...] = ()
    if columns.verdicts:
        notes = (f"left out columns with another tool's verdicts: {', '.join(columns.verdicts)}",)
    for title, utterances in groups.items():
        yield Conversation(carry_on(utterances), title=title, notes=notes, joiner="\n")


def _said(row: list[str], columns: _Columns, line: int) -> list[Utterance]:
    if columns.speaker is not None and columns.text is not None:
        return [
            Utterance(
                _cell(row, columns.speaker) or None,
                _cell(row, columns.text),
                line,
                seconds_ms(_cell(row, columns.start) or None),
                seconds_ms(_cell(row, columns.end) or None),
            )
        ]
    return [
        Utterance("Interviewer", _cell(row, columns.question), line),
        Utterance("Candidate", _cell(row, columns.answer), line),
    ]


def _cell(row: list[str], at: int | None) -> str:
    return row[at].strip() if at is not None and at < len(row) else ""


# -- whole interviews in cells -------------------------------------------------------


def _packed_column(head: str) -> str | None:
    """The delimiter of a table that has a cell with two roles' labels in it."""
    if head.count("|") < 1 and head.count("\n") < 1:
        return None
    for delimiter in (",", "\t", ";"):
        first = head.split("\n", 1)[0]
        if delimiter not in first and "|" not in head:
            continue
        try:
            rows = [row for _, (_, row) in zip(range(5), _rows(head, delimiter), strict=False)]
        except csv.Error:
            continue
        if any(_is_packed(cell) for row in rows for cell in row):
            return delimiter
    return None


def _is_packed(cell: str) -> bool:
    """True if the pieces of a cell open with at least two roles, the first piece too."""
    pieces = [piece.strip() for piece in _PIECE.split(cell[:8_000])]
    names = [
        label.name.casefold()
        for piece in pieces
        if (label := label_of(piece)) is not None and may_be_role(label.name)
    ]
    return "|" in cell and len(set(names)) > 1


def _packed(text: str, head: str) -> Iterator[Conversation]:
    delimiter = _packed_column(head) or ","
    header: list[str] = []
    for number, (line, row) in enumerate(_rows(text, delimiter)):
        cells = [cell for cell in row if _is_packed(cell)]
        if not cells:
            header = row if number == 0 else header
            continue
        names = [re.sub(r"\W+", "_", name.strip().casefold()) for name in header]
        others = tuple(name for name in names if name in _VERDICT)
        notes = (
            (f"left out columns with another tool's verdicts: {', '.join(others)}",)
            if others
            else ()
        )
        group = _place(names, _GROUP | {"id"})
        for cell in cells:
            found = conversation_of(_unpacked(cell))
            utterances = [
                Utterance(one.speaker, one.text.replace("\n", " "), line)
                for one in found.utterances
            ]
            yield Conversation(utterances, title=_cell(row, group), notes=notes)


def _unpacked(cell: str) -> list[str]:
    return [piece.strip() for piece in _PIECE.split(cell)]
