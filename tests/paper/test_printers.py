"""The printers page: forms that work without a script, and say what is wrong where it was typed."""

import pytest

from nabancada import clock, config, db
from nabancada.permissions import Role
from nabancada.printing import queries
from tests import factories

FORM = {
    "name": "Cozinha",
    "kind": "network",
    "host": "192.168.1.50",
    "port": "9100",
    "width": "80",
    "documents": ["ticket", "receipt"],
    "stations": ["Cozinha", "Bar"],
}


@pytest.fixture(autouse=True)
def networks_of_a_real_server(printers_here, monkeypatch):
    monkeypatch.delenv("NABANCADA_PRINTER_NETWORKS")
    config.settings.cache_clear()


@pytest.fixture
def owner(client):
    return client(Role.OWNER)


def test_a_printer_is_added_changed_and_taken_out(owner):
    assert owner.post("/printers", data=FORM).location == "/printers"
    [printer] = queries.printers()
    assert (printer.width, printer.port, printer.stations) == (80, 9100, ["Cozinha", "Bar"])
    assert printer.documents == ["ticket", "receipt"]
    form = owner.get(f"/printers/{printer.id}").text
    assert "192.168.1.50" in form
    owner.post(f"/printers/{printer.id}", data={**FORM, "name": "Bar", "width": "58", "stations": []})
    page = owner.get("/printers").text
    assert "58 mm" in page
    assert "Bar" in page
    owner.post(f"/printers/{printer.id}/archive")
    assert queries.printers() == []
    assert "Ainda não há impressoras" in owner.get("/printers").text
    assert owner.get(f"/printers/{printer.id}").status_code == 404


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"host": ""}, "host"),
        ({"host": "8.8.8.8"}, "host"),
        ({"host": "127.0.0.1"}, "host"),
        ({"host": "169.254.169.254"}, "host"),
        ({"host": "localhost"}, "host"),
        ({"port": "22"}, "port"),
        ({"port": "5432"}, "port"),
    ],
)
def test_what_does_not_do_is_said_at_its_field_and_kept(owner, typed, field):
    answer = owner.post("/printers", data={**FORM, **typed})
    assert answer.status_code == 422
    assert f'aria-describedby="field-{field}-error"' in answer.text
    assert 'value="receipt" checked' in answer.text
    assert queries.printers() == []


def test_two_printers_have_two_names(owner):
    owner.post("/printers", data=FORM)
    assert "Já há uma impressora com este nome." in owner.post("/printers", data=FORM).text


def test_a_changed_printer_that_does_not_do_stays_as_it_was(owner):
    owner.post("/printers", data=FORM)
    [printer] = queries.printers()
    answer = owner.post(f"/printers/{printer.id}", data={**FORM, "host": "8.8.8.8"})
    assert answer.status_code == 422
    assert f'action="/printers/{printer.id}"' in answer.text
    assert queries.printer(printer.id).host == "192.168.1.50"


@pytest.mark.parametrize("name", ["x\0y"])
def test_what_no_database_keeps_is_refused(owner, name):
    assert owner.post("/printers", data={**FORM, "name": name}).status_code == 422
    assert owner.post("/printers", data={**FORM, "stations": [name]}).status_code == 422


def test_a_browsers_printer_shows_its_test_page(owner):
    owner.post("/printers", data={**FORM, "kind": "browser", "host": ""})
    [printer] = queries.printers()
    answer = owner.post(f"/printers/{printer.id}/test")
    assert answer.location.startswith("/paper/jobs/")
    assert "Pão, maçã" in owner.get(answer.location).text


def test_the_queue_is_few_statements_however_long_it_is(owner, restaurant, statements):
    owner.post("/printers", data=FORM)
    dish = factories.dish().id
    for _ in range(3):
        factories.order(dish)
    statements()
    page = owner.get("/printers/queue").text
    assert page.count('id="job-') == 3
    assert len(statements()) <= 5


def test_trouble_is_named_to_everybody_at_work(owner, client, restaurant):
    owner.post("/printers", data=FORM)
    owner.post("/printers", data={**FORM, "name": "Bar"})
    with db.atomic():
        db.run("UPDATE printers SET trouble = 'silent', trouble_since = %s WHERE restaurant_id = %s", clock.now(),
               restaurant.id)  # fmt: skip
    assert "As impressoras Bar e Cozinha não imprimem." in client(Role.KITCHEN).get("/printers/trouble").text
    page = owner.get("/printers").text
    assert "A impressora Bar não responde." in page
