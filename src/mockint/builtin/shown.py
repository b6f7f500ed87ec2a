"""Which words of a whole conversation show which evidence point.

Reads all answers together, so that what was taken back or said twice shows nothing. It
makes no level of what it finds: that is the judge's.
"""

from __future__ import annotations

from ..domain.rubric import Rubric
from ..domain.scorecard import Evidence
from ..domain.transcript import Transcript
from .exchanges import Conversation, exchanges_of
from .reading import Line, Reader, Seen, retracts_earlier, withdraw


def points_shown(transcript: Transcript, rubric: Rubric) -> dict[tuple[str, str], Evidence]:
    """(signal, point) to the sentence that shows it best; of equals the first said."""
    talk = exchanges_of(transcript, rubric)
    best: dict[tuple[str, str], tuple[float, Line]] = {}
    for lines in read_talk(Reader(rubric), talk):
        for line in lines:
            if not line.counts:
                continue
            for point, strength in line.hits.points.items():
                if point not in best or strength > best[point][0]:
                    best[point] = (strength, line)
    return {point: _evidence(line) for point, (_, line) in best.items()}


def read_talk(reader: Reader, talk: Conversation) -> list[tuple[Line, ...]]:
    """Lines per exchange; what a later answer takes back is void in the earlier ones."""
    read: list[tuple[Line, ...]] = []
    seen = Seen()
    for number, exchange in enumerate(talk.exchanges):
        lines = reader.read(
            exchange.turn.text, turn=exchange.turn.index, spoken=exchange.spoken, seen=seen
        )
        if retracts_earlier(lines):
            for earlier in range(number):
                if talk.exchanges[earlier].question is exchange.question:
                    read[earlier] = withdraw(read[earlier])
        read.append(lines)
    return read


def _evidence(line: Line) -> Evidence:
    return Evidence(
        turn=line.turn, start=line.sentence.start, end=line.sentence.end, quote=line.text
    )
