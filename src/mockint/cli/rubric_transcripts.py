"""Finds the transcripts that rubric commands try a rubric on: files and saved sessions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import MockintError, NotFoundError, TranscriptError

if TYPE_CHECKING:
    from ..domain.rubric import Rubric
    from ..domain.transcript import Transcript
    from ..wiring import Services


def named_transcript(
    services: Services,
    name: str,
    folders: tuple[Path, ...] = (),
    roles: dict[str, str] | None = None,
) -> Transcript:
    """The transcript `name`: a file in `folders` or by path, else a saved session.

    A name without its suffix fits a file of one of the folders. NotFoundError,
    TranscriptError or StoreError where there is none to be had.
    """
    path = _file(name, folders)
    if path is None or path.suffix == _session_suffix():
        return services.transcript_of(services.store.read(path or name))
    from ..importers.registry import read_transcripts

    try:
        data = path.read_bytes()
    except OSError as problem:
        raise TranscriptError(f"cannot be read: {problem.strerror}", where=str(path)) from None
    talks = read_transcripts(data, str(path), roles or {})
    if len(talks) > 1:
        raise TranscriptError(
            f"holds {len(talks)} interviews", where=str(path), remedy="split it into files"
        )
    talk = talks[0]
    if not talk.candidate_turns:
        raise TranscriptError(
            "holds no words of a candidate", where=str(path),
            remedy="label the turns `Interviewer:` and `Candidate:`, or name them with --candidate",
        )  # fmt: skip
    return talk


def example_transcripts(services: Services, rubric: Rubric) -> Iterator[Transcript]:
    """The shipped example sessions that were held with this round."""
    folder = services.locations.examples
    suffix = _session_suffix()
    for path in sorted(folder.glob(f"*{suffix}")) if folder else ():
        try:
            session = services.store.read(path)
        except MockintError:
            continue
        if session.header.rubric_id == rubric.id:
            yield services.transcript_of(session)


def folder_transcripts(services: Services, folder: Path) -> Iterator[Transcript]:
    """Every transcript in a folder, by name. NotFoundError without the folder."""
    if not folder.is_dir():
        raise NotFoundError("no such folder", where=str(folder))
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.name.startswith("."):
            yield named_transcript(services, str(path))


def _file(name: str, folders: tuple[Path, ...]) -> Path | None:
    for place in (*(folder / name for folder in folders), Path(name).expanduser()):
        if place.is_file():
            return place
    if Path(name).name != name:
        return None
    for folder in folders:
        fits = sorted(p for p in folder.glob(f"{_plain(name)}.*") if p.is_file())
        if len(fits) > 1:
            choices = ", ".join(path.name for path in fits)
            raise NotFoundError(f'"{name}" fits several files', remedy=f"say which: {choices}")
        if fits:
            return fits[0]
    return None


def _plain(name: str) -> str:
    return "".join(f"[{char}]" if char in "*?[" else char for char in name)


def _session_suffix() -> str:
    from ..store.stored import SUFFIX

    return str(SUFFIX)
