"""Options that several commands share, and the services made of them."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..domain.clean import escaped

if TYPE_CHECKING:
    from ..wiring import Services

F = TypeVar("F", bound=Callable[..., Any])

_COMMON = (
    click.option("--home", metavar="DIR", help="Sessions, cache and settings; also MOCKINT_HOME."),
    click.option("--rubrics", metavar="DIR", multiple=True, help="More rubrics; repeatable."),
    click.option("--prompts", metavar="DIR", help="Prompt templates of your own."),
)


def common(function: F) -> F:
    """Add --home, --rubrics and --prompts; they may stand before or after the command."""
    for option in reversed(_COMMON):
        function = option(function)
    return function


def engine(function: F) -> F:
    """Add --engine, --model, --base-url, --model-file and --score-with-tiny-model."""
    for option in (
        click.option(
            "--score-with-tiny-model", "tiny_judge", is_flag=True,
            help="Score even with a model whose scores are known to mean nothing.",
        ),
        click.option(
            "--model-file", metavar="FILE", help="A GGUF file, or a name of `mockint model list`."
        ),
        click.option("--base-url", metavar="URL", help="An OpenAI-compatible endpoint."),
        click.option("--model", metavar="NAME", help="The model to ask for."),
        click.option(
            "--engine", type=click.Choice(["built-in", "openai", "local"]),
            help="Who words and judges.",
        ),
    ):  # fmt: skip
        function = option(function)
    return function


def tailored(function: F) -> F:
    """Add --job and --resume-file."""
    for option in (
        click.option("--resume-file", "cv", metavar="FILE",
                     help="Your CV (text, Markdown, DOCX, PDF): follow-ups pick up its claims."),
        click.option("--job", metavar="FILE",
                     help="A job advert (same forms): questions on what it asks for come first."),
    ):  # fmt: skip
        function = option(function)
    return function


def voice(function: F) -> F:
    """Add --voice."""
    return click.option(
        "--voice", is_flag=True, help="Speak answers and hear questions (mockint[voice])."
    )(function)


def formats(*names: str) -> Callable[[F], F]:
    """Add --format; text is the default on a terminal."""
    return click.option("--format", "form", type=click.Choice(names), help="How to print it.")


def services(ctx: click.Context, given: dict[str, Any]) -> Services:
    """Services for the options of a command; takes them out of `given`."""
    from ..wiring import Options, Services

    above: dict[str, Any] = ctx.find_root().obj or {}
    home = given.pop("home", None) or above.get("home")
    more = (*(above.get("rubrics") or ()), *(given.pop("rubrics", None) or ()))
    prompts = given.pop("prompts", None) or above.get("prompts")
    return Services(
        Options(
            home=home,
            rubrics=more,
            prompts=prompts,
            engine=given.pop("engine", None),
            model=given.pop("model", None),
            base_url=given.pop("base_url", None),
            model_file=given.pop("model_file", None),
            tiny_judge=given.pop("tiny_judge", False),
        )
    )


def prepare(services: Services) -> None:
    """Load a model in process before anybody waits for it, and say so; else nothing."""
    if services.engines.is_in_process:
        facts = services.engines.in_process.facts
        size = facts.path.stat().st_size / 1_000_000
        click.echo(f"loading {facts.name} ({facts.path}, {size:,.0f} MB)", err=True)
        services.engines.prepare()


def on_terminal() -> bool:
    """True where a person is at both ends: stdin and stdout are terminals, or a browser is."""
    return served() or (sys.stdin.isatty() and sys.stdout.isatty())


def served() -> bool:
    """True where `mockint serve` shows this process in a browser."""
    return os.environ.get("TEXTUAL_DRIVER", "").endswith(":WebDriver")


def wants_colour() -> bool:
    """True where stdout is a terminal that may be coloured."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def print_json(value: Any) -> None:
    """One JSON document on stdout, readable, ASCII-safe control characters."""
    click.echo(escaped(json.dumps(value, indent=2, ensure_ascii=False)))


def print_json_line(value: Any) -> None:
    """One JSON value on one line of stdout."""
    click.echo(escaped(json.dumps(value, ensure_ascii=False)))
