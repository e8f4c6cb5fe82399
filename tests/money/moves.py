"""What people do to tables: they move, join and part, and dishes go from one to another."""

from typing import Any
from uuid import UUID, uuid4

from hypothesis.stateful import rule
from sqlalchemy import select

from nabancada import db
from nabancada.orders import moving
from nabancada.orders.inputs import LinesMove, MovedLine
from nabancada.orders.models import OrderLine
from tests.factories import SOMEBODY
from tests.money import model
from tests.money.machine import TABLES, Machine, pick, seated, some
from tests.money.model import Line, Order, Party


class Moves(Machine):
    @seated
    @rule(one=pick, to=pick)
    def move_party(self, one: int, to: int) -> None:
        party = self.a_party(one)
        table = self.tables[to % TABLES]
        expected = None
        if party.closed:
            expected = "PartyClosed"
        elif self.house.party_at(table) not in (None, party):
            expected = "TableOccupied"
        if self.attempt(expected, lambda: moving.move(party.id, table)):
            party.table = table

    @seated
    @rule(one=pick, other=pick)
    def join(self, one: int, other: int) -> None:
        party, into = self.a_party(one), self.a_party(other)
        root = self.house.parties[into.bill]
        same = party is root or party.joined == root.id
        own = self.house.bills[party.id]
        expected = None
        if party.closed or root.closed:
            expected = "PartyClosed"
        elif not same and party.joined:
            expected = "AlreadyJoined"
        elif not same and (own.paid or self.taken_off(own)):
            expected = "HasPayments"
        if self.attempt(expected, lambda: moving.join(party.id, into.id, SOMEBODY)) is None or same:
            return
        self.all_lines(party.id, root.id)
        for joined in self.house.parties.values():
            if party.id in (joined.id, joined.joined):
                joined.joined = root.id

    @seated
    @rule(one=pick)
    def part(self, one: int) -> None:
        party = self.a_party(one)
        root = self.house.parties[party.bill]
        theirs = [line for order in self.house.orders.values() for line in order.lines if line.whose == party.id]
        expected = None
        if party.closed or root.closed:
            expected = "PartyClosed"
        elif not party.joined:
            expected = "NotJoined"
        elif any(line.paid for line in theirs):
            expected = "DishPaid"
        shared = self.house.bills[root.id]
        if not expected:
            self.go(theirs, party.id)
            if self.house.due(shared) < 0:
                expected = "PaidMore"
                self.go(theirs, root.id)
        if self.attempt(expected, lambda: moving.part(party.id, SOMEBODY)) is None:
            return
        party.joined = None
        for bill in (self.house.bills[party.id], shared):
            self.house.settle(bill)

    @seated
    @rule(one=pick, which=pick, quantity=some, to=pick)
    def move_lines(self, one: int, which: int, quantity: int, to: int) -> None:
        party = self.a_party(one)
        theirs = {line.id: (order, line) for order, line in self.house.lines(party.bill)}
        if which < 8 or not theirs:
            theirs = {line.id: (order, line) for order in self.house.orders.values() for line in order.lines}
        order, line = self.one_of(theirs, which)
        table = self.tables[to % TABLES]
        there, source = self.house.party_at(table), self.house.parties[party.bill]
        key, target_id = uuid4().hex, there.bill if there else None
        move = LinesMove(
            client_key=key,
            lines=[MovedLine(order_id=order.id, line_id=line.id, quantity=quantity)],
            table_id=table,
        )
        if target_id == source.id:
            assert self.attempt(None, lambda: moving.move_lines(party.id, move, SOMEBODY)).bill_id == source.id
            return
        expected = self.moving_refused(source, order, line, quantity)
        done = self.attempt(expected, lambda: moving.move_lines(party.id, move, SOMEBODY))
        if done is None:
            return
        moved = done.bill_id
        assert moved == (target_id or moved)
        if moved not in self.house.bills:
            self.house.parties[moved] = Party(moved, table)
            self.house.bills[moved] = model.Bill(moved, moved)
        self.moved(order, line, quantity, moved, there.id if there else moved)
        self.house.settle(self.house.bills[source.id])
        if self.house.party_at(table):
            assert self.attempt(None, lambda: moving.move_lines(party.id, move, SOMEBODY)).bill_id == moved

    def moving_refused(self, source: Party, order: Order, line: Line, quantity: int) -> str | None:
        if source.closed:
            return "PartyClosed"
        if order.status == "cancelled" or line.bill != source.id:
            return "NotFound"
        if quantity > line.left:
            return "NotSoMany"
        if quantity > line.left - line.paid:
            return "DishPaid"
        before = line.bill, line.quantity, line.discount
        stays, _goes = self.parts(line, quantity)
        if quantity == line.quantity:
            line.bill = UUID(int=0)
        else:
            line.quantity, line.discount = line.quantity - quantity, (line.discount[0], stays)
        due = self.house.due(self.house.bills[source.id])
        line.bill, line.quantity, line.discount = before
        return "PaidMore" if due < 0 else None

    def moved(self, order: Order, line: Line, quantity: int, to: UUID, whose: UUID) -> None:
        if quantity == line.quantity:
            line.bill, line.whose = to, whose
            return
        stays, goes = self.parts(line, quantity)
        known = [one.id for one in order.lines]
        [new_id] = db.session.scalars(
            select(OrderLine.id).where(OrderLine.order_id == order.id, OrderLine.id.not_in(known))
        )
        order.lines.append(Line(new_id, to, whose, quantity, line.unit, line.tax_bp, (line.discount[0], goes)))
        line.quantity, line.discount = line.quantity - quantity, (line.discount[0], stays)

    def a_party(self, which: int) -> Party:
        return self.one_of(self.house.parties, which, lambda party: not party.closed)

    def parts(self, line: Line, quantity: int) -> list[int]:
        """What of a line's discount stays and what goes."""
        return model.shared_out(line.discount[1], [line.left - quantity, quantity])

    def taken_off(self, bill: model.Bill) -> int:
        """What discounts take off a bill."""
        items = sum(line.net for _order, line in self.house.lines(bill.id))
        return min(items, sum(model.off(items, *one) for one in bill.discounts.values()))

    def all_lines(self, source: UUID, target: UUID) -> None:
        self.go([one for order in self.house.orders.values() for one in order.lines if one.bill == source], target)

    @staticmethod
    def go(lines: list[Any], to: UUID) -> None:
        for line in lines:
            line.bill = to
