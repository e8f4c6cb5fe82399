"""Where a browser works, and who works at one branch alone."""

import pytest

from nabancada import access, db
from nabancada.auth import actions, listening, store, tokens
from nabancada.auth.models import WebSession
from nabancada.permissions import Permission, Role
from nabancada.restaurants import branches
from nabancada.web import addresses
from tests import factories
from tests.auth.test_switching import come, somebody
from tests.conftest import sign_in

COOKIE = "nb_session"


@pytest.fixture
def confined(app, client, talatona):
    """A browser of a cashier who works in Talatona alone."""
    user_id, browser = factories.staff(Role.CASHIER), client(None)
    actions.change_staff(user_id, {"branch_id": talatona.id})
    sign_in(app, browser, user_id)
    return browser


def works(browser):
    return browser.get("/api/session").json["branch"]["name"]


def choose(browser, branch_id):
    return browser.put("/api/session/branch", json={"branch_id": str(branch_id)})


# Choosing


def test_a_browser_works_where_was_chosen_on_it_and_others_where_they_did(client, main, talatona):
    here, there = client(Role.WAITER), client(Role.WAITER)
    assert (works(here), works(there)) == ("Principal", "Principal")
    chosen = choose(here, talatona.id)
    assert chosen.status_code == 200 and chosen.json["branch"] == {"id": str(talatona.id), "name": "Talatona"}
    assert [one["name"] for one in chosen.json["branches"]] == ["Principal", "Talatona"]
    assert chosen.json["confined"] is False
    assert (works(here), works(there)) == ("Talatona", "Principal")
    assert choose(here, talatona.id).status_code == 200  # twice is once
    assert choose(here, main.id).json["branch"]["name"] == "Principal"


def test_only_a_branch_in_use_of_the_house_is_chosen(client, restaurant, other, talatona):
    with db.platform("test"), db.tenant(other.id):
        theirs = branches.add("Benguela").id
    branches.change(talatona.id, {"archived": True})
    browser = client(Role.WAITER)
    for wrong in (theirs, talatona.id, db.new_id()):
        refused = choose(browser, wrong)
        assert (refused.status_code, set(refused.json["fields"])) == (422, {"branch_id"})
        assert browser.post("/branch", data={"branch_id": str(wrong)}).status_code == 422
    assert choose(browser, "x").status_code == 422
    assert works(browser) == "Principal"


def test_who_chose_a_branch_that_is_archived_works_at_the_main_one(client, talatona):
    browser = client(Role.WAITER)
    choose(browser, talatona.id)
    branches.change(talatona.id, {"archived": True})
    assert works(browser) == "Principal"


def test_who_works_at_one_branch_alone_chooses_no_other(confined, main, talatona):
    assert confined.get("/api/session").json["confined"] is True
    for answer in (choose(confined, main.id), confined.post("/branch", data={"branch_id": str(main.id)})):
        assert answer.status_code == 403
    assert choose(confined, main.id).json["code"] == "another_branch"
    assert choose(confined, talatona.id).status_code == 200
    assert works(confined) == "Talatona"


def test_programs_strangers_and_the_platform_choose_none(client, superadmin, main):
    token = tokens.issue("x", [Permission.WORK_HERE], of=[Permission.WORK_HERE], by=None)[1]
    bearer = {"Authorization": f"Bearer {token}"}
    browser = client(None)
    body = {"branch_id": str(main.id)}
    assert browser.put("/api/session/branch", json=body, headers=bearer).status_code == 403
    assert browser.get("/api/session", headers=bearer).json["branch"]["name"] == "Principal"
    assert browser.put("/api/session/branch", json=body).status_code == 401
    assert choose(superadmin, main.id).status_code == 403


def test_a_visit_sees_the_main_branch_whatever_was_chosen_on_the_browser_before(superadmin, restaurant, talatona):
    visit = {"reason": "Ajudar com as mesas da casa"}
    assert superadmin.post(f"/admin/restaurants/{restaurant.id}/visit", data=visit).status_code == 303
    digest = store.digest(superadmin.get_cookie(COOKIE).value)
    assert choose(superadmin, talatona.id).json["code"] == "read_only_visit"
    with db.atomic():
        chosen = WebSession.data + {"branch": str(talatona.id)}
        db.session.execute(WebSession.__table__.update().where(WebSession.token_hash == digest).values(data=chosen))
    assert works(superadmin) == "Principal"
    assert 'action="/branch"' not in superadmin.get("/floor").text


