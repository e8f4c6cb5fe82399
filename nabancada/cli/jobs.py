"""Commands a scheduler runs: each may run twice, and beside the service."""

import logging
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import click

from nabancada import clock, db, keys, live
from nabancada.auth import resets, sessions
from nabancada.db import partitions
from nabancada.menu import queries as menu
from nabancada.orders import carts
from nabancada.payments import sweeping
from nabancada.plans import actions as plans
from nabancada.plans.queries import told
from nabancada.printing import jobs as printing
from nabancada.restaurants import actions as restaurants
from nabancada.restaurants import queries as restaurant_queries
from nabancada.restaurants.rules import Look
from nabancada.storage import pictures

log = logging.getLogger(__name__)

KEEP_EVENTS = 60  # days
KEEP_CARTS = 24  # hours
KEEP_PRINTS = 90  # days: as long as a second paper has to say that it is one
KEEP_PICTURES = 7  # days: as long as a form may lie open that names a picture it has sent
KEEP_KEYS = 30  # days: a tablet may sleep through a holiday


@click.command("purge-sessions")
def purge_sessions() -> None:
    """Delete sessions, and links to a new password, that have expired."""
    click.echo(f"{sessions.purge()} sessions and {resets.purge()} links deleted.")


@click.command("purge-keys")
@click.option("--days", default=KEEP_KEYS, show_default=True, help="Keys younger than this stay.")
def purge_keys(days: int) -> None:
    """Forget the keys of writes that nobody will repeat any more."""
    before = clock.now() - timedelta(days=days)
    gone = _in_each_house("purge-keys", lambda _house: keys.purge(before))
    click.echo(f"{gone} keys forgotten.")


@click.command("purge-carts")
@click.option("--hours", default=KEEP_CARTS, show_default=True, help="Drafts touched since stay.")
def purge_carts(hours: int) -> None:
    """Forget drafts of orders that nobody has gone on with."""
    before = clock.now() - timedelta(hours=hours)
    gone = _in_each_house("purge-carts", lambda _house: carts.purge(before))
    click.echo(f"{gone} drafts forgotten.")


@click.command("sweep-payments")
def sweep_payments() -> None:
    """Ask the gateway how every open request stands that is due for it; every worker does so by itself too."""
    with db.platform("sweep-payments"):
        click.echo(f"{sweeping.sweep()} requests looked at.")


@click.command("purge-prints")
@click.option("--days", default=KEEP_PRINTS, show_default=True, help="Papers younger than this stay.")
def purge_prints(days: int) -> None:
    """Forget papers that came out, or were given up, long ago."""
    before = clock.now() - timedelta(days=days)
    gone = _in_each_house("purge-prints", lambda _house: printing.purge(before))
    click.echo(f"{gone} papers forgotten.")


@click.command("sweep-pictures")
@click.option("--days", default=KEEP_PICTURES, show_default=True, help="Days a picture stays, and days it lies aside.")
def sweep_pictures(days: int) -> None:
    """Set aside photos and logos that no dish and no house has any more, and forget those that have lain aside."""
    before = clock.now() - timedelta(days=days)
    gone = _in_each_house("sweep-pictures", lambda _house: pictures.sweep(_pictures, before))
    click.echo(f"{gone} files forgotten.")


@click.command("trim-events")
@click.option("--days", default=KEEP_EVENTS, show_default=True, help="Events younger than this stay.")
def trim_events(days: int) -> None:
    """Drop whole months of events older than so many days; clients further behind start afresh."""
    month = clock.month_of((clock.now() - timedelta(days=days)).date())
    # A house whose log does not say where it reaches keeps its events: the job ends here.
    _in_each_house("trim-events", lambda house: live.raise_floor(house, before=month))
    with db.engine().begin() as connection:
        dropped = partitions.drop_before(connection, "events", month)
    click.echo(f"{len(dropped)} partitions dropped.")


@click.command("make-partitions")
def make_partitions() -> None:
    """Make the partitions of the coming months."""
    with db.engine().begin() as connection:
        made = partitions.make(connection, clock.now().date())
    click.echo(f"{len(made)} partitions made.")


@click.command("expire-subscriptions")
def expire_subscriptions() -> None:
    """Move on subscriptions whose trial, paid time or days of grace are over."""
    click.echo(f"{_in_each_house('expire-subscriptions', _expire)} subscriptions moved on.")


@db.atomic()
def _expire(_house: UUID) -> bool:
    subscription = plans.locked()
    before = told(subscription)
    restaurants.ensure_plan_named(subscription.plan_slug)
    if not plans.expire_due():
        return False
    restaurants.plan_changed()
    plans.tell(plans.locked(), before)
    return True


def _pictures() -> set[str]:
    """Every picture that a row of the current restaurant names."""
    logo = Look.of(restaurant_queries.current().settings).logo
    return menu.photos() | ({logo} if logo else set())


def _in_each_house(job: str, do: Callable[[UUID], int | None]) -> int:
    """Do it in every house, one after the other. What fails in one is logged, and no other house waits for it.

    :returns: the sum of what was done
    :raises click.ClickException: after the last house, if it failed in any
    """
    done, failed = 0, 0
    with db.platform(job):
        for house in [one.id for one in restaurant_queries.every()]:
            with db.tenant(house):
                try:
                    done += do(house) or 0
                except Exception:
                    failed += 1
                    log.exception("job failed in a house", extra={"job": job, "restaurant": str(house)})
                finally:
                    db.release()
    if failed:
        raise click.ClickException(f"{job} failed in {failed} houses, which are in the log; {done} done in the others.")
    return done
