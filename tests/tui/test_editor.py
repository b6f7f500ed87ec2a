"""The user's own editor: what keeps it from starting is a sentence, never a crash."""

from __future__ import annotations

import tempfile

import pytest

from mockint.errors import SettingsError
from mockint.tui import editor


def test_words_that_cannot_be_written_for_the_editor_stay_with_a_reason(monkeypatch, tmp_path):
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "full"))
    with pytest.raises(SettingsError, match="cannot be given your words"):
        editor.edit("an answer")


def test_an_editor_with_a_loose_quote_is_told_of(monkeypatch):
    monkeypatch.setenv("VISUAL", "vim 'half")
    with pytest.raises(SettingsError, match=r"\$EDITOR.*quotes"):
        editor.edit("an answer")
