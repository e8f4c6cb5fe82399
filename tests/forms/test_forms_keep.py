"""Every form, every kind of refusal: the answer is the same form, open, with all that was typed and why it did not do.

Secrets and files never come back. Each form is filled in on its page, as a browser would, so its hidden fields
travel along. What a single form does besides is shown in the tests of its own room.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from nabancada import db
from nabancada.auth import actions as auth
from nabancada.auth import invitations
from nabancada.auth.inputs import NewInvitation
from nabancada.menu import actions as menu
from nabancada.menu import groups
from nabancada.menu.inputs import SharedGroup
from nabancada.permissions import Role
from nabancada.plans import billing
from nabancada.plans.inputs import NewPlanRequest
from nabancada.plans.models import SubscriptionStatus
from nabancada.restaurants import branches, settings
from nabancada.restaurants.queries import branches as every_branch
from nabancada.restaurants.sections import Section
from nabancada.tables import rooms
from nabancada.tables.inputs import NewRoom
from tests import factories
from tests.forms.page import Page

ABOVE = "above"  # in a banner of the page
WITHIN = "within"  # in the form, beside what is no single field
SECRETS = {"password", "current_password", "pin"}
PASSWORD = "mangas no quintal 1975"
MOST_TRIES = 70  # more than any limit allows

Given = dict[str, str]


@dataclass(frozen=True)
class Form:
    """`page` and `action` are addresses, and texts of `typed` may be, in which what `given()` made is filled in."""

    page: str
    typed: dict[str, Any]
    action: str = ""
    who: Role | None = Role.OWNER
    given: Callable[[], Given] = field(default=dict)


@dataclass(frozen=True)
class Case:
    """`first` happens before the page is opened, `meanwhile` once it is."""

    form: str
    wrong: dict[str, Any]
    status: int
    said: str
    first: Callable[[], Any] = field(default=lambda: None)
    meanwhile: Callable[[Given], Any] = field(default=lambda given: None)


def person() -> Given:
    one = auth.hire(name="Beto Kiala", email=f"{db.new_id().hex}@casa.ao", role=Role.WAITER)
    return {"person": str(one.id), "taken": one.email}


def invited() -> Given:
    new = NewInvitation(name="Zeca", role="waiter", email=f"{db.new_id().hex}@casa.ao")
    invitations.invite(new, factories.SOMEBODY)
    return {**person(), "invited": str(new.email)}


def link() -> Given:
    token = invitations.invite(NewInvitation(name="Zeca", role="waiter"), factories.SOMEBODY).token
    return {**person(), "token": str(token)}


def dish() -> Given:
    made = factories.dish("Eka", barcode="777")
    return {"dish": str(made.id), "category": str(made.category_id)}


def choice() -> Given:
    return {"choice": str(groups.add(SharedGroup(name="Molho", options=[{"name": "Jindungo"}])))}


def category() -> Given:
    return {"category": str(menu.add_category("Pratos").id)}


def branch() -> Given:
    branches.add("Talatona")
    return {"branch": str(every_branch()[0].id)}


def room() -> Given:
    rooms.add_once(NewRoom(name="Sala"))
    return {"room": str(rooms.add_once(NewRoom(name="Esplanada")).id)}


def holiday() -> Given:
    settings.change(Section.HOURS, {"dates": [{"date": "2026-11-11", "name": "Independência", "hours": []}]})
    return {}


def house() -> Given:
    return {"house": str(db.current_restaurant_id())}


def asking_house() -> Given:
    return {**house(), "request": str(billing.ask(NewPlanRequest(plan="basico"), factories.SOMEBODY).id)}


def lapse(_given: Given) -> None:
    factories.subscription(status=SubscriptionStatus.EXPIRED)


def full() -> None:
    factories.subscription(plan="basico")  # two people, one branch
    factories.staff(Role.WAITER)


def changed(section: Section, **values: Any) -> Callable[[Given], Any]:
    return lambda _given: settings.change(section, values)


WEEK = {
    "window_start": ["12:00", "18:00"],
    "window_end": ["15:00", "02:00"],
    "window_days": ["0:1", "0:2", "1:5"],
}
DISH = {
    "name": "Mufete",
    "category_id": "{category}",
    "price": "9 500,50",
    "description": "Com <b>feijão</b>\nde óleo",
    "station": "Grelha",
    "prep_minutes": "20",
    "tax": "7,5",
    "barcode": "5601",
    "art": "mufete",
    "allergens": ["fish", "molluscs"],
    "tags": "da casa, picante",
    "featured": "true",
    **WEEK,
}
CHOICE = {
    "name": "Ponto da carne",
    "min": "1",
    "max": "2",
    "option_name": ["Mal passada", "Bem passada"],
    "option_price": ["", "150,50"],
    "option_out": ["1"],
}
PRINTER = {
    "name": "Cozinha",
    "kind": "network",
    "host": "192.168.1.50",
    "port": "9101",
    "width": "58",
    "documents": ["ticket", "receipt"],
}

FORMS = {
    "sign-up": Form(
        "/sign-up",
        {
            "name": "Quintal «da» Rosa",
            "slug": "quintal-da-rosa-nova",
            "phone": "923 456 789",
            "address": "Rua da Missão 12",
            "nif": "5417000000",
            "owner": "Rosa Domingos",
            "email": "rosa@nova.ao",
            "password": PASSWORD,
            "plan": "profissional",
        },
        who=None,
        given=lambda: {**person(), "slug": factories.restaurant().slug},
    ),
    "sign-in": Form("/sign-in?next=/floor", {"email": "x@nova.ao", "password": PASSWORD}, "/sign-in", None),
    "forgotten": Form("/password-reset", {"email": "rosa@nova.ao"}, who=None),
    "join": Form(
        "/join/{token}",
        {"name": "Zeca Afonso", "email": "zeca@nova.ao", "password": PASSWORD, "pin": "493817"},
        who=None,
        given=link,
    ),
    "invite": Form(
        "/staff/invitations/new",
        {"name": "Ana Paula", "role": "kitchen", "email": "ana@nova.ao"},
        "/staff/invitations",
        given=invited,
    ),
    "newcomer": Form(
        "/staff/new", {"name": "Ana Paula", "role": "cashier", "email": "ana@nova.ao", "pin": "493817"}, given=person
    ),
    "person": Form(
        "/staff/{person}",
        {"name": "Beto K.", "role": "cashier", "email": "beto@nova.ao"},
        given=lambda: {**person(), "other": person()["taken"]},
    ),
    "their PIN": Form("/staff/{person}", {"pin": "493817"}, "/staff/{person}/pin", given=person),
    "profile": Form("/profile", {"name": "Rosa da Ilha", "language": "en"}),
    "own password": Form(
        "/profile", {"current_password": "não é esta 1975", "password": PASSWORD}, "/profile/password"
    ),
    "own PIN": Form("/profile", {"pin": "493817", "current_password": "não é esta 1975"}, "/profile/pin"),
    "identity": Form(
        "/settings/identity",
        {
            "name": "Muxima da Ilha",
            "phone": "923 456 700",
            "nif": "541 700 0000",
            "address": "Rua da Missão 12\nLuanda",
            "coloured": "true",
            "colour": "#1f5673",
        },
    ),
    "hours": Form(
        "/settings/hours",
        {
            **WEEK,
            "date_day": ["2026-12-25", "2026-12-31"],
            "date_name": ["Natal", "Ano novo"],
            "date_start": ["", "12:00"],
            "date_end": ["", "15:00"],
            "day_turns_at": "6",
        },
        given=holiday,
    ),
    "money": Form(
        "/settings/money",
        {
            "service": "percent",
            "service_percent": "7,5",
            "service_amount": "100",
            "service_before_discount": "true",
            "tax": "14",
            "tax_included": "true",
            "delivery": "1 500",
            "packaging": "200,50",
            "cash_step": "1000",
            "discount_limit": "15 %",
        },
    ),
    "guests": Form(
        "/settings/guests",
        {"takeaway": "true", "delivery": "true", "delivery_zone": "Talatona\nBenfica", "delivery_minimum": "10 000"},
    ),
    "receipt": Form("/settings/receipt", {"header": "Wi-Fi:  muxima", "footer": "Volte sempre.\nObrigado."}),
    "new branch": Form("/settings/branches", {"name": "Talatona Norte"}, given=branch),
    "branch": Form("/settings/branches", {"name": "Sede da Ilha"}, "/settings/branches/{branch}", given=branch),
    "token": Form("/settings/tokens", {"name": "Contabilidade", "permissions": ["take_orders", "see_reports"]}),
    "new category": Form("/menu", {"name": "Grelhados"}, "/menu/categories", given=category),
    "new dish": Form("/menu/dishes/new", DISH, given=dish),
    "dish": Form("/menu/dishes/{dish}", DISH, given=dish),
    "new choice": Form("/menu/choices/new", CHOICE),
    "choice": Form("/menu/choices/{choice}", CHOICE, given=choice),
    "station": Form("/menu/stations", {"new": "Brasa"}, given=dish),
    "new printer": Form("/printers/new", PRINTER, "/printers"),
    "new room": Form("/tables/rooms", {"name": "Primeiro andar"}, given=room),
    "room": Form("/tables/rooms", {"name": "Primeiro andar"}, "/tables/rooms/{room}", given=room),
    "opening": Form("/till", {"opening": "20 000,50"}, "/till/shift"),
    "register": Form("/till", {"name": "Caixa do bar"}, "/till/registers"),
    "plan request": Form(
        "/plan", {"plan": "basico", "months": "12", "note": "Somos poucos.\nDesde Maio."}, "/plan/requests"
    ),
    "platform payment": Form(
        "/admin/restaurants/{house}",
        {"plan": "basico", "months": "3", "amount": "35 000,50", "method": "cash", "reference": "TR-88"},
        "/admin/restaurants/{house}/payments",
        Role.SUPERADMIN,
        house,
    ),
    "subscription": Form(
        "/admin/restaurants/{house}",
        {"plan": "basico", "status": "past_due", "renews_at": "2027-03-01"},
        "/admin/restaurants/{house}/subscription",
        Role.SUPERADMIN,
        house,
    ),
    "suspension": Form(
        "/admin/restaurants/{house}",
        {"status": "suspended", "reason": "Faltam documentos"},
        "/admin/restaurants/{house}/status",
        Role.SUPERADMIN,
        house,
    ),
    "visit": Form(
        "/admin/restaurants/{house}",
        {"reason": "O fecho de ontem não bate certo"},
        "/admin/restaurants/{house}/visit",
        Role.SUPERADMIN,
        house,
    ),
    "refusal": Form(
        "/admin/restaurants/{house}",
        {"answer": "Tem mesas a mais"},
        "/admin/restaurants/{house}/requests/{request}/refusal",
        Role.SUPERADMIN,
        asking_house,
    ),
    "plan": Form(
        "/admin/plans",
        {
            "name": "Básico novo",
            "month": "16 000,50",
            "trial_days": "21",
            "tables": "12",
            "users": "",
            "loyalty": "true",
        },
        "/admin/plans/basico",
        Role.SUPERADMIN,
    ),
    "message": Form(
        "/admin/messages",
        {"restaurant_id": "{house}", "subject": "Obras", "body": "Na segunda,\nàs 4 h."},
        who=Role.SUPERADMIN,
        given=house,
    ),
}

LONG = "muito " * 400
FIELD_ERRORS = [  # the form, and by field what does not do
    ("sign-up", {"name": "", "slug": "Não Pode!", "phone": "não sei", "address": LONG, "nif": "12", "owner": "",
                 "email": "rosa", "password": "curta"}),
    ("sign-in", {"email": ""}),
    ("forgotten", {"email": "rosa"}),
    ("join", {"name": "", "email": "", "password": "curta", "pin": "12ab"}),
    ("invite", {"name": "", "email": "ana"}),
    ("newcomer", {"name": "", "email": "ana", "pin": "12ab"}),
    ("person", {"name": "", "email": ""}),
    ("their PIN", {"pin": "12ab"}),
    ("profile", {"name": ""}),
    ("own password", {"current_password": ""}),
    ("own PIN", {"current_password": "", "pin": "12ab"}),
    ("identity", {"name": "", "phone": "não sei", "nif": "12", "address": LONG, "colour": "#777777"}),
    ("money", {"service_percent": "muito", "service_amount": "muito", "tax": "muito", "delivery": "-1",
               "packaging": "x", "discount_limit": "200"}),
    ("guests", {"delivery_zone": LONG, "delivery_minimum": "muito"}),
    ("receipt", {"header": LONG, "footer": LONG}),
    ("new branch", {"name": ""}),
    ("new branch", {"name": "talatona"}),
    ("branch", {"name": ""}),
    ("branch", {"name": "talatona"}),
    ("token", {"name": ""}),
    ("new category", {"name": LONG}),
    ("new dish", {"name": "", "price": "muito", "description": LONG, "station": "", "prep_minutes": "900",
                  "tax": "muito", "tags": LONG}),
    ("new dish", {"barcode": "777"}),
    ("dish", {"name": "", "price": "-1", "prep_minutes": "", "barcode": LONG}),
    ("new choice", {"name": "", "min": "x", "max": "0"}),
    ("choice", {"name": LONG, "min": "", "max": "99"}),
    ("station", {"new": ""}),
    ("new printer", {"name": "", "port": ""}),
    ("new printer", {"host": "8.8.8.8"}),
    ("new room", {"name": ""}),
    ("new room", {"name": "Sala"}),
    ("room", {"name": ""}),
    ("room", {"name": "Sala"}),
    ("opening", {"opening": "vinte mil"}),
    ("register", {"name": ""}),
    ("plan request", {"note": LONG}),
    ("platform payment", {"months": "40", "reference": LONG}),
    ("platform payment", {"amount": "muito"}),
    ("subscription", {"renews_at": "2027-99-99"}),
    ("suspension", {"reason": LONG}),
    ("suspension", {"reason": ""}),
    ("visit", {"reason": "curta"}),
    ("refusal", {"answer": ""}),
    ("plan", {"name": "", "month": "muito", "trial_days": "x", "tables": "-1"}),
    ("message", {"subject": "", "body": LONG}),
]  # fmt: skip

CASES = [
    *(
        Case(form, {name: value}, 422, name)
        for form, fields in FIELD_ERRORS
        for name, value in fields.items()
    ),
    Case("sign-up", {"slug": "{slug}"}, 422, "slug"),
    Case("sign-up", {"email": "{taken}"}, 409, "email"),
    Case("sign-up", {"phone": "não sei"}, 429, ABOVE),
    Case("sign-in", {}, 401, "password"),
    Case("sign-in", {}, 429, ABOVE),
    Case("forgotten", {}, 429, ABOVE),
    Case("join", {"email": "{taken}"}, 409, "email"),
    Case("join", {}, 402, ABOVE, first=full),
    Case("join", {}, 402, ABOVE, meanwhile=lapse),
    Case("join", {"pin": "12ab"}, 429, ABOVE),
    Case("invite", {"email": "{taken}"}, 409, "email"),
    Case("invite", {"email": "{invited}"}, 409, ABOVE),
    Case("invite", {}, 402, ABOVE, meanwhile=lapse),
    Case("invite", {"name": ""}, 429, ABOVE),
    Case("newcomer", {"email": "{taken}"}, 409, "email"),
    Case("newcomer", {}, 402, ABOVE, meanwhile=lapse),
    Case("person", {"email": "{other}"}, 409, "email"),
    Case("own password", {}, 422, "current_password"),
    Case("own password", {}, 429, ABOVE),
    Case("own PIN", {}, 429, ABOVE),
    Case("identity", {}, 409, ABOVE, meanwhile=changed(Section.IDENTITY, name="Outra")),
    Case("hours", {"window_end": ["15:00", ""]}, 422, WITHIN),
    Case("hours", {"date_day": ["", "2026-12-31"]}, 422, WITHIN),
    Case("hours", {}, 409, ABOVE, meanwhile=changed(Section.HOURS, day_turns_at=3)),
    Case("money", {}, 409, ABOVE, meanwhile=changed(Section.MONEY, tax_bp=700)),
    Case("guests", {}, 409, ABOVE, meanwhile=changed(Section.GUESTS, delivery_zone="Camama")),
    Case("receipt", {}, 409, ABOVE, meanwhile=changed(Section.RECEIPT, footer="Outro")),
    Case("new branch", {}, 402, ABOVE, first=full),
    Case("token", {"permissions": []}, 422, WITHIN),
    Case("new dish", {"window_end": ["15:00", ""]}, 422, WITHIN),
    Case("new dish", {}, 402, ABOVE, meanwhile=lapse),
    Case("dish", {}, 409, ABOVE, meanwhile=lambda given: menu.change_item(given["dish"], {"name": "Kalulu"})),
    Case("new choice", {"min": "2", "max": "1"}, 422, WITHIN),
    Case("new choice", {"option_price": ["muito", ""]}, 422, WITHIN),
    Case("opening", {}, 402, ABOVE, meanwhile=lapse),
    Case("plan request", {"note": "Outra vez"}, 409, WITHIN,
         meanwhile=lambda _given: billing.ask(NewPlanRequest(plan="profissional"), factories.SOMEBODY)),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.form}-{case.status}-{case.said}")
def test_a_refused_form_keeps_what_was_typed_and_says_why(client, superadmin, case):
    form = FORMS[case.form]
    given = form.given()
    case.first()
    db.release()
    browser = superadmin if form.who == Role.SUPERADMIN else client(form.who)
    path, typed = form.page.format(**given), filled(form.typed | case.wrong, given)
    action = form.action.format(**given) or path
    opened = Page(path, browser.get(path).text)
    sent = opened.form(action).fields | typed
    assert sent.keys() == opened.form(action).fields.keys(), "nothing is typed that has no field"
    case.meanwhile(given)
    db.release()

    answer = refused(browser, action, sent, case.status)

    assert answer.status_code == case.status
    page = Page(path, answer.text)
    again = page.form(action)
    assert not again.closed
    assert {name: again.fields[name] for name in typed if name not in SECRETS} == {
        name: values for name, values in typed.items() if name not in SECRETS
    }
    assert not any(again.fields[name][0] for name in SECRETS & again.fields.keys())
    assert not any(f'"{value}"' in answer.text for name in SECRETS & typed.keys() for value in typed[name] if value)
    if case.said == ABOVE:
        assert set(page.banners) - set(opened.banners)
    elif case.said == WITHIN:
        assert again.alerts
    else:
        assert again.described[case.said] & page.errors.keys()


def refused(browser, action: str, sent: dict[str, list[str]], status: int) -> Any:
    """The answer; of a form that is limited, the first that says so."""
    answer = browser.post(action, data=sent)
    for _ in range(MOST_TRIES if status == 429 else 0):
        if answer.status_code == 429:
            break
        answer = browser.post(action, data=sent)
    return answer


def filled(typed: dict[str, Any], given: Given) -> dict[str, list[str]]:
    """Each field with its values, as they are sent."""
    each = {name: value if isinstance(value, list) else [value] for name, value in typed.items()}
    return {name: [one.format(**given) for one in values] for name, values in each.items()}
