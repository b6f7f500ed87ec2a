"""`mockint rubric preview`: exactly what a model would be sent, with its token count."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from ..domain.chat import Message
from . import options

if TYPE_CHECKING:
    from ..domain.rubric import Rubric
    from ..wiring import Services

SAMPLE = "(what the candidate says comes here, as one JSON string)"


@click.command("preview", short_help="What a model would be sent.")
@click.argument("name", metavar="ROUND")
@click.option("--for", "role", type=click.Choice(["interviewer", "judge"]), help="Only that one.")
@options.formats("text", "json")
@options.engine
@options.common
@click.pass_context
def command(
    ctx: click.Context, /, name: str, role: str | None, form: str | None, **given: Any
) -> None:
    """Print what the interviewer and the judge would be sent for ROUND. Sends nothing."""
    services = options.services(ctx, given)
    rubric = services.library.rubric(name)
    count, how = _counter(services)
    prompts = {
        "interviewer": _interviewer(services, rubric),
        "judge": _judge(services, rubric),
    }
    rows: list[dict[str, Any]] = [
        {
            "for": who,
            "prompts": digests,
            "tokens": sum(count(message.content) + 4 for message in messages) + 3,
            "messages": [{"role": m.role, "content": m.content} for m in messages],
        }
        for who, (messages, digests) in prompts.items()
        if role in {None, who}
    ]
    if form == "json":
        options.print_json({"rubric": rubric.id, "counted_by": how, "calls": rows})
        return
    for row in rows:
        ids = ", ".join(f"{k} {v}" for k, v in row["prompts"].items())
        click.echo(f"=== {row['for']}: {row['tokens']} tokens ({how}); {ids}")
        for message in row["messages"]:
            click.echo(f"--- {message['role']}\n{message['content']}\n")


def _interviewer(services: Services, rubric: Rubric) -> tuple[tuple[Message, ...], dict[str, str]]:
    from ..domain.session import Event, EventKind, Move, MoveKind
    from ..interview.flow import begin, evolve, next_move
    from ..interview.plan import make_plan

    wording = services.model_words(rubric)
    state = begin(rubric, make_plan(rubric, seed=0))
    said = wording.builtin.words(Move(MoveKind.OPEN), state)
    state = evolve(state, Event(EventKind.MOVE, 0, said, Move(MoveKind.OPEN)))
    move = next_move(state, 0)
    assert move is not None
    plain = wording.builtin.words(move, state)
    return wording.messages(move, state, plain, ""), wording.prompt_digests()


def _judge(services: Services, rubric: Rubric) -> tuple[tuple[Message, ...], dict[str, str]]:
    from ..domain.prompts import JudgeTranscript, JudgeTurn, judge_system

    prompts = services.engines.prompts
    wanted = tuple(signal.id for signal in rubric.signals)
    turns = (
        JudgeTurn("t00000000", "interviewer", rubric.questions[0].spoken(())),
        JudgeTurn("t11111111", "candidate", SAMPLE),
    )
    system = prompts.render(judge_system(rubric))
    user = prompts.render(JudgeTranscript("ref-00000000000000000000", wanted, turns))
    digests = {system.prompt_id: system.digest, user.prompt_id: user.digest}
    return (*system.messages, *user.messages), digests


def _counter(services: Services) -> tuple[Callable[[str], int], str]:
    found = services.engines.counter
    named = services.engines.settings.model
    return found.count, found.how if named else f"{found.how}; --model counts for another"
