"""House and subscription stay in step: each state has its way in, and an end."""

from datetime import date, timedelta

import pytest

from nabancada import beside, clock, db
from nabancada.permissions import Role
from nabancada.plans import actions, queries
from nabancada.plans.models import SubscriptionStatus
from nabancada.plans.steps import SubscriptionChanged
from tests import factories
from tests.at_once import at_once

DAY = timedelta(days=1)


@pytest.fixture
def order(superadmin):
    """Ask for a change of a house's subscription; returns the status and the code."""

    def order(house, **change):
        db.release()
        answer = superadmin.patch(f"/api/admin/restaurants/{house.id}/subscription", json=change)
        db.release()
        return answer.status_code, answer.json.get("code")

    return order


def test_a_house_suspended_before_its_approval_gets_its_trial_and_its_letter_when_it_opens(superadmin, waiting, caplog):
    factories.staff(Role.OWNER)
    with caplog.at_level("INFO", "nabancada.mail"):
        for status in ("suspended", "active", "suspended", "active"):
            path = f"/api/admin/restaurants/{waiting.id}/status"
            assert superadmin.post(path, json={"status": status}).status_code == 200
        beside.finish()
    db.release()
    mine = queries.current()
    assert mine.status == SubscriptionStatus.TRIAL and mine.trial_ends_at > clock.now()
    assert len([one for one in caplog.records if one.name == "nabancada.mail"]) == 1


def test_a_house_that_waits_is_approved_and_not_given_a_state(order, waiting):
    for status in ("trial", "active", "past_due", "suspended"):
        assert order(waiting, status=status) == (409, "not_approved")
    assert order(waiting, plan="basico") == (200, None)
    assert (queries.current().status, queries.current().plan_slug) == ("pending", "basico")


def test_a_trial_given_without_an_end_has_one_once_the_house_is_approved(superadmin, waiting):
    factories.subscription(status=SubscriptionStatus.TRIAL)
    superadmin.post(f"/api/admin/restaurants/{waiting.id}/status", json={"status": "active"})
    db.release()
    assert queries.current().trial_ends_at > clock.now()


def test_a_suspended_house_is_brought_back_and_not_around(superadmin, order, restaurant):
    superadmin.post(f"/api/admin/restaurants/{restaurant.id}/status", json={"status": "suspended"})
    for status in ("trial", "active", "expired"):
        assert order(restaurant, status=status) == (409, "house_suspended")
    assert order(restaurant, status="suspended") == (200, None)
    assert queries.current().status == SubscriptionStatus.SUSPENDED


@pytest.mark.parametrize("status", ["pending", "suspended"])
def test_waiting_and_suspension_are_the_houses(order, restaurant, status):
    assert order(restaurant, status=status) == (409, "house_decides")
    assert queries.current().status == SubscriptionStatus.TRIAL


def test_a_trial_that_is_over_is_not_given_again(order, restaurant):
    assert order(restaurant, status="expired") == (200, None)
    assert order(restaurant, status="trial") == (200, None)  # by mistake: its days are still there
    with db.atomic():
        queries.current().trial_ends_at = clock.now() - DAY
    order(restaurant, status="expired")
    assert order(restaurant, status="trial") == (409, "trial_over")


@pytest.mark.parametrize("status", ["active", "past_due", "cancelled"])
def test_what_is_paid_ends_some_day(order, restaurant, status):
    assert order(restaurant, status=status, renews_at=None) == (422, "invalid_input")
    assert order(restaurant, status=status) == (200, None)
    assert queries.current().renews_at is not None
    assert order(restaurant, renews_at=None) == (422, "invalid_input")


def test_what_is_active_without_a_date_is_paid_for_a_month_and_never_for_a_day_that_is_over(order, restaurant):
    past, ahead = clock.now() - DAY, clock.now() + 200 * DAY
    assert order(restaurant, status="active", renews_at=clock.iso(past)) == (422, "invalid_input")
    order(restaurant, status="active")
    assert 27 < (queries.current().renews_at - clock.now()).days < 32
    order(restaurant, renews_at=clock.iso(ahead))
    order(restaurant, status="expired")
    order(restaurant, status="active")
    assert abs(queries.current().renews_at - ahead) < timedelta(seconds=1)


def test_of_two_who_save_what_they_saw_one_does(restaurant):
    seen = queries.version(queries.current())
    db.release()
    saves = at_once(
        restaurant.id, 2, lambda n: actions.change(plan=("basico", "profissional")[n], version=seen), workers=2
    )
    assert saves.count(SubscriptionChanged) == 1


def test_a_day_is_to_its_end_at_the_house_and_the_same_day_changes_nothing(restaurant):
    night = (clock.now() + 40 * DAY).replace(hour=23, minute=30)  # already the next day at the house
    factories.subscription(status=SubscriptionStatus.ACTIVE, renews_at=night)
    mine = queries.current()
    assert mine.renews_on == (night + DAY).date()
    assert actions.change(renews_at=mine.renews_on).renews_at == night
    assert actions.change(renews_at=date(2099, 1, 31)).renews_on == date(2099, 1, 31)


def test_a_change_that_fails_half_way_leaves_the_subscription_as_it_was(restaurant):
    before = queries.version(queries.current())
    with pytest.raises(ZeroDivisionError), db.atomic():
        actions.change(plan="basico", status=SubscriptionStatus.ACTIVE)
        raise ZeroDivisionError
    assert queries.version(queries.current()) == before
