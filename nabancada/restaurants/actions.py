"""The only writers of restaurants and branches."""

from uuid import UUID

from sqlalchemy import insert, select, update

from nabancada import db, live
from nabancada.errors import NotFound
from nabancada.live.models import Stream
from nabancada.plans import actions as plans
from nabancada.restaurants import slugs
from nabancada.restaurants.models import Branch, Restaurant, RestaurantStatus

MAIN_BRANCH = "Principal"


@db.atomic()
def open_house(
    *,
    name: str,
    phone: str,
    plan: str,
    address: str | None = None,
    nif: str | None = None,
    slug: str | None = None,
) -> Restaurant:
    """Sign a restaurant up: it waits for approval, with its plan, its main branch and an empty event log.

    :param phone: already normalised
    :param slug: the one it wants; else one is made of its name
    :returns: the restaurant, `pending`, under a slug nobody else has
    :raises InvalidInput: there is no such plan, or another house has the slug
    """
    restaurant_id = db.new_id()
    slug = slugs.choose(name, slug)
    with db.tenant(restaurant_id):
        restaurant = db.session.scalars(
            insert(Restaurant)
            .values(id=restaurant_id, slug=slug, name=name, phone=phone, address=address, nif=nif)
            .returning(Restaurant)
        ).one()
        db.session.execute(insert(Stream).values(restaurant_id=restaurant_id))
        db.session.add(Branch(name=MAIN_BRANCH))
        db.session.flush()
        branches_changed()
        plan_changed(plans.subscribe(plan).plan_slug)
        db.session.flush()
        db.session.refresh(restaurant)
    return restaurant


def set_status(restaurant_id: UUID, status: RestaurantStatus, reason: str | None = None) -> Restaurant:
    """Approve, suspend or bring back. Approving for the first time starts the trial; coming back goes on where the
    suspension broke off. Locks the subscription, then the restaurant.

    :param reason: for the owner to read
    :raises NotFound: there is no such restaurant
    """
    with db.tenant(restaurant_id), db.atomic():
        if db.session.get(Restaurant, restaurant_id) is None:
            raise NotFound
        if status == RestaurantStatus.ACTIVE:
            plans.resume()  # first: who was suspended before the first approval waits for it again
            plans.start_trial()
        elif status == RestaurantStatus.SUSPENDED:
            plans.suspend()
        restaurant = _locked(restaurant_id)
        restaurant.status, restaurant.status_reason = status, reason
        plan_changed()
        live.record("plan.changed", restaurant_id, topics={"plan"}, status=status, reason=reason)
        db.session.flush()
    return restaurant


def lock() -> None:
    """Those who change the house, decide what is decided once in it, or open and close its tills, do so one after
    another; orders wait as they are counted. Locks the restaurant, but not against rows that refer to it.
    """
    mine = select(Restaurant.id).where(Restaurant.id == db.current_restaurant_id())
    db.session.execute(mine.with_for_update(key_share=True))


def lock_menu() -> int:
    """The version of the menu, which nobody else changes until the transaction ends. Locks the restaurant."""
    return db.session.scalars(
        select(Restaurant.menu_version).where(Restaurant.id == db.current_restaurant_id()).with_for_update()
    ).one()


def menu_changed(item_ids: list[UUID]) -> int:
    """The menu is another one from this commit on: readers miss the cache once. Locks the restaurant.

    :returns: the new version
    """
    version = db.session.scalars(
        update(Restaurant)
        .where(Restaurant.id == db.current_restaurant_id())
        .values(menu_version=Restaurant.menu_version + 1, plan_version=Restaurant.plan_version + 1)
        .returning(Restaurant.menu_version)
    ).one()
    live.record(
        "menu.changed",
        db.current_restaurant_id(),
        topics={"menu"},
        version=version,
        item_ids=[str(item_id) for item_id in item_ids],
    )
    return version


def plan_changed(plan: str | None = None) -> None:
    """The plan, or what is used of it, is another one from this commit on. Locks the restaurant.

    :param plan: the slug of the one its subscription names now, where that may be another; under its lock
    """
    named = {"plan_slug": plan} if plan else {}
    db.session.execute(
        update(Restaurant)
        .where(Restaurant.id == db.current_restaurant_id())
        .values(plan_version=Restaurant.plan_version + 1, **named)
        .execution_options(synchronize_session=False)
    )


def ensure_plan_named(plan: str) -> None:
    """The house names its subscription's plan, although an instance of the release before, which names none, made the
    house or changed the plan. Locks the restaurant where it does not.

    :param plan: the slug, under the subscription's lock
    """
    house = select(Restaurant.plan_slug).where(Restaurant.id == db.current_restaurant_id())
    if db.session.scalar(house) != plan:
        plan_changed(plan)


def branches_changed() -> None:
    """The house's branches are others from this commit on: its row, which every request reads, names those in use.
    Locks the restaurant.
    """
    db.run(_BRANCHES, db.current_restaurant_id())


def every_plan_changed() -> None:
    """A plan is another one: whatever any restaurant keeps of its limits is old from this commit on. Locks them all."""
    db.session.execute(
        update(Restaurant).values(plan_version=Restaurant.plan_version + 1).execution_options(synchronize_session=False)
    )


def printers_changed() -> None:
    """The house's printers are others from this commit on. Locks the restaurant."""
    db.session.execute(
        update(Restaurant)
        .where(Restaurant.id == db.current_restaurant_id())
        .values(printers_version=Restaurant.printers_version + 1)
        .execution_options(synchronize_session=False)
    )


def _locked(restaurant_id: UUID) -> Restaurant:
    return db.session.get_one(Restaurant, restaurant_id, with_for_update=True, populate_existing=True)


_BRANCHES = """
    UPDATE restaurants SET plan_version = plan_version + 1, branches = (
        SELECT jsonb_agg(jsonb_build_object('id', id, 'name', name) ORDER BY id) FROM branches
        WHERE restaurant_id = restaurants.id AND archived_at IS NULL
    )
    WHERE id = %s
"""
