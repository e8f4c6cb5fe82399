"""The simulated Multicaixa Express as callers find it: one payment a reference, remembered, and firm once it ended."""

from datetime import timedelta

import pytest

from nabancada import clock, embedded
from nabancada.payments.gateways import Ask, Silent, Standing
from nabancada.payments.gateways.simulated import Simulated
from tests.ports import free_port

NOBODY = "http://127.0.0.1:9/callback"


@pytest.fixture
def service(tmp_path):
    server = embedded.Express(tmp_path, pace=0.0)
    server.start(free_port())
    yield server
    server.kill()


@pytest.fixture
def gateway(service) -> Simulated:
    return Simulated(service.url, service.env["EXPRESS_SECRET"], NOBODY)


def question(reference: str = "r-1", ending: str = "04", cents: int = 1000, seconds: int = 60) -> Ask:
    return Ask(reference, f"+2449234567{ending}", cents, clock.now() + timedelta(seconds=seconds))


def test_asking_twice_is_one_payment(gateway):
    first = gateway.ask(question())
    assert first.standing == Standing.WAITING
    assert gateway.ask(question(cents=5)) == first == gateway.status("r-1")


def test_what_it_has_never_had_it_does_not_know(gateway):
    assert gateway.status("r-9").standing == Standing.UNKNOWN


def test_what_was_cancelled_before_it_arrived_takes_no_money(gateway):
    assert gateway.cancel("r-1").standing == Standing.CANCELLED
    assert gateway.ask(question(ending="00")).standing == Standing.CANCELLED


def test_what_arrives_after_its_time_takes_no_money(gateway):
    assert gateway.ask(question(ending="00", seconds=-1)).standing == Standing.EXPIRED


def test_cancelling_what_was_refused_says_so(gateway):
    gateway.ask(question(ending="03"))
    assert gateway.cancel("r-1").standing == Standing.REFUSED


def test_a_killed_one_remembers_on_its_return(service, gateway):
    known = gateway.ask(question())
    service.kill()
    with pytest.raises(Silent) as silent:
        gateway.status("r-1")
    assert not silent.value.reached
    service.start(service.port)
    assert gateway.status("r-1") == known


def test_a_frozen_one_is_waited_for_a_moment_only(service, gateway):
    service.suspend()
    began = clock.now()
    with pytest.raises(Silent) as silent:
        gateway.ask(question())
    assert silent.value.reached
    assert clock.now() - began < timedelta(seconds=5)
    service.resume()


def test_who_has_another_key_is_told_nothing(service):
    with pytest.raises(Silent):
        Simulated(service.url, "another key, as long", NOBODY).status("r-1")


def test_where_nobody_listens_nothing_was_heard():
    with pytest.raises(Silent) as silent:
        Simulated(f"http://127.0.0.1:{free_port()}", "a key, long enough", NOBODY).ask(question())
    assert not silent.value.reached


def test_two_users_of_a_folder_share_it(tmp_path):
    with embedded.services(tmp_path, postgres=False, valkey=False, express=True) as first:
        with embedded.services(tmp_path, postgres=False, valkey=False, express=True) as second:
            assert first == second
        assert Simulated(first["EXPRESS_URL"], first["EXPRESS_SECRET"], NOBODY).status("x").standing == Standing.UNKNOWN
