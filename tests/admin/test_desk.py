"""The super-admin's desk: sees figures, decides about houses, and looks in without touching."""

from uuid import uuid4

import pytest
from sqlalchemy import select, text

from nabancada import db
from nabancada.admin import queries as desk_queries
from nabancada.auth.models import SupportVisit
from nabancada.payments import requests
from nabancada.permissions import Role
from nabancada.plans import billing, queries
from nabancada.plans.inputs import NewPlanRequest
from nabancada.printing import actions as printers
from nabancada.printing import queries as printing
from nabancada.printing.inputs import NewPrinter
from nabancada.restaurants import queries as restaurants
from nabancada.restaurants.models import Restaurant, RestaurantStatus
from tests import factories

REASON = "O fecho de ontem não bate certo"


def test_houses_are_found_by_name_address_and_state(superadmin, restaurant):
    pending = pending_house()
    page = superadmin.get("/admin", query_string={"q": restaurant.name.upper()}).text
    assert restaurant.slug in page and pending.slug not in page
    assert pending.slug in superadmin.get("/admin?status=pending").text
    assert "Nenhuma casa aqui" in superadmin.get("/admin?q=não há tal casa").text
    assert superadmin.get("/admin", query_string={"q": "%"}).status_code == 200


@pytest.mark.parametrize("typed", ["+244 923 456 789", "923 456 789", "00244923456789", "923-456"])
def test_a_house_is_found_by_its_telephone_as_people_write_it(superadmin, restaurant, typed):
    assert restaurant.slug in superadmin.get("/admin", query_string={"q": typed}).text
    assert restaurant.slug not in superadmin.get("/admin", query_string={"q": "+244 923 456 788"}).text


def test_the_page_of_a_house_shows_plan_usage_people_and_requests(superadmin, restaurant, desk):
    factories.staff(Role.OWNER, name="Rosa da Ilha")
    factories.table("1")
    billing.ask(NewPlanRequest(plan="basico", note="somos poucos"), factories.SOMEBODY)
    page = superadmin.get(desk).text
    for said in (restaurant.name, "Rosa da Ilha", "somos poucos", "Enterprise"):
        assert said in page
    assert superadmin.get(f"/admin/restaurants/{uuid4()}").status_code == 404


def test_a_house_is_approved_suspended_with_a_reason_and_brought_back(superadmin, client):
    house = pending_house()
    desk = f"/admin/restaurants/{house.id}"
    assert superadmin.post(f"{desk}/status", data={"status": "active"}).status_code == 303
    assert superadmin.post(f"{desk}/status", data={"status": "suspended"}).status_code == 422
    superadmin.post(f"{desk}/status", data={"status": "suspended", "reason": "Faltam documentos"})
    owner = client(Role.OWNER, house)
    assert "Faltam documentos" in owner.get("/plan").text
    superadmin.post(f"{desk}/status", data={"status": "active"})
    assert "Faltam documentos" not in owner.get("/plan").text


def test_a_payment_is_written_down_in_kwanza_and_shown_to_its_owner(superadmin, client, restaurant, desk):
    form = {"client_key": uuid4().hex, "plan": "profissional", "months": "1", "amount": "35 000,00", "method": "cash"}
    for _ in range(2):
        assert superadmin.post(f"{desk}/payments", data=form).status_code == 303
    db.release()
    [payment] = queries.payments(5)
    assert payment.amount_cents == 3_500_000
    assert "35\u00a0000" in client(Role.OWNER).get("/plan").text
    assert (
        superadmin.post(f"{desk}/payments", data={**form, "client_key": uuid4().hex, "months": "0"}).status_code == 422
    )


def test_a_refused_request_says_why(superadmin, client, restaurant, desk):
    request = billing.ask(NewPlanRequest(plan="basico"), factories.SOMEBODY)
    url = f"{desk}/requests/{request.id}/refusal"
    assert superadmin.post(url, data={"answer": "Tem mesas a mais"}).status_code == 303
    assert superadmin.post(url, data={"answer": "outra vez"}).status_code == 409
    assert "Tem mesas a mais" in client(Role.OWNER).get("/plan").text


def test_plans_are_edited_as_forms_send_them(superadmin, restaurant):
    page = superadmin.get("/admin/plans").text
    assert 'value="15000"' in page
    plan = next(one for one in queries.on_offer() if one.slug == "basico")
    form = {
        "name": plan.name,
        "month": "16 000",
        "year": "144000",
        "usd": "18",
        "trial_days": "14",
        "history_days": "30",
    }
    limits = {name: "" if top is None else top for name, top in plan.limits.items()}
    db.release()
    assert superadmin.post("/admin/plans/basico", data={**form, **limits, "loyalty": "true"}).status_code == 303
    changed = next(one for one in queries.on_offer() if one.slug == "basico")
    assert (changed.month_cents, changed.limits["tables"], changed.features["loyalty"]) == (1_600_000, 10, True)
    db.release()
    endless = {name: "" for name in limits}
    assert superadmin.post("/admin/plans/basico", data={**form, **endless, "history_days": ""}).status_code == 303
    superadmin.post("/admin/plans/basico", data={**form, **limits, "month": "15000"})
    assert superadmin.post("/admin/plans/nada", data={**form, **limits}).status_code == 404


