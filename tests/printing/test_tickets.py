"""From an order to paper in the kitchen: once, at its stations, and told when it changes."""

import pytest
from sqlalchemy import select

from nabancada import db
from nabancada.orders import actions as orders
from nabancada.orders import lines, moving
from nabancada.orders.inputs import LinesMove, MovedLine, WantedLine
from nabancada.printing import runner, turns
from nabancada.printing.models import JobState, PrintJob
from tests import factories
from tests.at_once import at_once
from tests.factories import SOMEBODY
from tests.printing import printers


def states() -> list[str]:
    return list(db.session.scalars(select(PrintJob.state).order_by(PrintJob.id)))


def test_an_order_is_printed_at_its_stations(restaurant, add_printer):
    with printers.printer() as kitchen, printers.printer() as bar:
        add_printer("Cozinha", kitchen, stations=["Cozinha"])
        add_printer("Bar", bar, stations=["Bar"])
        muamba, cuca = factories.dish("Muamba"), factories.dish("Cuca", station="Bar")
        factories.order(muamba.id, cuca.id, table_id=factories.table("7").id, note="Sem pressa")
        assert runner.print_due() == 2
        assert states() == [JobState.DONE, JobState.DONE]
    [at_kitchen], [at_bar] = kitchen.slips, bar.slips
    assert b"Mesa 7" in at_kitchen
    assert b"Sem pressa" in at_kitchen
    assert b"Muamba" in at_kitchen
    assert b"Cuca" not in at_kitchen
    assert b"Cuca" in at_bar
    assert b"Muamba" not in at_bar


def test_a_printer_without_stations_prints_them_all_and_one_without_tickets_none(restaurant, add_printer):
    with printers.printer() as everything, printers.printer() as till:
        add_printer("Passe", everything)
        add_printer("Caixa", till, documents=["receipt"])
        factories.order(factories.dish("Muamba").id, factories.dish("Cuca", station="Bar").id)
        runner.print_due()
    [slip] = everything.slips
    assert b"Muamba" in slip
    assert b"Cuca" in slip
    assert till.slips == []


def test_a_sent_line_is_printed_once_however_often_it_is_sent(restaurant, add_printer):
    with printers.printer() as kitchen:
        add_printer("Cozinha", kitchen)
        new = factories.new_order(factories.dish().id)
        orders.place(new, SOMEBODY)
        house = restaurant.id
        at_once(house, 10, lambda _n: orders.place(new, SOMEBODY))
        runner.print_due()
        runner.print_due()
    assert len(kitchen.slips) == 1


def test_two_tables_at_once_are_two_tickets_each_once(restaurant, add_printer):
    with printers.printer() as kitchen:
        add_printer("Cozinha", kitchen)
        dish = factories.dish().id
        at_once(restaurant.id, 20, lambda _n: orders.place(factories.new_order(dish), SOMEBODY))
        while runner.print_due():
            pass
    assert len(kitchen.slips) == 20
    assert len(set(kitchen.slips)) == 20
    assert set(states()) == {JobState.DONE}


def test_an_order_that_comes_to_nothing_prints_nothing(restaurant, add_printer):
    add_printer("Cozinha", printers.nobody())
    dish = factories.dish()
    with pytest.raises(ZeroDivisionError), db.atomic():
        orders.place(factories.new_order(dish.id), SOMEBODY)
        raise ZeroDivisionError
    assert states() == []
    assert turns.claim(8) == []


def about_printers(sent: list[str]) -> list[str]:
    return [one for one in sent if "print_jobs" in one or "JOIN printers" in one]


def test_a_house_without_printers_pays_nothing(restaurant, statements):
    dish = factories.dish()
    factories.order(dish.id)
    statements()
    factories.order(dish.id)
    assert about_printers(statements()) == []


def test_with_printers_an_order_is_one_statement_more(restaurant, add_printer, statements):
    add_printer("Cozinha", printers.nobody())
    dish = factories.dish()
    factories.order(dish.id)
    statements()
    factories.order(dish.id)
    assert len(about_printers(statements())) == 1


def test_a_changed_note_is_told_to_the_kitchen_as_such(restaurant, add_printer):
    """SCENARIO 37."""
    with printers.printer() as kitchen, printers.printer() as bar:
        add_printer("Cozinha", kitchen, stations=["Cozinha"])
        add_printer("Bar", bar, stations=["Bar"])
        order = factories.order(factories.dish("Muamba").id).order
        runner.print_due()
        line = order["lines"][0]["id"]
        lines.change(order["id"], line, {"note": "sem sal"}, SOMEBODY)
        lines.change(order["id"], line, {"note": "sem sal"}, SOMEBODY)  # nothing changed: nothing to tell
        runner.print_due()
    first, changed = kitchen.slips
    assert b"NOTA ALTERADA" not in first
    assert b"NOTA ALTERADA" in changed
    assert b"sem sal" in changed
    assert b"1 x Muamba" in changed
    assert bar.slips == []


def test_what_is_taken_back_is_told_to_those_who_have_it(restaurant, add_printer):
    with printers.printer() as kitchen, printers.printer() as bar:
        add_printer("Cozinha", kitchen, stations=["Cozinha"])
        add_printer("Bar", bar, stations=["Bar"])
        muamba, cuca = factories.dish("Muamba"), factories.dish("Cuca", station="Bar")
        new = factories.new_order(muamba.id, cuca.id)
        new.lines = [WantedLine(item_id=muamba.id, quantity=3), WantedLine(item_id=cuca.id, quantity=1)]
        order = orders.place(new, SOMEBODY).order
        while runner.print_due():
            pass
        orders.void(order["id"], order["lines"][0]["id"], 2, "Engano", SOMEBODY)
        while runner.print_due():
            pass
        assert (len(kitchen.slips), len(bar.slips)) == (2, 1)
        assert b"ANULADO 2 x Muamba" in kitchen.slips[1]
        assert b"Engano" in kitchen.slips[1]
        orders.cancel(order["id"], "Desistiram", SOMEBODY)
        while runner.print_due():
            pass
    assert b"ANULADO 1 x Muamba" in kitchen.slips[2]
    assert b"ANULADO 1 x Cuca" in bar.slips[1]


def test_the_last_dish_taken_back_is_told_once(restaurant, add_printer):
    with printers.printer() as kitchen:
        add_printer("Cozinha", kitchen)
        order = factories.order(factories.dish().id).order
        orders.void(order["id"], order["lines"][0]["id"], None, "Engano", SOMEBODY)
        while runner.print_due():
            pass
    assert len(kitchen.slips) == 2


def test_dishes_that_move_to_another_table_are_not_printed_again(restaurant, add_printer):
    """SCENARIO 49: who pays is not the kitchen's business."""
    with printers.printer() as kitchen:
        add_printer("Cozinha", kitchen)
        order = factories.order(factories.dish().id, factories.dish("Cuca").id, table_id=factories.table("7").id).order
        moved = MovedLine(order_id=order["id"], line_id=order["lines"][0]["id"], quantity=1)
        other = factories.table("8")
        moving.move_lines(order["party_id"], LinesMove(table_id=other.id, lines=[moved]), SOMEBODY)
        while runner.print_due():
            pass
        assert kitchen.got_one.wait(5)
    assert len(kitchen.slips) == 1
