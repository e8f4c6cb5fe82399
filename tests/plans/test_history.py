"""How far back a house looks: every list of what is over ends where its plan does, and nothing is lost by it."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from nabancada import clock, db, history, live
from nabancada.db.partitions import lowest_id
from nabancada.live.models import Event
from nabancada.orders.models import Bill, Order
from nabancada.payments import closing
from nabancada.payments.inputs import Closing
from nabancada.permissions import Role
from nabancada.plans.inputs import PlanChange
from nabancada.printing import actions as printing
from nabancada.printing.inputs import NewPrinter
from nabancada.printing.models import JobState, PrintJob
from nabancada.reports.queries import HEAT_DAYS
from nabancada.restaurants.models import Restaurant
from nabancada.till.inputs import NewShift
from nabancada.till.models import Shift
from tests import factories
from tests.conftest import sign_in
from tests.reports.test_queries import sold

BASICO, JUST = 30, timedelta(seconds=1)
NOTE = "O plano Básico mostra 30 dias."


@pytest.fixture
def edge(restaurant) -> datetime:
    """The instant at which what the house sees begins, on the smallest plan."""
    factories.subscription(plan="basico")
    return history.begins(BASICO, clock.DAY_TURNS_AT, clock.now())


def paid(at: datetime, **fields) -> str:
    """An order of then, which nobody has anything to do with any more."""
    order_id = sold(at, **fields)
    with db.atomic():
        settled = {"paid_cents": Bill.total_cents, "settled_at": at}
        db.session.execute(update(Bill).where(Bill.id == order_id).values(settled))
    return str(order_id)


def worked(at: datetime, closed: bool = True) -> str:
    """A shift that was closed then, or was begun then and goes on."""
    shift_id = closing.open_shift(NewShift(opening_cents=0), factories.SOMEBODY).id
    if closed:
        closing.close(shift_id, Closing(counted={"cash": 0}), factories.SOMEBODY)
    with db.atomic():
        times = {"opened_at": at, "closed_at": at if closed else None}
        db.session.execute(update(Shift).where(Shift.id == shift_id).values(times))
    return str(shift_id)


def printed(at: datetime, state: JobState = JobState.DONE) -> str:
    """A receipt asked for then: out, or given up."""
    job_id = UUID(int=lowest_id(at).int | db.new_id().int & ((1 << 80) - 1))
    out = {"state": JobState.DONE, "done_at": at}
    if state != JobState.DONE:
        printer = printing.add(NewPrinter(name="Bar", host="192.168.1.50"))
        out = {"state": state, "trouble": "refused", "printer_id": printer.id}
    of = {"key": uuid4().hex, "title": "Talão", "payload": {}, "asked_by_name": "Ana", "asked_at": at}
    with db.atomic():
        db.session.add(PrintJob(id=job_id, request_id=uuid4(), kind="receipt", **of, **out))
    return str(job_id)


def told(at: datetime) -> int:
    """Something for the audit that happened then: its number."""
    subject = uuid4()
    mine = Event.restaurant_id == db.current_restaurant_id(), Event.subject_id == subject
    with db.atomic():
        live.record("printers.changed", subject, topics={live.AUDIT}, name="Cozinha")
    with db.atomic():
        db.session.execute(update(Event).where(*mine).values(at=at))
        return db.session.scalars(select(Event.seq).where(*mine)).one()


def listed(browser, path: str, key: str = "id") -> list:
    answer = browser.get(path)
    assert answer.status_code == 200
    return [one[key] for one in answer.json["items"]]


def test_the_first_day_is_so_many_before_the_business_day_of_today():
    before_it_turns = datetime(2026, 11, 28, 3, 59, tzinfo=clock.UTC)  # 04:59 in Luanda
    assert history.begins(30, 5, before_it_turns) == datetime(2026, 10, 28, 4, 0, tzinfo=clock.UTC)
    assert history.begins(30, 5, before_it_turns + timedelta(minutes=1)) == datetime(2026, 10, 29, 4, tzinfo=clock.UTC)
    assert history.begins(30, 0, before_it_turns) == datetime(2026, 10, 28, 23, 0, tzinfo=clock.UTC)
    assert history.begins(None, 5, before_it_turns) is None
    assert history.first_day(36_500, date(2026, 11, 28)) == date(1926, 12, 23)


def test_past_orders_end_where_the_plan_does(client, edge):
    new, old = paid(edge), paid(edge - JUST)
    owner = client(Role.OWNER)
    assert listed(owner, "/api/orders") == [new]
    assert listed(owner, f"/api/orders?placed_after={clock.iso(edge - timedelta(days=9))}") == [new]
    assert listed(owner, f"/api/orders?cursor={new}") == []
    factories.subscription(plan="enterprise")
    assert listed(owner, "/api/orders") == [new, old]


def test_an_order_somebody_has_still_to_do_something_about_is_listed_however_old(client, edge):
    old = edge - timedelta(days=20)
    owed, cooking = sold(old), UUID(paid(old, status="ready"))
    paid(old)
    assert listed(client(Role.WAITER), "/api/orders") == sorted(map(str, (owed, cooking)), reverse=True)
    assert listed(client(Role.WAITER), "/api/orders?status=served") == [str(owed)]


def test_the_rounds_of_a_party_that_still_sits_are_listed_however_old(client, edge):
    order = factories.order(factories.dish().id, table_id=factories.table().id).order
    old = sold(edge - JUST, cents=0)
    with db.atomic():
        mine = update(Order).where(Order.id == old)
        db.session.execute(mine.values(type="table", party_id=order["party_id"]))
    assert listed(client(Role.WAITER), "/api/orders") == [str(order["id"]), str(old)]


def test_past_closings_end_where_the_plan_does_and_an_open_till_is_always_there(client, edge):
    new, old, open_ = worked(edge), worked(edge - JUST), worked(edge - timedelta(days=9), closed=False)
    owner = client(Role.OWNER)
    assert listed(owner, "/api/shifts") == [open_, new]
    assert listed(owner, "/api/shifts?open=true") == [open_]
    page = owner.get("/till").text
    assert (f"/till/shifts/{new}" in page, f"/till/shifts/{old}" in page) == (True, False)
    assert NOTE in page and ">Ver planos</a>" in page
    factories.subscription(plan="enterprise")
    assert listed(owner, "/api/shifts") == [open_, old, new]
    page = owner.get("/till").text
    assert f"/till/shifts/{old}" in page and "O plano" not in page


def test_who_has_no_say_in_the_plan_reads_why_without_the_way_there(app, client, edge):
    zeca, browser = factories.staff(Role.CASHIER), client(None)
    sign_in(app, browser, zeca)
    shift = worked(edge - JUST)
    with db.atomic():
        db.session.execute(update(Shift).where(Shift.id == UUID(shift)).values(holder=f"user:{zeca}"))
    page = browser.get("/till").text
    assert NOTE in page and "Ver planos" not in page and "Ainda não há fechos" not in page


def test_nothing_is_said_where_nothing_is_left_out(client, edge):
    worked(edge)
    told(edge)
    owner = client(Role.OWNER)
    assert not [path for path in ("/till", "/staff/audit", "/printers/queue") if "O plano" in owner.get(path).text]


def test_the_audit_ends_where_the_plan_does(client, edge):
    new, old = told(edge), told(edge - JUST)
    owner = client(Role.OWNER)
    assert new in listed(owner, "/api/audit", "seq") and old not in listed(owner, "/api/audit", "seq")
    day = clock.business_day(edge)
    assert old not in listed(owner, f"/api/audit?first={day - timedelta(days=2)}&last={day}", "seq")
    assert owner.get(f"/api/audit?cursor={new}").json["next"] is None
    page = owner.get("/staff/audit").text
    assert (f"entry-{new}" in page, f"entry-{old}" in page, NOTE in page) == (True, False, True)
    factories.subscription(plan="profissional")
    assert old in listed(owner, "/api/audit", "seq")
    assert f"entry-{old}" in owner.get("/staff/audit").text


def test_events_end_where_the_plan_does(client, edge):
    new, old = told(edge), told(edge - JUST)
    owner = client(Role.OWNER)
    assert new in listed(owner, "/api/events", "seq") and old not in listed(owner, "/api/events", "seq")
    factories.subscription(plan="profissional")
    assert old in listed(owner, "/api/events", "seq")


def test_papers_that_came_out_end_where_the_plan_does_and_those_that_did_not_never(client, edge):
    new, old, stuck = printed(edge), printed(edge - JUST), printed(edge - timedelta(days=9), JobState.FAILED)
    owner = client(Role.OWNER)
    assert listed(owner, "/api/print-jobs") == [new, stuck]
    assert listed(owner, "/api/print-jobs?state=done") == [new]
    page = owner.get("/printers/queue").text
    assert [f"job-{one}" in page for one in (new, old, stuck)] == [True, False, True] and NOTE in page
    factories.subscription(plan="enterprise")
    assert listed(owner, "/api/print-jobs") == [new, old, stuck]


def test_a_queue_whose_papers_are_all_too_old_does_not_say_that_nothing_was_printed(client, edge):
    printed(edge - JUST)
    page = client(Role.OWNER).get("/printers/queue").text
    assert NOTE in page and "Ainda não se imprimiu nada" not in page


def test_what_is_named_by_its_id_opens_however_old_it_is(client, edge):
    order, shift = paid(edge - timedelta(days=90)), worked(edge - timedelta(days=90))
    owner = client(Role.OWNER)
    ways = (f"/api/orders/{order}", f"/api/orders/{order}/bill", f"/orders/{order}", f"/paper/bills/{order}/prebill")
    more = (f"/api/shifts/{shift}", f"/till/shifts/{shift}", f"/paper/shifts/{shift}.pdf")
    assert {path: owner.get(path).status_code for path in (*ways, *more)} == dict.fromkeys((*ways, *more), 200)


def test_the_platform_sees_on_a_visit_what_the_house_sees(client, superadmin, restaurant, edge):
    new, _old = paid(edge), paid(edge - JUST)
    visit = {"reason": "O fecho de ontem não bate certo"}
    assert superadmin.post(f"/api/admin/restaurants/{restaurant.id}/visits", json=visit).status_code == 201
    assert listed(superadmin, "/api/orders") == [new]


def test_each_house_looks_as_far_back_as_its_own_plan(client, edge, other):
    with db.platform("test"), db.tenant(other.id):
        theirs = paid(edge - JUST)
    mine = paid(edge)
    assert listed(client(Role.OWNER), "/api/orders") == [mine]
    assert listed(client(Role.OWNER, other), "/api/orders") == [theirs]


def test_a_day_that_turns_later_moves_the_first_one_along(client, edge):
    new = paid(edge + timedelta(hours=3))
    early = paid(edge)
    owner = client(Role.OWNER)
    assert listed(owner, "/api/orders") == [new, early]
    hours = owner.get("/api/settings").json["hours"]
    changed = owner.patch("/api/settings", json={"hours": {"version": hours["version"], "day_turns_at": 8}})
    assert changed.status_code == 200
    reach = history.begins(BASICO, 8, clock.now())
    assert listed(owner, "/api/orders") == [one for one in (new, early) if lowest_id(reach) <= UUID(one)]


def test_the_platform_gives_a_plan_and_takes_it_and_the_list_follows_at_once(client, superadmin, restaurant, edge):
    new, old = paid(edge), paid(edge - JUST)
    owner, path = client(Role.OWNER), f"/api/admin/restaurants/{restaurant.id}/subscription"
    for plan, seen in (("profissional", [new, old]), ("basico", [new])):
        assert superadmin.patch(path, json={"plan": plan}).status_code == 200
        assert listed(owner, "/api/orders") == seen
    payments = f"/api/admin/restaurants/{restaurant.id}/payments"
    first = {"client_key": uuid4().hex, "plan": "basico", "months": 1, "amount_cents": 1_500_000, "method": "cash"}
    second = {**first, "client_key": uuid4().hex, "plan": "profissional"}
    for payment in (first, second, first):  # the first is sent again, late
        assert superadmin.post(payments, json=payment).status_code == 201
    assert listed(owner, "/api/orders") == [new, old]


def test_a_plan_that_shows_more_does_so_for_all_who_have_it(client, superadmin, edge):
    new, old = paid(edge), paid(edge - JUST)
    owner = client(Role.OWNER)
    try:
        for days, seen in ((31, [new, old]), (None, [new, old]), (BASICO, [new])):
            assert superadmin.patch("/api/admin/plans/basico", json={"history_days": days}).status_code == 200
            assert listed(owner, "/api/orders") == seen
    finally:
        superadmin.patch("/api/admin/plans/basico", json={"history_days": BASICO})


def test_no_plan_shows_less_than_every_dashboard_tells_of(superadmin):
    assert history.LEAST >= HEAT_DAYS
    assert PlanChange(history_days=history.LEAST)
    refused = superadmin.patch("/api/admin/plans/basico", json={"history_days": history.LEAST - 1})
    assert (refused.status_code, set(refused.json["fields"])) == (422, {"history_days"})


def test_a_plan_costs_no_list_a_statement(client, edge, statements):
    worked(edge)
    owner, counts = client(Role.OWNER), []
    for plan in ("enterprise", "basico"):
        factories.subscription(plan=plan)
        owner.get("/till")
        for path in ("/api/orders", "/api/shifts", "/api/audit", "/api/print-jobs", "/api/events", "/till"):
            statements()
            assert owner.get(path).status_code == 200
            counts.append((path, len(statements())))
    assert counts[:6] == counts[6:]


def test_a_house_that_waits_has_its_plan_from_the_first_day(waiting):
    assert db.session.get_one(Restaurant, waiting.id).plan_slug == "enterprise"
