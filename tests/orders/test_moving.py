"""Tables that move, join and part, and dishes that go from bill to bill: no cook notices, no cêntimo is lost."""

from collections import Counter
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from nabancada import db
from nabancada.errors import DomainError, NotFound
from nabancada.kitchen import queries as kitchen
from nabancada.orders import actions, carts, moving, pieces
from nabancada.orders.inputs import LinesMove, MovedLine, NewCart
from nabancada.orders.models import Bill, Order, OrderLine
from nabancada.payments import queries as bills
from nabancada.tables import queries as table_queries
from nabancada.tables.actions import TableOccupied
from tests import factories
from tests.at_once import at_once
from tests.factories import SOMEBODY


def due(party_id) -> int:
    return bills.bill_of(party_id, None)["due_cents"]


def cooking() -> dict:
    """What the kitchen sees: the dishes of each ticket."""
    board = kitchen.board()
    return {ticket.number: Counter({line.name: line.left for line in ticket.lines}) for ticket in board.open}


def some(order: dict, quantity: int, n: int = 0, **to) -> LinesMove:
    line = order["lines"][n]
    return LinesMove(lines=[MovedLine(order_id=order["id"], line_id=line["id"], quantity=quantity)], **to)


def ordered(name: str, quantity: int = 1, cents: int = 22_000, dish: str = "Cola") -> dict:
    """An order of one dish at a new table."""
    item, table = factories.dish(dish, cents), factories.table(name)
    new = factories.new_order(item.id, table_id=table.id)
    new.lines[0].quantity = quantity
    return actions.place(new, SOMEBODY).order


def test_a_party_moves_to_a_free_table_and_its_ticket_follows(restaurant):
    order, free = ordered("2"), factories.table("4")
    before = cooking()
    moving.move(order["party_id"], free.id)
    assert table_queries.open_party(order["table_id"]) is None
    assert table_queries.open_party(free.id).id == order["party_id"]
    assert cooking() == before
    assert kitchen.board().open[0].table == "4"


def test_what_is_ordered_after_moving_is_the_next_round_of_the_same_bill(restaurant):
    order, free = ordered("2"), factories.table("4")
    moving.move(order["party_id"], free.id)
    more = factories.order(order["lines"][0]["item_id"], table_id=free.id).order
    assert (more["party_id"], more["round"]) == (order["party_id"], 2)
    assert due(order["party_id"]) == 44_000


def test_what_is_typed_and_not_sent_moves_with_the_party_and_stays_unsent(restaurant):
    order, free = ordered("2"), factories.table("4")
    line = {"id": "1", "item_id": str(order["lines"][0]["item_id"]), "quantity": 2}
    draft = {"version": 1, "table_id": order["table_id"], "content": {"type": "table", "lines": [line]}}
    carts.save("rascunho-1", NewCart.model_validate(draft), SOMEBODY)
    before = cooking()
    moving.move(order["party_id"], free.id)
    assert carts.drafts(order["table_id"]) == []
    assert [one["key"] for one in carts.drafts(free.id)] == ["rascunho-1"]
    assert cooking() == before


def test_a_move_that_is_refused_moves_no_draft(restaurant):
    order, taken = ordered("2"), ordered("4")
    line = {"id": "1", "item_id": str(order["lines"][0]["item_id"]), "quantity": 2}
    draft = {"version": 1, "table_id": order["table_id"], "content": {"type": "table", "lines": [line]}}
    carts.save("rascunho-1", NewCart.model_validate(draft), SOMEBODY)
    with pytest.raises(TableOccupied):
        moving.move(order["party_id"], taken["table_id"])
    assert [one["key"] for one in carts.drafts(order["table_id"])] == ["rascunho-1"]


def test_each_dish_keeps_its_tax_when_tables_join(restaurant):
    parties = []
    for name, rate in (("1", 1400), ("2", 700)):
        item, table = factories.dish(f"Prato {name}", 10_000, tax_bp=rate), factories.table(name)
        parties.append(factories.order(item.id, table_id=table.id).order["party_id"])
    apart = sum(bills.bill_of(one, None)["tax_cents"] for one in parties)
    bill = bills.bill(moving.join(*parties, SOMEBODY))
    assert bill["tax_cents"] == apart > 0
    assert [line["tax_bp"] for order in bill["orders"] for line in order["lines"]] == [1400, 700]


def test_two_tables_joined_to_each_other_at_once_share_one_bill_and_nothing_is_lost(restaurant):
    two, four, other = ordered("2"), ordered("4"), ordered("6")
    ways = [(two["party_id"], four["party_id"]), (four["party_id"], two["party_id"])]
    assert len(set(at_once(restaurant.id, 2, lambda n: moving.join(*ways[n], SOMEBODY), workers=2))) == 1
    db.release()
    assert due(two["party_id"]) == due(four["party_id"]) == 44_000
    assert due(other["party_id"]) == 22_000
    assert db.session.scalars(select(Order.status)).all() == ["pending"] * 3


