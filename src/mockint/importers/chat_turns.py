"""Messages of a chat with an assistant, as both chat formats have them.

The assistant interviews and the user answers: by convention, so anything a reader says
goes before it. What the user wrote before the assistant's first words sets the scene
(often a prompt, with a rubric pasted in) and answers nothing: kept as a note.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..domain.transcript import Role
from .roles import flag_names
from .utterances import Conversation, Utterance

CONVENTION: Mapping[str, Role] = {
    "assistant": Role.INTERVIEWER,
    "model": Role.INTERVIEWER,
    "ai": Role.INTERVIEWER,
    "bot": Role.INTERVIEWER,
    "gpt": Role.INTERVIEWER,
    "chatgpt": Role.INTERVIEWER,
    "user": Role.CANDIDATE,
    "human": Role.CANDIDATE,
}
SILENT = frozenset({"system", "developer", "tool", "function", "ipython"})


def text_of(content: object) -> str:
    """The words of a message: a string, or a list of parts of which some are text."""
    if isinstance(content, str):
        return content.strip()
    if isinstance(content, dict):
        return text_of(content.get("text", content.get("parts")))
    if isinstance(content, list):
        return "\n".join(text for part in content if (text := text_of(part)))
    return ""


def chat(
    messages: Sequence[Utterance], options: Mapping[str, str], title: str = "", dropped: int = 0
) -> Conversation:
    """The conversation of `messages`, whose speakers are names or the chat's roles."""
    notes: list[str] = []
    if dropped:
        notes.append(f"messages of the system or of tools, left out: {dropped}")
    out = list(messages)
    first = next((at for at, one in enumerate(out) if _asks(one)), None)
    flagged = flag_names(options, "interviewer") or flag_names(options, "candidate")
    if first and not flagged and all(_answers(one) for one in out[:first]):
        for at in range(first):
            one = out[at]
            out[at] = Utterance(one.speaker, one.text, one.line, note=True)
        notes.append(f"messages before the assistant's first, kept as notes: {first}")
    return Conversation(out, title=title, notes=tuple(notes), convention=CONVENTION, joiner="\n\n")


def _asks(one: Utterance) -> bool:
    return CONVENTION.get((one.speaker or "").casefold()) is Role.INTERVIEWER


def _answers(one: Utterance) -> bool:
    return CONVENTION.get((one.speaker or "").casefold()) is Role.CANDIDATE
