"""What answers, and what it can do."""

from __future__ import annotations

import time

from mockint import errors
from mockint.domain.chat import SchemaMode
from mockint.models import ChatEndpoint, Endpoint, Learned, LearnedStore
from mockint.models.probe import LOCAL_SERVERS, probe_endpoint, probe_local, try_schema


async def test_an_endpoint_that_answers_lists_its_models(fault_server):
    endpoint = Endpoint(fault_server.base_url, "sk-x", "loopback", "Mine")
    probe = await probe_endpoint(endpoint)
    assert probe.reachable
    assert probe.name == "Mine"
    assert probe.models == ("loopback", "loopback-large")
    assert probe.has_model is True
    assert probe.rung is None
    assert probe.took_s > 0


async def test_a_model_that_is_not_listed_is_said_to_be_missing(fault_server):
    probe = await probe_endpoint(Endpoint(fault_server.base_url, "", "other"))
    assert probe.has_model is False


async def test_what_was_learned_of_an_endpoint_is_shown(fault_server):
    endpoint = Endpoint(fault_server.base_url, "", "loopback")
    store = LearnedStore()
    store.put(endpoint, Learned(SchemaMode.JSON_OBJECT, proved=True, without=frozenset({"seed"})))
    probe = await probe_endpoint(endpoint, learned=store)
    assert probe.rung is SchemaMode.JSON_OBJECT
    assert probe.without == ("seed",)


async def test_what_does_not_answer_is_a_problem_and_no_exception():
    probe = await probe_endpoint(Endpoint("http://127.0.0.1:9/v1", "", "m"), within=1.0)
    assert not probe.reachable
    assert isinstance(probe.problem, errors.UnreachableError)


async def test_a_port_that_accepts_and_says_nothing_costs_no_more_than_the_time_given(fault_server):
    fault_server.models_fault = "hang_before_headers"
    start = time.monotonic()
    probe = await probe_endpoint(Endpoint(fault_server.base_url, "", ""), within=0.3)
    assert isinstance(probe.problem, errors.EngineTimeoutError)
    assert time.monotonic() - start < 2


async def test_something_else_on_a_usual_port_is_a_problem_and_no_exception(fault_server):
    for fault in ("not_http", "page_with_200", "json_list", "giant_json", "status_500"):
        fault_server.models_fault = fault
        probe = await probe_endpoint(Endpoint(fault_server.base_url, "", ""), within=2.0)
        assert isinstance(probe.problem, errors.EngineError)
        assert probe.models == ()


async def test_local_servers_are_asked_all_at_once_and_told_in_order(fault_server):
    servers = (("Off", "http://127.0.0.1:9/v1"), ("On", fault_server.base_url))
    off, on = await probe_local(servers)
    assert (off.name, off.reachable) == ("Off", False)
    assert (on.name, on.reachable, on.has_model) == ("On", True, None)
    assert all("authorization" not in seen.headers for seen in fault_server.seen)


def test_the_usual_local_servers_are_known_by_their_ports():
    assert [url.split(":")[2] for _, url in LOCAL_SERVERS] == [
        "11434/v1",
        "1234/v1",
        "8080/v1",
        "8000/v1",
    ]


async def test_one_tiny_call_finds_the_rung_of_the_ladder(fault_server):
    endpoint = Endpoint(fault_server.base_url, "", "fault/no_json_schema")
    store = LearnedStore()
    async with ChatEndpoint(endpoint, learned=store) as chat:
        assert (await try_schema(chat)).mode is SchemaMode.JSON_OBJECT
    assert (await probe_endpoint(endpoint, learned=store)).rung is SchemaMode.JSON_OBJECT
