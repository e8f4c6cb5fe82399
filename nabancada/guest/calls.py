"""What guests may ask for from their table: the waiter, or the bill."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from nabancada.errors import Conflict
from nabancada.guest import door, queries
from nabancada.orders import bills
from nabancada.restaurants.queries import Shopfront
from nabancada.tables import calls
from nabancada.web import limiter
from nabancada.web.body import Input


class Wanted(StrEnum):
    WAITER = "waiter"
    BILL = "bill"


class NewCall(Input):
    wanted: Wanted = Field(alias="for")


class CallsOff(Conflict):
    """The house has switched it off, whatever a page that was opened before still shows."""

    code = "calls_off"
    message = "Esta casa não recebe chamadas da mesa. Fale com o pessoal."


def make(house: Shopfront, code: str, wanted: Wanted) -> tuple[datetime, bool]:
    """Tell the staff what the guests of a table want. Telling it again while they have not come changes nothing.

    :param house: the bound one
    :returns: since when it is wanted, and whether it is from now on
    :raises CallsOff: the house takes no calls
    :raises CodeRenewed: no table of the house has this code
    :raises TooMany: somebody at this table does little else
    :raises NothingOrdered: the bill is wanted of a table that owes nothing
    """
    if not door.of(house).guests.calls:
        raise CallsOff
    table = queries.table_at(code)
    limiter.count_call(table.id)
    return bills.request_at(table.id) if wanted == Wanted.BILL else calls.call(table.id)
