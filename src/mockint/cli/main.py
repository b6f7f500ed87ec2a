"""The command line's top: groups, common options, and the one error boundary.

Importing this module must stay cheap: commands are imported when they are called,
so that `mockint --help` imports neither pydantic nor textual nor openai.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from .. import __version__
from ..errors import ExitCode, MockintError
from .complaint import complain, complain_of_words
from .lazy_group import TableGroup

#: Command: where it lives, and its line in `--help`.
COMMANDS: dict[str, tuple[str, str]] = {
    "interview": ("interview", "Hold one round: in the TUI, or line by line with --plain."),
    "loop": ("loop", "All rounds of a guide, then the committee packet."),
    "drill": ("drill", "One question: the one to practise next, or one of your choice."),
    "progress": ("trends", "Levels over sessions, what to practise next, a study plan."),
    "grade": ("grade", "Grade transcripts: files, folders, saved sessions."),
    "report": ("report", "Show a scorecard or a run again; compare two runs."),
    "sessions": ("sessions", "List, show, export and delete saved sessions."),
    "rubric": ("rubric", "Read, write, check and calibrate rubrics."),
    "serve": ("serve", "Serve the TUI to a browser on this machine."),
    "model": ("model", "Get, list and remove weights for the engine in process."),
    "bench": ("bench", "Measure judge and interviewer: pairs of answers, scores, an audit."),
    "doctor": ("doctor", "Say what works here, and what to do for more."),
}

EPILOG = "Without a command, mockint opens its home screen. Exit codes: docs/cli.md."


class LazyGroup(TableGroup):
    """The commands of `mockint` itself."""

    table = COMMANDS


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=EPILOG,
)
@click.version_option(__version__, prog_name="mockint")
@click.option("--home", metavar="DIR", help="Sessions, cache and settings; also MOCKINT_HOME.")
@click.option("--rubrics", metavar="DIR", multiple=True, help="More rubrics; repeatable.")
@click.option("--prompts", metavar="DIR", help="Prompt templates of your own.")
@click.pass_context
def root(
    ctx: click.Context, home: str | None, rubrics: tuple[str, ...], prompts: str | None
) -> None:
    """Mock interviews in the terminal, graded on your own words."""
    ctx.obj = {"home": home, "rubrics": rubrics, "prompts": prompts}
    if ctx.invoked_subcommand is None:
        from .interview import open_home

        ctx.exit(open_home(ctx))


def run(arguments: list[str]) -> int:
    """Run the command line on `arguments`; never raises, prints errors to stderr."""
    try:
        result: Any = root.main(arguments, prog_name="mockint", standalone_mode=False)
    except click.exceptions.Exit as done:
        return int(done.exit_code)
    except click.ClickException as error:
        complain_of_words(error)
        return int(ExitCode.USAGE)
    except MockintError as error:
        complain(error)
        return int(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        complain("interrupted; all that was done is kept")
        return int(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        # The reader went away (`| head`); close quietly, as other tools do.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(ExitCode.DONE)
    except Exception as error:
        if "MOCKINT_DEBUG" in os.environ:
            raise
        complain(
            f"a fault of mockint itself: {type(error).__name__}: {error} "
            "(nothing saved is lost; MOCKINT_DEBUG=1 shows where)"
        )
        return int(ExitCode.USAGE)
    return int(result) if isinstance(result, int) else int(ExitCode.DONE)
