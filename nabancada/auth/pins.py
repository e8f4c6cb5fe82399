"""A manager's PIN: somebody else's permission, for one act, given at the terminal it is needed at."""

from uuid import UUID

from nabancada import db, live
from nabancada.auth import passwords, queries
from nabancada.errors import InvalidInput, NotAllowed
from nabancada.permissions import Permission, Staff
from nabancada.web.limiter import PinTries


class PinNeeded(NotAllowed):
    """Who asks may not do it alone."""

    code = "pin_needed"
    message = "Para isto é preciso o PIN de um gerente."


def allowed(by: Staff, permission: Permission, pin: str | None) -> Staff:
    """Who asks, holding `permission` for this one act: their own, or by the PIN of one of the house who holds it.

    Wrong PINs are counted for who types them and for the house. Never call it inside `db.atomic()`.

    :raises PinNeeded: they do not hold it and sent no PIN
    :raises InvalidInput: it is nobody's PIN who may allow it
    :raises TooMany: too many wrong ones
    """
    if by.may(permission):
        return by
    if pin is None:
        raise PinNeeded
    tries = PinTries(by.key, str(db.current_restaurant_id()))
    managers = queries.approvers(permission)
    db.release()  # hashes take their time: no connection is held meanwhile
    with passwords.turn():
        tries.ensure_left()
        for manager in managers:
            if passwords.matches(manager.pin_hash, pin):
                return by.approved(manager.id, permission)
        tries.spend()
    note_refused(permission=permission)
    raise InvalidInput({"manager_pin": "Este PIN não confere."})


@db.atomic()
def note_refused(of: UUID | None = None, **data: str) -> None:
    """Write down that a wrong PIN was typed: somebody's, or that of whoever may allow something."""
    live.record("staff.pin_refused", of, topics={live.AUDIT}, **data)


def for_prices(by: Staff, pin: str | None) -> Staff:
    """Who asks, with a free hand on prices when a manager's PIN came along. Raises like `allowed`."""
    return allowed(by, Permission.DISCOUNT_FREELY, pin) if pin else by
