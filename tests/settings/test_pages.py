"""The pages of the settings: what they save, what they refuse and keep, what they show once."""

from io import BytesIO
from uuid import UUID

import pytest
from sqlalchemy import select

from nabancada import db
from nabancada.auth.models import ApiToken
from nabancada.permissions import Role
from nabancada.restaurants import queries, sections, settings
from nabancada.restaurants.rules import GuestRules, Look, MoneyRules, OpeningHours, ReceiptText
from nabancada.restaurants.sections import Section
from nabancada.web.json import fingerprint
from tests import factories
from tests import pictures as files

NATAL = {"date_day": [""], "date_name": ["Natal"], "date_start": [""], "date_end": [""]}
PAGES = ["", "/identity", "/hours", "/money", "/guests", "/receipt", "/tokens", "/branches"]


@pytest.fixture
def owner(client):
    return client(Role.OWNER)


def form(section: Section, **fields) -> dict:
    return {"version": fingerprint(sections.of(queries.current(), section)), **fields}


def kept():
    db.session.expire_all()
    return queries.current()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_for_the_owner_alone(client, restaurant, path):
    assert client(Role.OWNER).get(f"/settings{path}").status_code == 200
    for role in (Role.MANAGER, Role.CASHIER, Role.WAITER, Role.KITCHEN):
        assert client(role).get(f"/settings{path}").status_code == 403


@pytest.mark.parametrize("path", PAGES)
def test_a_page_costs_few_statements(owner, restaurant, statements, path):
    owner.get(f"/settings{path}")
    statements()
    owner.get(f"/settings{path}")
    assert len([one for one in statements() if "set_config" not in one]) <= 4


def test_who_the_house_is(owner, restaurant):
    sent = form(
        Section.IDENTITY,
        name="Muxima da Ilha",
        slug=restaurant.slug,
        phone="923 456 700",
        nif="541 700 0000",
        address="Rua da Missão 12",
        coloured="true",
        colour="#1f5673",
        picture=(BytesIO(files.photo()), "logo.jpg"),
    )
    assert owner.post("/settings/identity", data=sent).status_code == 303
    house = kept()
    assert (house.name, house.phone, house.nif) == ("Muxima da Ilha", "+244923456700", "5417000000")
    look = Look.of(house.settings)
    assert look.colour == "#1f5673"
    assert look.logo in owner.get("/settings/identity").text


def test_a_colour_nothing_is_read_on_is_refused_only_where_it_is_used(owner, restaurant):
    sent = {"name": restaurant.name, "slug": restaurant.slug, "phone": "923456700", "colour": "#808080"}
    refused = owner.post("/settings/identity", data=form(Section.IDENTITY, **sent, coloured="true"))
    assert (refused.status_code, "Nesta cor não se lêem" in refused.text) == (422, True)
    assert owner.post("/settings/identity", data=form(Section.IDENTITY, **sent)).status_code == 303
    assert Look.of(kept().settings).colour is None


def test_a_picture_outlives_another_mistake(owner, restaurant):
    sent = form(Section.IDENTITY, name="", phone="923456700", picture=(BytesIO(files.photo()), "logo.jpg"))
    again = owner.post("/settings/identity", data=sent)
    assert again.status_code == 422
    assert "Falta preencher." in again.text
    assert 'name="photo" value=""' not in again.text
    assert kept().settings == {}


def test_a_week_with_breaks_and_days_that_are_otherwise(owner, restaurant):
    sent = form(
        Section.HOURS,
        window_start=["12:00", "18:00"],
        window_end=["15:00", "02:00"],
        window_days=["0:1", "0:2", "1:5"],
        date_day=["2026-12-25", "2026-12-31", "2026-12-31"],
        date_name=["Natal", "Ano novo", ""],
        date_start=["", "12:00", "20:00"],
        date_end=["", "15:00", "04:00"],
        day_turns_at="6",
    )
    assert owner.post("/settings/hours", data=sent).status_code == 303
    hours = OpeningHours.of(kept().settings)
    assert hours.day_turns_at == 6
    assert hours.week[0] == {"days": [1, 2], "start": "12:00", "end": "15:00"}
    assert [(one["name"], len(one["hours"])) for one in hours.dates] == [("Natal", 0), ("Ano novo", 2)]
    assert 'value="2026-12-25"' in owner.get("/settings/hours").text


