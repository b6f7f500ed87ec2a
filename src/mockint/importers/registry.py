"""All importers there are: built-in ones and those that plugins register.

Plugins use the entry-point group `mockint.importers`; each entry point names a class
without arguments that is a `ports.Importer`. Built-in ones come through the same door;
`BUILT_IN` stands in for it where mockint runs from a source tree. The surest importer
of a file reads it; a file's name is never looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from importlib.metadata import entry_points

from ..domain.transcript import Transcript
from ..errors import SettingsError, TranscriptError
from ..ports import Importer
from .fields import described
from .source_file import SourceFile

GROUP = "mockint.importers"
LEAST_SURE = 0.2
CERTAIN = 1.0
BUILT_IN: Mapping[str, str] = {
    "assemblyai": "mockint.importers.assemblyai:AssemblyAI",
    "aws-transcribe": "mockint.importers.aws:AwsTranscribe",
    "azure-speech": "mockint.importers.azure:AzureSpeech",
    "chatgpt": "mockint.importers.chatgpt:ChatGpt",
    "csv": "mockint.importers.table:Table",
    "deepgram": "mockint.importers.deepgram:Deepgram",
    "descript": "mockint.importers.descript:Descript",
    "fireflies": "mockint.importers.fireflies:Fireflies",
    "google-meet": "mockint.importers.meet:GoogleMeet",
    "google-speech": "mockint.importers.google_speech:GoogleSpeech",
    "json-turns": "mockint.importers.json_turns:JsonTurns",
    "label-studio": "mockint.importers.label_studio:LabelStudio",
    "labelled-text": "mockint.importers.labelled:LabelledText",
    "lrc": "mockint.importers.whisper_text:Lrc",
    "openai-messages": "mockint.importers.messages:OpenAiMessages",
    "otter": "mockint.importers.otter:Otter",
    "plain-text": "mockint.importers.unlabelled:UnlabelledText",
    "rev": "mockint.importers.rev:Rev",
    "sbv": "mockint.importers.subrip:Sbv",
    "srt": "mockint.importers.subrip:Srt",
    "teams-docx": "mockint.importers.teams_docx:TeamsDocx",
    "teams-vtt": "mockint.importers.vtt:TeamsVtt",
    "vtt": "mockint.importers.vtt:WebVtt",
    "whisper-json": "mockint.importers.whisper_json:WhisperJson",
    "whisper-tsv": "mockint.importers.whisper_text:WhisperTsv",
    "whisperx": "mockint.importers.whisper_json:WhisperX",
    "youtube-vtt": "mockint.importers.vtt:YouTubeVtt",
    "zoom-chat": "mockint.importers.zoom_chat:ZoomChat",
    "zoom-vtt": "mockint.importers.vtt:ZoomVtt",
}


@lru_cache(maxsize=1)
def importers() -> tuple[Importer, ...]:
    """One instance of each registered importer, in the order of their names."""
    found = {point.name: point.value for point in entry_points(group=GROUP)}
    if not any(value.startswith("mockint.importers.") for value in found.values()):
        found = {**BUILT_IN, **found}
    return tuple(_made(name, value) for name, value in sorted(found.items()))


def surest(file: SourceFile) -> Importer | None:
    """The importer that is surest of `file`, None if none is; TranscriptError if unreadable."""
    file.kind  # noqa: B018 - what cannot be read at all is told before anything is sniffed
    best: Importer | None = None
    height = LEAST_SURE
    for one in importers():
        sure = one.sniff(file)
        if sure > height:
            best, height = one, sure
        if height >= CERTAIN:
            break
    return best


def read_parts(
    data: bytes, source: str, options: Mapping[str, str]
) -> Sequence[Transcript | TranscriptError]:
    """The interviews in `data`, in order; one of several that cannot be read is its error.

    `options`: `interviewer` and `candidate`, names with commas between. TranscriptError
    where the file as a whole, or the only interview in it, cannot be read.
    """
    file = SourceFile(data, source)
    best = surest(file)
    if best is None:
        raise _unknown(file)
    return tuple(best.read(file, options))


def read_transcripts(data: bytes, source: str, options: Mapping[str, str]) -> Sequence[Transcript]:
    """As `read_parts`, without those that cannot be read, which the notes then name.

    TranscriptError where nothing can be read.
    """
    parts = read_parts(data, source, options)
    errors = [one for one in parts if isinstance(one, TranscriptError)]
    read = [one for one in parts if isinstance(one, Transcript)]
    if not read:
        raise errors[0]
    if not errors:
        return read
    note = f"{len(errors)} of {len(parts)} interviews in the file cannot be read, first {errors[0]}"
    return [one.with_note(note) for one in read]


def _unknown(file: SourceFile) -> TranscriptError:
    if file.kind == "json":
        return TranscriptError(
            f"is JSON in no shape that mockint knows: {described(file.json)}",
            where=file.source,
            remedy='bring a list of {"speaker": …, "text": …}, or one of: '
            + ", ".join(one.name for one in importers()),
        )
    return TranscriptError(
        "is in no format that mockint knows",
        where=file.source,
        remedy=f"known: {', '.join(one.name for one in importers())}; for text, begin turns with "
        "`Interviewer:` and `Candidate:`",
    )


def _made(name: str, value: str) -> Importer:
    module, _, attribute = value.partition(":")
    try:
        made: Importer = getattr(import_module(module), attribute)()
    except (ImportError, AttributeError, TypeError) as error:
        raise SettingsError(
            f"cannot be loaded: {error}",
            where=f"importer {name!r} ({value})",
            remedy="update or uninstall the package that registers it",
        ) from error
    return made
