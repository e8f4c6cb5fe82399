"""How passwords are kept and which are refused."""

import subprocess
import sys
import threading
from time import perf_counter

import argon2
import pytest

from nabancada.auth import actions, passwords
from nabancada.errors import InvalidInput
from nabancada.permissions import Role

# In a process of its own, since patching cannot be undone: counts what else runs while four are hashed.
IN_A_WORKER = """
from gevent import monkey; monkey.patch_all()
import gevent
from nabancada.auth import passwords
ticks = 0
def tick():
    global ticks
    while True:
        ticks += 1
        gevent.sleep(0.001)
gevent.spawn(tick)
jobs = [gevent.spawn(passwords.hashed, "muamba com funge") for _ in range(4)]
gevent.joinall(jobs, raise_error=True)
print(ticks)
"""


def test_a_password_is_kept_as_argon2id_with_our_parameters():
    kept = passwords.hashed("muamba com funge")
    found = argon2.extract_parameters(kept)
    assert (found.type, found.memory_cost, found.time_cost, found.parallelism) == (argon2.Type.ID, 47104, 1, 1)
    assert passwords.matches(kept, "muamba com funge") and not passwords.matches(kept, "muamba com arroz")


def test_an_unknown_person_costs_the_same_work_and_is_refused(monkeypatch):
    worked = []
    original = passwords._argon2id.verify
    monkeypatch.setattr(
        type(passwords._argon2id), "verify", lambda _self, kept, secret: worked.append(kept) or original(kept, secret)
    )
    assert not passwords.matches(None, "muamba com funge")
    [stand_in] = worked
    assert argon2.extract_parameters(stand_in) == argon2.extract_parameters(passwords.hashed("x"))


def test_time_does_not_tell_who_has_an_account():
    kept = passwords.hashed("muamba com funge")
    passwords.matches(None, "warm")
    best = {None: 9.0, kept: 9.0}
    for _ in range(8):
        for one in best:
            begin = perf_counter()
            passwords.matches(one, "muamba com arroz")
            best[one] = min(best[one], perf_counter() - begin)
    assert 0.5 < best[None] / best[kept] < 2


def test_something_that_is_no_hash_matches_nothing():
    assert not passwords.matches("rubbish", "muamba com funge")


def test_a_hash_of_other_parameters_is_outdated():
    cheap = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("x")
    assert passwords.outdated(cheap) and not passwords.outdated(passwords.hashed("x"))


def test_two_at_a_time_and_no_more():
    entered, leave = threading.Semaphore(0), threading.Event()

    def hold() -> None:
        with passwords.turn():
            entered.release()
            leave.wait(5)

    threads = [threading.Thread(target=hold) for _ in range(3)]
    for thread in threads:
        thread.start()
    assert entered.acquire(timeout=5) and entered.acquire(timeout=5)
    assert not entered.acquire(timeout=0.05), "the third waits"
    leave.set()
    assert entered.acquire(timeout=5)
    for thread in threads:
        thread.join()


@pytest.mark.parametrize(
    "weak",
    [
        "onze letras",
        "x" * 129,
        "1q2w3e4r5t6y",
        "QWERTY123456",
        "aaaaaaaaaaaaaa",
        "rosa@casa.com.ao",
        "ROSA@casa.com.ao",
    ],
)
def test_weak_passwords_are_refused(weak):
    with pytest.raises(ValueError):
        passwords.check(weak, "rosa@casa.com.ao")


@pytest.mark.parametrize("good", ["doze letras!", "muamba com funge", "x1" * 8 + "yz", "ção é ção é "])
def test_length_is_the_only_rule_of_composition(good):
    passwords.check(good, "rosa@casa.com.ao")


def test_a_weak_password_is_an_error_of_its_field(restaurant):
    with pytest.raises(InvalidInput) as refused:
        actions.hire(name="Ana", email="weak@casa.ao", role=Role.WAITER, password="curta")
    assert set(refused.value.fields) == {"password"}


def test_in_a_worker_hashing_leaves_the_loop_to_others():
    ran = subprocess.run([sys.executable, "-c", IN_A_WORKER], capture_output=True, text=True, check=True)
    assert int(ran.stdout) >= 10
