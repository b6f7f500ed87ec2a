"""Writes docs/cli.md from the commands themselves.

Run it as `python docs/make_cli.py`; a test checks that the page is what it makes.
"""

from __future__ import annotations

from pathlib import Path

import click

from mockint.cli.main import root

HEAD = """# The command line

Made by `python docs/make_cli.py` from the commands themselves. Results go to stdout,
everything else to stderr; `-` is standard input; there is no colour off a terminal or with
`NO_COLOR`; nothing is asked where stdin is no terminal.

| exit | meaning |
| --- | --- |
| 0 | done |
| 1 | done, with some items ungraded, or findings of level error |
| 2 | usage, or input that cannot be read: the message says where, what and what to do |
| 3 | engine: endpoint, key, quota |
| 130 | interrupted; all that was done is kept |

A ROUND is `company/role/round`, any unambiguous tail of it, or a path to a YAML file.
"""


def pages(command: click.Command, name: str, parent: click.Context | None) -> list[str]:
    """The help of a command and of those below it."""
    context = click.Context(command, info_name=name, parent=parent, max_content_width=96,
                            terminal_width=96)  # fmt: skip
    path = context.command_path
    parts = [f"## {path}\n\n```\n{command.get_help(context).strip()}\n```\n"]
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            if found is not None and not found.hidden:
                parts += pages(found, child, context)
    return parts


def page() -> str:
    """The whole page."""
    return HEAD + "\n" + "\n".join(pages(root, "mockint", None))


if __name__ == "__main__":
    Path(__file__).with_name("cli.md").write_text(page(), encoding="utf-8")
