"""A house changes its slug: nobody else's, and those it had lead to it."""

from uuid import uuid4

import pytest

from nabancada import db
from nabancada.errors import InvalidInput
from nabancada.permissions import Role
from nabancada.restaurants import queries, settings, slugs
from nabancada.restaurants.inputs import IdentityChange, ReceiptChange, SettingsChange
from nabancada.restaurants.sections import Section
from nabancada.restaurants.settings import SettingsChanged
from tests import factories
from tests.at_once import at_once


@pytest.fixture
def other(restaurant):
    """Another house; the test stays bound to the first."""
    return factories.restaurant()


def fresh() -> str:
    return f"quintal-{uuid4().hex[:8]}"


def move(slug: str) -> str:
    return settings.change(Section.IDENTITY, {"slug": slug}).slug


def test_the_former_address_leads_to_the_house(client, restaurant):
    guest, before, now = client(None), restaurant.slug, fresh()
    move(now)
    led = guest.get(f"/r/{before}")
    assert (led.status_code, led.headers["Location"]) == (302, f"/r/{now}")
    assert guest.get(f"/r/{now}").status_code == 200
    for slug in (before, now):
        assert guest.get(f"/api/public/{slug}/menu").json["restaurant"]["slug"] == now


def test_who_comes_back_to_a_former_address_has_it(client, restaurant):
    guest, before, now = client(None), restaurant.slug, fresh()
    move(now)
    move(before)
    assert guest.get(f"/r/{before}").status_code == 200
    assert guest.get(f"/r/{now}").headers["Location"] == f"/r/{before}"


def test_what_a_house_has_or_had_is_nobody_elses(restaurant, other):
    before, now = restaurant.slug, fresh()
    move(now)
    for slug in (before, now):
        assert at_once(other.id, 1, lambda _n, slug=slug: move(slug), workers=1) == [InvalidInput]
    assert slugs.free(before.replace("-", " ")) == f"{before}-2"


def test_of_a_house_that_moves_often_the_oldest_address_is_let_go(restaurant, other):
    had = [restaurant.slug, *(move(fresh()) for _ in range(slugs.MOST_FORMER + 1))]
    assert queries.current().former_slugs == had[-2:0:-1]
    assert at_once(other.id, 1, lambda _n: move(had[0]), workers=1) == [had[0]]


def test_two_houses_that_want_one_at_once_do_not_share_it(restaurant, other):
    wanted = fresh()

    def want(n):
        with db.platform("test"), db.tenant((restaurant, other)[n].id):
            return move(wanted)

    results = at_once(restaurant.id, 2, want, workers=2)
    assert set(results) == {InvalidInput, wanted}


def test_orders_go_on_while_the_house_moves(restaurant):
    dish, table = factories.dish(), factories.table("7")

    def work(n):
        return move(fresh()) if n % 4 == 0 else factories.order(dish.id, table_id=table.id).order["number"]

    results = at_once(restaurant.id, 24, work, workers=8)
    assert sorted(one for one in results if isinstance(one, int)) == list(range(1, 19))


def test_what_is_refused_beside_it_leaves_the_house_where_it_was(restaurant):
    change = SettingsChange(identity=IdentityChange(slug=fresh()), receipt=ReceiptChange(header="x", version="old"))
    with pytest.raises(SettingsChanged):
        settings.change_all(change)
    db.session.expire_all()
    assert (queries.current().slug, queries.current().former_slugs) == (restaurant.slug, [])


def test_one_that_is_taken_is_said_beside_its_field_and_the_rest_stays_typed(client, restaurant, other):
    owner = client(Role.OWNER)
    seen = owner.get("/api/settings").json["identity"]["version"]
    sent = {"version": seen, "name": "Muxima da Ilha", "slug": other.slug, "phone": "923 456 700"}
    refused = owner.post("/settings/identity", data=sent)
    assert refused.status_code == 422
    assert 'id="field-slug-error"' in refused.text and 'value="Muxima da Ilha"' in refused.text
    assert owner.patch("/api/settings", json={"identity": {"slug": other.slug}}).json["fields"].keys() == {"slug"}
    assert client(Role.MANAGER).patch("/api/settings", json={"identity": {"slug": fresh()}}).status_code == 403
