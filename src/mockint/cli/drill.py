"""`mockint drill`: one question, the one that progress names next or the one that you name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ..errors import UsageError
from . import options

if TYPE_CHECKING:
    from ..wiring import Services


@click.command("drill", short_help="One question: the one to practise next, or one of your choice.")
@click.argument("round_name", metavar="[ROUND]", required=False)
@click.argument("question", metavar="[QUESTION]", required=False)
@click.option("--plain", is_flag=True, help="Line by line on stdin and stdout.")
@click.option("--minutes", type=click.IntRange(1, 240), help="Length; else as the question takes.")
@click.option("--seed", type=click.IntRange(0), help="The same seed asks in the same words.")
@click.option("--persona", default="neutral", show_default=True, help="neutral, warm or brisk.")
@click.option("--location", metavar="NAME", help="Fills [Location] in questions.")
@click.option(
    "--retry",
    metavar="SESSION",
    help="Ask a question of this session again, what to fix first by default.",
)
@options.voice
@options.engine
@options.common
@click.pass_context
def command(
    ctx: click.Context,
    /,
    round_name: str | None,
    question: str | None,
    retry: str | None,
    **given: Any,
) -> int:
    """One question with its follow-ups, graded like a round.

    Without QUESTION it is the one that `mockint progress` would have you practise next (in
    ROUND or a GUIDE, if you name one). `mockint rubric show ROUND` lists questions by id. With
    --retry name the question alone, if any.
    """
    from .interview import hold

    plain = given.pop("plain")
    services = options.services(ctx, given)
    if retry is not None:
        round_name, question = _again(services, retry, question or round_name, given)
    if round_name is None or question is None:
        round_name, question = _next(services, round_name)
    rubric = services.library.rubric(round_name)
    given["only"] = (question,)
    if given["minutes"] is None and any(one.id == question for one in rubric.questions):
        from ..interview.plan import drill_minutes

        given["minutes"] = drill_minutes(rubric.question(question))
    return hold(services, rubric.id, None, given, plain=plain, at_once=True, name=round_name)


def _again(
    services: Services, name: str, question: str | None, given: dict[str, Any]
) -> tuple[str, str]:
    """Round and question of a retry; `given` says from then on what it is a retry of."""
    from ..coaching import Coaching

    coaching, session = Coaching(services), services.store.read(name)
    question = question or coaching.after(session).question
    if not question:
        raise UsageError("which question? Nothing was weak", where=name, remedy="name one")
    rubric, again = coaching.again(session, question)
    given["retry_of"], given["fillings"] = again.retry_of, again.fillings
    return rubric.id, question


def _next(services: Services, name: str | None) -> tuple[str, str]:
    """Round and question that are due."""
    from ..diary import Diary

    outlook = Diary(services).outlook(name)
    if not outlook.next:
        raise UsageError(
            "nothing was graded yet, so nothing is due",
            remedy="name a round, `mockint drill ROUND`; see `mockint rubric list`",
        )
    best = outlook.next[0]
    click.echo(f"mockint: {best.text} ({best.why(outlook.now)})", err=True)
    return best.rubric, best.question
