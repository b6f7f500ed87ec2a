"""Label Studio: tasks with `data.dialogue[{author, text}]`; the keys are configurable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..domain.transcript import Transcript
from ..errors import TranscriptError
from ..ports import TranscriptFile
from .assemble import assembled
from .fields import documents, nested_lists, words
from .turn_keys import turn_keys, turns
from .utterances import Conversation, carry_on

_SAMPLE = 50


class LabelStudio:
    """`ports.Importer` for tasks and exports of Label Studio."""

    name = "label-studio"

    def sniff(self, file: TranscriptFile) -> float:
        """Sure where the first object has `data` with a dialogue in it."""
        if file.kind != "json":
            return 0.0
        found = documents(file)
        return 0.91 if found and _dialogue(found[0]) is not None else 0.0

    def read(
        self, file: TranscriptFile, options: Mapping[str, str]
    ) -> Sequence[Transcript | TranscriptError]:
        """One transcript a task; annotations are other people's verdicts and are not read."""
        tasks = [(one, found) for one in documents(file) if (found := _dialogue(one)) is not None]
        conversations = [
            Conversation(carry_on(turns(rows, keys)), title=_title(one), joiner="\n")
            for one, (rows, keys) in tasks
        ]
        return assembled(self.name, file.source, conversations, options)


def _dialogue(task: dict[str, Any]) -> tuple[Sequence[dict[str, Any]], tuple[str, str]] | None:
    data = task.get("data")
    if not isinstance(data, dict):
        return None
    for _, rows in nested_lists(data, 2):
        keys = turn_keys(rows) or _by_values(rows)
        if keys is not None:
            return rows, keys
    return None


def _by_values(rows: Sequence[dict[str, Any]]) -> tuple[str, str] | None:
    """(speaker key, text key) by what stands under them: few short values, many long ones."""
    sample = rows[:_SAMPLE]
    texts = [key for key in sample[0] if all(isinstance(one.get(key), str) for one in sample)]
    if len(texts) < 2 or len(sample) < 2:
        return None
    lengths = {key: sum(len(one[key]) for one in sample) for key in texts}
    said = max(texts, key=lambda key: lengths[key])
    names = [
        key
        for key in texts
        if key != said
        and len({one[key] for one in sample}) * 2 <= len(sample)
        and lengths[key] < lengths[said]
    ]
    return (names[0], said) if names else None


def _title(task: dict[str, Any]) -> str:
    number = task.get("id")
    return words(task, "title") or (f"task {number}" if isinstance(number, (int, str)) else "")
