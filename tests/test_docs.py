"""What the pages of the documentation name exists: links, pictures, commands, options."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from mockint.cli.main import COMMANDS, LazyGroup

ROOT = Path(__file__).resolve().parent.parent
DOCS = sorted((ROOT / "docs").glob("*.md"))
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS]
pages = pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
FENCE = re.compile(r"```\w*\n(.*?)\n```", re.DOTALL)
CALL = re.compile(r"(?:^|\| *|&& *|/|\$ )mockint(?= |$)(.*)")


def fences(page: Path) -> list[str]:
    return FENCE.findall(page.read_text(encoding="utf-8"))


def calls(text: str) -> list[list[str]]:
    """The arguments of each `mockint …` line; comments, pipes and placeholders cut off."""
    found = []
    for line in text.replace("\\\n", " ").splitlines():
        if match := CALL.search(line.strip()):
            given = re.split(r" #| \||[<>;]| && ", match[1])[0].replace("…", "")
            found.append(shlex.split(given))
    return found


def wrong_with(arguments: list[str]) -> str:
    """What a call names that is not there; empty where all of it is."""
    command: click.Command = LazyGroup("mockint")
    rest = list(arguments)
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        inner = command.get_command(click.Context(command), rest[0])
        if inner is None:
            return f"no command {rest[0]}"
        command, rest = inner, rest[1:]
    known = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
    known |= {"--help", "--version", "--home"}
    strange = [one for one in rest if one.startswith("--") and one.split("=")[0] not in known]
    return f"no option {strange[0]}" if strange else ""


def anchors(page: Path) -> set[str]:
    """The anchors that a page's headings make."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    heads = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pages
def test_every_link_and_picture_leads_somewhere(page):
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", text):
        name, _, anchor = target.partition("#")
        there = page.parent / name if name else page
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


@pages
def test_every_command_and_option_that_a_page_shows_exists(page):
    for fence in fences(page):
        for arguments in calls(fence):
            assert not wrong_with(arguments), arguments


def test_the_check_of_commands_sees_what_is_not_there():
    text = "echo x | mockint grade talk.txt --rubrik x\nmockint greet\n.venv/bin/mockint --loud"
    found = [wrong_with(one) for one in calls(text)]
    assert found == ["no option --rubrik", "no command greet", "no option --loud"]


def test_every_page_is_named_in_the_index_and_every_picture_on_a_page():
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    assert [one.name for one in DOCS if f"({one.name})" not in index] == ["README.md"]
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    pictures = (ROOT / "docs" / "images").glob("*.svg")
    assert [one.name for one in pictures if f"images/{one.name}" not in text] == []


def test_every_command_is_in_the_reference():
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert [one for one in COMMANDS if f"mockint {one}" not in text] == []


def test_sixty_seconds_shows_what_the_commands_print(tmp_path):
    (block,) = [one for one in fences(ROOT / "README.md") if "rubric list" in one]
    answer = next(line[2:] for line in block.splitlines() if line.startswith("> "))
    plain = ["interview", "people-management", "--plain", "--home", str(tmp_path)]
    printed = CliRunner().invoke(LazyGroup("m"), plain, input=f"{answer}\n").output
    card = ["grade", "people-management-mixed"]
    printed += CliRunner().invoke(LazyGroup("m"), card).output
    said = [one for one in block.splitlines() if one and one[0] not in "$>…"]
    assert [one for one in said if one not in printed] == []
