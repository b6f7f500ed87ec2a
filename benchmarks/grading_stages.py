"""Where the time of grading goes: CPU of each stage, for both engines.

Transcripts of about 1,500 tokens, a round of five signals, one process, no disk. The model
engine's call is answered at once, in this process, so that its stages are ours alone: what
the wire and its library take, `grade_endpoint.py` and `chat_overhead.py` tell. The floor is
a loop that does the least that any grader by words must do: it splits the candidate's
answers into words and looks up the stem of each.

    python benchmarks/grading_stages.py [COUNT]

Prints milliseconds of CPU a transcript (the best of five passes) and shares.
"""

from __future__ import annotations

import asyncio
import gc
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))
sys.path.insert(0, str(ROOT / "tests" / "bulk"))
sys.path.insert(0, str(Path(__file__).parent))

from grade_builtin import RUBRIC, write_transcripts  # noqa: E402
from judge_server import reply_to  # noqa: E402

from mockint.authoring.library import Library  # noqa: E402
from mockint.builtin.exchanges import exchanges_of  # noqa: E402
from mockint.builtin.judge import BuiltinJudge  # noqa: E402
from mockint.builtin.reading import Reader  # noqa: E402
from mockint.builtin.shown import read_talk  # noqa: E402
from mockint.builtin.stems import stem  # noqa: E402
from mockint.bulk.collecting import rare_collections  # noqa: E402
from mockint.bulk.grading import row_text, turns_text  # noqa: E402
from mockint.bulk.tasks import Reading  # noqa: E402
from mockint.domain.chat import ChatReply, ChatRequest, Completeness, Outcome  # noqa: E402
from mockint.domain.result import Result  # noqa: E402
from mockint.grading import delivery  # noqa: E402
from mockint.grading.grader import assemble  # noqa: E402
from mockint.grading.model_judge import ModelJudge  # noqa: E402
from mockint.importers.registry import read_parts  # noqa: E402
from mockint.prompting.templates import Templates  # noqa: E402
from mockint.reports.html import Candidate, candidate_html  # noqa: E402

PASSES = 5
_WORD = re.compile(r"[^\W_]+")


class Answered:
    """A `ChatModel` that answers at once with what the loopback endpoint would say."""

    name = "loopback"

    async def reply(self, request: ChatRequest) -> ChatReply:
        return self.replies[request.messages[-1].content]

    def __init__(self) -> None:
        self.replies: dict[str, ChatReply] = {}


def best_ms(stage: Callable[[int], object], count: int) -> float:
    """Milliseconds of CPU that `stage` takes for one of `count` transcripts."""
    best = float("inf")
    for _ in range(PASSES):
        start = time.process_time()
        for number in range(count):
            stage(number)
        best = min(best, time.process_time() - start)
    return 1000 * best / count


def table(title: str, stages: list[tuple[str, float]], floor: float) -> None:
    whole = sum(ms for _, ms in stages)
    print(f"\n{title}: {whole:.2f} ms, {whole / floor:.1f} times the floor ({floor:.2f} ms)")
    for name, ms in stages:
        print(f"  {name:<44} {ms:6.2f} ms  {100 * ms / whole:4.0f}%")


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    rubric = Library([ROOT / "rubrics"]).rubric(RUBRIC)
    with tempfile.TemporaryDirectory(prefix="mockint-bench-") as work:
        write_transcripts(Path(work), count)
        data = [(path.read_bytes(), path.name) for path in sorted(Path(work).iterdir())]
    roles = Reading().roles
    judge, reader = BuiltinJudge(), Reader(rubric)
    parts = [read_parts(*one, roles)[0] for one in data]
    talks = [exchanges_of(one, rubric) for one in parts]
    answers = [[turn.text for turn in one.candidate_turns] for one in parts]
    said = [judge.judge_now(one, rubric) for one in parts]
    cards = [assemble(t, rubric, j, rubric_digest="x") for t, j in zip(parts, said, strict=True)]
    rows = [Candidate(1, Result(row=card), "") for card in cards]
    spoken = [[(t.role.value, t.speaker, t.text) for t in one.turns] for one in parts]
    gc.collect()
    collecting = rare_collections()  # as in a run, to the end
    collecting.__enter__()
    floor = best_ms(
        lambda n: [stem(w) for text in answers[n] for w in _WORD.findall(text.lower())], count
    )
    reading = best_ms(lambda n: read_parts(*data[n], roles), count)
    lines = best_ms(lambda n: read_talk(reader, talks[n]), count)
    judging = best_ms(lambda n: judge.judge_now(parts[n], rubric), count)
    counted = best_ms(lambda n: delivery.measure(parts[n]), count)
    verified = best_ms(lambda n: assemble(parts[n], rubric, said[n], rubric_digest="x"), count)
    row = best_ms(lambda n: (row_text(cards[n]), turns_text(parts[n])), count)
    page = best_ms(lambda n: list(candidate_html(rows[n], lambda _: spoken[n])), count)
    ours = [
        ("reading the file, telling roles", reading),
        ("answers: sentences, marks, cues", lines),
        ("questions asked, points to levels, quotes", judging - lines),
        ("verification of quotes, roll-up", verified - counted),
        ("delivery counts", counted),
        ("row and turns as JSON", row),
    ]
    table("built-in", ours, floor)
    print(f"  and a candidate's page in the report: {page:.2f} ms")

    asyncio.run(by_model(rubric, parts, count, ours, floor))
    return 0


async def by_model(rubric, parts, count, ours, floor) -> None:
    """The stages of a model's grading, its replies at hand."""
    import json

    model = Answered()
    model_judge = ModelJudge(model, Templates([ROOT / "prompts"]))

    async def ask(request: ChatRequest) -> ChatReply:
        body = json.dumps({"messages": [{"content": m.content} for m in request.messages]})
        reply = ChatReply(reply_to(body.encode()), Completeness.COMPLETE, Outcome.TEXT)
        model.replies[request.messages[-1].content] = reply
        return reply

    answer, model.reply = model.reply, ask
    said = [await model_judge.judge(one, rubric) for one in parts]
    model.reply = answer
    best = float("inf")
    for _ in range(PASSES):
        start = time.process_time()
        for one in parts:
            await model_judge.judge(one, rubric)
        best = min(best, time.process_time() - start)
    judging = 1000 * best / count
    verified = best_ms(lambda n: assemble(parts[n], rubric, said[n], rubric_digest="x"), count)
    counted = ours[4][1]
    stages = [
        ours[0],
        ("prompt, reading the reply, votes", judging),
        ("verification of quotes, roll-up", verified - counted),
        ours[4],
        ours[5],
    ]
    table("model, without the wire", stages, floor)


if __name__ == "__main__":
    raise SystemExit(main())
