"""What is there before a form is filled in, and how one comes to its page."""

from io import BytesIO
from typing import Any

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
from nabancada.printing import actions as printing
from nabancada.printing.inputs import NewPrinter
from nabancada.restaurants import branches, settings
from nabancada.restaurants.queries import branches as every_branch
from nabancada.restaurants.sections import Section
from nabancada.tables import rooms
from nabancada.tables.inputs import NewRoom
from tests import factories

SHEET = "categoria;prato;preço;código de barras\nPratos;Eka;9500;5601\n".encode()

Given = dict[str, str]


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


def printer() -> Given:
    printing.add(NewPrinter(name="Bar", kind="browser"))
    return {"printer": str(printing.add(NewPrinter(name="Sala", kind="browser")).id)}


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


def comer() -> Given:
    one = auth.hire(name="Beto Kiala", email=f"{db.new_id().hex}@casa.ao", role=Role.WAITER, pin="493817")
    return {"person": str(one.id)}


def after_looking(browser: Any, path: str) -> Any:
    sent = {"file": (BytesIO(SHEET), "ementa.csv")}
    return browser.post(path, data=sent, content_type="multipart/form-data")


def during_a_shift(browser: Any, path: str) -> Any:
    assert browser.post("/till/shift", data={"opening": "20 000"}).status_code == 303
    return browser.get(path)


def on_a_shared_device(browser: Any, path: str) -> Any:
    assert browser.post("/switch/device").status_code == 303
    return browser.get(path)
