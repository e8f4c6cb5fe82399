"""What the super-admin does to a subscription undoes nothing that came between, and the house reads what it was."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from nabancada import clock, db
from nabancada.permissions import Role
from nabancada.plans import queries
from nabancada.plans.models import SubscriptionStatus
from tests import factories


@pytest.fixture
def desk(restaurant):
    return f"/admin/restaurants/{restaurant.id}"


def test_saving_the_subscription_does_not_undo_a_payment_made_meanwhile(superadmin, restaurant, desk):
    night = (clock.now() + timedelta(days=40)).replace(hour=23, minute=30)  # already the next day at the house
    factories.subscription(plan="basico", status=SubscriptionStatus.ACTIVE, renews_at=night)
    seen = form_of(superadmin.get(desk).text, "subscription")
    assert seen["renews_at"] == (night + timedelta(days=1)).date().isoformat()
    paid = {"client_key": uuid4().hex, "plan": "basico", "months": "1", "amount": "15 000", "method": "cash"}
    superadmin.post(f"{desk}/payments", data=paid)
    until = queries.current().renews_at
    db.release()
    form = {**seen, "plan": "profissional", "status": "active"}
    refused = superadmin.post(f"{desk}/subscription", data=form)
    assert refused.status_code == 409 and "Entretanto a subscrição mudou" in refused.text
    assert '<option value="profissional" selected' in refused.text and seen["renews_at"] in refused.text
    assert (queries.current().renews_at, queries.current().plan_slug) == (until, "basico")
    db.release()
    now = form_of(superadmin.get(desk).text, "subscription")
    assert (
        superadmin.post(f"{desk}/subscription", data={**now, "plan": "empresarial", "status": "active"}).status_code
        == 303
    )
    assert (queries.current().renews_at, queries.current().plan_slug) == (until, "empresarial")


def test_a_day_that_is_over_is_told_at_its_field(superadmin, restaurant, desk):
    form = {**form_of(superadmin.get(desk).text, "subscription"), "plan": "basico", "status": "active"}
    for day, said in (("", "Escreva até que dia está paga."), ("2020-01-31", "Este dia já passou.")):
        answer = superadmin.post(f"{desk}/subscription", data={**form, "renews_at": day})
        assert answer.status_code == 422 and said in answer.text


def test_the_house_reads_what_the_platform_changed_and_what_was_paid(superadmin, client, restaurant, desk):
    ends = clock.now() + timedelta(days=30)
    factories.subscription(plan="basico", status=SubscriptionStatus.ACTIVE, renews_at=ends)
    superadmin.patch(f"/api{desk}/subscription", json={"plan": "profissional", "status": "past_due"})
    form = {"client_key": uuid4().hex, "plan": "profissional", "months": "12", "amount": "336 000", "method": "cash"}
    for _ in range(2):  # once more by mistake is told once
        superadmin.post(f"{desk}/payments", data={**form, "reference": "R-7"})
    owner = client(Role.OWNER)
    paid, changed = [one["text"] for one in owner.get("/api/audit").json["items"] if one["kind"] == "plan.changed"][:2]
    assert changed == "mudou a subscrição: plano (Básico → Profissional), estado (activa → em atraso)"
    until = clock.calendar_day(queries.current().renews_at)
    assert paid == (
        "registou um pagamento de 336\u00a0000,00\u00a0Kz por 12 meses (Numerário, R-7): estado (em atraso → activa), "
        f"paga até ({clock.calendar_day(ends)} → {until})"
    )
    plain = client(Role.WAITER).get("/api/events?limit=200").json["items"]
    told = [one["data"] for one in plain if one["type"] == "plan.changed" and not one["data"].get("status")]
    assert told == [{}, {}]  # what was paid is not for everybody


def test_the_audit_tells_of_plans_asked_for_taken_back_and_refused(superadmin, client, restaurant, desk):
    owner = client(Role.OWNER)
    first = owner.post("/api/subscription/requests", json={"plan": "basico", "months": 12}).json["id"]
    owner.post(f"/plan/requests/{first}/withdrawal")
    second = owner.post("/api/subscription/requests", json={"plan": "profissional"}).json["id"]
    superadmin.post(f"{desk}/requests/{second}/refusal", data={"answer": "Fale connosco"})
    told = [one["text"] for one in owner.get("/api/audit").json["items"] if one["kind"].startswith("plan.request")]
    assert told == [
        "recusou o pedido do plano Profissional: Fale connosco",
        "pediu o plano Profissional, por mês",
        "retirou o pedido do plano Básico",
        "pediu o plano Básico, por ano",
    ]


def form_of(page, act):
    """What the fields of a form hold that a page shows: hidden, dated or written."""
    [form] = re.findall(rf'<form[^>]*action="[^"]*/{act}".*?</form>', page, re.DOTALL)
    fields = re.findall(r"<input[^>]*>", form)
    return {re.search(r'name="(\w+)"', one)[1]: re.search(r'value="([^"]*)"', one)[1] for one in fields}