def test_a_taken_table_is_refused_even_when_two_move_there_at_once(restaurant):
    first, second, free = ordered("1"), ordered("2"), factories.table("9")
    parties = [first["party_id"], second["party_id"]]
    results = at_once(restaurant.id, 2, lambda n: moving.move(parties[n], free.id), workers=2)
    assert sum(result is TableOccupied for result in results) == 1


def test_tables_join_and_part_again_with_what_each_ordered(restaurant):
    cola, sumo = ordered("104"), ordered("105", dish="Sumo", cents=15_000)
    before = cooking()
    moving.join(cola["party_id"], sumo["party_id"], SOMEBODY)
    assert due(cola["party_id"]) == due(sumo["party_id"]) == 37_000
    more = factories.order(sumo["lines"][0]["item_id"], table_id=sumo["table_id"]).order
    late = factories.order(cola["lines"][0]["item_id"], table_id=cola["table_id"]).order
    assert due(sumo["party_id"]) == 74_000
    moving.part(cola["party_id"], SOMEBODY)
    assert (due(cola["party_id"]), due(sumo["party_id"])) == (44_000, 30_000)
    assert {number: cooking()[number] for number in before} == before
    assert more["bill_id"] == late["bill_id"] == sumo["party_id"]


def test_a_dish_passed_on_before_the_join_stays_where_it_went_when_the_tables_part(restaurant):
    cola, sumo = ordered("104", quantity=2), ordered("105", dish="Sumo", cents=15_000)
    moving.move_lines(cola["party_id"], some(cola, 1, party_id=sumo["party_id"]), SOMEBODY)
    moving.join(cola["party_id"], sumo["party_id"], SOMEBODY)
    moving.part(cola["party_id"], SOMEBODY)
    assert (due(cola["party_id"]), due(sumo["party_id"])) == (22_000, 37_000)


def test_a_dish_that_came_before_the_join_goes_along_when_the_tables_part(restaurant):
    cola, sumo = ordered("104", quantity=2), ordered("105", dish="Sumo", cents=15_000)
    moving.move_lines(cola["party_id"], some(cola, 1, party_id=sumo["party_id"]), SOMEBODY)
    moving.join(sumo["party_id"], cola["party_id"], SOMEBODY)
    assert due(sumo["party_id"]) == 59_000
    moving.part(sumo["party_id"], SOMEBODY)
    assert (due(cola["party_id"]), due(sumo["party_id"])) == (22_000, 37_000)


def test_a_dish_passed_to_one_of_joined_tables_is_that_ones_when_they_part(restaurant):
    cola, sumo, agua = ordered("104"), ordered("105", cents=15_000), ordered("106", quantity=2, cents=1_000)
    moving.join(cola["party_id"], sumo["party_id"], SOMEBODY)
    for party in (cola, sumo):
        moving.move_lines(agua["party_id"], some(agua, 1, party_id=party["party_id"]), SOMEBODY)
    moving.part(cola["party_id"], SOMEBODY)
    assert (due(cola["party_id"]), due(sumo["party_id"])) == (23_000, 16_000)


def test_who_had_joined_the_one_that_joins_still_parts_with_its_own(restaurant):
    cola, sumo, agua = ordered("104"), ordered("105", cents=15_000), ordered("106", cents=1_000)
    moving.join(cola["party_id"], sumo["party_id"], SOMEBODY)
    moving.join(sumo["party_id"], agua["party_id"], SOMEBODY)
    moving.part(sumo["party_id"], SOMEBODY)
    assert (due(sumo["party_id"]), due(agua["party_id"])) == (15_000, 23_000)
    moving.part(cola["party_id"], SOMEBODY)
    assert (due(cola["party_id"]), due(agua["party_id"])) == (22_000, 1_000)


def test_paying_the_joint_bill_frees_both_tables(restaurant):
    cola, sumo = ordered("104"), ordered("105", dish="Sumo", cents=15_000)
    moving.join(cola["party_id"], sumo["party_id"], SOMEBODY)
    taken = factories.payment(cola["party_id"], 37_000)
    assert taken.closed
    assert table_queries.occupied() == []
    assert not db.session.scalars(select(Bill.id).where(Bill.settled_at.is_(None))).all()


def test_a_bill_with_payments_is_not_left(restaurant):
    cola, sumo = ordered("104"), ordered("105")
    factories.payment(cola["party_id"], 100)
    with pytest.raises(moving.HasPayments):
        moving.join(cola["party_id"], sumo["party_id"], SOMEBODY)
    moving.join(sumo["party_id"], cola["party_id"], SOMEBODY)
    assert due(sumo["party_id"]) == 43_900


def test_parting_is_refused_where_more_was_paid_than_would_stay(restaurant):
    cola, sumo = ordered("104", quantity=3), ordered("105")
    moving.join(cola["party_id"], sumo["party_id"], SOMEBODY)
    factories.payment(sumo["party_id"], 30_000)
    with pytest.raises(DomainError) as refused:
        moving.part(cola["party_id"], SOMEBODY)
    assert refused.value.code == "paid_more"
    assert due(cola["party_id"]) == 58_000


