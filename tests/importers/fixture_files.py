"""The fixtures and what a faithful reading of each yields.

`NAME` is a file as people bring it (`NAME.docx.src` is made into a Word file), and
`NAME.expected` says what must come out:

    format: zoom-vtt
    roles: inference
    options: candidate=Dora Demski
    note: a piece of a note that must be there
    [file]
    I Ilse Brandt @7060-13560 | words, with \\n for a line break
    C Dora Demski | …
    N - | words of nobody

`refused: …` stands in place of all that where a clear refusal is right.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from word_files import word_file

from mockint.domain.transcript import Role, Transcript, Turn

FOLDER = Path(__file__).parent / "fixtures"
_LETTERS = {Role.INTERVIEWER: "I", Role.CANDIDATE: "C", Role.NOTE: "N"}


@dataclass
class Expected:
    """What must come out of one fixture."""

    facts: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    parts: list[tuple[str, list[str]]] = field(default_factory=list)

    @property
    def options(self) -> dict[str, str]:
        """The flags to read it with."""
        given = self.facts.get("options", "")
        return dict(one.split("=", 1) for one in given.split("; ") if one)


def names() -> list[str]:
    """All fixtures, by name."""
    return sorted(path.name for path in FOLDER.iterdir() if path.suffix != ".expected")


def data_of(name: str) -> bytes:
    """The bytes of a fixture as a person would bring it."""
    raw = (FOLDER / name).read_bytes()
    return word_file(raw.decode()) if name.endswith(".docx.src") else raw


def expected_of(name: str) -> Expected:
    """What a fixture must yield."""
    found = Expected()
    for line in (FOLDER / f"{name}.expected").read_text(encoding="utf-8").split("\n"):
        if line.startswith("["):
            found.parts.append((line.strip("[]"), []))
        elif found.parts and line:
            found.parts[-1][1].append(line)
        elif line:
            key, _, value = line.partition(": ")
            if key == "note":
                found.notes.append(value)
            else:
                found.facts[key] = value
    return found


def shown(turn: Turn) -> str:
    """A turn as `.expected` files write it."""
    times = "" if turn.start_ms is None else f" @{turn.start_ms}"
    times += "" if turn.end_ms is None else f"-{turn.end_ms}"
    text = turn.text.replace("\\", "\\\\").replace("\n", "\\n")
    return f"{_LETTERS[turn.role]} {turn.speaker or '-'}{times} | {text}"


def lines_of(transcript: Transcript) -> list[str]:
    """All turns as `.expected` files write them."""
    return [shown(turn) for turn in transcript.turns]
