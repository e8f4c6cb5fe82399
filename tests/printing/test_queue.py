"""What is queued: who prints it, and what is said and done when nobody does."""

from contextvars import Context
from datetime import timedelta

import orjson
import pytest
from sqlalchemy import func, select, text, update

from nabancada import clock, config, db
from nabancada.errors import DomainError
from nabancada.live import queries as log
from nabancada.orders import actions as orders
from nabancada.printing import actions, jobs, queries, runner, troubles, turns
from nabancada.printing.document import Document, centred
from nabancada.printing.inputs import NewPrinter
from nabancada.printing.jobs import Paper
from nabancada.printing.models import JobState, PaperKind, PrintJob, PrintTurn
from tests import factories
from tests.at_once import at_once
from tests.factories import SOMEBODY
from tests.printing import printers


def states() -> list[str]:
    return list(db.session.scalars(select(PrintJob.state).order_by(PrintJob.id)))


def be_due() -> None:
    """The pauses are over."""
    with db.atomic():
        db.session.execute(update(PrintTurn).values(due_at=clock.now(), leased_until=None))


def events(kind: str) -> list[dict]:
    found = (orjson.loads(one.body) for one in log.after(db.current_restaurant_id(), 0, 500))
    return [body["data"] for body in found if body["type"] == kind]


def test_printers_that_fail_are_named_and_stop_nothing(restaurant, add_printer):
    """SCENARIO 39."""
    add_printer("Cozinha", printers.nobody(), stations=["Cozinha"])
    add_printer("Bar", printers.nobody(), stations=["Bar"])
    table = factories.table("7")
    order = factories.order(factories.dish().id, factories.dish("Cuca", station="Bar").id, table_id=table.id).order
    assert runner.print_due() == 2
    assert [(one.name, one.trouble) for one in queries.in_trouble(None)] == [
        ("Bar", troubles.REFUSED),
        ("Cozinha", troubles.REFUSED),
    ]
    assert {one["name"] for one in events("printer.failed")} == {"Bar", "Cozinha"}
    assert states() == [JobState.QUEUED, JobState.QUEUED]
    taken = factories.payment(order["party_id"], order["total_cents"])
    assert taken.closed


def test_it_is_tried_again_after_a_pause_and_comes_out_in_order(restaurant, add_printer):
    with printers.printer() as kitchen:
        printer = add_printer("Cozinha", printers.nobody())
        first, second = factories.dish("Primeiro"), factories.dish("Segundo")
        factories.order(first.id)
        runner.print_due()
        assert runner.print_due() == 0  # the pause
        factories.order(second.id)
        actions.change(printer.id, {"host": kitchen.host, "port": kitchen.port})
        be_due()
        assert runner.print_due() == 1
    assert [b"Primeiro" in one for one in kitchen.slips] == [True, False]
    assert queries.in_trouble(None) == []
    assert set(states()) == {JobState.DONE}
    assert turns.claim(8) == []


def test_a_printer_that_works_again_says_so(restaurant, add_printer):
    with printers.printer() as kitchen:
        printer = add_printer("Cozinha", printers.nobody())
        factories.order(factories.dish().id)
        runner.print_due()
        with db.atomic():
            db.run(
                "UPDATE printers SET port = %s WHERE id = %s AND restaurant_id = %s",
                kitchen.port,
                printer.id,
                restaurant.id,
            )
        be_due()
        runner.print_due()
    assert queries.in_trouble(None) == []
    assert [one["name"] for one in events("printer.recovered")] == ["Cozinha"]


def test_after_nine_tries_it_is_given_up_and_can_be_asked_for_again(restaurant, add_printer):
    printer = add_printer("Bar", printers.nobody())
    factories.order(factories.dish().id)
    for _ in range(turns.MOST_ATTEMPTS):
        assert states() == [JobState.QUEUED]
        be_due()
        assert runner.print_due() == 1
    [job] = queries.unprinted()
    assert (job["state"], job["attempts"], job["trouble"]) == ("failed", turns.MOST_ATTEMPTS, troubles.REFUSED)
    be_due()
    runner.print_due()
    assert queries.unprinted()[0]["attempts"] == turns.MOST_ATTEMPTS
    with printers.printer() as back:
        with db.atomic():
            db.run(
                "UPDATE printers SET port = %s WHERE id = %s AND restaurant_id = %s",
                back.port,
                printer.id,
                restaurant.id,
            )
        assert jobs.retry_all(printer.id) == 1
        runner.print_due()
    assert len(back.slips) == 1
    with pytest.raises(jobs.NotWaiting):
        jobs.retry(job["id"])


def test_two_workers_never_talk_to_one_printer_at_once(restaurant, add_printer):
    with printers.printer() as kitchen:
        add_printer("Cozinha", kitchen)
        dish = factories.dish().id
        for _ in range(5):
            factories.order(dish)
        claimed = at_once(restaurant.id, 10, lambda _n: len(turns.claim(8)))
        assert sum(claimed) == 1
        assert runner.print_due() == 0
        be_due()
        at_once(restaurant.id, 10, lambda _n: _unbound(runner.print_due))
    assert len(kitchen.slips) == 5