@pytest.mark.parametrize("there", ["same dish", "nothing", "free table"])
def test_moved_dishes_are_not_cooked_again(restaurant, there):
    order = ordered("2", quantity=5)
    target = ordered("4") if there != "free table" else None
    if there == "nothing":
        actions.cancel(ordered("5")["id"], "x", SOMEBODY)
    before = cooking()
    to = {"party_id": target["party_id"]} if target else {"table_id": factories.table("9").id}
    bill = moving.move_lines(order["party_id"], some(order, 3, **to), SOMEBODY).bill_id
    assert cooking() == before
    assert due(order["party_id"]) == 2 * 22_000
    assert bills.bill(bill)["total_cents"] == (66_000 if there == "free table" else 88_000)


def test_moving_everything_frees_the_table(restaurant):
    order, free = ordered("2"), factories.table("4")
    moving.move_lines(order["party_id"], some(order, 1, table_id=free.id), SOMEBODY)
    assert table_queries.occupied() == ["4"]


def test_price_discount_and_tax_go_with_the_dish(restaurant):
    item, table, free = factories.dish("Água", 20_000, tax_bp=1400), factories.table("1"), factories.table("2")
    new = factories.new_order(item.id, table_id=table.id)
    new.lines[0].quantity, new.lines[0].unit_price_cents, new.lines[0].discount_cents = 5, 2000, 101
    order = actions.place(new, SOMEBODY).order
    bill = moving.move_lines(order["party_id"], some(order, 2, table_id=free.id), SOMEBODY).bill_id
    here, there = bills.bill_of(order["party_id"], None), bills.bill(bill)
    assert here["total_cents"] + there["total_cents"] == 5 * 2000 - 101
    assert there["gross_cents"] == 4000
    assert there["tax_cents"] > 0


def test_more_than_there_is_or_from_another_bill_is_refused(restaurant):
    order, other = ordered("2", quantity=2), ordered("3")
    with pytest.raises(pieces.NotSoMany):
        moving.move_lines(order["party_id"], some(order, 3, party_id=other["party_id"]), SOMEBODY)
    with pytest.raises(NotFound):
        moving.move_lines(other["party_id"], some(order, 1, party_id=order["party_id"]), SOMEBODY)
    assert due(order["party_id"]) == 44_000


def test_another_houses_tables_are_out_of_reach(restaurant, other):
    with db.platform("test"), db.tenant(other.id):
        theirs, their_table = ordered("1"), factories.table("2")
        db.release()
    ours = ordered("1")
    for act in (
        lambda: moving.move(ours["party_id"], their_table.id),
        lambda: moving.join(ours["party_id"], theirs["party_id"], SOMEBODY),
        lambda: moving.join(theirs["party_id"], ours["party_id"], SOMEBODY),
        lambda: moving.move_lines(ours["party_id"], some(ours, 1, table_id=their_table.id), SOMEBODY),
        lambda: moving.part(theirs["party_id"], SOMEBODY),
    ):
        with pytest.raises(NotFound):
            act()


STEPS = st.lists(st.tuples(st.sampled_from("omjplv"), st.integers(0, 3), st.integers(0, 3)), min_size=4, max_size=14)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_whatever_is_moved_no_dish_and_no_centimo_is_lost(restaurant, steps):
    places = [factories.table(f"{db.new_id()}"[:30]) for _ in range(4)]
    item = factories.dish("Cuca", 1_000)
    for step, a, b in steps:
        try:
            _do(step, places[a], places[b], item)
        except DomainError:
            db.release()
    live = (OrderLine.quantity - OrderLine.void_quantity) * OrderLine.unit_price_cents
    of_live = select(live).join(Order, Order.id == OrderLine.order_id).where(Order.status != "cancelled")
    assert sum(db.session.scalars(of_live)) == sum(db.session.scalars(select(Bill.total_cents)))
    for bill in db.session.scalars(select(Bill)):
        mine = of_live.where(OrderLine.bill_id == bill.id)
        assert sum(db.session.scalars(mine)) == bill.total_cents
    db.release()


def _do(step, here, there, item) -> None:
    party = table_queries.open_party(here.id)
    if step == "o":
        factories.order(item.id, item.id, table_id=here.id)
    elif party is None:
        return
    elif step == "m":
        moving.move(party.id, there.id)
    elif step == "j" and (other := table_queries.open_party(there.id)):
        moving.join(party.id, other.id, SOMEBODY)
    elif step == "p":
        moving.part(party.id, SOMEBODY)
    elif orders := bills.bill_of(party.id, None)["orders"]:
        first = orders[0]
        if step == "v":
            actions.void(first["id"], UUID(first["lines"][0]["id"]), 1, "x", SOMEBODY)
        else:
            moving.move_lines(party.id, some(first, 1, table_id=there.id), SOMEBODY)
