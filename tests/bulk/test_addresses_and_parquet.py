"""Transcripts that lie behind addresses or in the rows of a Parquet file."""

from __future__ import annotations

import sys

import pytest

from mockint.bulk.sources import Columns, Listing, Shard
from mockint.cli.main import run
from mockint.errors import TranscriptError, UsageError

from .conftest import rows_in, talk

fsspec = pytest.importorskip("fsspec")
pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")


@pytest.fixture
def memory():
    """A bucket in memory: two folders, four talks, one hidden file."""
    system = fsspec.filesystem("memory")
    system.pipe({f"/bucket/a/talk-{n}.txt": talk(n).encode() for n in range(3)})
    system.pipe({"/bucket/b/deep/talk-3.txt": talk(3).encode(), "/bucket/.hidden": b"x"})
    yield "memory://bucket"
    system.rm("/bucket", recursive=True)


@pytest.fixture
def table(tmp_path):
    """Makes a Parquet file of so many talks, two to a row group."""

    def make(count: int, **columns) -> str:
        path = tmp_path / "talks.parquet"
        names = columns or {"id": range(count), "text": map(talk, range(count))}
        values = {name: list(given) for name, given in names.items()}
        parquet.write_table(pa.table(values), path, row_group_size=2)
        return str(path)

    return make


def listed(*paths, **more):
    return list(Listing(paths, stdin=bytes, session=str, **more))


def graded(*words):
    return run(["grade", *map(str, words), "--engine", "built-in", "--rubric", "people-management"])


def test_files_at_an_address_are_graded_under_their_address(memory, tmp_path):
    assert graded(memory, "--out", tmp_path / "out") == 0
    assert [row["transcript"]["source"] for row in rows_in(tmp_path / "out")] == [
        "memory:///bucket/a/talk-0.txt",
        "memory:///bucket/a/talk-1.txt",
        "memory:///bucket/a/talk-2.txt",
        "memory:///bucket/b/deep/talk-3.txt",
    ]


def test_a_run_over_an_address_resumes(memory, tmp_path, capsys):
    graded(memory, "--out", tmp_path / "out")
    capsys.readouterr()
    assert graded(memory, "--out", tmp_path / "out") == 0
    assert "nothing left to grade" in capsys.readouterr().err


def test_a_single_file_at_an_address_and_one_by_file_address_are_read(memory, tmp_path):
    (tmp_path / "here.txt").write_text(talk(9))
    one, two = listed(f"{memory}/a/talk-1.txt", f"file://{tmp_path}/here.txt")
    assert (one.read(), two.read()) == (talk(1).encode(), talk(9).encode())


def test_shards_of_an_address_share_its_files_out(memory):
    parts = [{s.name for s in listed(memory, shard=Shard(n, 2))} for n in (1, 2)]
    assert not parts[0] & parts[1]
    assert len(parts[0] | parts[1]) == 4


@pytest.mark.parametrize(
    ("address", "error", "said"),
    [
        ("memory://nowhere", TranscriptError, "cannot be read"),
        ("nosuch://x?key=sk-secret", UsageError, "driver"),
    ],
)
def test_an_address_that_leads_nowhere_is_said_without_its_secrets(address, error, said):
    with pytest.raises(error, match=said) as caught:
        listed(address)
    assert "sk-secret" not in str(caught.value)


def test_rows_of_a_parquet_file_are_graded_under_their_ids(table, tmp_path):
    assert graded(table(5), "--out", tmp_path / "out") == 0
    sources = [row["transcript"]["source"] for row in rows_in(tmp_path / "out")]
    assert [source.rsplit("/", 1)[-1] for source in sources] == [
        f"talks.parquet:{n}" for n in range(5)
    ]


def test_listing_a_parquet_file_reads_no_text(table, monkeypatch):
    read = parquet.ParquetFile.read_row_group
    asked = []

    def watched(self, group, columns):
        asked.append(columns)
        return read(self, group, columns=columns)

    monkeypatch.setattr(parquet.ParquetFile, "read_row_group", watched)
    sources = listed(table(4))
    assert asked == [["id"], ["id"]]
    assert sources[3].read() == talk(3).encode()
    assert asked[2:] == [["text"]]


def test_columns_have_other_names_where_that_is_said_and_a_missing_one_is_named(table):
    path = table(1, who=["ann"], said=[talk(1)])
    (one,) = listed(path, columns=Columns("said", "who"))
    assert one.name.endswith(":ann")
    with pytest.raises(UsageError, match="who, said") as caught:
        listed(path)
    assert "--text-column" in caught.value.remedy


def test_a_parquet_file_that_is_none_is_refused(tmp_path):
    path = tmp_path / "x.parquet"
    path.write_bytes(b"PAR1 but no more")
    with pytest.raises(TranscriptError, match="no Parquet file"):
        listed(str(path))


def test_an_empty_cell_is_a_row_that_says_so(table, tmp_path):
    path = table(2, id=["a", "b"], text=[talk(1), None])
    assert graded(path, "--out", tmp_path / "out") == 1
    assert [bool(row.get("error")) for row in rows_in(tmp_path / "out")] == [False, True]


@pytest.mark.parametrize(
    ("missing", "module", "words", "extra"),
    [
        ("pyarrow", "mockint.bulk.parquet_rows", "x.parquet", "mockint[parquet]"),
        ("fsspec.core", "mockint.bulk.addresses", "memory://x", "mockint[dask]"),
    ],
)
def test_a_missing_extra_is_named(monkeypatch, tmp_path, missing, module, words, extra):
    (tmp_path / "x.parquet").write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(UsageError) as caught:
        listed(words)
    assert extra in caught.value.remedy
