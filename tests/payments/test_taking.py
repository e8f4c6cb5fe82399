"""Taking money and giving it back: exact, once, never more than is due."""

from uuid import uuid4

import pytest
from sqlalchemy import select, text

from nabancada import db
from nabancada.errors import InvalidInput, KeyReused, NotFound
from nabancada.orders import actions as orders
from nabancada.orders import discounts
from nabancada.orders.bills import BillSettled, PaidMore
from nabancada.orders.inputs import NewDiscount
from nabancada.orders.models import Bill
from nabancada.payments import actions, queries
from nabancada.payments.actions import OrderCancelled
from nabancada.payments.inputs import NewPayment, NewSale, WriteOff
from nabancada.payments.items import ItemPaid
from nabancada.payments.ledger import AlreadyPaid, Overpaid
from nabancada.permissions import POLICY, Role, Staff
from nabancada.tables import queries as tables
from nabancada.till.actions import NoOpenShift
from tests import factories
from tests.at_once import at_once
from tests.factories import SOMEBODY
from tests.payments.support import counter, ledger, owing, rules, shift


def test_several_methods_settle_a_bill_and_free_the_table(restaurant):
    shift()
    party = owing(600, 400)["party_id"]
    first = factories.payment(party, 300, "cash", tendered_cents=500, tip_cents=50)
    assert (first.payment.change_cents, first.bill.left_cents, first.closed) == (150, 700, False)
    last = factories.payment(party, 700, "multicaixa", reference="0042")
    assert last.closed
    assert tables.occupied() == []
    assert queries.bill(party)["settled_at"] is not None


def test_more_than_is_due_is_refused_and_a_settled_bill_takes_nothing(restaurant):
    party = owing(1000)["party_id"]
    with pytest.raises(Overpaid):
        factories.payment(party, 1001)
    factories.payment(party, 1000)
    with pytest.raises(AlreadyPaid):
        factories.payment(party, 1)
    assert ledger() == [1000]


def test_six_who_pay_the_whole_bill_at_once_pay_it_once(restaurant):
    party = owing(1000)["party_id"]
    results = at_once(restaurant.id, 6, lambda _n: factories.payment(party, 1000), workers=6)
    assert sum(result is AlreadyPaid for result in results) == 5
    assert ledger() == [1000]


def test_parts_paid_at_once_never_come_to_more(restaurant):
    party = owing(1000)["party_id"]
    at_once(restaurant.id, 12, lambda _n: factories.payment(party, 150), workers=6)
    assert sum(ledger()) == 900
    assert queries.bill(party)["due_cents"] == 100


def test_a_key_takes_once_and_only_the_same(restaurant):
    party = owing(1000)["party_id"]
    new = NewPayment(client_key="caixa-0001", party_id=party, method="card", amount_cents=400)
    results = at_once(restaurant.id, 4, lambda _n: actions.take(new, SOMEBODY), workers=4)
    assert ledger() == [400]
    assert sum(isinstance(result, actions.Taken) for result in results) == 1
    with pytest.raises(KeyReused):
        actions.take(new.model_copy(update={"amount_cents": 500}), SOMEBODY)


def test_cash_needs_a_shift_and_only_cash_gives_change(restaurant):
    party = owing(1000)["party_id"]
    with pytest.raises(NoOpenShift):
        factories.payment(party, 100, "cash")
    shift()
    with pytest.raises(InvalidInput):
        factories.payment(party, 500, "cash", tendered_cents=499)
    with pytest.raises(ValueError, match="Só o numerário dá troco"):
        factories.payment(party, 500, "card", tendered_cents=600)
    assert ledger() == []


@pytest.mark.parametrize(
    ("total", "step", "paid"), [(1572, 5, 1570), (1573, 5, 1575), (1500, 500, 1500), (1749, 500, 1500)]
)
def test_what_settles_in_cash_is_rounded_to_the_smallest_coin(restaurant, total, step, paid):
    rules(cash_step_cents=step)
    shift()
    party = owing(total)["party_id"]
    taken = factories.payment(party, total, "cash", tendered_cents=5000)
    assert (taken.payment.amount_cents, taken.payment.rounding_cents, taken.closed) == (paid, paid - total, True)
    assert queries.bill(party)["total_cents"] == paid


def test_each_part_keeps_its_own_rule_of_rounding(restaurant):
    rules(cash_step_cents=5)
    shift()
    party = owing(1572)["party_id"]
    assert factories.payment(party, 1001, "card").payment.rounding_cents == 0
    assert factories.payment(party, 570, "cash").payment.rounding_cents == -1
    assert queries.bill(party)["total_cents"] == 1571


