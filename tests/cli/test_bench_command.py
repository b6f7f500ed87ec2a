"""`mockint bench` as a person calls it."""

import json


def test_the_synthetic_set_says_that_it_is_synthetic(mockint):
    done = mockint("bench", "people", "--format", "json", "--out", "people.html")
    assert done.code == 0, done.err
    value = json.loads(done.out)
    assert value["synthetic"] is True
    assert {item["signal"] for item in value["items"]} >= {"motivation", "teamwork", "overall"}
    assert "SYNTHETIC" in (mockint.home / "people.html").read_text()


def test_the_pairs_are_counted_before_anything_is_sent(mockint):
    done = mockint("bench", "judge", "--estimate", "--engine", "openai", "--model", "gpt-4o-mini")
    assert done.code == 0, done.err
    assert "calls to gpt-4o-mini" in done.out
    assert "about $" in done.out


def test_a_missing_file_is_named(mockint):
    for words in (("judge", "--pairs", "none.toml"), ("points", "--data", "none"),
                  ("people", "--transcripts", "none.csv", "--scores", "none.csv")):  # fmt: skip
        done = mockint("bench", *words)
        assert done.code != 0
        assert "none" in done.err
        assert "Traceback" not in done.err
