"""GGUF headers: what they say is read, and what is wrong with them is said."""

from __future__ import annotations

import sys
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockint.errors import LocalModelError
from mockint.models.gguf import read_gguf

gguf_files = sys.modules["gguf_files"]  # loaded by conftest.py
WHOLE = gguf_files.gguf()


@pytest.fixture
def put(tmp_path):
    def put(data, name="tiny.gguf"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return put


def test_a_header_tells_name_context_and_parameters(put):
    facts = read_gguf(put(WHOLE))
    assert (facts.name, facts.context, facts.parameters) == ("Tiny", 2048, 64 * 32)
    assert facts.label == f"tiny@{facts.digest}"


def test_other_weights_under_the_same_name_have_another_label(put):
    first = read_gguf(put(WHOLE)).label
    assert read_gguf(put(WHOLE[:-1] + b"\1")).label != first
    assert read_gguf(put(WHOLE)).label == first


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "is not a GGUF file"),
        (b"PK\3\4 something else", "is not a GGUF file"),
        (b"GGUF", "cut off or damaged"),
        (gguf_files.gguf(version=99), "cut off or damaged"),
        (gguf_files.gguf(offset=10_000_000), "cut off or damaged"),
        (WHOLE[:24] + b"\xff" * 40, "cut off or damaged"),
    ],
)
def test_what_is_no_whole_gguf_is_refused_with_its_path(put, data, what):
    path = put(data)
    with pytest.raises(LocalModelError, match=what) as caught:
        read_gguf(path)
    assert caught.value.where == str(path)
    assert caught.value.remedy


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(LocalModelError, match="no such file"):
        read_gguf(tmp_path / "none.gguf")
    with pytest.raises(LocalModelError, match="cannot be read"):
        read_gguf(tmp_path)


@given(st.integers(0, len(WHOLE)), st.binary(max_size=40))
def test_no_header_whatever_it_holds_raises_anything_else(tmp_path_factory, cut, tail):
    path = tmp_path_factory.mktemp("gguf") / "x.gguf"
    path.write_bytes(WHOLE[:cut] + tail)
    with suppress(LocalModelError):
        read_gguf(path)
