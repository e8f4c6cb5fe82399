"""Everything that can be done to a bill, in any order, on the real database; `model` says what must come of it."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from uuid import UUID, uuid4

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from nabancada import db
from nabancada.errors import DomainError, KeyReused
from nabancada.menu.queries import item_json
from nabancada.orders import actions as orders
from nabancada.orders.inputs import NewOrder, WantedLine
from nabancada.permissions import POLICY, Role, Staff
from nabancada.restaurants.models import Restaurant
from tests import factories
from tests.factories import SOMEBODY
from tests.money import ledger, model
from tests.money.model import Line, Order, Party

ANA = Staff(None, "Ana", POLICY[Role.MANAGER], "user:ana")
PEOPLE = {"Beto": SOMEBODY, "Ana": ANA}
TABLES = 4
PRICES = ((65_000, 1400), (1_999, 0), (0, 700), (12_345, None))  # cêntimos and rate of the dishes

ordered = precondition(lambda machine: machine.house.orders)
seated = precondition(lambda machine: machine.house.parties)

pick = st.integers(0, 63)  # one of those there are, whatever their number
some = st.integers(1, 4)
line_offs = st.sampled_from([(0, 0), (0, 0), (0, 0), (1000, 0), (3333, 0), (0, 777), (10_000, 0)])
wanted = st.lists(st.tuples(pick, some, st.booleans(), line_offs), min_size=1, max_size=3)
houses = st.fixed_dictionaries(
    {
        "service_bp": st.sampled_from([0, 1000, 333]),
        "service_cents": st.sampled_from([0, 0, 5000]),
        "service_before_discount": st.booleans(),
        "tax_bp": st.sampled_from([0, 1400]),
        "tax_included": st.booleans(),
        "delivery_cents": st.just(1500),
        "packaging_cents": st.just(250),
        "cash_step_cents": st.sampled_from([0, 5, 500]),
    }
)


class Machine(RuleBasedStateMachine):
    """What people do to orders and tables; `Till` adds what they do to money."""

    def __init__(self) -> None:
        super().__init__()
        self.until_the_end = ExitStack()
        self.sent: list[tuple[Callable[[Any], Any], Any, Any]] = []  # verb, what was sent, the first result

    @initialize(rules=houses)
    def open_house(self, rules: dict[str, Any]) -> None:
        self.restaurant = factories.restaurant()
        self.until_the_end.enter_context(db.tenant(self.restaurant.id))
        with db.atomic():
            house = db.session.get_one(Restaurant, self.restaurant.id)
            house.settings = {"money": rules}
            choice = [factories.group("Molho", 0, 1, Jindungo=150)]
            self.dishes = [
                factories.dish(f"Prato {n}", cents, tax_bp=rate, option_groups=choice).id
                for n, (cents, rate) in enumerate(PRICES)
            ]
            self.tables = [factories.table(str(n)).id for n in range(TABLES)]
        self.options = [item_json(one)["option_groups"][0]["options"][0]["id"] for one in self.dishes]
        self.house = model.House(rules)
        for table, dish in enumerate((1, 0, 3)):
            self.order_at_a_table(table, [(dish, 3, True, (0, 777)), (0, 2, False, (0, 0))])

    def teardown(self) -> None:
        with self.until_the_end:
            if hasattr(self, "house"):
                ledger.ensure_books_agree(self.restaurant.id, self.house)

    @invariant()
    def database_and_model_agree(self) -> None:
        if hasattr(self, "house"):
            ledger.ensure_same(self.house)

    def attempt(self, expected: str | None, verb: Callable[[], Any]) -> Any:
        """What `verb` comes to; none when it is refused, as it must be if and only if the model expects that."""
        try:
            result = verb()
        except DomainError as refused:
            assert type(refused).__name__ == expected, f"refused with {refused!r}, expected {expected}"
            return None
        finally:
            db.release()
        assert expected is None, f"done, though {expected} was expected"
        return result

    def repeatable(self, expected: str | None, verb: Callable[[Any], Any], new: Any) -> Any:
        """The same for what carries a `client_key`: kept, to be sent again some time."""
        result = self.attempt(expected, lambda: verb(new))
        if result is not None:
            self.sent.append((verb, new, result))
        return result

    # Orders

    @rule(at=pick, what=wanted)
    def order_at_a_table(self, at: int, what: list[Any]) -> None:
        table = self.tables[at % TABLES]
        placed = self.repeatable(None, self._place, self._order(what, type="table", table_id=table)).order
        if placed["party_id"] not in self.house.parties:
            assert self.house.party_at(table) is None
            self.house.parties[placed["party_id"]] = Party(placed["party_id"], table)
            self.house.bills[placed["party_id"]] = model.Bill(placed["party_id"], placed["party_id"])
        assert self.house.party_at(table).bill == placed["bill_id"]
        self.placed(placed, what)

    @rule(kind=st.sampled_from(["counter", "takeaway", "delivery"]), what=wanted, percent=st.sampled_from([0, 0, 25]))
    def order_at_the_counter(self, kind: str, what: list[Any], percent: int) -> None:
        placed = self.repeatable(None, self._place, self.counter_order(what, kind, percent)).order
        order = self.placed(placed, what, percent)
        assert placed["total_cents"] == self.house.total(self.house.bills[order.id])

    @ordered
    @rule(one=pick)
    def cook(self, one: int) -> None:
        order = self.an_order(one)
        steps = {"pending": "preparing", "preparing": "ready", "ready": "served"}
        to = steps.get(order.status, "served")
        expected = None if order.status in steps else "WrongStep"
        if self.attempt(expected, lambda: orders.move(order.id, orders.OrderStatus(to))):
            order.status = to

    @ordered
    @rule(one=pick)
    def cancel(self, one: int) -> None:
        order = self.an_order(one)
        before, order_bills = order.status, {line.bill for line in order.lines}
        owed = [self.house.bills[one] for one in order_bills]
        expected = None
        if before in ("served", "cancelled"):
            expected = "WrongStep"
        elif any(bill.settled for bill in owed):
            expected = "BillSettled"
        elif any(line.paid for line in order.lines):
            expected = "DishPaid"
        order.status = "cancelled"
        if not expected and any(self.house.due(bill) < 0 for bill in owed):
            expected = "PaidMore"
        if self.attempt(expected, lambda: orders.cancel(order.id, "Engano", SOMEBODY)) is None:
            order.status = before
            return
        for bill in owed:
            self.house.settle(bill)

    @ordered
    @rule(one=pick, at=pick, quantity=st.integers(0, 3))
    def void(self, one: int, at: int, quantity: int) -> None:
        order = self.an_order(one)
        line = order.lines[at % len(order.lines)]
        bill, taken = self.house.bills[line.bill], quantity or line.left
        expected = None
        if order.status == "cancelled":
            expected = "WrongStep"
        elif bill.settled:
            expected = "BillSettled"
        elif not 0 < taken <= line.left:
            expected = "NothingLeft"
        elif taken > line.left - line.paid:
            expected = "DishPaid"
        if not expected:
            line.void += taken
            if self.house.due(bill) < 0:
                line.void -= taken
                expected = "PaidMore"
        key = uuid4().hex

        def verb(reason: str) -> Any:
            return orders.void(order.id, line.id, quantity or None, reason, SOMEBODY, key)

        if self.attempt(expected, lambda: verb("Caiu")) is None:
            return
        if order.status != "served" and not any(one.left for one in order.lines):
            order.status = "cancelled"
        self.house.settle(bill)
        assert self.attempt(None, lambda: verb("Caiu")).id == order.id
        self.attempt(KeyReused.__name__, lambda: verb("Outra razão"))

    # Repeating

    @precondition(lambda machine: machine.sent)
    @rule(which=pick, otherwise=st.booleans())
    def send_again(self, which: int, otherwise: bool) -> None:
        """What was lost on the way comes again and changes nothing; with other content it is refused."""
        verb, new, first = self.sent[which % len(self.sent)]
        if otherwise:
            self.attempt(KeyReused.__name__, lambda: verb(ledger.otherwise(new)))
        else:
            assert ledger.identity(self.attempt(None, lambda: verb(new))) == ledger.identity(first)

    # Parts of the above

    def _place(self, new: NewOrder) -> Any:
        return orders.place(new, SOMEBODY)

    def counter_order(self, what: list[Any], kind: str = "counter", percent: int = 0) -> NewOrder:
        customer = {"name": "Telma", "phone": "923000111", "address": "Maianga"} if kind != "counter" else None
        discount = {"percent": percent, "reason": "Cliente da casa"} if percent else None
        return self._order(what, type=kind, customer=customer, discount=discount)

    def _order(self, what: list[Any], **fields: Any) -> NewOrder:
        lines = [
            WantedLine(
                item_id=self.dishes[dish % len(PRICES)],
                quantity=quantity,
                option_ids=[self.options[dish % len(PRICES)]] if hot else [],
                discount_percent=bp / 100 if bp else None,
                discount_cents=cents,
            )
            for dish, quantity, hot, (bp, cents) in what
        ]
        return NewOrder(client_key=uuid4().hex, lines=lines, **fields)

    def placed(self, placed: dict[str, Any], what: list[Any], percent: int = 0) -> Order:
        lines = []
        for line, (dish, quantity, hot, discount) in zip(placed["lines"], what, strict=True):
            cents, rate = PRICES[dish % len(PRICES)]
            tax = self.house.rules["tax_bp"] if rate is None else rate
            whose = placed["party_id"] or placed["id"]
            lines.append(
                Line(UUID(str(line["id"])), placed["bill_id"], whose, quantity, cents + 150 * hot, tax, discount)
            )
        order = self.house.orders[placed["id"]] = Order(placed["id"], placed["party_id"], lines)
        if placed["party_id"] is None:
            fee = {"takeaway": 250, "delivery": 1750}.get(placed["type"], 0)
            bill = self.house.bills[order.id] = model.Bill(order.id, None, fee)
            if percent:
                bill.discounts[uuid4()] = (percent * 100, 0)
        return order

    def one_of(self, those: dict[UUID, Any], which: int, open: Callable[[Any], bool] = bool) -> Any:
        """One of these, and mostly of the open ones, where there are any."""
        likely = [one for one in those.values() if which >= 8 and open(one)] or list(those.values())
        return likely[which % len(likely)]

    def an_order(self, which: int) -> Order:
        return self.one_of(self.house.orders, which, self._on_an_open_bill)

    def _on_an_open_bill(self, order: Order) -> bool:
        open_lines = [line for line in order.lines if not self.house.bills[line.bill].settled and line.left]
        return order.status != "cancelled" and bool(open_lines)
