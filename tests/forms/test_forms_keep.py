"""Every form, every kind of refusal: the answer is the same form, open, with all that was typed and why it did not do.

Secrets and files never come back. Each form is filled in on its page, as a browser would, so its hidden fields
travel along. What a single form does besides is shown in the tests of its own room.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from nabancada import db
from nabancada.menu import actions as menu
from nabancada.permissions import Role
from nabancada.plans import billing
from nabancada.plans.inputs import NewPlanRequest
from nabancada.plans.models import SubscriptionStatus
from nabancada.restaurants import settings
from nabancada.restaurants.sections import Section
from tests import factories
from tests.forms.filled_in import FORMS
from tests.forms.given import Given
from tests.forms.page import Page

ABOVE = "above"  # in a banner of the page
WITHIN = "within"  # in the form, beside what is no single field
SECRETS = {"password", "current_password", "pin"}
MOST_TRIES = 70  # more than any limit allows


@dataclass(frozen=True)
class Case:
    """`first` happens before the page is opened, `meanwhile` once it is."""

    form: str
    wrong: dict[str, Any]
    status: int
    said: str
    first: Callable[[], Any] = field(default=lambda: None)
    meanwhile: Callable[[Given], Any] = field(default=lambda given: None)


def lapse(_given: Given) -> None:
    factories.subscription(status=SubscriptionStatus.EXPIRED)


def full() -> None:
    factories.subscription(plan="basico")  # two people, one branch
    factories.staff(Role.WAITER)


def changed(section: Section, **values: Any) -> Callable[[Given], Any]:
    return lambda _given: settings.change(section, values)


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
    ("identity", {"name": "", "slug": "não pode", "phone": "não sei", "nif": "12", "address": LONG,
                  "colour": "#777777"}),
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
    ("printer", {"name": "", "host": "8.8.8.8", "port": "22"}),
    ("printer", {"name": "Bar"}),
    ("new room", {"name": ""}),
    ("new room", {"name": "Sala"}),
    ("room", {"name": ""}),
    ("room", {"name": "Sala"}),
    ("opening", {"opening": "vinte mil"}),
    ("movement", {"amount": "muito", "reason": ""}),
    ("movement", {"amount": "0"}),
    ("closing", {"cash": "muito", "multicaixa": "x", "multicaixa_express": "-1", "transfer": "x", "card": "x",
                 "note": LONG}),
    ("switch", {"pin": "12ab"}),
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
    Case("prices", {"item_ids": []}, 422, WITHIN),
    Case("prices", {}, 409, ABOVE, meanwhile=lambda given: menu.change_item(given["dish"], {"name": "Kalulu"})),
    Case("sheet", {}, 422, ABOVE, meanwhile=lambda _given: factories.dish("Funge", barcode="5601")),
    Case("sheet", {}, 402, ABOVE, meanwhile=lapse),
    Case("opening", {}, 402, ABOVE, meanwhile=lapse),
    Case("opening", {"note-500000": "muitas"}, 422, WITHIN),
    Case("opening", {"note-500000": "3"}, 422, "opening"),
    Case("closing", {"note-500000": "muitas"}, 422, WITHIN),
    Case("closing", {"note-500000": "3"}, 422, "cash"),
    Case("switch", {}, 422, "pin"),
    Case("switch", {}, 429, "pin"),
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
    opened = Page(path, form.open(browser, path).text)
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


OTHERWISE = {  # what is changed of a form that was saved, whose answer was lost
    "invite": {"name": "Ana Maria", "email": "maria@nova.ao"},
    "new dish": {"name": "Calulu", "barcode": "5602"},
    "new choice": {"name": "Ponto do peixe"},
    "token": {"name": "Balança"},
    "new category": {"name": "Sobremesas"},
    "new room": {"name": "Segundo andar"},
    "movement": {"reason": "Reforço"},
    "platform payment": {"reference": "TR-89"},
    "message": {"subject": "Obras na rua"},
}


@pytest.mark.parametrize("name", OTHERWISE)
def test_a_form_that_was_saved_and_changed_since_says_so_and_may_be_sent_once_more(client, superadmin, name):
    form = FORMS[name]
    given = form.given()
    db.release()
    browser = superadmin if form.who == Role.SUPERADMIN else client(form.who)
    path, typed = form.page.format(**given), filled(form.typed, given)
    action = form.action.format(**given) or path
    sent = Page(path, form.open(browser, path).text).form(action).fields | typed
    assert browser.post(action, data=sent).status_code < 400

    refused = browser.post(action, data=sent | filled(OTHERWISE[name], given))

    assert refused.status_code == 409
    assert "O que enviou antes já ficou guardado." in refused.text
    again = Page(path, refused.text).form(action).fields
    assert {key: again[key] for key in typed} == typed | filled(OTHERWISE[name], given)
    assert browser.post(action, data=again).status_code < 400


def test_a_category_that_is_not_renamed_is_asked_for_its_name_again(client, restaurant):
    category = menu.add_category("Pratos").id
    db.release()
    action = f"/menu/categories/{category}"  # which the page gives its one form when a category is chosen
    refused = client(Role.MANAGER).post(action, data={"name": "muito " * 40})
    page = Page("/menu", refused.text)
    again = page.form(action)
    assert (refused.status_code, again.closed, again.fields["name"]) == (422, False, ["muito " * 40])
    assert again.described["name"] & page.errors.keys()
    assert page.form("/menu/categories").closed


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
