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
import json
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
from mockint.domain.scorecard import Judgement, Scorecard  # noqa: E402
from mockint.grading import delivery  # noqa: E402
from mockint.grading.grader import assemble  # noqa: E402
from mockint.grading.model_judge import ModelJudge  # noqa: E402
from mockint.importers.registry import read_parts  # noqa: E402
from mockint.prompting.templates import Templates  # noqa: E402
from mockint.reports.html import Candidate, candidate_html  # noqa: E402

PASSES = 5
VERIFYING = "verification of quotes, roll-up"
_WORD = re.compile(r"[^\W_]+")


class Answered:
    """A `ChatModel` that says what the loopback endpoint would, at once the second time."""

    name = "loopback"

    def __init__(self) -> None:
        self._replies: dict[str, ChatReply] = {}

    async def reply(self, request: ChatRequest) -> ChatReply:
        asked = request.messages[-1].content
        if asked not in self._replies:
            body = json.dumps({"messages": [{"content": m.content} for m in request.messages]})
            text = reply_to(body.encode())
            self._replies[asked] = ChatReply(text, Completeness.COMPLETE, Outcome.TEXT)
        return self._replies[asked]


def best_ms(stage: Callable[[int], object], count: int) -> float:
    """Milliseconds of CPU that `stage` takes for one of `count` transcripts."""
    best = float("inf")
    for _ in range(PASSES):
        start = time.process_time()
        for number in range(count):
            stage(number)
        best = min(best, time.process_time() - start)
    return 1000 * best / count


def table(title: str, stages: dict[str, float], floor: float) -> None:
    """Print the stages, the longest first."""
    whole = sum(stages.values())
    print(f"\n{title}: {whole:.2f} ms, {whole / floor:.1f} times the floor ({floor:.2f} ms)")
    for name, ms in sorted(stages.items(), key=lambda one: -one[1]):
        print(f"  {name:<44} {ms:6.2f} ms  {100 * ms / whole:4.0f}%")


class Work:
    """Transcripts, and what each stage makes of them for the next one."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.rubric = Library([ROOT / "rubrics"]).rubric(RUBRIC)
        with tempfile.TemporaryDirectory(prefix="mockint-bench-") as folder:
            write_transcripts(Path(folder), count)
            self.data = [(path.read_bytes(), path.name) for path in sorted(Path(folder).iterdir())]
        self.roles = Reading().roles
        self.judge = BuiltinJudge()
        self.parts = [read_parts(*one, self.roles)[0] for one in self.data]
        self.said = [self.judge.judge_now(one, self.rubric) for one in self.parts]
        self.cards = [self.verified(number, self.said) for number in range(count)]

    def verified(self, number: int, said: list[Judgement]) -> Scorecard:
        return assemble(self.parts[number], self.rubric, said[number], rubric_digest="x")


def floor_ms(work: Work) -> float:
    """The words of the answers, and the stem of each."""
    answers = [[turn.text for turn in one.candidate_turns] for one in work.parts]
    return best_ms(
        lambda n: [stem(w) for text in answers[n] for w in _WORD.findall(text.lower())],
        work.count,
    )


def shared(work: Work) -> dict[str, float]:
    """The stages that both engines have."""
    parts, cards = work.parts, work.cards
    return {
        "reading the file, telling roles": best_ms(
            lambda n: read_parts(*work.data[n], work.roles), work.count
        ),
        "delivery counts": best_ms(lambda n: delivery.measure(parts[n]), work.count),
        "row and turns as JSON": best_ms(
            lambda n: (row_text(cards[n]), turns_text(parts[n])), work.count
        ),
    }


def verifying_ms(work: Work, said: list[Judgement], counted: float) -> float:
    """Verification and roll-up, less the delivery counts that are made with them."""
    return best_ms(lambda n: work.verified(n, said), work.count) - counted


def built_in(work: Work, both: dict[str, float], floor: float) -> None:
    reader = Reader(work.rubric)
    talks = [exchanges_of(one, work.rubric) for one in work.parts]
    rows = [Candidate(1, Result(row=card), "") for card in work.cards]
    spoken = [[(t.role.value, t.name, t.text) for t in one.turns] for one in work.parts]
    lines = best_ms(lambda n: read_talk(reader, talks[n]), work.count)
    judging = best_ms(lambda n: work.judge.judge_now(work.parts[n], work.rubric), work.count)
    page = best_ms(lambda n: list(candidate_html(rows[n], lambda _: spoken[n])), work.count)
    stages = both | {
        "answers: sentences, marks, cues": lines,
        "questions asked, points to levels, quotes": judging - lines,
        VERIFYING: verifying_ms(work, work.said, both["delivery counts"]),
    }
    table("built-in", stages, floor)
    print(f"  and a candidate's page in the report: {page:.2f} ms")


async def by_model(work: Work, both: dict[str, float], floor: float) -> None:
    """The stages of a model's grading, its replies at hand."""
    judge = ModelJudge(Answered(), Templates([ROOT / "prompts"]))
    said = [await judge.judge(one, work.rubric) for one in work.parts]
    best = float("inf")
    for _ in range(PASSES):
        start = time.process_time()
        for one in work.parts:
            await judge.judge(one, work.rubric)
        best = min(best, time.process_time() - start)
    stages = both | {
        "prompt, reading the reply, votes": 1000 * best / work.count,
        VERIFYING: verifying_ms(work, said, both["delivery counts"]),
    }
    table("model, without the wire", stages, floor)


def main() -> int:
    work = Work(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
    gc.collect()
    with rare_collections():  # as in a run
        floor = floor_ms(work)
        both = shared(work)
        built_in(work, both, floor)
        asyncio.run(by_model(work, both, floor))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
