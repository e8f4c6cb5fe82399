"""Every route, really requested by everybody: who gets in is who the table of permissions says, and nobody else."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, IntegerConverter, UUIDConverter

from nabancada import db
from nabancada.access import PUBLIC
from nabancada.auth import actions as auth
from nabancada.auth import tokens
from nabancada.cli.permissions import ROLES, routes
from nabancada.permissions import POLICY, Permission, Role
from nabancada.restaurants import actions as restaurants
from nabancada.restaurants.models import RestaurantStatus
from tests import factories
from tests.conftest import sign_in

TOKEN = {Permission.TAKE_ORDERS, Permission.SEE_REPORTS, Permission.STOCK_OUT, Permission.WORK_HERE}
# A program reads no messages, has neither profile nor sessions, and names the branch of each thing.
ONLY_OF_PEOPLE = ("/messages/read", "/profile", "/sessions", "/session/branch:", "/branch:")
# Open to all, and whoever is nobody, or is before no shared device, is told so.
ONLY_OF_ONESELF = {
    "auth_api.session",
    "account.sign_out",
    "auth_api.sign_out_everywhere",
    "account.sign_out_everywhere",
    "switching_api.people",
    "switching_api.come",
}
SOCKETS = {"sockets.listen"}  # are refused before they are asked what they want: tests/live
BODIES = {"menu_api.change_item": {"available": True}}  # that much may everybody, and nothing is more than that


@pytest.fixture
def walk(app) -> Callable[..., list[str]]:
    """`walk(browser, permissions)`: the routes that let in who they should not, or the other way round.

    `browser()` gives somebody newly signed in: some routes sign out.
    """

    def go(browser: Callable[[], FlaskClient], holds: set[Permission], **options: Any) -> list[str]:
        wrong, entered = [], 0
        for method, rule, needs in routes(app):
            if rule.endpoint in ONLY_OF_ONESELF | SOCKETS:
                continue
            path = rule.build({name: _argument(rule, name) for name in rule._converters}, append_unknown=False)[1]
            said = {} if method == "GET" else {_kind(path): BODIES.get(rule.endpoint, {})}
            answer = browser().open(path, method=method, **said, **options)
            expected = needs == PUBLIC or needs in holds
            entered += expected
            if _let_in(answer, needs) != expected or (answer.status_code >= 500 and answer.status_code != 503):
                wrong.append(f"{method} {rule.rule}: {answer.status_code}, asks for {needs}")
        assert entered
        return wrong

    return go


def test_a_stranger_gets_no_further_than_the_public_routes(app, walk):
    assert walk(app.test_client, set()) == []


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_in_where_the_table_says(app, restaurant, walk, role):
    person = factories.superadmin() if role == Role.SUPERADMIN else factories.staff(role)
    assert walk(_signed_in(app, person), POLICY[role]) == []


def test_a_token_may_what_was_given_to_it_and_nothing_else(app, restaurant, walk):
    _row, token = tokens.issue("Balança", TOKEN, of=POLICY[Role.OWNER], by=None)
    db.release()
    refused = walk(app.test_client, TOKEN, headers={"Authorization": f"Bearer {token}"})
    assert refused
    for line in refused:
        assert ": 403, " in line
        assert line.split(" ")[1].removeprefix("/api").startswith(ONLY_OF_PEOPLE)


@pytest.mark.parametrize("token", ["", "nb_", "nb_unknown", "nb_" + "x" * 43])
def test_a_token_that_is_none_opens_nothing(app, restaurant, walk, token):
    owner = _signed_in(app, factories.staff(Role.OWNER))
    assert walk(owner, set(), headers={"Authorization": f"Bearer {token}"}) == []


def test_a_suspended_house_keeps_its_people_and_their_permissions(app, restaurant, walk):
    owner = factories.staff(Role.OWNER)
    with db.platform("test"):
        restaurants.set_status(restaurant.id, RestaurantStatus.SUSPENDED)
    db.release()
    assert walk(_signed_in(app, owner), POLICY[Role.OWNER]) == []


def test_somebody_who_left_gets_no_further_than_a_stranger(app, restaurant, walk):
    waiter = factories.staff(Role.WAITER)
    auth.change_staff(waiter, {"active": False})
    db.release()
    assert walk(_signed_in(app, waiter), set()) == []


def _signed_in(app, person) -> Callable[[], FlaskClient]:
    def browser() -> FlaskClient:
        opened = app.test_client()
        sign_in(app, opened, person)
        return opened

    return browser


def _argument(rule, name: str) -> Any:
    """Something of the right kind that is not there: the door is asked first."""
    converter = rule._converters[name]
    if isinstance(converter, AnyConverter):
        return next(iter(converter.items))
    if isinstance(converter, UUIDConverter):
        return uuid4()
    return 1 if isinstance(converter, IntegerConverter) else "nada-disso"


def _kind(path: str) -> str:
    return "json" if path.startswith("/api/") else "data"


def _let_in(answer: Any, needs: str) -> bool:
    """Whether the door let it through; what happens behind it is not asked here."""
    if answer.status_code == 303:
        return needs == PUBLIC or not answer.location.startswith("/sign-in")
    if answer.status_code not in (401, 403):
        return True
    return answer.is_json and answer.json["code"] not in {"not_signed_in", "forbidden"}