def test_hours_that_make_no_sense_stay_on_the_page(owner, restaurant):
    sent = form(
        Section.HOURS,
        window_start=["12:00"],
        window_end=[""],
        window_days=["0:3"],
        date_day=[""],
        date_name=["Natal"],
        date_start=[""],
        date_end=[""],
    )
    again = owner.post("/settings/hours", data=sent)
    assert again.status_code == 422
    assert 'value="12:00"' in again.text
    assert 'value="Natal"' in again.text


def test_how_it_charges(owner, restaurant):
    sent = form(
        Section.MONEY,
        service="percent",
        service_percent="7,5",
        service_amount="100",
        tax="14",
        tax_included="true",
        delivery="1 500",
        packaging="200,50",
        cash_step="1000",
        discount_limit="15 %",
    )
    assert owner.post("/settings/money", data=sent).status_code == 303
    assert MoneyRules.of(kept().settings) == MoneyRules(
        service_bp=750,
        tax_bp=1400,
        delivery_cents=150_000,
        packaging_cents=20_050,
        cash_step_cents=1000,
        discount_limit_bp=1500,
    )
    page = owner.get("/settings/money").text
    assert 'value="7,5"' in page
    assert 'value="200,50"' in page


def test_bills_that_are_open_keep_their_rules_and_new_ones_have_the_new(owner, restaurant):
    dish = factories.dish(price_cents=100_000)
    before = factories.order(dish.id).order
    owner.post(
        "/settings/money", data=form(Section.MONEY, service="percent", service_percent="10", tax_included="true")
    )
    after = factories.order(dish.id).order
    assert (before["total_cents"], after["total_cents"]) == (100_000, 110_000)
    assert client_total(owner, before["id"]) == 100_000


def client_total(owner, order_id: UUID) -> int:
    return owner.get(f"/api/orders/{order_id}").json["total_cents"]


def test_what_guests_are_offered(owner, restaurant):
    sent = form(Section.GUESTS, delivery="true", delivery_minimum="10 000", delivery_zone="Talatona")  # calls unticked
    assert owner.post("/settings/guests", data=sent).status_code == 303
    assert GuestRules.of(kept().settings) == GuestRules(
        delivery=True, delivery_minimum_cents=1_000_000, delivery_zone="Talatona", calls=False
    )


def test_what_receipts_say(owner, restaurant):
    sent = form(Section.RECEIPT, header="Wi-Fi:  muxima", footer="Volte sempre.\r\nObrigado.")
    assert owner.post("/settings/receipt", data=sent).status_code == 303
    assert ReceiptText.of(kept().settings) == ReceiptText("Wi-Fi: muxima", "Volte sempre.\nObrigado.", logo=False)
    assert owner.post("/settings/receipt", data=form(Section.RECEIPT, logo="true")).status_code == 303
    assert ReceiptText.of(kept().settings).logo


def test_a_receipt_is_seen_while_it_is_written(owner, restaurant):
    drawn = owner.get("/paper/sample", query_string={"header": "Wi-Fi <muxima>", "footer": "Fim", "width": "58"}).text
    assert "Wi-Fi &lt;muxima&gt;" in drawn
    assert "slip--58" in drawn
    assert restaurant.name in drawn


def test_the_logo_is_seen_above_the_receipt_while_it_is_wanted(owner, restaurant):
    assert "ainda não tem logótipo" in owner.get("/settings/receipt").text
    assert "<img" not in owner.get("/paper/sample?logo=true").text
    owner.put("/api/settings/logo", data=files.logo())
    assert "por cima do nome" in owner.get("/settings/receipt").text
    assert 'src="data:image/png' in owner.get("/paper/sample?logo=true").text
    assert "<img" not in owner.get("/paper/sample?logo=false").text


