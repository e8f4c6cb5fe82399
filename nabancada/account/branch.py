"""Where this browser works: another branch, chosen in the menu of every screen."""

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from nabancada import access
from nabancada.access import requires
from nabancada.account.inputs import BranchForm
from nabancada.auth import sessions
from nabancada.permissions import Permission
from nabancada.web import addresses
from nabancada.web.body import parse

bp = Blueprint("branch", __name__, url_prefix="/branch")


@bp.post("")
@requires(Permission.WORK_HERE)
def work_at() -> Response:
    """The screen it was chosen on is drawn anew; one that showed a thing of the branch before leads to its list."""
    access.person()  # a program has no screens
    given = parse(BranchForm)
    sessions.work_at(access.branch(given.branch_id))
    return redirect(addresses.start_of(given.next), 303)