def test_the_figures_count_houses_orders_and_what_waits(superadmin, restaurant):
    factories.order(factories.dish().id)
    page = superadmin.get("/admin/figures")
    assert page.status_code == 200
    assert "Pedidos na última hora" in page.text


def test_houses_that_asked_for_another_plan_are_found_among_all(superadmin, restaurant, monkeypatch):
    monkeypatch.setattr(desk_queries, "time", lambda: 1_850_000_000.0)  # no earlier count of this minute
    quiet = factories.restaurant()
    with db.tenant(restaurant.id):
        billing.ask(NewPlanRequest(plan="basico"), factories.SOMEBODY)
        db.release()
    page = superadmin.get("/admin?status=asking").text
    assert restaurant.slug in page and quiet.slug not in page
    assert "/admin?status=asking" in superadmin.get("/admin/figures").text


def test_a_message_goes_to_nobody_until_somebody_is_chosen(superadmin, restaurant):
    post = {"id": str(uuid4()), "subject": "Manutenção", "body": "Domingo às 4."}
    for nobody in ({}, {"restaurant_id": ""}):
        refused = superadmin.post("/admin/messages", data={**post, **nobody})
        assert refused.status_code == 422
        assert "Escolha a quem." in refused.text and "Domingo às 4." in refused.text
    assert superadmin.post("/admin/messages", data={**post, "restaurant_id": "all"}).status_code == 303
    assert "Todas as casas · " in superadmin.get("/admin/messages").text


def test_the_figures_say_how_long_papers_and_payments_by_phone_wait(superadmin, restaurant, monkeypatch, statements):
    monkeypatch.setattr(desk_queries, "time", lambda: 1_900_000_000.0)  # no earlier count of this minute
    printers.add(NewPrinter(name="Cozinha", host="192.168.1.9", documents=["ticket"]))
    party = factories.order(factories.dish().id, table_id=factories.table("7").id).order["party_id"]
    requests.begin(factories.asking(party, 1000), factories.SOMEBODY, "simulated")
    with db.atomic():
        for table, since in (("print_jobs", "2001-02-03"), ("payment_requests", "2002-03-04")):
            db.session.execute(text(f"UPDATE {table} SET asked_at = '{since} 00:00+00'"))
        mine = {"house": restaurant.id}
        db.session.execute(
            text("UPDATE gateway_references SET look_at = now() + interval '1 day' WHERE restaurant_id = :house"), mine
        )
    db.release()
    statements()
    page = superadmin.get("/admin/figures").text
    assert "2001-02-03T00:00:00+00:00" in page and "2002-03-04T00:00:00+00:00" in page
    looks = [one for one in statements() if "min(print_jobs" in one]
    assert len(looks) == len(printing.houses_waiting())  # and not as many as there are houses
    assert "nesta instância" in page


def test_what_was_said_costs_the_same_however_many_houses_there_are(
    superadmin, client, restaurant, other, statements, monkeypatch
):
    monkeypatch.setattr(desk_queries, "time", lambda: 1_800_000_000.0)  # all of it within what a count lasts
    first, second = (
        {"id": uuid4(), "restaurant_id": "all", "subject": f"Aviso {n}", "body": "Domingo às 4."} for n in (1, 2)
    )
    superadmin.post("/admin/messages", data=first)
    superadmin.get("/admin/messages")
    statements()
    assert superadmin.get("/admin/messages").status_code == 200
    seen = statements()
    assert len(seen) <= 8 and not [one for one in seen if "FROM messages" in one]
    client(Role.OWNER, other).post("/messages/read")
    superadmin.post("/admin/messages", data=second)
    told = superadmin.get("/admin/messages").text  # something more was said: counted anew
    houses = len(restaurants.every())
    assert f"lida em 0 de {houses} casas" in told and f"lida em 1 de {houses} casas" in told


def test_the_desk_is_the_platforms_alone(client, restaurant, desk):
    visit = db.session.scalar(select(SupportVisit.id))
    for role in (Role.OWNER, Role.MANAGER, Role.CASHIER, Role.WAITER, Role.KITCHEN):
        browser = client(role)
        for path in (desk, "/admin/plans", "/admin/messages", "/admin/figures"):
            assert browser.get(path).status_code == 403
        assert browser.post(f"{desk}/visit", data={"reason": REASON}).status_code == 403
        assert browser.post("/admin/plans/basico", data={"name": "x"}).status_code == 403
    assert visit is None and db.session.scalar(select(SupportVisit.id)) is None


def pending_house() -> Restaurant:
    with db.platform("test"):
        return factories.restaurant(status=RestaurantStatus.PENDING)
