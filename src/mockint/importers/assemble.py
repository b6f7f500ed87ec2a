"""From conversations to transcripts: verdicts out, roles told, runs of one speaker merged.

All importers end here, so that one rule holds for all formats. A transcript's `notes`
say what was done to it; text is otherwise kept as its source has it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..domain.transcript import Block, Role, Transcript, Turn
from ..errors import RolesUnknownError, TranscriptError
from .labels import label_of
from .names import identity
from .roles import Roles, Said, flag_names, tell_roles
from .utterances import Conversation, Utterance
from .verdicts import VerdictFilter

MAX_UTTERANCES = 200_000
MAX_CONVERSATIONS = 20_000
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_NO_SPACE = re.compile("[　-〿぀-ヿ㐀-鿿가-힯＀-￯]")
_LINES_SHOWN = 8


def assembled(
    name: str, source: str, conversations: Sequence[Conversation], options: Mapping[str, str]
) -> tuple[Transcript | TranscriptError, ...]:
    """One transcript a conversation, `source#2` and on where there are several.

    A single conversation that cannot be read raises its TranscriptError; one of several
    is that error in its place.
    """
    said = [one for one in conversations if any(u.text.strip() for u in one.utterances)]
    if not said:
        raise TranscriptError(
            f"is {name}, but holds no words",
            where=source,
            remedy="choose a file with a conversation",
        )
    if len(said) > MAX_CONVERSATIONS:
        raise TranscriptError(
            f"holds more than {MAX_CONVERSATIONS:,} interviews", where=source, remedy="split it"
        )
    if len(said) == 1:
        return (_transcript(name, source, said[0], options),)
    out: list[Transcript | TranscriptError] = []
    for number, one in enumerate(said, 1):
        place = f"{source}#{number}"
        try:
            out.append(_transcript(name, place, one, options))
        except TranscriptError as error:
            out.append(error)
    return tuple(out)


def _transcript(
    name: str, source: str, conversation: Conversation, options: Mapping[str, str]
) -> Transcript:
    utterances, notes = _cleaned(conversation, source)
    utterances, alone = _one_person(utterances, options, source)
    notes += alone
    runs = _runs(utterances)
    joiner = conversation.joiner
    if all(one.note for one in utterances):
        roles = Roles({}, "notes", "a chat log is not speech")
        notes += ("a chat log: kept as notes, never graded",)
    else:
        roles = _roles(runs, conversation, options, source)
        notes += (f"roles by {roles.how}: {roles.why}",)
    turns = tuple(_turn(number, run, roles, joiner) for number, run in enumerate(runs))
    if roles.sides and not any(turn.role is Role.CANDIDATE for turn in turns):
        raise RolesUnknownError(
            "holds no words of a candidate",
            where=source,
            remedy="say who it is with --candidate NAME",
        )
    title = (f"title: {conversation.title}",) if conversation.title else ()
    return Transcript(
        source=source,
        format=name,
        turns=turns,
        how_roles=roles.how,
        notes=(
            *title,
            *conversation.notes,
            *notes,
            *_carried(utterances),
            *_aside(turns, utterances),
        ),
        speakers=_speakers(turns),
    )


def _cleaned(conversation: Conversation, source: str) -> tuple[list[Utterance], tuple[str, ...]]:
    """Utterances with words in them, without verdicts, NUL and lone surrogates; and notes."""
    if len(conversation.utterances) > MAX_UTTERANCES:
        raise TranscriptError(
            f"holds more than {MAX_UTTERANCES:,} utterances", where=source, remedy="split it"
        )
    spoken = [
        replace(one, text=_writable(one.text)) if _is_unwritable(one.text) else one
        for one in conversation.utterances
    ]
    verdicts = VerdictFilter(one.text for one in spoken)
    out: list[Utterance] = []
    for one in spoken:
        text = verdicts.clean(one.text).strip()
        if text:
            out.append(one if text == one.text else replace(one, text=text))
    if not out:
        raise TranscriptError(
            "holds nothing but another tool's verdicts",
            where=source,
            remedy="export the conversation",
        )
    return out, verdicts.notes


def _is_unwritable(text: str) -> bool:
    return "\x00" in text or (not text.isascii() and _SURROGATE.search(text) is not None)


def _writable(text: str) -> str:
    joined = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return joined.replace("\x00", "\ufffd")


def _one_person(
    utterances: list[Utterance], options: Mapping[str, str], source: str
) -> tuple[list[Utterance], tuple[str, ...]]:
    """Where a file names no speakers and only a candidate is given, all words are theirs."""
    speech = [one for one in utterances if not one.note]
    candidates = flag_names(options, "candidate")
    if any(one.speaker is not None for one in speech) or not speech:
        return utterances, ()
    if len(candidates) != 1 or flag_names(options, "interviewer"):
        return utterances, ()
    if any(
        (label := label_of(one.text)) and identity(label.name) == identity(candidates[0])
        for one in speech
    ):
        raise RolesUnknownError(
            f"has {candidates[0]} before some words, but too few names to tell who speaks when",
            where=source,
            remedy="write `Name:` before every turn",
        )
    named = [one if one.note else replace(one, speaker=candidates[0]) for one in utterances]
    return named, (f"the file names no speakers: every word is taken as {candidates[0]}'s",)


def _runs(utterances: Sequence[Utterance]) -> list[list[Utterance]]:
    runs: list[list[Utterance]] = []
    for one in utterances:
        if runs and _key(runs[-1][0]) == _key(one):
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _key(one: Utterance) -> tuple[str | None, bool]:
    return identity(one.speaker) if one.speaker is not None else None, one.note


def _roles(
    runs: Sequence[Sequence[Utterance]],
    conversation: Conversation,
    options: Mapping[str, str],
    source: str,
) -> Roles:
    shown: dict[str, str] = {}
    said: list[Said] = []
    for run in runs:
        first = run[0]
        if first.speaker is not None and not first.note:
            name = shown.setdefault(identity(first.speaker), first.speaker)
            said.append(Said(name, " ".join(one.text for one in run)))
    if not said:
        raise RolesUnknownError(
            "names no speakers, so that the candidate's words cannot be told from others'",
            where=source,
            remedy="transcribe it with speakers (WhisperX, Teams, Zoom, Otter), write `Name:` "
            "before turns, or give --candidate NAME if only the candidate speaks",
        )
    preamble = f"{conversation.title}\n{conversation.preamble}"
    roles = tell_roles(
        said, options, source=source, preamble=preamble, convention=conversation.convention
    )
    return replace(roles, sides={identity(name): role for name, role in roles.sides.items()})


def _turn(number: int, run: Sequence[Utterance], roles: Roles, joiner: str) -> Turn:
    first = run[0]
    role = Role.NOTE
    if first.speaker is not None and not first.note:
        role = roles.sides.get(identity(first.speaker), Role.NOTE)
    pieces: list[str] = []
    blocks: list[Block] = []
    length = 0
    for one in run:
        if pieces:
            between = _between(pieces[-1], one.text, joiner)
            pieces.append(between)
            length += len(between)
        blocks.append(
            Block(length, length + len(one.text), one.start_ms, one.end_ms, one.line, one.carried)
        )
        pieces.append(one.text)
        length += len(one.text)
    starts = [one.start_ms for one in run if one.start_ms is not None]
    ends = [one.end_ms for one in run if one.end_ms is not None]
    return Turn(
        number,
        role,
        "".join(pieces),
        speaker=first.speaker,
        start_ms=starts[0] if starts else None,
        end_ms=ends[-1] if ends else None,
        source_line=first.line,
        blocks=tuple(blocks) if len(blocks) > 1 or blocks[0].carried else (),
    )


def _between(before: str, after: str, joiner: str) -> str:
    """What stands between two pieces: scripts without spaces get none."""
    if joiner == " " and _NO_SPACE.match(before[-1]) and _NO_SPACE.match(after[0]):
        return ""
    return joiner


def _speakers(turns: Sequence[Turn]) -> dict[str, tuple[str, ...]]:
    names: dict[str, dict[str, str]] = {"interviewer": {}, "candidate": {}}
    for turn in turns:
        if turn.role in names and turn.speaker is not None:
            names[turn.role].setdefault(identity(turn.speaker), turn.speaker)
    return {role: tuple(found.values()) for role, found in names.items()}


def _carried(utterances: Sequence[Utterance]) -> tuple[str, ...]:
    lines = [one.line for one in utterances if one.carried]
    if not lines:
        return ()
    shown = [str(line) for line in lines[:_LINES_SHOWN] if line is not None]
    where = (
        f" (lines {', '.join(shown)}{', …' if len(lines) > len(shown) else ''})" if shown else ""
    )
    return (f"pieces without a name, carried on from the speaker before: {len(lines)}{where}",)


def _aside(turns: Sequence[Turn], utterances: Sequence[Utterance]) -> tuple[str, ...]:
    """Who spoke and takes no side."""
    meant = {one.speaker for one in utterances if one.note}
    aside: dict[str, int] = {}
    for turn in turns:
        if turn.role is Role.NOTE and turn.speaker not in meant:
            name = turn.speaker or "no speaker"
            aside[name] = aside.get(name, 0) + 1
    return tuple(
        f"takes no side, kept as notes and not graded: {name} (turns: {count})"
        for name, count in aside.items()
    )
