"""Rubric files are replaced in one step, and what goes wrong is said."""

from __future__ import annotations

import errno
import os

import pytest

from mockint.authoring.writing import write_file
from mockint.errors import DiskError


def full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("call", ["os.fsync", "pathlib.Path.replace", "pathlib.Path.mkdir"])
def test_a_file_that_cannot_be_written_whole_is_left_as_it_was(tmp_path, monkeypatch, call):
    path = tmp_path / "round.yaml"
    path.write_text("schema: old\n")
    monkeypatch.setattr(call, full)
    with pytest.raises(DiskError, match="No space left"):
        write_file(path, "schema: new\n")
    assert path.read_text() == "schema: old\n"
    assert [one.name for one in tmp_path.iterdir()] == ["round.yaml"]


def test_a_link_is_written_through_and_keeps_its_mode(tmp_path):
    target = tmp_path / "shared.yaml"
    target.write_text("old")
    target.chmod(0o664)
    (tmp_path / "link.yaml").symlink_to(target)
    write_file(tmp_path / "link.yaml", "new")
    assert (tmp_path / "link.yaml").is_symlink()
    assert (target.read_text(), target.stat().st_mode & 0o777) == ("new", 0o664)
