"""What people do to money: they take it, give it back, take it off, write it off, count it."""

from typing import Any
from uuid import UUID, uuid4

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from nabancada.orders import discounts
from nabancada.orders.inputs import NewDiscount
from nabancada.payments import actions, closing, queries, splits
from nabancada.payments.inputs import Closing, NewPayment, NewRefund, NewSale, WriteOff
from nabancada.till.inputs import NewMovement, NewShift
from tests.factories import SOMEBODY
from tests.money.machine import PEOPLE, ordered, pick, wanted
from tests.money.model import Bill, Payment, Shift
from tests.money.moves import Moves

working = precondition(lambda machine: any(not shift.closed for shift in machine.house.shifts.values()))

methods = st.sampled_from(["cash", "cash", "cash", "multicaixa", "card", "transfer"])
who = st.sampled_from(list(PEOPLE))
parts = st.sampled_from([(1, 1), (1, 2), (1, 3), (1, 5), (9, 10), (2, 1)])  # of what is due
backs = parts | st.just((0, 1))  # of what may be given back; nothing, where it is a tip alone


class Till(Moves):
    # Shifts

    @rule(by=who, opening=st.sampled_from([0, 50_000]))
    def open_shift(self, by: str, opening: int) -> None:
        expected = "ShiftOpen" if self.house.open_shift(PEOPLE[by].key) else None
        if shift := self.attempt(expected, lambda: closing.open_shift(NewShift(opening_cents=opening), PEOPLE[by])):
            self.house.shifts[shift.id] = Shift(shift.id, PEOPLE[by].key, opening)

    @working
    @rule(by=who, kind=st.sampled_from(["in", "out"]), cents=st.sampled_from([1, 700, 60_000]))
    def move_cash(self, by: str, kind: str, cents: int) -> None:
        shift = self.house.open_shift(PEOPLE[by].key)
        if not shift:
            return
        new = NewMovement(client_key=uuid4().hex, kind=kind, amount_cents=cents, reason="Trocos")
        short = kind == "out" and self.house.expected(shift)["cash"] < cents
        if self.repeatable(
            "NotInDrawer" if short else None, lambda one: closing.move_cash(shift.id, one, PEOPLE[by]), new
        ):
            shift.moved += cents if kind == "in" else -cents

    @working
    @rule(by=who, hand_over=st.booleans(), miscounted=st.sampled_from([0, 0, -100]))
    def close_shift(self, by: str, hand_over: bool, miscounted: int) -> None:
        shift = self.house.open_shift(PEOPLE[by].key)
        if not shift:
            return
        expected = self.house.expected(shift)
        counted = {method: max(0, cents + miscounted) for method, cents in expected.items()}
        waiting = any(not party.closed for party in self.house.parties.values())
        refused = "OpenTables" if waiting and not hand_over else None
        count = Closing(counted=counted, hand_over=hand_over)
        if closed := self.attempt(refused, lambda: closing.close(shift.id, count, PEOPLE[by])):
            assert (closed.expected, closed.counted) == (expected, counted)
            shift.closed = True
            assert closed.number == sum(one.closed for one in self.house.shifts.values())
            self.attempt("ShiftClosed", lambda: closing.close(shift.id, count, PEOPLE[by]))

    # Discounts and what is given up

    @ordered
    @rule(one=pick, percent=st.sampled_from([0, 0, 10, 50, 100]), cents=st.sampled_from([1, 999, 50_000]))
    def discount(self, one: int, percent: int, cents: int) -> None:
        bill = self.a_bill(one)
        off = {"percent": percent} if percent else {"amount_cents": cents}
        new, key = NewDiscount(client_key=uuid4().hex, reason="Demora", **off), uuid4()
        bill.discounts[key] = (percent * 100, 0 if percent else cents)
        refused = "BillSettled" if bill.settled else "PaidMore" if self.house.due(bill) < 0 else None
        if self.repeatable(refused, lambda new: discounts.give(bill.id, new, SOMEBODY), new):
            self.house.settle(bill)
        else:
            del bill.discounts[key]

    @ordered
    @rule(one=pick)
    def close_what_costs_nothing(self, one: int) -> None:
        bill = self.a_bill(one)
        refused = "StillDue" if self.house.due(bill) and not bill.settled else None
        if self.attempt(refused, lambda: actions.settle(bill.id)):
            self.house.settle(bill)

    @ordered
    @rule(one=pick, which=pick)
    def take_discount_back(self, one: int, which: int) -> None:
        bill = self.a_bill(one)
        if not bill.discounts:
            return
        given = queries.bill(bill.id)["discounts"]
        gone = given[which % len(given)]
        refused = "BillSettled" if bill.settled else None
        if self.attempt(refused, lambda: discounts.take_back(bill.id, UUID(gone["id"]), SOMEBODY)):
            kept = next(key for key, one in bill.discounts.items() if one == (gone["bp"], gone["cents"]))
            del bill.discounts[kept]
            self.attempt("NotFound", lambda: discounts.take_back(bill.id, UUID(gone["id"]), SOMEBODY))

    @ordered
    @rule(one=pick, sure=st.sampled_from([False, False, True]))
    def write_off(self, one: int, sure: bool) -> None:
        bill = self.a_bill(one)
        if not sure:
            return
        new, lost = WriteOff(client_key=uuid4().hex, reason="Saíram"), self.house.due(bill)
        refused = "AlreadyPaid" if bill.settled else None
        if self.repeatable(refused, lambda new: actions.write_off(*self.named(bill), new, SOMEBODY), new):
            bill.written_off += lost
            self.house.settle(bill)

    # Paying

    @ordered
    @rule(
        one=pick, by=who, method=methods, share=parts, tip=st.sampled_from([0, 0, 300]),
        more=st.sampled_from([0, 5000, -1, None]), named=st.booleans(),
    )  # fmt: skip
    def pay(
        self, one: int, by: str, method: str, share: tuple[int, int], tip: int, more: int | None, named: bool
    ) -> None:
        bill = self.a_bill(one)
        amount = max(1, self.house.due(bill) * share[0] // share[1])
        dishes = self.dishes_of(bill) if named else {}
        handed = None if more is None or method != "cash" else max(1, amount + tip + more)
        new = NewPayment(
            client_key=uuid4().hex, method=method, amount_cents=amount, tip_cents=tip, tendered_cents=handed,
            items=[{"line_id": line, "quantity": many} for line, many in dishes.items()] or None,
            **dict(zip(("party_id", "order_id"), self.named(bill), strict=True)),
        )  # fmt: skip
        shift = self.house.open_shift(PEOPLE[by].key)
        paid, rounding = self.in_coins(bill, amount, method)
        refused = None
        if bill.settled:
            refused = "AlreadyPaid"
        elif paid > self.house.due(bill) + rounding:
            refused = "Overpaid"
        elif handed is not None and handed < paid + tip:
            refused = "InvalidInput"
        elif method == "cash" and not shift:
            refused = "NoOpenShift"
        taken = self.repeatable(refused, lambda new: actions.take(new, PEOPLE[by]), new)
        if taken:
            assert taken.payment.change_cents == (handed - paid - tip if handed else 0)
            self.paid(bill, taken, method, paid, tip, rounding, shift, dishes)
            assert taken.closed == bill.settled

    @rule(by=who, what=wanted, method=methods, percent=st.sampled_from([0, 0, 0, 100]))
    def sell(self, by: str, what: list[Any], method: str, percent: int) -> None:
        new = NewSale(order=self.counter_order(what, percent=percent), payments=[{"method": method}])
        shift = self.house.open_shift(PEOPLE[by].key)
        if method == "cash" and not shift and self.costs(what, percent):
            self.attempt("NoOpenShift", lambda: actions.sell(new, PEOPLE[by]))
            return
        sale = self.repeatable(None, lambda new: actions.sell(new, PEOPLE[by]), new)
        placed = queries.bill(sale.order_id)["orders"][0]
        bill = self.house.bills[self.placed(placed, what, percent).id]
        for one in sale.taken:
            paid, rounding = self.in_coins(bill, self.house.due(bill), method)
            self.paid(bill, one, method, paid, 0, rounding, shift, {})
        self.house.settle(bill)
        assert bill.settled

    @precondition(lambda machine: machine.house.payments)
    @rule(one=pick, by=who, share=backs, method=methods | st.none(), tip=st.booleans(), named=st.booleans())
    def refund(self, one: int, by: str, share: tuple[int, int], method: str | None, tip: bool, named: bool) -> None:
        payment = self.one_of(self.house.payments, one, lambda payment: payment.back < payment.amount)
        bill, left = self.house.bills[payment.bill], payment.amount - payment.back
        tip_cents = payment.tip - payment.tip_back if tip else 0
        amount = max(0 if tip_cents else 1, left * share[0] // share[1])
        dishes = {line: 1 for line, many in payment.items.items() if many} if named else {}
        new = NewRefund(
            client_key=uuid4().hex, amount_cents=amount, reason="Engano", method=method, tip_cents=tip_cents,
            items=[{"line_id": line, "quantity": many} for line, many in dishes.items()] or None,
        )  # fmt: skip
        how, shift = method or payment.method, self.house.open_shift(PEOPLE[by].key)
        refused = None
        if amount > left:
            refused = "RefundTooLarge"
        elif how == "cash" and not shift:
            refused = "NoOpenShift"
        elif how == "cash" and self.house.expected(shift)["cash"] < amount + tip_cents:
            refused = "NotInDrawer"
        if not self.repeatable(refused, lambda new: actions.refund(payment.id, new, PEOPLE[by]), new):
            return
        payment.back, payment.tip_back = payment.back + amount, payment.tip_back + tip_cents
        self.house.refunds.append((how, amount, tip_cents, shift.id if shift else None))
        bill.paid -= amount
        bill.credited += amount if bill.settled else 0
        self.name_dishes(payment, dict(payment.items) if amount == left else dishes, -1)

    @ordered
    @rule(one=pick, people=st.integers(1, 7))
    def share(self, one: int, people: int) -> None:
        """However an open bill is shared, the parts come to what is due."""
        bill = self.a_bill(one)
        if bill.settled:
            return
        shown, due = queries.bill(bill.id), self.house.due(bill)
        names = [f"Pessoa {n + 1}" for n in range(people)]
        lines = [line["id"] for order in shown["orders"] for line in order["lines"]]
        for plan in (
            {"by": "equal"},
            {"by": "amounts", "amounts": [due // people, None]},
            {"by": "items", "shares": {line_id: [n % people] * n for n, line_id in enumerate(lines)}},
        ):
            amounts = {"amounts": plan["amounts"][:people]} if "amounts" in plan else {}
            split = splits.of({**shown, "split": {**plan, **amounts, "people": names}})
            lefts = [one.left_cents for one in split.people]
            assert min([*lefts, split.rest_cents]) >= 0
            assert sum(lefts) + split.rest_cents == due

    # Parts of the above

    def a_bill(self, which: int) -> Bill:
        """One that somebody may mean: that of a party is the one its rounds are on."""
        bill = self.one_of(self.house.bills, which, lambda bill: not bill.settled)
        return self.house.bills[self.house.parties[bill.party].bill] if bill.party else bill

    def named(self, bill: Bill) -> tuple[UUID | None, UUID | None]:
        return (bill.id, None) if bill.party else (None, bill.id)

    def in_coins(self, bill: Bill, amount: int, method: str) -> tuple[int, int]:
        """What is paid, and the rounding, where this payment would settle the bill in cash."""
        due, step = self.house.due(bill), self.house.rules["cash_step_cents"]
        coins = (2 * due + step) // (2 * step) * step if step and method == "cash" else due
        return (coins, coins - due) if coins and amount in (due, coins) else (amount, 0)

    def dishes_of(self, bill: Bill) -> dict[UUID, int]:
        """One of each that nobody has paid for by name."""
        return {line.id: 1 for _order, line in self.house.lines(bill.id) if line.left > line.paid}

    def costs(self, what: list[Any], percent: int) -> bool:
        """Whether a sale of this would have to be paid at all."""
        order, bill = self.imagined(what, percent)
        total = self.house.total(bill)
        del self.house.orders[order.id], self.house.bills[bill.id]
        return bool(total)

    def imagined(self, what: list[Any], percent: int) -> tuple[Any, Bill]:
        lines = [{"id": uuid4()} for _ in what]
        order_id = uuid4()
        placed = {"id": order_id, "bill_id": order_id, "party_id": None, "type": "counter", "lines": lines}
        order = self.placed(placed, what, percent)
        return order, self.house.bills[order.id]

    def paid(
        self, bill: Bill, taken: Any, method: str, amount: int, tip: int, rounding: int, shift: Any, dishes: Any
    ) -> None:
        assert (taken.payment.amount_cents, taken.payment.rounding_cents) == (amount, rounding)
        where = shift.id if shift else None
        payment = Payment(taken.payment.id, bill.id, method, amount, tip, where)
        self.house.payments[payment.id] = payment
        bill.paid, bill.rounding = bill.paid + amount, bill.rounding + rounding
        self.name_dishes(payment, dishes, 1)
        self.house.settle(bill)

    def name_dishes(self, payment: Payment, dishes: dict[UUID, int], sign: int) -> None:
        for order in self.house.orders.values():
            for line in order.lines:
                if line.id in dishes:
                    line.paid += sign * dishes[line.id]
                    payment.items[line.id] = payment.items.get(line.id, 0) + sign * dishes[line.id]
