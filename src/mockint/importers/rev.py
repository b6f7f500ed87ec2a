"""Rev: `monologues[]` of elements; a speaker is a number, its name may stand beside."""

from __future__ import annotations

from typing import Any

from .fields import rows, speaker, words
from .json_format import JsonFormat
from .times import seconds_ms
from .utterances import Conversation, Utterance


class Rev(JsonFormat):
    """`ports.Importer` for Rev and Rev AI."""

    name = "rev"

    def marked(self, document: dict[str, Any]) -> bool:
        """Monologues with elements."""
        found = rows(document.get("monologues"))
        return bool(found) and "elements" in found[0]

    def conversation(self, document: dict[str, Any]) -> Conversation:
        """One utterance a monologue; elements bring their own spaces."""
        names = {
            str(one.get("id")): name
            for one in rows(document.get("speakers"))
            if (name := words(one, "name"))
        }
        out: list[Utterance] = []
        for monologue in rows(document.get("monologues")):
            elements = rows(monologue.get("elements"))
            text = "".join(value for one in elements if isinstance(value := one.get("value"), str))
            starts = [at for one in elements if (at := seconds_ms(one.get("ts"))) is not None]
            ends = [at for one in elements if (at := seconds_ms(one.get("end_ts"))) is not None]
            number = monologue.get("speaker")
            name = names.get(str(number)) or words(_info(monologue), "display_name", "name")
            out.append(
                Utterance(
                    name or speaker(number),
                    text,
                    start_ms=starts[0] if starts else None,
                    end_ms=ends[-1] if ends else None,
                )
            )
        return Conversation(out)


def _info(monologue: dict[str, Any]) -> dict[str, Any]:
    found = monologue.get("speaker_info")
    return found if isinstance(found, dict) else {}
