"""What follows from a gateway's word: the part of the bill is held, paid once, or let go; late money never vanishes."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text, update

from nabancada import clock, db
from nabancada.cli import invariants
from nabancada.errors import KeyReused, NotFound
from nabancada.orders import actions as orders
from nabancada.orders import moving
from nabancada.orders.bills import DishPaid, PaidMore
from nabancada.orders.inputs import LinesMove, MovedLine
from nabancada.payments import actions, closing, ledger, queries, requests
from nabancada.payments.gateways import Answer, Reason, Standing
from nabancada.payments.inputs import Closing, PaidItem, WriteOff
from nabancada.payments.items import ItemPaid
from nabancada.payments.models import GatewayReference, Payment, PaymentRequest
from nabancada.tables import queries as tables
from nabancada.till import queries as till
from nabancada.till.inputs import NewShift
from tests import factories
from tests.at_once import at_once
from tests.factories import SOMEBODY

PAID, REFUSED = Answer(Standing.PAID, "gw-1"), Answer(Standing.REFUSED, "gw-1", reason=Reason.DECLINED)
EXPIRED, CANCELLED = Answer(Standing.EXPIRED, "gw-1"), Answer(Standing.CANCELLED, "gw-1")


@pytest.fixture
def party(restaurant, database_url):
    """Somebody who owes 1000 at table 7. Afterwards the books must agree."""
    dish = factories.dish("Prato", 1000)
    yield factories.order(dish.id, table_id=factories.table("7").id).order["party_id"]
    db.release()
    assert invariants.violations(database_url, [restaurant.id]) == []


def begun(party_id, cents: int = 1000, **fields) -> PaymentRequest:
    return requests.begin(factories.asking(party_id, cents, **fields), SOMEBODY, "simulated")[0]


def figures(party_id) -> tuple[int, int, int]:
    """What the bill says is paid, pending and due."""
    bill = queries.bill(party_id)
    return bill["paid_cents"], bill["pending_cents"], bill["due_cents"]


def kinds() -> list[str]:
    return list(db.session.scalars(text("SELECT kind FROM events WHERE kind LIKE 'payment.%' ORDER BY seq")))


def status(request: PaymentRequest) -> str:
    return queries.request(request.id)["status"]


def test_a_request_holds_its_part_and_nobody_else_can_pay_it(party):
    request = begun(party, 700)
    assert (request.status, request.phone, figures(party)) == ("asking", "+244923456700", (0, 700, 1000))
    with pytest.raises(ledger.Overpaid):
        factories.payment(party, 301)
    with pytest.raises(ledger.Overpaid):
        begun(party, 301)
    factories.payment(party, 300)
    assert tables.occupied() == ["7"]  # the rest is not paid yet
    requests.conclude(request.id, PAID)
    assert figures(party) == (1000, 0, 0)
    assert tables.occupied() == []
    assert kinds() == ["payment.asked", "payment.taken", "payment.taken", "payment.answered"]


def test_what_is_paid_is_one_entry_with_tip_reference_and_who_asked(party):
    request = begun(party, tip_cents=50, payer="Pessoa 2")
    requests.conclude(request.id, Answer(Standing.PAID, "gw-9", paid_cents=1050))
    [entry] = db.session.scalars(select(Payment)).all()
    assert (entry.method, entry.amount_cents, entry.tip_cents) == ("multicaixa_express", 1000, 50)
    assert (entry.reference, entry.payer, entry.taken_by_name) == ("gw-9", "Pessoa 2", SOMEBODY.name)
    assert queries.request(request.id)["payment_id"] == entry.id


def test_paid_said_twice_and_by_many_at_once_is_one_payment(party, restaurant):
    request = begun(party)
    at_once(restaurant.id, 6, lambda _n: requests.conclude(request.id, PAID).status, workers=6)
    requests.conclude(request.id, PAID)
    requests.conclude(request.id, REFUSED)  # an old word that comes late changes nothing
    assert (status(request), figures(party)) == ("paid", (1000, 0, 0))


@pytest.mark.parametrize(
    ("answer", "becomes", "reason"),
    [(REFUSED, "refused", "declined"), (EXPIRED, "expired", None), (CANCELLED, "expired", None)],
)
def test_what_is_not_paid_lets_its_part_go(party, answer, becomes, reason):
    request = begun(party)
    requests.conclude(request.id, answer)
    known = queries.request(request.id)
    assert (known["status"], known["reason"], figures(party)) == (becomes, reason, (0, 0, 1000))
    mine = select(GatewayReference.look_at).where(GatewayReference.request_id == request.id)
    assert db.session.scalars(mine).all() == [None]
    factories.payment(party, 1000)


def test_giving_up_counts_when_the_gateway_agrees_and_not_when_it_was_paid_before(party):
    first, second = begun(party, 400), begun(party, 600)
    for request in (first, second):
        requests.give_up(request.id)
    assert figures(party) == (0, 1000, 1000)  # nobody knows yet
    requests.conclude(first.id, CANCELLED)
    requests.conclude(second.id, Answer(Standing.PAID, "gw-2"))
    assert (status(first), status(second), figures(party)) == ("given_up", "paid", (600, 0, 400))


def test_late_money_is_taken_where_it_is_still_due(party):
    request = begun(party)
    requests.conclude(request.id, EXPIRED)
    requests.conclude(request.id, PAID)
    assert (status(request), figures(party)) == ("paid", (1000, 0, 0))


@pytest.mark.parametrize("meanwhile", ["paid", "asked again", "written off"])
def test_late_money_that_is_no_longer_due_is_marked_to_return_and_people_are_told(party, meanwhile):
    request = begun(party)
    requests.conclude(request.id, EXPIRED)
    match meanwhile:
        case "paid":
            factories.payment(party, 600)
        case "asked again":
            requests.conclude(begun(party).id, Answer(Standing.PAID, "gw-2"))
        case "written off":
            actions.write_off(party, None, WriteOff(client_key="abater-01", reason="Saíram"), SOMEBODY)
    before = figures(party)
    requests.conclude(request.id, PAID)
    assert (status(request), figures(party)) == ("to_return", before)
    assert kinds()[-1] == "payment.answered"
    assert [one.id for one in queries.to_return()] == [request.id]
    requests.give_back(request.id, SOMEBODY)
    requests.give_back(request.id, SOMEBODY)
    assert (status(request), queries.to_return()) == ("returned", [])


def test_another_amount_than_was_asked_for_is_not_taken_for_it(party):
    request = begun(party)
    requests.conclude(request.id, Answer(Standing.PAID, "gw-1", paid_cents=900))
    assert (status(request), figures(party)) == ("to_return", (0, 0, 1000))


def test_only_what_is_to_be_returned_can_be_returned(party):
    request = begun(party)
    with pytest.raises(requests.NothingToReturn):
        requests.give_back(request.id, SOMEBODY)


def test_the_same_key_is_the_same_request_and_only_with_the_same_content(party, restaurant):
    new = factories.asking(party, 400, client_key="expresso-1")
    results = at_once(restaurant.id, 4, lambda _n: requests.begin(new, SOMEBODY, "simulated"), workers=4)
    assert (len({request.id for request, _fresh in results}), sum(fresh for _request, fresh in results)) == (1, 1)
    assert figures(party) == (0, 400, 1000)
    with pytest.raises(KeyReused):
        requests.begin(new.model_copy(update={"amount_cents": 500}), SOMEBODY, "simulated")


def test_requests_and_payments_at_once_never_come_to_more_than_is_due(party, restaurant):
    def pay(n):
        return begun(party, 150) if n % 2 else factories.payment(party, 150)

    results = at_once(restaurant.id, 12, pay, workers=6)
    assert sum(result is ledger.Overpaid for result in results) == 6
    assert sum(figures(party)[:2]) == 900


def test_dishes_being_paid_on_a_phone_are_held_and_let_go(party):
    [line] = queries.bill(party)["orders"][0]["lines"]
    dish = [PaidItem(line_id=line["id"], quantity=1)]
    request = begun(party, 500, items=dish)
    with pytest.raises(ItemPaid):
        factories.payment(party, 500, items=dish)
    requests.conclude(request.id, EXPIRED)
    factories.payment(party, 500, items=dish)
    requests.conclude(request.id, PAID)  # late: the dish was paid by somebody else, the bill was not
    assert queries.bill(party)["payments"][1]["items"] is None
    assert status(request) == "paid"


def test_a_round_cannot_be_taken_off_below_what_is_being_paid(party):
    begun(party)
    order = queries.bill(party)["orders"][0]
    with pytest.raises(PaidMore):
        orders.cancel(order["id"], reason="Engano", by=SOMEBODY)


def test_the_entry_is_in_the_shift_of_who_asked_unless_it_closed_meanwhile(party):
    closing.open_shift(NewShift(opening_cents=0), SOMEBODY)
    shift = till.mine(SOMEBODY.key)
    first, second = begun(party, 400), begun(party, 600)
    requests.conclude(first.id, PAID)
    closing.close(shift.id, Closing(counted={"cash": 0}, hand_over=True), SOMEBODY)
    requests.conclude(second.id, Answer(Standing.PAID, "gw-2"))
    shifts = db.session.execute(select(Payment.amount_cents, Payment.shift_id).order_by(Payment.id)).all()
    assert [tuple(row) for row in shifts] == [(400, shift.id), (600, None)]


def test_a_request_is_nobodys_in_another_house(party, other):
    request = begun(party)
    with db.platform("another house"), db.tenant(other.id):
        for verb in (requests.one, requests.give_up, queries.request):
            with pytest.raises(NotFound):
                verb(request.id)
        with pytest.raises(NotFound):
            requests.conclude(request.id, PAID)
        db.release()


def test_each_request_that_is_due_goes_to_one_sweeper(party, restaurant):
    mine = {begun(party, 100).id for _n in range(6)}
    with db.atomic():
        db.session.execute(
            update(GatewayReference).where(GatewayReference.request_id.in_(mine)).values(look_at=clock.now())
        )
    db.release()

    def take_all(_n):
        taken = []
        while due := requests.next_due():
            taken.append(due)
        return taken

    found = [due for part in at_once(restaurant.id, 4, take_all, workers=4) for due in part]
    assert {request_id for house, request_id in found if house == restaurant.id} == mine
    assert len(found) == len(set(found))
    due_at = db.session.scalars(
        select(GatewayReference.look_at).where(GatewayReference.restaurant_id == restaurant.id)
    ).all()
    assert min(due_at) > clock.now() + requests.LEASE - timedelta(seconds=10)


def test_a_dish_being_paid_on_a_phone_is_not_taken_back_before_it_is_let_go(party):
    [order] = queries.bill(party)["orders"]
    line = UUID(order["lines"][0]["id"])
    more = factories.order(order["lines"][0]["item_id"], table_id=order["table_id"]).order
    request = begun(party, 500, items=[PaidItem(line_id=line, quantity=1)])
    with pytest.raises(DishPaid):
        orders.void(order["id"], line, None, "Engano", SOMEBODY)
    requests.conclude(request.id, REFUSED)
    orders.void(order["id"], line, None, "Engano", SOMEBODY)
    assert figures(party) == (0, 0, more["total_cents"])


@pytest.mark.parametrize("joined", [False, True])
def test_late_money_for_a_dish_that_has_gone_elsewhere_is_not_lost(party, joined):
    [order] = queries.bill(party)["orders"]
    line, other = UUID(order["lines"][0]["id"]), factories.table("8")
    factories.order(order["lines"][0]["item_id"], table_id=order["table_id"])
    there = factories.order(order["lines"][0]["item_id"], table_id=other.id).order["party_id"]
    request = begun(party, 500, items=[PaidItem(line_id=line, quantity=1)])
    requests.conclude(request.id, EXPIRED)
    if joined:
        moving.join(party, there, SOMEBODY)
    else:
        one = MovedLine(order_id=order["id"], line_id=line, quantity=1)
        moving.move_lines(party, LinesMove(lines=[one], table_id=other.id), SOMEBODY)
    requests.conclude(request.id, PAID)
    assert status(request) == ("to_return" if joined else "paid")
    assert queries.bill(there)["paid_cents"] == 0
