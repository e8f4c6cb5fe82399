"""The only writer of branches: places the house works at. Within the plan's limit."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from nabancada import clock, db, live
from nabancada.errors import Conflict, InvalidInput, NotFound, Word
from nabancada.plans import actions as plans
from nabancada.plans.models import Limit
from nabancada.restaurants import actions, queries
from nabancada.restaurants.models import BRANCH_NAMES, Branch


class LastBranch(Conflict):
    code = "last_branch"
    message = "A casa ficaria sem nenhuma filial."


class BranchInUse(Conflict):
    """There is still something at it that would be lost from sight."""

    code = "branch_in_use"
    message = "Ainda há %(what)s nesta filial."


_uses: dict[str, Callable[[UUID], bool]] = {}  # by what there is


def keep_while(used: Callable[[UUID], bool], what: str) -> None:
    """Let no branch be archived of whose id `used` says yes.

    :param what: what there still is at it, marked for translation
    """
    _uses[what] = used


@db.atomic()
def add(name: str) -> Branch:
    """Add a branch. Locks the subscription, then the restaurant.

    :raises LimitReached: the plan allows no more branches
    :raises InvalidInput: another branch has this name
    """
    plans.ensure_room(Limit.BRANCHES, queries.branches_used)
    branch = Branch(name=name)
    db.session.add(branch)
    _flush_unique_name()
    actions.branches_changed()
    live.record("branch.added", branch.id, topics={live.AUDIT}, name=name)
    return branch


@db.atomic()
def change(branch_id: UUID, changes: dict[str, Any]) -> Branch:
    """Rename a branch, archive it (`archived`), or bring it back. Locks the subscription, then the restaurant.

    Whoever adds a table meanwhile waits for the first, whoever orders or opens a till for the second; then they look
    again whether the branch is in use.

    :raises NotFound: no such branch here
    :raises LastBranch: there would be none
    :raises BranchInUse: there are still tables, orders under way, open tills or people of its own at it, or some are
        invited to it
    :raises LimitReached: coming back, there is no room in the plan
    :raises InvalidInput: another branch has this name
    """
    plans.locked()  # whoever adds, archives or brings back does so one after the other
    actions.lock()
    branch = db.session.scalar(select(Branch).where(Branch.id == branch_id).execution_options(populate_existing=True))
    if branch is None:
        raise NotFound
    before = as_json(branch)
    if "name" in changes:
        branch.name = changes["name"]
    archived = changes.get("archived", before["archived"])
    if archived != before["archived"]:
        if archived:
            _ensure_left(branch_id)
        else:
            plans.ensure_room(Limit.BRANCHES, queries.branches_used)
        branch.archived_at = clock.now() if archived else None
    _flush_unique_name()
    after = as_json(branch)
    if after != before:
        actions.branches_changed()
        live.record("branch.changed", branch.id, topics={live.AUDIT}, before=before, after=after)
    return branch


def as_json(branch: Branch) -> dict[str, Any]:
    return {"id": branch.id, "name": branch.name, "archived": branch.archived_at is not None}


def _ensure_left(branch_id: UUID) -> None:
    """:raises LastBranch, BranchInUse: see `change`"""
    if queries.branches_used() == 1:
        raise LastBranch
    for what, used in _uses.items():
        if used(branch_id):
            raise BranchInUse(what=Word(what))


def _flush_unique_name() -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        if BRANCH_NAMES in str(error.orig):
            raise InvalidInput({"name": "Já há uma filial com este nome."}) from None
        raise
