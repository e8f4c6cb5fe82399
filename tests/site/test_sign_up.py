"""The public site and signing up: what was typed stays, and of two who want the same one gets it."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from nabancada import db
from nabancada.auth.models import User
from nabancada.plans import queries as plans
from nabancada.restaurants.models import Restaurant

PASSWORD = "mangas no quintal 1975"


@pytest.fixture
def browser(app):
    return app.test_client()


def form(**changes):
    tag = uuid4().hex[:8]
    return {
        "name": f"Quintal {tag}",
        "phone": "923 456 789",
        "owner": "Rosa Domingos",
        "email": f"rosa-{tag}@casa.ao",
        "password": PASSWORD,
        "plan": "profissional",
        **changes,
    }


def houses(slug):
    try:
        return db.session.scalar(select(func.count()).select_from(Restaurant).where(Restaurant.slug == slug))
    finally:
        db.release()


def test_a_form_signs_a_house_up_with_its_telephone_in_one_shape(browser):
    sent = form()
    answer = browser.post("/sign-up", data=sent)
    assert (answer.status_code, answer.location) == (303, "/sign-up/received")
    owner = db.session.scalars(select(User).where(User.email == sent["email"])).one()
    house = db.session.get_one(Restaurant, owner.restaurant_id)
    assert (house.name, house.phone, house.status, owner.role) == (sent["name"], "+244923456789", "pending", "owner")
    assert house.slug == sent["name"].lower().replace(" ", "-")
    with db.tenant(house.id):
        assert plans.current().plan_slug == "profissional"
        db.release()


@pytest.mark.parametrize(
    ("changes", "field", "status"),
    [
        ({"phone": "não sei"}, "phone", 422),
        ({"email": "rosa"}, "email", 422),
        ({"password": "curta"}, "password", 422),
        ({"password": "aaaaaaaaaaaaaa"}, "password", 422),
        ({"name": ""}, "name", 422),
        ({"slug": "Não Pode!"}, "slug", 422),
        ({"plan": "grátis"}, None, 422),
    ],
)
def test_a_refused_form_keeps_what_was_typed_but_no_password(browser, changes, field, status):
    sent = form(address="Rua da Missão 12", nif="5417000000", **changes)
    answer = browser.post("/sign-up", data=sent)
    assert answer.status_code == status
    for name in ("name", "phone", "owner", "email", "address", "nif"):
        assert f'value="{sent[name]}"' in answer.text, name
    assert sent["password"] not in answer.text
    assert field is None or f'id="field-{field}-error"' in answer.text


def test_a_taken_email_or_address_is_said_at_its_field_and_keeps_the_rest(browser):
    first = form(slug=f"quintal-{uuid4().hex[:8]}")
    browser.post("/sign-up", data=first)
    mail = browser.post("/sign-up", data=form(email=first["email"].upper()))
    assert (mail.status_code, 'id="field-email-error"' in mail.text) == (409, True)
    again = form(slug=first["slug"])
    slug = browser.post("/sign-up", data=again)
    assert (slug.status_code, 'id="field-slug-error"' in slug.text) == (422, True)
    assert f'value="{again["email"]}"' in slug.text


@pytest.mark.parametrize("same", ["email", "slug"])
def test_of_many_who_want_the_same_at_once_one_gets_it_and_no_other_house_is_left(app, same):
    shared = form(slug=f"igual-{uuid4().hex[:8]}")

    def sign_up(n):
        sent = form(**{same: shared[same]})
        environ = {"REMOTE_ADDR": f"198.51.100.{n}"}
        answer = Context().run(app.test_client().post, "/sign-up", data=sent, environ_base=environ)
        return answer.status_code, sent

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(sign_up, range(6)))
    refused = {"email": 409, "slug": 422}[same]
    assert Counter(status for status, _sent in answers) == {303: 1, refused: 5}
    if same == "email":
        names = [sent["name"] for status, sent in answers if status != 303]
        assert db.session.scalar(select(func.count()).select_from(Restaurant).where(Restaurant.name.in_(names))) == 0
        db.release()
    else:
        assert houses(shared["slug"]) == 1


def test_an_address_is_proposed_and_numbered_when_it_is_taken(browser):
    sent = form()
    ask = {"name": sent["name"]}
    free = browser.get("/api/public/slug", query_string=ask).json["slug"]
    browser.post("/sign-up", data=sent)
    assert browser.get("/api/public/slug", query_string=ask).json["slug"] == f"{free}-2"
    assert browser.get("/api/public/slug", query_string={"name": "咖啡"}).json["slug"].startswith("casa")


def test_strangers_are_told_the_plans_they_may_sign_up_for_and_addresses_only_so_often(browser, superadmin):
    told = browser.get("/api/public/plans").json
    assert told == superadmin.get("/api/admin/plans").json
    assert [one["slug"] for one in told["items"]] == ["basico", "profissional", "empresarial", "enterprise"]
    assert browser.get("/api/public/slug", query_string={"name": "x" * 81}).status_code == 422
    asked = [browser.get("/api/public/slug?name=Muxima").status_code for _ in range(121)]
    assert {*asked[:-2]} == {200} and asked[-1] == 429


def test_a_crowd_of_sign_ups_from_one_address_is_slowed_and_keeps_what_was_typed(app, browser):
    environ = {"REMOTE_ADDR": "203.0.113.77"}
    answers = [browser.post("/sign-up", data=form(phone="x"), environ_base=environ) for _ in range(31)]
    assert answers[-1].status_code == 429
    assert "Rosa Domingos" in answers[-1].text


def test_the_home_page_says_what_it_is_and_what_it_costs_without_anything_from_elsewhere(browser):
    page = browser.get("/")
    assert page.status_code == 200
    for said in (
        "35\u00a0000",
        "42 USD",
        "336\u00a0000",
        "/sign-up?plan=enterprise",
        'property="og:image"',
        'rel="canonical"',
    ):
        assert said in page.text, said
    addresses = [part.split('"')[0] for part in page.text.split('src="')[1:]]
    assert addresses and all(one.startswith("/") for one in addresses)


@pytest.mark.parametrize("path", ["/", "/sign-up", "/terms", "/privacy", "/sign-up/received", "/password-reset"])
def test_every_page_is_there_in_both_languages(browser, path):
    portuguese = browser.get(path)
    browser.set_cookie("nb-language", "en")
    english = browser.get(path)
    assert (portuguese.status_code, english.status_code) == (200, 200)
    assert 'lang="pt-AO"' in portuguese.text and 'lang="en"' in english.text
    assert portuguese.text != english.text


def test_search_engines_are_told_what_there_is(browser):
    assert "Sitemap: http://localhost/sitemap.xml" in browser.get("/robots.txt").text
    assert "<loc>http://localhost/terms</loc>" in browser.get("/sitemap.xml").text


@pytest.mark.parametrize("wanted", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_led_elsewhere_after_a_choice_of_language(browser, wanted):
    assert browser.post("/language", data={"language": "en", "next": wanted}).location == "/"


@pytest.mark.parametrize(
    ("contact", "link"),
    [("+244 923 000 000", 'href="tel:+244923000000">+244 923 000 000<'), ("ajuda@nabancada.ao", 'href="mailto:ajuda@')],
)
def test_who_is_told_where_help_is_finds_it_on_every_page_for_strangers(app, browser, monkeypatch, contact, link):
    pages = ("/", "/terms", "/sign-in", "/nothing-here")
    as_person = {"Accept": "text/html"}
    assert not any("Ajuda:" in browser.get(path, headers=as_person).text for path in pages)
    told = app.config["SETTINGS"].model_copy(update={"support_contact": contact})
    monkeypatch.setitem(app.config, "SETTINGS", told)
    assert all(link in browser.get(path, headers=as_person).text for path in pages)
