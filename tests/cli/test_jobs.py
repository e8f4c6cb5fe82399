"""What a scheduler runs: each does its work, and may run again at once."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import text

from nabancada import clock, db
from nabancada.plans import queries as plans
from nabancada.plans.models import SubscriptionStatus
from nabancada.restaurants.models import Restaurant
from tests import factories


@pytest.fixture
def run(app):
    def command(*words):
        result = app.test_cli_runner().invoke(args=list(words))
        assert result.exit_code == 0, result.output
        return result.output

    return command


def test_old_keys_are_forgotten_and_young_ones_kept(restaurant, run):
    dish = factories.dish()
    for key in ("old-key-1", "young-key"):
        factories.order(dish.id, client_key=key)
    with db.atomic():
        db.session.execute(
            text("UPDATE client_keys SET created_at = now() - interval '31 days' WHERE key = 'old-key-1'")
        )
    with db.platform("test"):
        run("purge-keys")
    assert db.session.scalars(text("SELECT key FROM client_keys")).all() == ["young-key"]


@pytest.mark.parametrize("named", [None, "basico"])
def test_a_house_that_the_release_before_gave_its_plan_comes_to_name_it(restaurant, run, named):
    with db.atomic():
        db.session.execute(
            text("UPDATE restaurants SET plan_slug = :named WHERE id = :id"), {"named": named, "id": restaurant.id}
        )
    version = _plan_version(restaurant)
    with db.platform("test"):
        run("expire-subscriptions")
        assert run("expire-subscriptions") == "0 subscriptions moved on.\n"
    db.session.expire_all()
    assert db.session.get_one(Restaurant, restaurant.id).plan_slug == "enterprise"
    assert _plan_version(restaurant) == version + 1


def test_what_is_due_expires_and_its_house_takes_no_more_orders(restaurant, run):
    with db.atomic():
        db.session.execute(text("UPDATE subscriptions SET trial_ends_at = now() - interval '1 second'"))
    version = _plan_version(restaurant)
    with db.platform("test"):
        run("expire-subscriptions")
        run("expire-subscriptions")
    assert plans.current().status == SubscriptionStatus.EXPIRED
    assert _plan_version(restaurant) == version + 1


def test_a_house_whose_row_is_locked_does_not_keep_the_others_from_expiring(app, restaurant, other, caplog):
    expire = ["expire-subscriptions"]
    with db.platform("test"):
        for house in (restaurant, other):
            with db.tenant(house.id), db.atomic():
                db.session.execute(text("UPDATE subscriptions SET trial_ends_at = now() - interval '1 second'"))
        with stubborn(other):
            result = app.test_cli_runner().invoke(args=expire)
        assert result.exit_code == 1 and "failed in 1 houses" in result.output
        failed = [one.restaurant for one in caplog.records if one.message == "job failed in a house"]
        assert failed == [str(other.id)]
        assert plans.current().status == SubscriptionStatus.EXPIRED
        assert app.test_cli_runner().invoke(args=expire).exit_code == 0
        with db.tenant(other.id):
            assert plans.current().status == SubscriptionStatus.EXPIRED
            db.release()


def test_events_stay_while_a_log_does_not_say_where_it_reaches(app, restaurant, run, monkeypatch):
    def broken(*_args, **_said):
        raise RuntimeError("no")

    with db.platform("test"):
        with monkeypatch.context() as patch:
            patch.setattr("nabancada.live.raise_floor", broken)
            patch.setattr("nabancada.db.partitions.drop_before", broken)
            assert app.test_cli_runner().invoke(args=["trim-events"]).exit_code == 1
        run("trim-events")


def test_expired_sessions_are_deleted(restaurant, run):
    from nabancada.auth import store
    from nabancada.permissions import Role

    store.create(store.new_token(), factories.staff(Role.WAITER), {})
    with db.engine().begin() as connection:
        connection.execute(text("UPDATE web_sessions SET expires_at = now() - interval '1 second'"))
    assert not run("purge-sessions").startswith("0 ")
    assert run("purge-sessions").startswith("0 ")


def test_a_trimmed_log_says_from_where_it_reaches(restaurant, run):
    factories.order(factories.dish().id)
    old = clock.now() - timedelta(days=70)
    with db.atomic():
        db.session.execute(text("UPDATE events SET at = :old WHERE seq <= 2"), {"old": old})
    with db.platform("test"):
        run("trim-events", "--days", "40")
    floor = db.session.scalar(text("SELECT floor_seq FROM streams WHERE restaurant_id = :id"), {"id": restaurant.id})
    assert floor == 2


def test_partitions_are_made_once(run):
    run("make-partitions")
    assert run("make-partitions").startswith("0 ")


@contextmanager
def stubborn(house):
    """While somebody else holds the house's subscription for longer than anybody waits."""
    with db.engine().connect() as holder:
        holder.execute(text("SELECT set_config('app.restaurant_id', :id, true)"), {"id": str(house.id)})
        assert holder.execute(text("SELECT 1 FROM subscriptions FOR UPDATE")).rowcount == 1
        yield
        holder.rollback()


def _plan_version(house):
    return db.session.scalar(text("SELECT plan_version FROM restaurants WHERE id = :id"), {"id": house.id})