def test_who_saves_over_another_is_told_and_keeps_what_was_typed(owner, restaurant):
    sent = form(Section.MONEY, service="percent", service_percent="12", tax_included="true")
    settings.change(Section.MONEY, {"tax_bp": 700})
    again = owner.post("/settings/money", data=sent)
    assert again.status_code == 409
    assert "outra pessoa" in again.text
    assert 'value="12"' in again.text
    assert MoneyRules.of(kept().settings).service_bp == 0
    assert (
        owner.post(
            "/settings/money", data=form(Section.MONEY) | {k: v for k, v in sent.items() if k != "version"}
        ).status_code
        == 303
    )
    assert MoneyRules.of(kept().settings).service_bp == 1200


def test_another_mistake_does_not_hide_that_somebody_saved(owner, restaurant):
    sent = form(Section.MONEY, service="percent", service_percent="muito")
    settings.change(Section.MONEY, {"tax_bp": 700})
    again = owner.post("/settings/money", data=sent)
    assert again.status_code == 422
    assert f'name="version" value="{sent["version"]}"' in again.text


def test_a_token_is_shown_once_and_works_until_it_is_revoked(app, owner, restaurant):
    sent = {"client_key": "chave-nova-1", "name": "Contabilidade", "permissions": ["see_reports", "take_orders"]}
    made = owner.post("/settings/tokens", data=sent)
    token = made.text.partition('id="token-text" tabindex="0">')[2].partition("<")[0]
    assert token.startswith("nb_")
    assert made.headers["Cache-Control"] == "no-store"
    program = app.test_client()
    assert program.get("/api/orders", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    page = owner.get("/settings/tokens").text
    assert token not in page
    assert "usada pela última vez" in page
    assert "Ver relatórios" in page
    [row] = db.session.scalars(select(ApiToken).where(ApiToken.restaurant_id == restaurant.id))
    assert owner.post("/settings/tokens", data=sent).status_code == 303
    assert len(db.session.scalars(select(ApiToken).where(ApiToken.restaurant_id == restaurant.id)).all()) == 1
    assert owner.post(f"/settings/tokens/{row.id}/revocation").status_code == 303
    assert program.get("/api/orders", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert "revogada a" in owner.get("/settings/tokens").text


def test_a_token_without_permissions_is_refused_beside_them(owner, restaurant):
    again = owner.post("/settings/tokens", data={"client_key": "chave-nova-2", "name": "Site"})
    assert again.status_code == 422
    assert 'value="Site"' in again.text
    assert "chave-nova-2" in again.text


def test_a_branch_is_added_renamed_archived_and_brought_back(owner, restaurant):
    factories.subscription(plan="enterprise")
    owner.post("/settings/branches", data={"name": "Talatona"})
    branch = queries.branches()[-1]
    assert owner.get("/settings/branches").text.count('aria-label="Arquivar ') == 2
    owner.post(f"/settings/branches/{branch.id}", data={"name": "Talatona Norte"})
    owner.post(f"/settings/branches/{branch.id}", data={"archived": "true"})
    page = owner.get("/settings/branches").text
    assert "Repor Talatona Norte" in page
    assert 'aria-label="Arquivar ' not in page  # the last that is open stays
    assert owner.post(f"/settings/branches/{branch.id}", data={"archived": "false"}).status_code == 303
    again = owner.post("/settings/branches", data={"name": "talatona norte"})
    assert again.status_code == 422
    assert 'value="talatona norte"' in again.text


def test_a_plan_that_is_full_says_so_and_keeps_the_name(owner, restaurant):
    factories.subscription(plan="basico")
    again = owner.post("/settings/branches", data={"name": "Talatona"})
    assert again.status_code == 402
    assert 'value="Talatona"' in again.text
