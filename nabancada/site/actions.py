"""Signing a house up: several rooms' verbs in one transaction."""

from nabancada import db
from nabancada.auth import actions as auth
from nabancada.permissions import Role
from nabancada.restaurants import actions as restaurants
from nabancada.restaurants.models import Restaurant
from nabancada.site.inputs import Registration


def register(new: Registration) -> Restaurant:
    """Open a house with its owner, waiting for approval. All of it or nothing.

    Two who want the same slug or e-mail at once queue for the slug; the later one is refused.

    :raises InvalidInput: no such plan, a weak password, or the e-mail or slug is somebody's
    """
    owner = new.owner.model_dump()
    # Hashing queues with everybody's sign-ins: no connection and no slug is held meanwhile.
    owner["password_hash"] = auth.kept_password(owner.pop("password"), new.owner.email)
    with db.atomic():
        restaurant = restaurants.open_house(**new.restaurant.model_dump(), plan=new.plan)
        with db.tenant(restaurant.id):
            auth.hire(role=Role.OWNER, **owner)
    return restaurant
