"""Bills and branches: what is on a bill was eaten at one."""

import pytest

from nabancada.payments import queries as payments
from nabancada.tables import queries as tables
from tests import factories


@pytest.fixture
def elsewhere(restaurant):
    """An order of a table of another branch, and a free table there."""
    talatona = factories.branch(restaurant, "Talatona").id
    table, free = (factories.table(name, branch_id=talatona) for name in ("2", "4"))
    return factories.order(factories.dish("Cuca").id, table_id=table.id).order, free.id


@pytest.mark.parametrize("act", ["move", "join", "dishes to a party", "dishes to a free table"])
def test_a_bill_stays_at_its_branch(client, restaurant, elsewhere, act):
    (there, free), dish = elsewhere, factories.dish("Cola", 22_000)
    here = factories.order(dish.id, table_id=factories.table("2").id).order
    dishes = [{"order_id": str(here["id"]), "line_id": str(here["lines"][0]["id"]), "quantity": 1}]
    path, body = {
        "move": ("move", {"table_id": str(free)}),
        "join": ("join", {"party_id": str(there["party_id"])}),
        "dishes to a party": ("lines", {"party_id": str(there["party_id"]), "lines": dishes}),
        "dishes to a free table": ("lines", {"table_id": str(free), "lines": dishes}),
    }[act]
    answer = client().post(f"/api/parties/{here['party_id']}/{path}", json=body)
    assert (answer.status_code, answer.json["code"]) == (409, "table_of_another_branch")
    assert answer.json["detail"] == f"A mesa {'4' if 'table_id' in body else '2'} é de outra filial."
    assert tables.open_party(here["table_id"]).id == here["party_id"]
    assert tables.open_party(free) is None
    due = [payments.bill_of(one["party_id"], None)["due_cents"] for one in (here, there)]
    assert due == [22_000, there["total_cents"]]
