"""What there may still be at a branch: while there is any of it, the branch is not archived."""

from nabancada.auth import invitations
from nabancada.auth import queries as auth
from nabancada.i18n import mark
from nabancada.orders import queries as orders
from nabancada.restaurants import branches
from nabancada.tables import queries as tables
from nabancada.till import queries as till


def keep_used() -> None:
    """Have the rooms say what they still hold of a branch that is to be archived."""
    branches.keep_while(tables.any_at, mark("mesas"))
    branches.keep_while(orders.any_underway_at, mark("pedidos em curso"))
    branches.keep_while(till.any_open, mark("caixas abertas"))
    branches.keep_while(auth.any_confined_to, mark("pessoas que só trabalham nela"))
    branches.keep_while(invitations.any_to, mark("convites por aceitar"))
