"""One PIN for each who approves, also of those who choose it in the same moment."""

import pytest

from nabancada import db
from nabancada.auth import actions, chosen_pins, invitations, passwords, queries
from nabancada.auth.inputs import Acceptance, NewInvitation
from nabancada.errors import Conflict, InvalidInput
from nabancada.permissions import BY_PIN, Role
from tests import factories
from tests.at_once import at_once
from tests.auth.conftest import PASSWORD


def email() -> str:
    return f"{db.new_id().hex}@casa.ao"


def new(**fields):
    return {"name": "Zé", "email": email(), "role": "waiter", **fields}


def by_being_hired(pins):
    return lambda n: actions.hire(name="Ana", email=email(), role=Role.MANAGER, pin=pins[n])


def by_changing_it(pins):
    people = [factories.staff(Role.MANAGER) for _ in pins]
    return lambda n: actions.change_staff(people[n], {"pin": pins[n]})


def by_being_made_manager(pins):
    people = [factories.staff(Role.WAITER) for _ in pins]
    return lambda n: actions.change_staff(people[n], {"pin": pins[n], "role": "manager"})


def by_joining(pins):
    asked = [invitations.invite(NewInvitation(name="Ana", role="manager"), factories.SOMEBODY).token for _ in pins]
    joins = [Acceptance(name="Ana", email=email(), password=PASSWORD, pin=pin) for pin in pins]
    return lambda n: invitations.accept(asked[n], joins[n])


WAYS = (by_being_hired, by_changing_it, by_being_made_manager, by_joining)


@pytest.mark.parametrize("way", WAYS)
def test_of_those_who_choose_one_pin_at_once_one_has_it(restaurant, way):
    pins = ["4321"] * 4
    came = at_once(restaurant.id, 4, way(pins), workers=4)
    assert came.count(InvalidInput) == 3
    assert [passwords.matches(one.pin_hash, "4321") for one in queries.approvers(*BY_PIN)] == [True]


@pytest.mark.parametrize("way", WAYS)
def test_those_who_choose_different_pins_at_once_all_have_theirs(restaurant, way):
    pins = ["4321", "5432", "6543", "7654"]
    assert InvalidInput not in at_once(restaurant.id, 4, way(pins), workers=4)
    kept = queries.approvers(*BY_PIN)
    assert [sum(passwords.matches(one.pin_hash, pin) for one in kept) for pin in pins] == [1, 1, 1, 1]


def test_no_two_who_approve_have_one_pin(client, restaurant):
    boss = actions.hire(name="Rosa", email=email(), role=Role.MANAGER, pin="4321")
    other = actions.hire(name="Beto", email=email(), role=Role.MANAGER, pin="9876")
    waiter = actions.hire(name="Ana", email=email(), role=Role.WAITER, pin="4321")  # approves nothing
    owner = client(Role.OWNER)
    for refused in (
        owner.patch(f"/api/staff/{other.id}", json={"pin": "4321"}),
        owner.patch(f"/api/staff/{waiter.id}", json={"pin": "4321", "role": "manager"}),
        owner.post("/api/staff", json=new(role="owner", pin="4321")),
    ):
        assert (refused.status_code, refused.json["fields"]) == (422, {"pin": "Escolha outro PIN."})
    asked = NewInvitation(name="Zé", role="manager")
    token = invitations.invite(asked, factories.SOMEBODY).token
    said = {"name": "Zé", "email": email(), "password": PASSWORD, "pin": "4321"}
    joined = client(None).post(f"/join/{token}", data=said)
    assert (joined.status_code, "Escolha outro PIN." in joined.text) == (422, True)
    assert owner.patch(f"/api/staff/{boss.id}", json={"pin": "4321"}).status_code == 200  # one's own again
    actions.change_staff(boss.id, {"active": False})
    assert owner.patch(f"/api/staff/{other.id}", json={"pin": "4321"}).status_code == 200


def test_who_comes_to_approve_or_comes_back_chooses_a_pin_anew(client, restaurant):
    ana = actions.hire(name="Ana", email=email(), role=Role.WAITER, pin="4321").id
    rosa = actions.hire(name="Rosa", email=email(), role=Role.MANAGER, pin="9876").id
    actions.change_staff(rosa, {"active": False})
    actions.hire(name="Beto", email=email(), role=Role.MANAGER, pin="4321")
    actions.hire(name="Zé", email=email(), role=Role.OWNER, pin="9876")
    owner = client(Role.OWNER)
    for who, change in ((ana, {"role": "manager"}), (rosa, {"active": True})):
        answer = owner.patch(f"/api/staff/{who}", json=change)
        assert (answer.status_code, answer.json["has_pin"]) == (200, False)
    kept = queries.approvers(*BY_PIN)
    assert [sum(passwords.matches(one.pin_hash, pin) for one in kept) for pin in ("4321", "9876")] == [1, 1]


def test_a_pin_stays_with_those_who_go_on_as_they_were(restaurant):
    rosa = actions.hire(name="Rosa", email=email(), role=Role.MANAGER, pin="9876").id
    ana = actions.hire(name="Ana", email=email(), role=Role.WAITER, pin="4321").id
    for who, change in (
        (rosa, {"role": "owner"}),
        (rosa, {"active": True, "name": "Rosa Lima"}),
        (ana, {"role": "cashier"}),
        (ana, {"active": False}),
        (ana, {"active": True}),
    ):
        assert actions.change_staff(who, change).pin_hash


def test_a_pin_compared_with_nobodys_is_not_kept_of_one_who_has_come_to_approve(restaurant, monkeypatch):
    actions.hire(name="Rosa", email=email(), role=Role.MANAGER, pin="4321")
    ana = actions.hire(name="Ana", email=email(), role=Role.WAITER).id
    choose = chosen_pins.choose

    def while_she_is_promoted(*wanted, **of):
        chosen = choose(*wanted, **of)
        actions.change_staff(ana, {"role": "manager"})
        return chosen

    monkeypatch.setattr(chosen_pins, "choose", while_she_is_promoted)
    with pytest.raises(Conflict):
        actions.change_staff(ana, {"pin": "4321"})
    assert queries.member(ana).pin_hash is None
