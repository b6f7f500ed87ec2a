"""Plain text and Markdown with speaker labels: `Interviewer:`, `**Candidate:**`, `Q:`/`A:`.

A line that opens with a known label starts a turn; every other line belongs to the
turn before it. Which labels are labels is settled from the whole text first, so that
`Interviewer:` within an answer stays the candidate's: a label counts only where a
line begins with it in the same form as the first one did.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..domain.transcript import Role, Transcript, Turn
from ..errors import RolesUnknownError, TranscriptError
from .encodings import decode

INTERVIEWER_LABELS = frozenset(
    """interviewer question q moderator recruiter panelist panellist entrevistador entrevistadora
    interviewador intervistatore enquêteur interviewerin 面试官 面接官 면접관 интервьюер""".split()
)
CANDIDATE_LABELS = frozenset(
    """candidate interviewee answer a applicant respondent participant candidato candidata
    candidat kandidat kandidatin bewerber bewerberin befragter befragte 候选人 応募者 지원자
    кандидат""".split()
)
_LABEL = re.compile(
    r"^(?P<mark>[*_#>\-\s]*)(?P<name>[^\W\d_](?:[\w .'’\-]{0,38}[\w.])?)(?P<number>\s?\d{0,2})"
    r"\s*(?P<after>[*_]*)\s*[:：](?P<after2>[*_]*)(?P<rest>\s.*|)$"
)


class LabelledText:
    """`ports.Importer` for text whose turns begin with a label."""

    name = "labelled-text"

    def sniff(self, data: bytes) -> float:
        """Sure where both an interviewer's and a candidate's label open lines."""
        try:
            lines = decode(data[:200_000], "").splitlines()
        except TranscriptError:
            return 0.0
        roles = {role for line in lines if (found := _labelled(line)) and (role := found[0])}
        return 0.9 if {Role.INTERVIEWER, Role.CANDIDATE} <= roles else 0.3 if roles else 0.05

    def read(self, data: bytes, source: str, options: Mapping[str, str]) -> Sequence[Transcript]:
        """One transcript; RolesUnknownError where labels do not say who is who."""
        text = decode(data, source)
        names = {
            options[key].casefold(): role
            for key, role in (("interviewer", Role.INTERVIEWER), ("candidate", Role.CANDIDATE))
            if options.get(key)
        }
        turns = _turns(text, names)
        roles = {turn.role for turn in turns}
        if Role.CANDIDATE not in roles:
            raise RolesUnknownError(
                "no line says who the candidate is",
                where=source,
                remedy="begin turns with `Interviewer:` and `Candidate:`, or name the speakers "
                "with --interviewer and --candidate",
            )
        return (
            Transcript(
                source=source,
                format=self.name,
                turns=turns,
                how_roles="flags" if names else "labels",
                speakers={
                    role.value: tuple(
                        dict.fromkeys(t.speaker for t in turns if t.role is role and t.speaker)
                    )
                    for role in (Role.INTERVIEWER, Role.CANDIDATE)
                },
            ),
        )


def _turns(text: str, names: dict[str, Role]) -> tuple[Turn, ...]:
    style: str | None = None
    blocks: list[tuple[Role, str, int, list[str]]] = []
    for number, line in enumerate(text.split("\n"), 1):
        found = _labelled(line.rstrip("\r"), names)
        if found is not None and style in {None, found[3]}:
            role, speaker, rest, style = found
            blocks.append((role, speaker, number, [rest]))
        elif blocks:
            blocks[-1][3].append(line.rstrip("\r"))
    turns: list[Turn] = []
    for role, speaker, number, lines in blocks:
        said = "\n".join(lines).strip()
        if not said:
            continue
        if turns and turns[-1].role is role and turns[-1].speaker == speaker:
            last = turns.pop()
            merged = f"{last.text}\n{said}"
            turns.append(replace(last, text=merged))
        else:
            turns.append(Turn(len(turns), role, said, speaker=speaker, source_line=number))
    return tuple(turns)


def _labelled(line: str, names: dict[str, Role] | None = None) -> tuple[Role, str, str, str] | None:
    """(role, speaker, rest of the line, style of the label) if a known label opens it."""
    if len(line) > 1_000_000:
        return None
    match = _LABEL.match(line[:200])
    if match is None:
        return None
    name = match["name"].strip()
    key = name.casefold()
    role = (names or {}).get(key)
    if role is None and key in INTERVIEWER_LABELS:
        role = Role.INTERVIEWER
    if role is None and key in CANDIDATE_LABELS:
        role = Role.CANDIDATE
    if role is None:
        return None
    style = re.sub(r"\s", "", f"{match['mark']}|{match['after']}{match['after2']}")
    rest = line[match.start("rest") :].strip()
    return role, (name + match["number"]).strip(), rest, style
