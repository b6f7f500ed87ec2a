"""A session is read with the rubric that it was made with, whatever becomes of the file."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from mockint.authoring.library import digest
from mockint.cli.main import root
from mockint.wiring import Options, Services, rubric_in

DATA = Path(__file__).resolve().parents[1] / "data" / "acme" / "lead" / "delivery.yaml"


def test_a_rubric_that_was_changed_or_deleted_since_changes_no_session(tmp_path, monkeypatch):
    monkeypatch.setenv("MOCKINT_HOME", str(tmp_path / "home"))
    path = tmp_path / "mine" / "acme" / "lead" / "delivery.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(DATA.read_text())
    mine = Options(rubrics=(str(tmp_path / "mine"),))
    rubric = Services(mine).library.rubric("acme/lead/delivery")
    words = ["interview", "acme/lead/delivery", "--plain", "--questions", "1", "--seed", "1"]
    said = "We agreed on Tuesday to deliver by the end of March, and the team did so.\n" * 3
    CliRunner().invoke(root, ["--rubrics", str(tmp_path / "mine"), *words], input=said)
    (name,) = (one.id for one in Services(mine).store.list())

    for after in (path.read_text().replace(rubric.title, "Another title"), None):
        if after is None:
            path.unlink()
        else:
            path.write_text(after)
        session = Services(mine).store.read(name)
        assert rubric_in(session.header) == rubric
        assert session.header.rubric_digest == digest(rubric)
        shown = CliRunner().invoke(root, ["sessions", "show", name, "--format", "json"])
        told = json.loads(shown.stdout)["session"]
        assert told["rubric"] == rubric.id
        assert told["rubric_digest"] == digest(rubric)
        graded = CliRunner().invoke(root, ["grade", name, "--format", "json"])
        card = json.loads(graded.stdout)
        assert card["title"] == rubric.title
        assert card["provenance"]["rubric_digest"] == digest(rubric)