def test_the_ledger_is_never_changed(restaurant):
    factories.payment(owing(1000)["party_id"], 1000)
    for statement in ("UPDATE payments SET amount_cents = 1", "DELETE FROM payments"):
        with pytest.raises(Exception, match="never changed"):
            db.session.execute(text(statement))
        db.release()
    assert ledger() == [1000]


def test_a_dish_is_paid_for_once(restaurant):
    order = owing(1000, 200)
    [first, _second] = queries.bill(order["party_id"])["orders"]
    items = [{"line_id": first["lines"][0]["id"], "quantity": 1}]
    factories.payment(order["party_id"], 1000, items=items)
    with pytest.raises(ItemPaid):
        factories.payment(order["party_id"], 200, items=items)
    with pytest.raises(InvalidInput):
        factories.payment(order["party_id"], 200, items=[{"line_id": uuid4(), "quantity": 1}])
    assert ledger() == [1000]


def test_ordering_again_after_a_part_was_paid_adds_to_the_same_bill(restaurant):
    order = owing(1000)
    factories.payment(order["party_id"], 400)
    factories.order(order["lines"][0]["item_id"], table_id=order["table_id"])
    assert queries.bill(order["party_id"])["due_cents"] == 1600


def test_what_was_paid_is_not_voided_away(restaurant):
    order = owing(600, 400)
    factories.payment(order["party_id"], 700)
    with pytest.raises(PaidMore):
        orders.cancel(order["id"], "x", SOMEBODY)
    assert queries.bill(order["party_id"])["due_cents"] == 300
    factories.payment(order["party_id"], 300)
    with pytest.raises(BillSettled):
        orders.cancel(order["id"], "x", SOMEBODY)


def test_cancelling_the_rest_settles_what_was_paid(restaurant):
    order = owing(600, 400)
    factories.payment(order["party_id"], 600)
    orders.cancel(order["id"], "x", SOMEBODY)
    assert tables.occupied() == []


def test_a_written_off_rest_settles_the_bill_and_stays_on_record(restaurant):
    party = owing(1000)["party_id"]
    factories.payment(party, 400)
    new = WriteOff(client_key="abate-001", reason="Saíram sem pagar")
    at_once(restaurant.id, 3, lambda _n: actions.write_off(party, None, new, SOMEBODY), workers=3)
    bill = db.session.scalars(select(Bill).where(Bill.id == party)).one()
    assert (bill.written_off_cents, bill.write_off_reason, bill.due_cents) == (600, "Saíram sem pagar", 0)
    assert tables.occupied() == []


def test_a_sale_is_whole_or_has_not_happened(restaurant):
    dish = factories.dish("Cuca", 1000)
    sale = NewSale(order=factories.new_order(dish.id), payments=[{"method": "cash", "tendered_cents": 2000}])
    with pytest.raises(NoOpenShift):
        actions.sell(sale, SOMEBODY)
    assert db.session.scalars(select(Bill.id)).all() == []
    shift()
    results = at_once(restaurant.id, 4, lambda _n: actions.sell(sale, SOMEBODY), workers=4)
    assert len({sale.order_id for sale in results}) == 1
    assert sorted(sale.again for sale in results) == [False, True, True, True]
    assert ledger() == [1000]


def test_a_sale_whose_order_was_sent_before_is_paid_now(restaurant):
    new = factories.new_order(factories.dish("Cuca", 1000).id)
    orders.place(new, SOMEBODY)
    sale = NewSale(order=new, payments=[{"method": "card"}])
    assert [one.payment.amount_cents for one in actions.sell(sale, SOMEBODY).taken] == [1000]
    assert actions.sell(sale, SOMEBODY).again


@pytest.mark.parametrize("payment", [{"method": "cash", "tendered_cents": 1000}, {"method": "card"}])
def test_a_sale_of_an_order_that_was_cancelled_meanwhile_is_refused(restaurant, payment):
    shift()
    new = factories.new_order(factories.dish("Cuca", 1000).id)
    orders.cancel(orders.place(new, SOMEBODY).order["id"], "Desistiu", SOMEBODY)
    for _ in range(2):
        with pytest.raises(OrderCancelled):
            actions.sell(NewSale(order=new, payments=[payment]), SOMEBODY)
    assert ledger() == []


