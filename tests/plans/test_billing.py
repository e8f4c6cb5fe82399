"""Payments for plans, and asking for another: written by the platform, once, and never by the house itself."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from nabancada import clock, db
from nabancada.errors import InvalidInput, KeyReused
from nabancada.permissions import Role
from nabancada.plans import actions, billing, periods, queries
from nabancada.plans.billing import RequestAnswered, RequestWaiting
from nabancada.plans.inputs import NewPlanRequest, NewSubscriptionPayment
from nabancada.plans.models import PlanRequest, SubscriptionPayment, SubscriptionStatus
from nabancada.restaurants import actions as restaurants
from nabancada.restaurants.models import RestaurantStatus
from tests import factories
from tests.at_once import at_once

ADMIN = factories.SOMEBODY


def paid(plan="profissional", months=1, **changes):
    fields = {"client_key": uuid4().hex, "amount_cents": 3_500_000, "method": "transfer", **changes}
    return NewSubscriptionPayment(plan=plan, months=months, **fields)


def test_a_payment_in_the_trial_begins_when_the_trial_ends(restaurant):
    trial_ends = queries.current().trial_ends_at
    payment = billing.record_payment(paid(), ADMIN)
    now = queries.current()
    assert (payment.begins_at, now.status, now.plan_slug) == (trial_ends, "active", "profissional")
    assert now.renews_at == periods.later_by_months(trial_ends, 1)


def test_paying_early_or_late_within_grace_loses_and_gives_no_days(restaurant):
    for due in (timedelta(days=5), timedelta(days=-3)):
        ends = clock.now() + due
        state = SubscriptionStatus.ACTIVE if due > timedelta(0) else SubscriptionStatus.PAST_DUE
        factories.subscription(status=state, renews_at=ends)
        assert billing.record_payment(paid("enterprise"), ADMIN).begins_at == ends


@pytest.mark.parametrize(
    ("has", "pays", "left", "worth"),
    [
        ("basico", "empresarial", 334, 72),  # 334 × 15 000 / 70 000 = 71.57
        ("empresarial", "basico", 334, 1559),  # 334 × 70 000 / 15 000 = 1558.67
        ("basico", "enterprise", 1, 1),  # a tenth of a day is a day
    ],
)
@pytest.mark.parametrize("state", [SubscriptionStatus.ACTIVE, SubscriptionStatus.CANCELLED])
def test_paid_days_left_become_days_of_the_plan_that_is_paid_now(restaurant, has, pays, left, worth, state):
    factories.subscription(plan=has, status=state, renews_at=clock.now() + timedelta(days=left))
    payment, now = billing.record_payment(paid(pays), ADMIN), queries.current()
    assert abs(payment.begins_at - clock.now() - timedelta(days=worth)) < timedelta(minutes=1)
    assert (now.plan_slug, now.renews_at) == (pays, periods.later_by_months(payment.begins_at, 1))


def test_to_a_dearer_plan_and_back_gives_no_day_more_than_was_rounded_up(restaurant):
    ends = clock.now() + timedelta(days=100)
    factories.subscription(plan="basico", status=SubscriptionStatus.ACTIVE, renews_at=ends)
    for plan in ("profissional", "basico"):
        before = queries.current().renews_at
        carried = periods.carry(queries.current(), plans_named(plan))
        assert carried.left == (before - clock.now()).days + 1
        with db.atomic():
            actions.change(plan=plan, renews_at=clock.now() + timedelta(days=carried.worth))
    assert timedelta(0) <= queries.current().renews_at - ends < timedelta(days=4)


def test_no_days_are_made_of_a_plan_that_was_not_paid_or_is_over(restaurant):
    day = timedelta(days=1)
    for state, renews_at in (
        (SubscriptionStatus.TRIAL, clock.now() + day),
        (SubscriptionStatus.EXPIRED, clock.now() + day),
        (SubscriptionStatus.PAST_DUE, clock.now() - day),
        (SubscriptionStatus.ACTIVE, None),
    ):
        factories.subscription(plan="empresarial", status=state, renews_at=renews_at)
        assert periods.carry(queries.current(), plans_named("basico")) is None


def test_two_payments_for_another_plan_at_once_carry_the_days_over_once(restaurant):
    factories.subscription(plan="basico", status=SubscriptionStatus.ACTIVE, renews_at=clock.now() + timedelta(days=334))
    at_once(restaurant.id, 2, lambda _n: billing.record_payment(paid("empresarial"), ADMIN), workers=2)
    second, first = sorted(queries.payments(2), key=lambda one: one.begins_at, reverse=True)
    assert abs(first.begins_at - clock.now() - timedelta(days=72)) < timedelta(minutes=1)
    assert second.begins_at == first.ends_at


def test_a_suspended_house_that_pays_another_plan_keeps_what_its_days_are_worth(restaurant):
    factories.subscription(plan="basico", status=SubscriptionStatus.ACTIVE, renews_at=clock.now() + timedelta(days=334))
    restaurants.set_status(restaurant.id, RestaurantStatus.SUSPENDED, "Documentos")
    begins_at = billing.record_payment(paid("empresarial"), ADMIN).begins_at
    assert abs(begins_at - clock.now() - timedelta(days=72)) < timedelta(minutes=1)


def test_days_of_grace_are_paid_by_a_house_suspended_meanwhile_too(restaurant):
    ends = clock.now() - timedelta(days=3)
    factories.subscription(status=SubscriptionStatus.PAST_DUE, renews_at=ends)
    restaurants.set_status(restaurant.id, RestaurantStatus.SUSPENDED, "Não pagou")
    assert billing.record_payment(paid("enterprise"), ADMIN).begins_at == ends


def test_after_an_expiry_the_paid_time_begins_now(restaurant):
    factories.subscription(status=SubscriptionStatus.EXPIRED, renews_at=clock.now() - timedelta(days=40))
    assert clock.now() - billing.record_payment(paid(), ADMIN).begins_at < timedelta(minutes=1)


def test_a_payment_repeated_many_times_at_once_is_one(restaurant):
    new = paid()
    ids = {one.id for one in at_once(restaurant.id, 8, lambda _n: billing.record_payment(new, ADMIN), workers=8)}
    assert len(ids) == 1
    assert db.session.scalar(select(func.count()).select_from(SubscriptionPayment)) == 1
    assert queries.current().renews_at == queries.payments(1)[0].ends_at


def test_the_same_key_with_another_amount_is_refused(restaurant):
    new = paid()
    billing.record_payment(new, ADMIN)
    with pytest.raises(KeyReused):
        billing.record_payment(new.model_copy(update={"amount_cents": 1}), ADMIN)


def test_two_payments_at_once_buy_one_time_after_the_other(restaurant):
    results = at_once(restaurant.id, 2, lambda _n: billing.record_payment(paid("enterprise"), ADMIN), workers=2)
    assert [type(one) for one in results] == [SubscriptionPayment] * 2
    second, first = queries.payments(2)
    first, second = sorted((first, second), key=lambda one: one.begins_at)
    assert second.begins_at == first.ends_at
    assert queries.current().renews_at == second.ends_at


def test_a_payment_that_fails_half_way_leaves_nothing(restaurant):
    before, key = queries.current().status, uuid4().hex
    with pytest.raises(ZeroDivisionError), db.atomic():
        billing.record_payment(paid(client_key=key), ADMIN)
        raise ZeroDivisionError
    assert (queries.current().status, queries.payments(1)) == (before, [])
    assert billing.record_payment(paid(client_key=key), ADMIN).plan_slug == "profissional"


def test_a_suspended_house_that_pays_stays_so_and_comes_back_paid(restaurant):
    restaurants.set_status(restaurant.id, RestaurantStatus.SUSPENDED, "Não pagou")
    billing.record_payment(paid(), ADMIN)
    assert queries.current().status == SubscriptionStatus.SUSPENDED
    restaurants.set_status(restaurant.id, RestaurantStatus.ACTIVE)
    assert queries.current().status == SubscriptionStatus.ACTIVE


def test_asking_changes_nothing_and_of_many_at_once_one_waits(restaurant):
    before = queries.current().plan_slug
    ask = NewPlanRequest(plan="profissional")
    results = at_once(restaurant.id, 6, lambda _n: billing.ask(ask, ADMIN), workers=6)
    assert results.count(RequestWaiting) == 5
    assert queries.current().plan_slug == before


def test_the_payment_of_the_plan_that_was_asked_for_grants_the_request(restaurant):
    billing.ask(NewPlanRequest(plan="empresarial"), ADMIN)
    billing.record_payment(paid("profissional"), ADMIN)
    assert queries.requests(1)[0].status == "open"
    billing.record_payment(paid("empresarial"), ADMIN)
    assert queries.requests(1)[0].status == "granted"


def test_an_answered_request_is_answered_once(restaurant):
    request = billing.ask(NewPlanRequest(plan="basico"), ADMIN)
    billing.decline(request.id, "Fale connosco")
    for again in (lambda: billing.withdraw(request.id), lambda: billing.decline(request.id, "x")):
        with pytest.raises(RequestAnswered):
            again()
    billing.ask(NewPlanRequest(plan="basico"), ADMIN)
    assert db.session.scalar(select(func.count()).select_from(PlanRequest)) == 2


def test_nobody_of_the_house_grants_themselves_a_plan(client, restaurant):
    base = f"/api/admin/restaurants/{restaurant.id}"
    body = paid().model_dump()
    for role in (Role.OWNER, Role.MANAGER, Role.CASHIER, Role.WAITER, Role.KITCHEN):
        browser = client(role)
        answers = [
            browser.patch(f"{base}/subscription", json={"plan": "enterprise", "status": "active"}),
            browser.post(f"{base}/payments", json=body),
            browser.post(f"{base}/status", json={"status": "active"}),
            browser.patch("/api/admin/plans/basico", json={"limits": {"tables": None}}),
        ]
        assert {answer.status_code for answer in answers} == {403}, role
    assert queries.payments(1) == []


def test_only_who_directs_asks_for_a_plan(client, restaurant):
    wanted = {Role.OWNER: 201, Role.MANAGER: 403, Role.CASHIER: 403, Role.WAITER: 403, Role.KITCHEN: 403}
    got = {
        role: client(role).post("/api/subscription/requests", json={"plan": "basico"}).status_code for role in wanted
    }
    assert got == wanted


def test_a_changed_limit_holds_at_once_for_all_who_have_the_plan(client, restaurant, superadmin):
    factories.subscription(plan="basico")
    owner = client(Role.OWNER)
    assert owner.get("/api/subscription/limits").json["plan"]["limits"]["tables"] == 10
    try:
        changed = superadmin.patch("/api/admin/plans/basico", json={"limits": {"tables": 0}, "month_cents": 1_600_000})
        assert (changed.status_code, changed.json["limits"]["tables"], changed.json["limits"]["branches"]) == (
            200,
            0,
            1,
        )
        limits = owner.get("/api/subscription/limits").json
        assert (limits["plan"]["limits"]["tables"], limits["can_add"]["tables"]) == (0, False)
        assert owner.post("/api/tables", json={"name": "1", "seats": 2}).json["code"] == "limit_reached"
    finally:
        actions.edit("basico", {"limits": {"tables": 10}, "month_cents": 1_500_000})


def test_a_limit_that_does_not_exist_is_refused(superadmin, restaurant):
    answer = superadmin.patch("/api/admin/plans/basico", json={"limits": {"mesas": 3}})
    assert (answer.status_code, "limits.mesas" in answer.json["fields"]) == (422, True)
    with pytest.raises(InvalidInput):
        billing.ask(NewPlanRequest(plan="grátis"), ADMIN)


def plans_named(slug):
    return next(one for one in queries.on_offer() if one.slug == slug)
