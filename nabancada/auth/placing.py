"""Where somebody works and nowhere else: one branch of their house."""

from uuid import UUID

from nabancada.errors import InvalidInput
from nabancada.permissions import Role
from nabancada.restaurants import queries as restaurants


def ensure(role: str, branch_id: UUID | None) -> None:
    """Whether somebody of this role may work at this branch alone; anybody may at all of them. Lock the subscription
    first: branches are archived under that lock.

    :raises InvalidInput: it is not in use here, or they direct the house
    """
    if branch_id is None:
        return
    if role == Role.OWNER:
        raise InvalidInput({"branch_id": "A direcção trabalha em todas as filiais."})
    restaurants.branch_in_use(branch_id)


def name(branch_id: UUID | None) -> str | None:
    """What the branch is called, also one that was archived; none for all of them."""
    return next((one.name for one in restaurants.branches() if one.id == branch_id), None) if branch_id else None
