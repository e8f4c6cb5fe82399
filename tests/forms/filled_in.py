"""The forms of the house and of the platform, filled in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from nabancada.permissions import Role
from tests import factories
from tests.forms.given import (
    Given,
    after_looking,
    asking_house,
    branch,
    category,
    choice,
    comer,
    dish,
    during_a_shift,
    holiday,
    house,
    invited,
    link,
    on_a_shared_device,
    person,
    printer,
    room,
)

PASSWORD = "mangas no quintal 1975"


@dataclass(frozen=True)
class Form:
    """`page` and `action` are addresses, and texts of `typed` may be, in which what `given()` made is filled in.

    `open` comes to the page, where looking at its address is not all.
    """

    page: str
    typed: dict[str, Any]
    action: str = ""
    who: Role | None = Role.OWNER
    given: Callable[[], Given] = field(default=dict)
    open: Callable[[Any, str], Any] = field(default=lambda browser, path: browser.get(path))


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
    "own e-mail": Form("/profile", {"email": "eu@nova.ao", "current_password": "não é esta 1975"}, "/profile/email"),
    "own PIN": Form("/profile", {"pin": "493817", "current_password": "não é esta 1975"}, "/profile/pin"),
    "identity": Form(
        "/settings/identity",
        {
            "name": "Muxima da Ilha",
            "slug": "muxima-da-ilha",
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
        {
            "takeaway": "true",
            "delivery": "true",
            "delivery_zone": "Talatona\nBenfica",
            "delivery_minimum": "10 000",
            "calls": "true",
        },
    ),
    "receipt": Form(
        "/settings/receipt", {"header": "Wi-Fi:  muxima", "footer": "Volte sempre.\nObrigado.", "logo": "true"}
    ),
    "new branch": Form("/settings/branches", {"name": "Talatona Norte"}, given=branch),
    "branch": Form("/settings/branches", {"name": "Sede da Ilha"}, "/settings/branches/{branch}", given=branch),
    "token": Form("/settings/tokens", {"name": "Contabilidade", "permissions": ["take_orders", "see_reports"]}),
    "new category": Form("/menu", {"name": "Grelhados"}, "/menu/categories", given=category),
    "new dish": Form("/menu/dishes/new", DISH, given=dish),
    "dish": Form("/menu/dishes/{dish}", DISH, given=dish),
    "new choice": Form("/menu/choices/new", CHOICE),
    "choice": Form("/menu/choices/{choice}", CHOICE, given=choice),
    "station": Form("/menu/stations", {"new": "Brasa"}, given=dish),
    "prices": Form("/menu/prices?way=up&much=10&by=percent&step=50", {"item_ids": ["{dish}"]}, given=dish),
    "sheet": Form("/menu/sheets", {}, "/menu/sheets/rows", given=category, open=after_looking),
    "new printer": Form("/printers/new", PRINTER, "/printers"),
    "printer": Form("/printers/{printer}", PRINTER, given=printer),
    "new room": Form("/tables/rooms", {"name": "Primeiro andar"}, given=room),
    "room": Form("/tables/rooms", {"name": "Primeiro andar"}, "/tables/rooms/{room}", given=room),
    "switch": Form("/switch", {"user_id": "{person}", "pin": "000000"}, given=comer, open=on_a_shared_device),
    "opening": Form("/till", {"opening": "20 000,50", "note-500000": ""}, "/till/shift"),
    "movement": Form(
        "/till", {"kind": "in", "amount": "5 000,50", "reason": "Trocos"}, "/till/movements", open=during_a_shift
    ),
    "closing": Form(
        "/till",
        {
            "cash": "20 000,50",
            "multicaixa": "1 000",
            "multicaixa_express": "2 000",
            "transfer": "3 000",
            "card": "4 000",
            "note": "Faltou troco.\nVai amanhã.",
            "note-500000": "",
        },
        "/till/closing",
        open=during_a_shift,
    ),
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
