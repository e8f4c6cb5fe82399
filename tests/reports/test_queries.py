"""What the dashboard finds in the database."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from nabancada import clock, db
from nabancada.db.partitions import lowest_id
from nabancada.orders import actions
from nabancada.orders import queries as order_queries
from nabancada.orders.days import BusinessDay
from nabancada.orders.models import Bill, Order, OrderLine
from nabancada.reports import day, queries
from nabancada.tables import actions as tables
from tests import factories

WEEK = timedelta(days=7)


def day_of(now: datetime) -> BusinessDay:
    return BusinessDay(clock.business_day(now), clock.DAY_TURNS_AT)


def sold(at: datetime, cents: int = 1000, type: str = "counter", **fields: Any) -> UUID:
    """An order of the past, as it would have been written then."""
    order_id = UUID(int=lowest_id(at).int | db.new_id().int & ((1 << 80) - 1))
    with db.atomic():
        db.session.add(
            Order(
                id=order_id,
                number=order_id.int % 1_000_000_007,
                business_day=clock.business_day(at),
                type=type,
                placed_at=at,
                total_cents=cents,
                **{"status": "served", **fields},
            )
        )
        db.session.flush()
        db.session.add(
            Bill(
                id=order_id,
                order_id=order_id,
                business_day=clock.business_day(at),
                opened_at=at,
                rules={},
                gross_cents=cents,
                items_cents=cents,
                total_cents=cents,
            )
        )
    return order_id


def line(order_id: UUID, dish: Any, quantity: int, void_quantity: int = 0) -> None:
    with db.atomic():
        db.session.add(
            OrderLine(
                order_id=order_id,
                bill_id=order_id,
                position=0,
                item_id=dish.id,
                name=dish.name,
                station="Cozinha",
                prep_minutes=15,
                quantity=quantity,
                void_quantity=void_quantity,
                unit_price_cents=dish.price_cents,
                options=[],
            )
        )


def ordered(*dishes: Any, **fields: Any) -> dict[str, Any]:
    """An order of now, taken as the house takes it."""
    factories.order(*(dish.id for dish in dishes), **fields)
    return order_queries.page(limit=1, before=None)[0]


def seen(now: datetime) -> tuple[day.Totals, day.Totals]:
    rows, today = queries.sales(now, day_of(now)), clock.business_day(now)
    return tuple(day.totals(row for row in rows if row.day == one) for one in (today, today - WEEK))


def noon() -> datetime:
    """13:00 of the current business day, so that no test runs across its turn."""
    return clock.day_starts(clock.business_day(clock.now())) + timedelta(hours=8)


def test_sales_are_today_and_the_same_weekday_before_up_to_this_hour(restaurant):
    now = noon()
    sold(now - timedelta(hours=1), 5000)
    sold(now - WEEK - timedelta(hours=1), 3000)
    sold(now - WEEK + timedelta(hours=1), 700)
    sold(now - timedelta(days=1), 90)
    sold(now - timedelta(days=6), 90)
    today, before = seen(now)
    assert (today.orders, today.cents) == (1, 5000)
    assert (before.orders, before.cents) == (1, 3000)
    assert sum(row.cents for row in queries.sales(now, day_of(now))) == 8700


def test_the_night_belongs_to_the_day_before(restaurant):
    start = clock.day_starts(clock.business_day(noon()))
    sold(start - timedelta(minutes=1), 100)
    sold(start, 20)
    [row] = queries.sales(noon(), day_of(noon()))
    assert (row.hour, row.cents) == (0, 20)


def test_cancelled_orders_are_no_revenue(restaurant):
    sold(noon(), 5000)
    sold(noon(), 4000, status="cancelled")
    assert seen(noon())[0].cents == 5000


def test_what_is_void_is_no_revenue_either(restaurant):
    dish = factories.dish(price_cents=1000)
    order = ordered(dish)
    assert seen(clock.now())[0].cents == 1000
    [one] = order["lines"]
    actions.void(order["id"], UUID(one["id"]), quantity=1, reason="Engano", by=factories.SOMEBODY)
    assert seen(clock.now())[0].cents == 0


def test_the_kitchen_is_timed_from_placed_to_ready(restaurant):
    at = noon() - timedelta(hours=2)
    sold(at, ready_at=at + timedelta(minutes=10))
    sold(at, ready_at=at + timedelta(minutes=20))
    sold(at, status="pending")
    assert seen(noon())[0].cooking == 15 * 60


def test_what_open_parties_owe_is_the_sum_of_their_rounds(restaurant):
    dish, seven, eight = factories.dish(price_cents=1000), factories.table("7"), factories.table("8")
    factories.table("9")
    first = ordered(dish, table_id=seven.id)
    ordered(dish, dish, table_id=seven.id)
    gone = ordered(dish, table_id=eight.id)
    factories.order(dish.id)
    assert queries.floor(clock.now()).unpaid_cents == 4000
    tables.free(gone["party_id"])
    tables.request_bill(first["party_id"])
    floor = queries.floor(clock.now())
    assert (floor.tables, floor.seated, floor.unpaid_cents) == (3, 1, 3000)
    assert [(bill["table"], bill["cents"]) for bill in floor.bills] == [("7", 3000)]


def test_a_ticket_is_late_once_its_slowest_dish_should_be_ready(restaurant):
    quick, slow = factories.dish("Cuca", prep_minutes=1), factories.dish("Calulu", prep_minutes=20)
    table = factories.table("4")
    placed_at = ordered(quick, slow, table_id=table.id)["placed_at"]
    in_time, too_late = (placed_at + timedelta(minutes=minutes) for minutes in (19, 21))
    assert queries.floor(in_time).late == []
    [late] = queries.floor(too_late).late
    assert (late["table"], late["dish"], late["status"]) == ("4", "Calulu", "pending")
    assert late["since"] == placed_at


def test_top_dishes_are_ranked_by_what_they_brought(restaurant):
    cuca, muamba, gone = (factories.dish(*one) for one in (("Cuca", 100), ("Muamba", 900), ("Funge", 5000)))
    order = sold(noon())
    line(order, cuca, 5)
    line(sold(noon()), muamba, 3, void_quantity=1)
    line(sold(noon()), gone, 1, void_quantity=1)
    line(sold(noon(), status="cancelled"), gone, 3)
    line(sold(noon() - timedelta(days=1)), gone, 3)
    found = queries.top_dishes(clock.business_day(noon()))
    assert [(dish.name, dish.quantity, dish.cents) for dish in found] == [("Muamba", 2, 1800), ("Cuca", 5, 500)]


def test_busy_hours_are_those_of_the_four_weeks_before_today(restaurant):
    now = noon()
    for days in (0, 1, 8, 29):
        sold(now - timedelta(days=days))
    yesterday = clock.business_day(now) - timedelta(days=1)
    assert queries.orders_by_hour(day_of(now)) == [(yesterday.isoweekday(), 8, 2)]


def test_the_plan_s_orders_of_the_month_are_counted(restaurant):
    factories.subscription(plan="basico")
    factories.order(factories.dish().id)
    floor = queries.floor(clock.now())
    assert (floor.orders_this_month, floor.orders_per_month) == (1, 500)


def test_another_house_adds_nothing(restaurant, other):
    with db.platform("a test of two houses"), db.tenant(other.id):
        dish, table = factories.dish(), factories.table()
        factories.order(dish.id, table_id=table.id)
        sold(noon() - timedelta(days=2))
    now = clock.now()
    assert (
        queries.sales(now, day_of(now))
        == queries.top_dishes(clock.business_day(now))
        == queries.orders_by_hour(day_of(now))
        == []
    )
    floor = queries.floor(now)
    assert (floor.tables, floor.seated, floor.unpaid_cents, floor.orders_this_month) == (0, 0, 0, 0)


def test_old_months_are_not_opened(restaurant, statements):
    plan = db.session.connection().exec_driver_sql  # what PostgreSQL would read
    now = clock.now()
    lowest = lowest_id(clock.day_starts(clock.business_day(now)))
    old = f"orders_{(now.replace(day=1) - timedelta(days=40)):%Y_%m}"
    rows = plan(f"EXPLAIN SELECT FROM orders o WHERE o.id >= '{lowest}' AND o.business_day = current_date").scalars()
    assert old not in "\n".join(rows)
