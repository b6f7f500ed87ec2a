"""The engine in process, with a stand-in for the package that serves the model."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar

import pytest

from mockint.domain.chat import ChatRequest, Message
from mockint.engines import Chosen, Engines
from mockint.errors import LocalModelError, RequestRefusedError, SettingsError, UnfitJudgeError
from mockint.interview.model_wording import Voice
from mockint.interview.wording import BuiltinWording
from mockint.models import payload
from mockint.models.in_process import MOST_CONTEXT, InProcessModel
from mockint.store.locations import locate
from mockint.wiring import Options, Services

gguf_files = sys.modules["gguf_files"]  # loaded by conftest.py
SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "array"}}}


class FakeServer:
    """Counts how many are alive; `refuse` makes the next one fail as the real one does."""

    alive = 0
    refuse = False
    seen: ClassVar[list] = []

    def __init__(self, parameters):
        if FakeServer.refuse:
            raise RuntimeError("Failed to init server, please check the input params.")
        FakeServer.alive += 1
        FakeServer.seen.append(parameters)
        self.listening_address = "http://127.0.0.1:45678"

    def __del__(self):
        if hasattr(self, "listening_address"):
            FakeServer.alive -= 1


@pytest.fixture
def package(monkeypatch):
    fake = SimpleNamespace(
        Server=FakeServer, CommonParams=lambda: SimpleNamespace(model=SimpleNamespace(path=""))
    )
    monkeypatch.setitem(sys.modules, "xllamacpp", fake)
    monkeypatch.setattr("mockint.engines.find_spec", lambda name: fake)
    monkeypatch.setattr(FakeServer, "refuse", False)
    monkeypatch.setattr(FakeServer, "seen", [])
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    return fake


@pytest.fixture
def weights(tmp_path):
    path = tmp_path / "home" / "models" / "tiny.gguf"
    path.parent.mkdir(parents=True)
    path.write_bytes(gguf_files.gguf())
    return path


@pytest.fixture
def engines(tmp_path, weights):
    def make(*, model_file=str(weights), **changes):
        chosen = Chosen("local", model_file=model_file, **changes)
        return Engines(chosen, locate(str(tmp_path / "home"), environ={}), {})

    return make


def test_it_listens_on_loopback_answers_its_own_key_only_and_shows_no_page(package, weights):
    model = InProcessModel(weights)
    endpoint = model.start()
    sent = FakeServer.seen[0]
    assert endpoint.base_url == "http://127.0.0.1:45678/v1"
    assert endpoint.is_local
    assert sent.hostnames == ["127.0.0.1"]
    assert sent.port == 0
    assert sent.api_keys == [endpoint.api_key]
    assert len(endpoint.api_key) > 20
    assert not sent.cors_origins
    assert not sent.ui
    assert not sent.endpoint_slots
    assert os.environ["OMP_WAIT_POLICY"] == "PASSIVE"
    model.close()


def test_each_model_has_a_key_of_its_own_that_is_not_shown(package, weights):
    one, two = InProcessModel(weights), InProcessModel(weights)
    assert one.endpoint.api_key != two.endpoint.api_key
    assert one.endpoint.api_key not in repr(one.endpoint) + one.endpoint.where


def test_the_context_is_the_models_own_up_to_a_bound(package, tmp_path):
    for trained, served in ((2048, 2048), (131_072, MOST_CONTEXT)):
        path = tmp_path / f"{trained}.gguf"
        path.write_bytes(gguf_files.gguf(context=trained))
        InProcessModel(path).start()
        assert FakeServer.seen[-1].n_ctx == served


def test_it_is_loaded_once_and_gone_when_it_is_closed(package, weights):
    before = FakeServer.alive
    model = InProcessModel(weights)
    assert model.start() == model.start()
    assert FakeServer.alive == before + 1
    model.close()
    assert FakeServer.alive == before
    assert not model.is_running


def test_weights_that_the_library_refuses_are_an_engine_error_with_the_file(package, weights):
    FakeServer.refuse = True
    with pytest.raises(LocalModelError, match="cannot be loaded") as caught:
        InProcessModel(weights).start()
    assert caught.value.where == str(weights)
    assert caught.value.exit_code == 3


def test_without_the_extra_the_remedy_names_it(monkeypatch, weights):
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    with pytest.raises(LocalModelError, match=r"mockint\[local\]"):
        InProcessModel(weights).start()


def test_a_schema_is_always_sent_and_never_given_up(package, weights):
    model = InProcessModel(weights)
    learned = model.knowledge().get(model.start())
    request = ChatRequest((Message("user", "x"),), 9, schema=SCHEMA)
    sent = payload.body("tiny", request, learned, rung=learned.rung)
    inner = sent["response_format"]["json_schema"]["schema"]["properties"]
    assert inner["a"]["maxLength"] == payload.MOST_TEXT
    assert inner["b"]["maxItems"] == payload.MOST_ITEMS
    refusal = RequestRefusedError("response_format json_schema is not supported", status=400)
    assert payload.adapt(refusal, sent, learned) is None


def test_nothing_is_loaded_before_it_is_needed(package, engines):
    made = engines()
    assert made.model_name.startswith("tiny@")
    assert not FakeServer.seen
    made.prepare()
    assert len(FakeServer.seen) == 1


def test_weights_that_are_kept_are_named_without_a_path(package, engines):
    assert engines(model_file="tiny").model_name == engines().model_name


def test_the_only_weights_there_are_need_not_be_named(package, engines, weights):
    assert engines(model_file=None).model_name == engines().model_name
    (weights.parent / "other.gguf").write_bytes(gguf_files.gguf())
    with pytest.raises(SettingsError, match="other, tiny"):
        _ = engines(model_file=None).model_name


async def test_a_tiny_model_does_not_judge_unless_forced(package, engines):
    with pytest.raises(UnfitJudgeError, match="worse than chance"):
        async with engines().open_judge():
            pass
    async with engines(tiny_judge=True).open_judge() as judge:
        assert judge.name


async def test_a_model_that_is_large_enough_judges(package, engines, weights):
    weights.write_bytes(gguf_files.gguf(parameters=(2**16, 2**14)))
    async with engines().open_judge() as judge:
        assert judge.name


def test_the_port_is_not_part_of_what_the_cache_knows_it_by(package, engines):
    before, after = engines(), engines()
    after.prepare()
    assert before._address() == after._address()


async def test_an_interview_with_a_tiny_model_is_graded_by_the_built_in_judge_and_says_so(
    package, tmp_path, weights, small_rubric, conversation
):
    options = Options(
        home=str(tmp_path / "home"), engine="local", model_file=str(weights), environ={}
    )
    talk = conversation((small_rubric.questions[0].text, "We split the work into parts."))
    services = Services(options)
    with pytest.raises(UnfitJudgeError):
        await services.grade(talk, small_rubric)
    card = await services.grade_sitting(talk, small_rubric)
    assert card.provenance.engine == "built-in"
    assert any("worse than chance" in limit for limit in card.provenance.limits)


def test_who_else_could_go_on_is_what_is_configured_and_what_is_here(package, engines, tmp_path):
    made = engines()
    assert made.others(made.model_name) == ()
    (own,) = made.others("gpt-9")
    assert own.label == "tiny in process"
    environ = {"OPENAI_API_KEY": "sk-x", "MOCKINT_MODEL": "gpt-9"}
    remote = Engines(Chosen("openai"), locate(str(tmp_path / "home"), environ={}), environ)
    assert [one.label for one in remote.others("gpt-9")] == ["tiny in process"]
    assert [one.label for one in remote.others(made.model_name)] == ["gpt-9"]


def test_the_conversation_is_kept_well_within_a_small_context(package, engines, small_rubric):
    made = engines()
    assert made.in_process.context == 2048
    voice = Voice("Acme", "Lead", "a director")
    words = made.wording(small_rubric, voice, BuiltinWording("neutral", "Lead", "Acme"))
    assert words._budget == 1024


def test_tokens_of_a_model_file_are_an_estimate_and_say_so(package, engines):
    assert not engines().counter.exact


def test_an_exit_closes_the_server(tmp_path, weights):
    fake = tmp_path / "xllamacpp.py"
    fake.write_text(
        "class P:\n  class model: path = ''\n"
        "def CommonParams(): return P()\n"
        "class Server:\n"
        "  listening_address = 'http://127.0.0.1:1'\n"
        "  def __init__(self, p): pass\n"
        "  def __del__(self): print('closed', flush=True)\n"
    )
    words = (
        "from pathlib import Path; from mockint.models.in_process import InProcessModel;"
        f"m = InProcessModel(Path({str(weights)!r})); m.start(); print('up'); raise KeyboardInterrupt"
    )
    paths = os.pathsep.join([str(tmp_path), str(Path(__file__).parents[2] / "src")])
    ran = subprocess.run(
        [sys.executable, "-c", words], capture_output=True, text=True, timeout=60, check=False,
        env=os.environ | {"PYTHONPATH": paths},
    )  # fmt: skip
    assert ran.stdout.split() == ["up", "closed"]
