"""What tests of money in a browser ask of the server, and how amounts are shown."""

import re
from uuid import uuid4

from nabancada.permissions import Role
from tests.browser.house import House


def money(cents: int) -> re.Pattern[str]:
    """An amount, whichever spaces it is written with."""
    digits = f"{cents // 100:,}".replace(",", r"\s")
    return re.compile(rf"(?<!\d){digits},{cents % 100:02}\sKz")


def bill_of(house: House, party_id: str) -> dict:
    with house.api() as api:
        return api.get(f"/api/parties/{party_id}/bill").json()


def pay(house: House, party_id: str, cents: int, **more) -> None:
    """Somebody at another terminal takes so much."""
    body = {"client_key": uuid4().hex, "party_id": party_id, "method": "multicaixa", "amount_cents": cents, **more}
    with house.api(Role.MANAGER) as api:
        api.post("/api/payments", json=body).raise_for_status()