def test_the_page_leads_back_to_the_screen_it_was_chosen_on(client, talatona):
    browser = client(Role.OWNER)

    def led(path):
        return browser.post("/branch", data={"branch_id": str(talatona.id), "next": path}).location

    assert led("/orders") == "/orders"
    assert led(f"/orders/{db.new_id()}") == "/orders"
    assert led(f"/staff/{db.new_id()}?x=1") == "/staff"
    assert led(f"/checkout/tables/{db.new_id()}") == led("https://evil.example") == led("/nowhere") == "/"
    assert browser.post("/branch", data={"branch_id": str(talatona.id)}).location == "/"


def test_a_path_belongs_to_the_longest_screen_that_names_nothing(app):
    with app.test_request_context("/"):
        assert addresses.start_of(f"/floor/tables/{db.new_id()}/panel") == "/floor/tables"
        assert addresses.start_of("/branch") == addresses.start_of("//x") == addresses.start_of(None) == "/"


def test_sockets_of_the_branch_before_are_closed_and_nobody_elses(client, monkeypatch, main, talatona):
    closed = []
    monkeypatch.setattr("nabancada.live.close_identity", closed.append)
    browser = client(Role.WAITER)
    key = f"session:{store.digest(browser.get_cookie(COOKIE).value).hex()}"
    choose(browser, talatona.id)
    assert closed == [key] and listening.still_welcome({key}) == {key}


def test_who_was_not_told_finds_out_that_a_session_is_at_another_branch(app, client, restaurant, main, talatona):
    user_id, browser = factories.staff(Role.WAITER), client(None)
    sign_in(app, browser, user_id)

    def place():
        with app.test_request_context("/", headers={"Cookie": f"{COOKIE}={browser.get_cookie(COOKIE).value}"}):
            return access.current().place_key

    first = place()
    assert listening.still_welcome({first}) == {first}
    choose(browser, talatona.id)
    second = place()
    assert listening.still_welcome({first, second}) == {second}
    actions.change_staff(user_id, {"branch_id": main.id})
    third = place()
    assert listening.still_welcome({first, second, third}) == {third}


def test_knowing_the_branch_costs_no_statement(client, statements, talatona):
    browser = client(Role.WAITER)
    choose(browser, talatona.id)
    statements()
    browser.get("/api/session")
    assert len([one for one in statements() if "PREPARE" not in one]) == 1


def test_a_house_with_one_branch_sees_nothing_of_branches(client, restaurant):
    browser = client(Role.OWNER)
    for path in (
        "/floor",
        "/staff/new",
        "/staff",
        "/printers/new",
        "/printers",
        f"/staff/{factories.staff(Role.WAITER)}",
    ):
        page = browser.get(path)
        assert page.status_code == 200
        assert not [one for one in ("filia", "Principal", "branch", "Onde trabalha") if one in page.text], path


def test_the_menu_of_every_screen_offers_the_branches_and_says_the_present_one(client, confined, talatona):
    page = client(Role.OWNER).get("/floor").text
    assert page.count('name="branch_id"') == 2 and page.count('aria-current="true"') == 1
    assert 'nb-who__branch">Principal<' in page
    alone = confined.get("/floor").text
    assert 'action="/branch"' not in alone and 'nb-who__branch">Talatona<' in alone


# A tablet that people share


def test_a_shared_tablet_stays_at_its_branch_and_offers_nobody_of_another(client, main, talatona):
    tablet = client(Role.OWNER)
    choose(tablet, talatona.id)
    tablet.post("/switch/device")
    anywhere, here, elsewhere = (somebody(branch_id=one) for one in (None, talatona.id, main.id))
    page = tablet.get("/switch").text
    assert [str(one) in page for one in (anywhere, here, elsewhere)] == [True, True, False]
    assert come(tablet, elsewhere).status_code == 404
    for one in (anywhere, here):
        assert come(tablet, one).status_code == 303
        assert works(tablet) == "Talatona"
        tablet.post("/switch/lock")


def test_a_tablet_where_nothing_was_chosen_is_at_the_main_branch(client, main, talatona):
    tablet = client(Role.OWNER)
    tablet.post("/switch/device")
    here, elsewhere = somebody(branch_id=main.id), somebody(branch_id=talatona.id)
    page = tablet.get("/switch").text
    assert str(here) in page and str(elsewhere) not in page


def test_a_tablet_whose_person_is_let_go_stays_at_its_branch(client, talatona):
    tablet, ana, beto = client(Role.OWNER), somebody(), somebody()
    choose(tablet, talatona.id)
    tablet.post("/switch/device")
    come(tablet, ana)
    actions.change_staff(ana, {"active": False})
    assert come(tablet, beto).status_code == 303
    assert works(tablet) == "Talatona"