@pytest.mark.parametrize("made_free", ["discount", "void"])
def test_a_sale_of_what_was_made_free_meanwhile_says_that_nothing_was_taken(restaurant, made_free):
    new = factories.new_order(factories.dish("Cuca", 1000).id)
    order = orders.place(new, SOMEBODY).order
    if made_free == "discount":
        discounts.give(order["id"], NewDiscount(client_key="oferta-01", percent=100, reason="Oferta"), SOMEBODY)
    else:
        for step in ("preparing", "ready", "served"):
            orders.move(order["id"], step)
        orders.void(order["id"], order["lines"][0]["id"], None, "Caiu", SOMEBODY)
    assert queries.bill(order["id"])["settled_at"]
    with pytest.raises(KeyReused):
        actions.sell(NewSale(order=new, payments=[{"method": "card"}]), SOMEBODY)


def test_a_sale_sent_again_after_it_was_given_back_takes_nothing_more(restaurant):
    sale = NewSale(
        order=factories.new_order(factories.dish("Cuca", 1000).id), payments=[{"method": "card", "amount_cents": 400}]
    )
    [part] = actions.sell(sale, SOMEBODY).taken
    factories.refund(part.payment.id, 400)
    assert actions.sell(sale, SOMEBODY).again
    assert ledger() == [400, -400]


def test_a_counter_order_comes_to_its_bill(restaurant):
    rules(service_bp=1000, packaging_cents=50, delivery_cents=700, tax_bp=1400, tax_included=False)
    order = counter(10_000, type="takeaway", discount={"percent": 10, "reason": "Cliente da casa"})
    assert (order["discount_cents"], order["service_cents"], order["fees_cents"]) == (1000, 900, 50)
    assert order["tax_added_cents"] == 1393
    assert order["total_cents"] == 9000 + 900 + 50 + 1393
    assert queries.bill(order["id"])["total_cents"] == order["total_cents"]


def test_a_bill_keeps_the_rules_it_was_opened_under(restaurant):
    order = owing(1000)
    rules(service_bp=1000)
    factories.order(order["lines"][0]["item_id"], table_id=order["table_id"])
    assert queries.bill(order["party_id"])["service_cents"] == 0


def test_discounts_have_a_limit_and_can_be_put_back(restaurant):
    party = owing(10_000)["party_id"]
    cashier = Staff(None, "Ana", POLICY[Role.CASHIER], "user:ana")
    ten = NewDiscount(client_key="desconto-1", percent=10, reason="Demora")
    at_once(restaurant.id, 3, lambda _n: discounts.give(party, ten, cashier), workers=3)
    assert queries.bill(party)["due_cents"] == 9000
    with pytest.raises(Exception, match="passa o limite"):
        discounts.give(party, NewDiscount(client_key="desconto-2", amount_cents=1, reason="x"), cashier)
    discounts.give(party, NewDiscount(client_key="desconto-3", amount_cents=500, reason="x"), SOMEBODY)
    [first, _second] = queries.bill(party)["discounts"]
    discounts.take_back(party, first["id"], SOMEBODY)
    assert queries.bill(party)["due_cents"] == 9500
    with pytest.raises(NotFound):
        discounts.take_back(party, first["id"], SOMEBODY)


def test_a_discount_taken_back_by_many_at_once_is_taken_back_once(restaurant):
    party = owing(10_000)["party_id"]
    for n in range(2):
        new = NewDiscount(client_key=f"desconto-{n}", amount_cents=1_000, reason="Demora")
        discounts.give(party, new, SOMEBODY)
    first, second = queries.bill(party)["discounts"]
    db.release()
    results = at_once(restaurant.id, 6, lambda _n: discounts.take_back(party, first["id"], SOMEBODY), workers=6)
    assert sorted(map(str, results)).count(str(NotFound)) == 5
    bill = queries.bill(party)
    assert bill["discounts"] == [second]
    assert bill["discount_cents"] == 1_000


def test_a_discount_of_everything_settles_the_bill(restaurant):
    party = owing(1000)["party_id"]
    discounts.give(party, NewDiscount(client_key="oferta-01", percent=100, reason="Oferta"), SOMEBODY)
    assert tables.occupied() == []


def test_another_houses_bill_takes_nothing(restaurant, other):
    with db.platform("test"), db.tenant(other.id):
        theirs = owing(1000)["party_id"]
        paid = factories.payment(theirs, 500).payment.id
        db.release()
    for act in (
        lambda: factories.payment(theirs, 100),
        lambda: factories.refund(paid, 100),
        lambda: actions.write_off(theirs, None, WriteOff(client_key="abate-002", reason="x"), SOMEBODY),
        lambda: discounts.give(theirs, NewDiscount(client_key="desconto-9", percent=1, reason="x"), SOMEBODY),
    ):
        with pytest.raises(NotFound):
            act()
