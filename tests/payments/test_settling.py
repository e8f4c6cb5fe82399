"""Bills on which nothing is due: whoever sat there can leave without a payment, and nobody else can."""

import pytest
from sqlalchemy import select

from nabancada import db
from nabancada.live.models import Event
from nabancada.orders import actions as orders
from nabancada.orders import discounts, moving
from nabancada.orders.inputs import LinesMove, MovedLine, NewDiscount
from nabancada.payments import actions, closing, queries
from nabancada.payments.actions import StillDue
from nabancada.payments.inputs import Closing
from nabancada.permissions import Role
from nabancada.tables import queries as tables
from nabancada.till import queries as till
from tests import factories
from tests.at_once import at_once
from tests.factories import SOMEBODY
from tests.payments.support import counter, owing, shift


def test_a_free_dish_is_no_reason_to_keep_the_table_nor_the_shift(restaurant):
    shift()
    party, mine = owing(0)["party_id"], till.mine(SOMEBODY.key)
    count = Closing(counted={"cash": 0})
    with pytest.raises(closing.OpenTables):
        closing.close(mine.id, count, SOMEBODY)
    actions.settle(party)
    assert tables.occupied() == []
    closing.close(mine.id, count, SOMEBODY)


def test_a_bill_with_something_due_is_not_closed_like_this(restaurant):
    party = owing(0, 1)["party_id"]
    with pytest.raises(StillDue):
        actions.settle(party)
    assert tables.occupied() == ["7"]


def test_a_free_bill_is_closed_once_however_often_it_is_asked(restaurant):
    party = owing(0)["party_id"]
    closed = at_once(restaurant.id, 4, lambda _n: actions.settle(party).settled_at, workers=4)
    assert len(set(closed)) == 1
    assert len(db.session.scalars(select(Event).where(Event.kind == "bill.closed")).all()) == 1


def test_an_order_of_no_table_that_costs_nothing_is_closed_too(restaurant):
    order = counter(1_000, discount={"percent": 100, "reason": "Oferta"})
    assert queries.bill(order["id"])["settled_at"] is None
    actions.settle(order["id"])
    assert queries.bill(order["id"])["settled_at"]


def test_a_move_that_leaves_nothing_due_frees_the_table(restaurant):
    order, free = owing(9_000), factories.table("8")
    orders.place(factories.new_order(factories.dish("Sopa", 1_000).id, table_id=order["table_id"]), SOMEBODY)
    off = NewDiscount(client_key="desconto-1", amount_cents=1_000, reason="Demora")
    discounts.give(order["party_id"], off, SOMEBODY)
    line = MovedLine(order_id=order["id"], line_id=order["lines"][0]["id"], quantity=1)
    moving.move_lines(order["party_id"], LinesMove(lines=[line], table_id=free.id), SOMEBODY)
    assert tables.occupied() == ["8"]
    assert queries.bill(order["party_id"])["settled_at"]


def test_the_till_closes_it_by_the_api_without_a_pin_and_the_sheet_says_so(client, restaurant):
    party = owing(0)["party_id"]
    cashier, path = client(Role.CASHIER), f"/api/bills/{party}/settlement"
    page = cashier.get(f"/checkout/bills/{party}").text
    assert "data-settle" in page
    assert 'data-open="pay-write-off"' not in page
    assert client(Role.WAITER).post(path).status_code == 403
    for _ in range(2):
        answer = cashier.post(path)
        assert (answer.status_code, answer.json["due_cents"]) == (200, 0)
        assert answer.json["settled_at"]
    assert tables.occupied() == []
    owed = owing(1_000, name="8")["party_id"]
    refused = cashier.post(f"/api/bills/{owed}/settlement")
    assert (refused.status_code, refused.json["code"]) == (409, "still_due")
    assert 'data-open="pay-write-off"' in cashier.get(f"/checkout/bills/{owed}").text


def test_who_shares_a_bill_closes_none_of_its_own(restaurant):
    first, second = owing(0, name="1")["party_id"], owing(0, name="2")["party_id"]
    moving.join(first, second, SOMEBODY)
    with pytest.raises(moving.Conflict):
        actions.settle(first)
    actions.settle(second)
    assert tables.occupied() == []