def test_what_a_killed_worker_was_printing_is_printed_by_another(restaurant, add_printer):
    with printers.printer() as kitchen:
        add_printer("Cozinha", kitchen)
        factories.order(factories.dish().id)
        [turn] = turns.claim(8)
        dead = turns.next_job(turn)  # and here the power goes
        assert states() == [JobState.PRINTING]
        assert runner.print_due() == 0
        with db.atomic():
            db.session.execute(update(PrintTurn).values(leased_until=clock.now() - timedelta(seconds=1)))
        assert runner.print_due() == 1
        assert states() == [JobState.DONE]
        assert turns.done(turn, dead) is False  # it comes back and finds that it is no longer its job
        assert turns.put_off(turn, troubles.SILENT) is False
    assert len(kitchen.slips) == 1


def test_a_worker_prints_only_for_the_houses_it_is_told_to(restaurant, add_printer, monkeypatch):
    with printers.printer() as kitchen:
        add_printer("Cozinha", kitchen)
        factories.order(factories.dish().id)
        for houses, served in (("none", 0), ("outra-casa", 0), (f"outra-casa,{restaurant.slug}", 1)):
            monkeypatch.setenv("NABANCADA_PRINTERS", houses)
            config.settings.cache_clear()
            assert runner.print_due() == served


def test_a_paper_that_cannot_be_drawn_stops_no_other(restaurant, add_printer, caplog):
    with printers.printer() as kitchen:
        printer = add_printer("Cozinha", kitchen)
        broken = Paper(PaperKind.TICKET, None, "broken", Document("x", ()), printer.id)
        with db.atomic():
            jobs.queue([broken], db.new_id(), SOMEBODY)
            db.session.execute(update(PrintJob).values(payload={"title": "x"}))
        factories.order(factories.dish().id)
        runner.print_due()
    assert states() == [JobState.FAILED, JobState.DONE]
    assert queries.in_trouble(None) == []
    assert len(kitchen.slips) == 1


def test_second_papers_are_numbered_even_when_asked_for_at_once(restaurant, add_printer):
    printer = add_printer("Caixa", printers.nobody())
    paper = Paper(PaperKind.RECEIPT, None, "receipt:x", Document("Talão", (centred("a"),), True), printer.id)
    at_once(restaurant.id, 10, lambda _n: jobs.ask([paper], db.new_id(), SOMEBODY))
    kept = db.session.execute(select(PrintJob.copy, PrintJob.payload).order_by(PrintJob.copy)).all()
    assert [copy for copy, _payload in kept] == list(range(1, 11))
    assert [payload["drawer"] for _copy, payload in kept] == [True] + [False] * 9
    assert kept[2].payload["rows"][0]["left"] == "3.ª via"


def test_a_printer_taken_out_of_use_gives_up_what_waits(restaurant, add_printer):
    printer = add_printer("Cozinha", printers.nobody())
    factories.order(factories.dish().id)
    runner.print_due()
    actions.archive(printer.id)
    assert states() == [JobState.FAILED]
    assert turns.claim(8) == []
    assert queries.in_trouble(None) == []
    factories.order(factories.dish().id)
    assert states() == [JobState.FAILED]


def test_orders_and_a_printer_taken_out_at_once_both_come_to_an_end(restaurant, add_printer):
    dish = factories.dish().id
    printer = add_printer("Cozinha", printers.nobody())

    def work(n: int):
        return actions.archive(printer.id) if n == 5 else orders.place(factories.new_order(dish), SOMEBODY)

    results = at_once(restaurant.id, 10, work)
    assert not [one for one in results if isinstance(one, type) and issubclass(one, DomainError)]


def test_names_are_unique_and_free_again_once_taken_out(restaurant, add_printer):
    first = add_printer("Bar", ("192.168.1.50", 9100))
    with pytest.raises(DomainError):
        add_printer("Bar", ("192.168.1.51", 9100))
    actions.archive(first.id)
    assert add_printer("Bar", ("192.168.1.51", 9100)).name == "Bar"


def test_a_browsers_printer_has_no_address_and_takes_no_job(restaurant):
    actions.add(NewPrinter(name="Balcão", kind="browser", host="192.168.1.50", width=58, documents=["ticket"]))
    [printer] = queries.printers()
    assert (printer.host, printer.port) == (None, None)
    assert queries.browser_width(None) == 58
    factories.order(factories.dish().id)
    assert states() == []


def test_old_papers_are_forgotten_but_not_what_waits(restaurant, add_printer):
    with printers.printer() as kitchen:
        add_printer("Cozinha", kitchen)
        factories.order(factories.dish().id)
        runner.print_due()
    add_printer("Bar", printers.nobody())
    factories.order(factories.dish().id)
    assert jobs.purge(clock.now() + timedelta(minutes=1)) == 1
    assert set(states()) == {JobState.QUEUED}


def test_a_house_sees_only_its_own_paper(restaurant, other, add_printer):
    add_printer("Cozinha", printers.nobody())
    factories.order(factories.dish().id)
    db.release()
    with db.platform("test"), db.tenant(other.id):
        assert db.session.scalar(select(func.count()).select_from(PrintJob)) == 0
        assert db.session.scalar(text("SELECT count(*) FROM printers")) == 0
        db.release()


def _unbound(work):
    """As a runner does: bound to no house."""
    return Context().run(work)
