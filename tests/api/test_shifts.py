"""Shifts over the API: what is sent again, because its answer was lost, begins and ends them once."""

from uuid import uuid4

import pytest

from nabancada.permissions import Role


@pytest.fixture
def owner(client):
    return client(Role.OWNER)


def key() -> str:
    return uuid4().hex


def test_a_shift_whose_opening_and_closing_are_sent_again_answers_with_the_first(owner, restaurant):
    opening, counting = (
        {"client_key": key(), **body} for body in ({"opening_cents": 5000}, {"counted": {"cash": 5000}})
    )
    opened = [owner.post("/api/shifts", json=opening) for _ in range(2)]
    assert ([one.status_code for one in opened], opened[1].json) == ([201, 200], opened[0].json)
    closed = [owner.post("/api/shifts/current/closure", json=counting) for _ in range(2)]
    assert ([one.status_code for one in closed], closed[1].json) == ([200, 200], closed[0].json)
    owner.post("/api/shifts", json={"opening_cents": 0})
    assert owner.post("/api/shifts/current/closure", json=counting).json["id"] == opened[0].json["id"]
    for path, body in (
        ("/api/shifts", {**opening, "opening_cents": 1}),
        ("/api/shifts/current/closure", {**counting, "counted": {"cash": 0}}),
    ):
        refused = owner.post(path, json=body)
        assert (refused.status_code, refused.json["code"]) == (409, "key_reused")
    assert owner.get("/api/shifts/current").json["opening_cents"] == 0


def test_a_key_that_closed_nothing_is_free_again(owner, restaurant):
    counting = {"client_key": key(), "counted": {"cash": 0}}
    assert owner.post("/api/shifts/current/closure", json=counting).json["code"] == "no_open_shift"
    owner.post("/api/shifts", json={"opening_cents": 0})
    assert owner.post("/api/shifts/current/closure", json=counting).status_code == 200


def test_somebodys_shift_is_closed_once_a_key(owner, client):
    shift_id = client(Role.CASHIER).post("/api/shifts", json={"opening_cents": 0}).json["id"]
    counting = {"client_key": key(), "counted": {"cash": 0}}
    first, again = (owner.post(f"/api/shifts/{shift_id}/closure", json=counting) for _ in range(2))
    assert (first.status_code, again.status_code, again.json) == (200, 200, first.json)
