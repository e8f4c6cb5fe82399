"""A house with one row of each kind, for tests that walk all routes."""

from typing import Any
from uuid import uuid4

from nabancada.auth import invitations, profile, store, tokens
from nabancada.auth.inputs import NewInvitation
from nabancada.menu import queries as menu
from nabancada.payments import closing, requests
from nabancada.permissions import POLICY, Role
from nabancada.plans import billing
from nabancada.plans.inputs import NewPlanRequest
from nabancada.printing import actions as printing
from nabancada.printing import queries as printed
from nabancada.printing.inputs import NewPrinter
from nabancada.restaurants import branches
from nabancada.tables import queries as tables
from nabancada.till.inputs import NewShift
from tests import factories


def one_of_each(canary: str = "") -> dict[str, Any]:
    """Fill the bound house.

    :param canary: what every text that can carries, to know the house's rows by
    :returns: the rows' ids, by what a route calls them
    """
    choice = factories.group(f"escolha {canary}", 0, 1, Funge=0)
    dish = factories.dish(f"prato {canary}", option_groups=[choice])
    table = factories.table(f"m{canary}", area=f"sala {canary}")
    order = factories.order(dish.id, table_id=table.id, note=canary).order
    paid = factories.payment(order["party_id"], 100)
    asked, _new = requests.begin(factories.asking(order["party_id"], 100), factories.SOMEBODY, "simulated")
    user = factories.staff(Role.WAITER, name=f"nome {canary}")
    token, _secret = tokens.issue(f"balança {canary}", POLICY[Role.KITCHEN], of=POLICY[Role.OWNER], by=None)
    guest = NewInvitation(name=f"convidado {canary}", role="waiter")
    store.create(store.new_token(), user, {})
    ids = {
        "item_id": dish.id,
        "category_id": dish.category_id,
        "group_id": menu.groups()[0]["id"],
        "table_id": table.id,
        "room_id": tables.rooms()[0]["id"],
        "order_id": order["id"],
        "line_id": order["lines"][0]["id"],
        "party_id": order["party_id"],
        "into_id": order["party_id"],
        "bill_id": order["party_id"],
        "discount_id": uuid4(),
        "payment_id": paid.payment.id,
        "request_id": asked.id,
        "shift_id": closing.open_shift(NewShift(opening_cents=0), factories.SOMEBODY).id,
        "user_id": user,
        "staff_id": user,
        "token_id": token.id,
        "invitation_id": invitations.invite(guest, factories.SOMEBODY).invitation.id,
        "session_id": profile.sessions(user)[0].id,
        "branch_id": branches.add(f"filial {canary}").id,
        "plan_request_id": billing.ask(NewPlanRequest(plan="basico"), factories.SOMEBODY).id,
        "printer_id": printing.add(NewPrinter(name=f"p{canary}", host="192.168.1.50", documents=["ticket"])).id,
    }
    factories.order(dish.id, note=canary)
    [job] = printed.unprinted()
    return {**ids, "job_id": job["id"]}
