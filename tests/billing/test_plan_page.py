"""The plan page: what is used, what stops, what another plan would give."""

from datetime import timedelta

import pytest

from nabancada import clock
from nabancada.permissions import Role
from nabancada.plans.models import SubscriptionStatus
from tests import factories


def test_bars_warn_from_eighty_percent_and_say_when_they_are_full(client, restaurant):
    factories.subscription(plan="basico")
    owner = client(Role.OWNER)
    for n in range(7):
        factories.table(str(n))
    assert "quase no limite" not in owner.get("/plan").text
    factories.table("8")
    assert "quase no limite" in owner.get("/plan").text
    for n in (9, 10):
        factories.table(str(n))
    assert "no limite: não se junta mais" in owner.get("/plan").text


def test_what_a_smaller_plan_would_stop_is_said_before_it_is_asked_for(client, restaurant):
    for n in range(12):
        factories.table(str(n))
    assert "Mesas: a casa tem 12, acima do plano" in client(Role.OWNER).get("/plan").text


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (SubscriptionStatus.TRIAL, "Experiência até"),
        (SubscriptionStatus.PAST_DUE, "O pagamento está em atraso"),
        (SubscriptionStatus.EXPIRED, "O plano terminou"),
        (SubscriptionStatus.CANCELLED, "O plano foi cancelado"),
        (SubscriptionStatus.SUSPENDED, "A casa está suspensa"),
    ],
)
def test_each_state_says_what_it_stops(client, restaurant, state, said):
    factories.subscription(status=state, renews_at=clock.now() - timedelta(days=1))
    assert said in client(Role.OWNER).get("/plan").text


def test_a_request_is_made_shown_and_taken_back(client, restaurant):
    owner = client(Role.OWNER)
    assert owner.post("/plan/requests", data={"plan": "basico", "months": "12", "note": ""}).status_code == 303
    page = owner.get("/plan").text
    assert "Pediu o plano Básico" in page and "Pedir este plano" not in page
    assert owner.post("/plan/requests", data={"plan": "basico", "months": "1"}).status_code == 409
    request = owner.get("/api/subscription/requests").json["items"][0]
    assert (request["months"], request["status"]) == (12, "open")
    assert owner.post(f"/plan/requests/{request['id']}/withdrawal").status_code == 303
    assert "Pedir este plano" in owner.get("/plan").text
    assert owner.post("/plan/requests", data={"plan": "basico", "months": "3"}).status_code == 422


def test_the_page_costs_few_statements(client, restaurant, statements):
    owner = client(Role.OWNER)
    owner.get("/plan")
    statements()
    owner.get("/plan")
    assert len(statements()) <= 14


def test_only_who_directs_sees_the_plan(client, restaurant):
    for role in (Role.MANAGER, Role.CASHIER, Role.WAITER, Role.KITCHEN):
        assert client(role).get("/plan").status_code == 403


def test_another_plan_says_what_the_paid_days_left_are_worth_in_it(client, superadmin, restaurant):
    factories.subscription(plan="basico", status=SubscriptionStatus.ACTIVE, renews_at=clock.now() + timedelta(days=334))
    page = client(Role.OWNER).get("/plan").text
    assert "os 334 dias que faltam valem 72 dias neste plano" in page
    desk = superadmin.get(f"/admin/restaurants/{restaurant.id}").text
    assert "Os 334 dias pagos que faltam valem" in desk and "Empresarial 72\u00a0dias" in desk
    factories.subscription(status=SubscriptionStatus.EXPIRED)
    assert "que faltam valem" not in client(Role.OWNER).get("/plan").text
