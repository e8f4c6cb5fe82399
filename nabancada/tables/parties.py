"""What is said about who sits at a table, and taken back. Each locks the party."""

from typing import Any
from uuid import UUID

from nabancada import db, live
from nabancada.auth import queries as people
from nabancada.tables.actions import locked_party
from nabancada.tables.models import Party


@db.atomic()
def change(party_id: UUID, changes: dict[str, Any]) -> Party:
    """How many they are, and who looks after them.

    :param changes: `guests`, `waiter_id`, or both
    :raises NotFound: no such party, or nobody of the house with this id
    :raises PartyClosed: they have left
    """
    party = locked_party(party_id)
    if "guests" in changes:
        party.guests = changes["guests"]
    if "waiter_id" in changes:
        waiter = people.member(changes["waiter_id"]) if changes["waiter_id"] else None
        party.waiter_id, party.waiter_name = (waiter.id, waiter.name) if waiter else (None, None)
    _tell("table.changed", party, guests=party.guests, waiter=party.waiter_name)
    return party


@db.atomic()
def withdraw_bill_request(party_id: UUID) -> Party:
    """The guests stay after all. Nothing happens where nobody asked for the bill.

    :raises NotFound, PartyClosed: see `change`
    """
    party = locked_party(party_id)
    if party.bill_requested_at is not None:
        party.bill_requested_at = None
        _tell("table.bill_withdrawn", party)
    return party


def _tell(kind: str, party: Party, **more: Any) -> None:
    live.record(
        kind,
        party.id,
        topics={"floor", f"table:{party.table_id}"},
        table_id=party.table_id,
        party_id=party.id,
        **more,
    )
