"""The wizard of `rubric new`: asks on a terminal only, and writes what it was told."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from mockint.authoring import yaml_file
from mockint.cli import options, rubric_new
from mockint.domain.rubric import Rubric


@pytest.fixture
def wizard(monkeypatch, tmp_path):
    monkeypatch.setattr(options, "on_terminal", lambda: True)
    monkeypatch.chdir(tmp_path)

    def wizard(*typed, words=()):
        answers = "\n".join(typed) + "\n"
        return CliRunner().invoke(
            rubric_new.command, [*words], input=answers, catch_exceptions=False
        )

    return wizard


def test_what_is_typed_becomes_the_round(wizard, tmp_path):
    ran = wizard(
        "Acme Corp", "Tech Lead", "Delivery", "Delivery round", "2", "40",
        "Plans that hold", "", "Splits work into parts", "Names what was given up", "",
        "Tell me about a late project.", "", "behavioural", "1 2",
    )  # fmt: skip
    path = tmp_path / "rubrics/acme-corp/tech-lead/delivery.yaml"
    rubric = yaml_file.load(Rubric, yaml_file.parse(path.read_text("utf-8"), "x"))
    assert ran.exit_code == 0
    assert (rubric.title, rubric.round, rubric.minutes) == ("Delivery round", 2, 40)
    assert [s.text for s in rubric.signals] == ["Splits work into parts", "Names what was given up"]
    assert rubric.questions[0].signals == ("splits-work-into-parts", "names-what-was-given-up")


def test_everything_can_be_left_for_later(wizard, tmp_path):
    wizard("", "", "", "", "", "", words=["acme/lead/later"])
    text = (tmp_path / "rubrics/acme/lead/later.yaml").read_text("utf-8")
    assert yaml_file.load(Rubric, yaml_file.parse(text, "x")).title == "Later"
