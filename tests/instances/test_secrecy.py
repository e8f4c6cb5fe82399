"""Two restaurants under load on both instances: nothing of one appears at the other, and no secret in a log."""

from dataclasses import dataclass, field
from typing import Any

import orjson

from nabancada.permissions import Role
from tests.instances.ears import Ear, closing
from tests.instances.houses import House, hands, http

REGIONS = ["kitchen-board:todas", "floor-map:todas"]


@dataclass
class Canary:
    """A restaurant whose every word is its own; `words` of it must stay inside."""

    word: str
    phone: str
    house: House
    words: list[str] = field(default_factory=list)

    def order(self, n: int) -> dict[str, Any]:
        if n % 3 == 0:
            return {**self.house.at_table(n), "note": f"nota {self.word}"}
        customer = {"name": f"Cliente {self.word}", "phone": self.phone, "address": f"Rua {self.word}"}
        return self.house.order(
            type="delivery", customer=customer, note=f"nota {self.word}", client_key=f"{self.word}-{n}"
        )


def canary(open_house, word, phone):
    house = open_house(dish=f"Prato {word}")
    return Canary(word, phone, house, [word, phone, phone.removeprefix("+244"), str(house.id), house.slug])


def test_no_frame_and_no_answer_of_one_house_reaches_the_other_and_no_secret_a_log(pair, open_house):
    houses = [canary(open_house, "Jacaranda", "+244923000111"), canary(open_house, "Embondeiro", "+244923000222")]
    answers: dict[str, list[str]] = {}
    with closing([]) as ears:
        by_house = {}
        for one in houses:
            by_house[one.word] = [
                Ear(port, one.house.cookie(role)) for port in pair.ports for role in (Role.OWNER, Role.KITCHEN)
            ]
            ears += by_house[one.word]
        for ear in ears:
            ear.say(type="watch", regions=REGIONS)
            ear.first("region")
        first, second = houses
        with (
            hands(pair.urls, first.house.cookie(Role.WAITER), first.order) as ours,
            hands(pair.urls, second.house.cookie(Role.WAITER), second.order) as theirs,
        ):
            ours.until(30)
            theirs.until(30)
        for one, working in zip(houses, (ours, theirs), strict=True):
            assert working.lost == working.refusals == []
            for ear in by_house[one.word]:
                ear.wait(lambda ear=ear, working=working: len(ear.orders) == len(working.acked))
                assert sorted(ear.orders) == sorted(order.id for order in working.acked)
            answers[one.word] = everything(pair, one.house)
        for one, other in (houses, houses[::-1]):
            said = orjson.dumps([ear.messages for ear in by_house[one.word]]).decode() + "".join(answers[one.word])
            assert one.word in said
            assert [word for word in other.words if word in said] == []
    ensure_discreet(pair, houses)


def everything(pair, house):
    """What the API tells the owner, and a program of theirs on the other instance."""
    paths = ("session", "orders", "kitchen", "menu", "tables", "events?since=0", "staff", "subscription/limits")
    with http(pair.a.url, house.cookie()) as owner:
        told = [owner.get(f"/api/{path}").raise_for_status().text for path in paths]
        token = owner.post("/api/tokens", json={"name": "Contas", "permissions": ["work_here"]}).json()["token"]
    house.tokens.append(token)
    with http(pair.b.url, Authorization=f"Bearer {token}") as program:
        told += [program.get(f"/api/{path}").raise_for_status().text for path in ("orders", "events?since=0")]
    return told


def ensure_discreet(pair, houses):
    """Ids may be logged; names, phones, session tokens and database passwords never."""
    secrets = [secret for one in houses for secret in (one.word, one.phone.removeprefix("+244"), *one.house.tokens)]
    secrets += [pair.valkey.url]
    for instance in pair.both:
        log = instance.log.read_text()
        assert log
        assert [secret for secret in secrets if secret in log] == []
