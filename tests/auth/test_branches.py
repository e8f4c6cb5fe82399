"""Where a browser works, and who works at one branch alone."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from nabancada import access, db
from nabancada.auth import actions, listening, queries, store, tokens
from nabancada.auth.models import WebSession
from nabancada.errors import InvalidInput
from nabancada.live.models import Event
from nabancada.permissions import Permission, Role
from nabancada.restaurants import branches
from nabancada.web import addresses
from tests import factories
from tests.at_once import at_once, while_held
from tests.auth.test_staff import email, new
from tests.auth.test_switching import come, somebody
from tests.conftest import sign_in

COOKIE = "nb_session"


@pytest.fixture
def main(restaurant):
    return factories.branch(restaurant)


@pytest.fixture
def talatona(restaurant):
    return factories.branch(restaurant, "Talatona")


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


def told(kind):
    wanted = select(Event).where(Event.restaurant_id == db.current_restaurant_id(), Event.kind == kind)
    return db.session.scalars(wanted.order_by(Event.seq.desc())).first().data


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


# Working at one alone


def test_the_owner_says_where_somebody_works_and_takes_it_back(client, talatona):
    browser = client(Role.OWNER)
    hired = browser.post("/api/staff", json=new(branch_id=str(talatona.id)))
    assert (hired.status_code, hired.json["branch_id"]) == (201, str(talatona.id))
    path = f"/api/staff/{hired.json['id']}"
    assert browser.patch(path, json={"branch_id": None}).json["branch_id"] is None
    assert browser.patch(path, json={"branch_id": str(talatona.id)}).json["branch_id"] == str(talatona.id)
    assert browser.patch(path, json={"name": "Zé"}).json["branch_id"] == str(talatona.id)


def test_nobody_is_put_where_the_house_is_not(client, other, talatona):
    with db.platform("test"), db.tenant(other.id):
        theirs = branches.add("Benguela").id
    branches.change(talatona.id, {"archived": True})
    browser, ana = client(Role.OWNER), factories.staff(Role.WAITER)
    for wrong in (theirs, talatona.id, db.new_id()):
        refusals = (
            browser.post("/api/staff", json=new(branch_id=str(wrong))),
            browser.patch(f"/api/staff/{ana}", json={"branch_id": str(wrong)}),
        )
        for refused in refusals:
            assert (refused.status_code, set(refused.json["fields"])) == (422, {"branch_id"})
    assert queries.member(ana).branch_id is None


def test_who_directs_the_house_works_everywhere(client, talatona):
    browser, place = client(Role.OWNER), str(talatona.id)
    owner, ana = factories.staff(Role.OWNER), factories.staff(Role.MANAGER)
    assert browser.post("/api/staff", json=new(role="owner", branch_id=place)).status_code == 422
    assert browser.patch(f"/api/staff/{owner}", json={"branch_id": place}).status_code == 422
    assert browser.patch(f"/api/staff/{ana}", json={"branch_id": place}).status_code == 200
    refused = browser.patch(f"/api/staff/{ana}", json={"role": "owner"})
    assert refused.json["fields"] == {"branch_id": "A direcção trabalha em todas as filiais."}
    assert queries.member(ana).role == "manager"
    assert browser.patch(f"/api/staff/{ana}", json={"role": "owner", "branch_id": None}).status_code == 200


def test_a_change_of_branch_is_at_once_and_ends_no_session(app, client, monkeypatch, restaurant, talatona):
    ana, browser = factories.staff(Role.WAITER), client(None)
    sign_in(app, browser, ana)
    closed = []
    monkeypatch.setattr("nabancada.live.close_identity", closed.append)
    actions.change_staff(ana, {"branch_id": talatona.id})
    assert works(browser) == "Talatona" and closed == [f"user:{ana}"]
    actions.change_staff(ana, {"branch_id": talatona.id})
    assert len(closed) == 1  # as it was: nothing closes


def test_the_form_that_says_only_another_branch_leaves_them_signed_in(app, client, talatona):
    ana, browser = factories.staff(Role.WAITER), client(None)
    sign_in(app, browser, ana)
    form = {"name": "Ana Domingos", "email": f"{ana.hex}@casa.ao", "role": "waiter", "branch_id": str(talatona.id)}
    owner = client(Role.OWNER)
    assert owner.post(f"/staff/{ana}", data=form).status_code == 303
    assert works(browser) == "Talatona"
    page = owner.get(f"/staff/{ana}").text
    assert f'<option value="{talatona.id}" selected>Talatona' in page
    assert 'pp-place">Talatona<' in owner.get("/staff").text
    assert owner.post(f"/staff/{ana}", data={**form, "branch_id": ""}).status_code == 303
    assert works(browser) == "Principal"
    wrong = owner.post(f"/staff/{ana}", data={**form, "branch_id": str(db.new_id())})
    assert wrong.status_code == 422 and 'id="field-branch_id-error"' in wrong.text
    person = {"name": "Zé", "email": email(), "role": "waiter", "pin": "4321", "branch_id": str(talatona.id)}
    assert owner.post("/staff/new", data=person).status_code == 303


def test_the_audit_names_the_branches(client, talatona):
    owner = client(Role.OWNER)
    ze = owner.post("/api/staff", json=new(branch_id=str(talatona.id))).json["id"]
    owner.patch(f"/api/staff/{ze}", json={"branch_id": None, "role": "cashier"})
    branches.change(talatona.id, {"name": "Talatona Norte"})
    texts = [one["text"] for one in owner.get("/api/audit").json["items"]]
    assert "mudou de Zé: filial (Talatona → todas), função (Sala → Caixa)" in texts
    assert "juntou-se à casa: Zé (Sala, Talatona)" in texts
    assert told("staff.changed")["before"] == {"role": "waiter", "branch": "Talatona"}


def test_who_comes_back_to_a_branch_that_is_gone_is_given_another(client, restaurant, main, talatona):
    owner, ana = client(Role.OWNER), factories.staff(Role.WAITER)
    actions.change_staff(ana, {"branch_id": talatona.id})
    actions.change_staff(ana, {"active": False})
    branches.change(talatona.id, {"archived": True})
    branches.add("Viana")
    assert 'name="branch_id"' in owner.get(f"/staff/{ana}").text.partition("<main")[2]
    refused = owner.post(f"/staff/{ana}/return")
    assert (refused.status_code, "Esta filial não existe." in refused.text) == (422, True)
    assert owner.post(f"/staff/{ana}/return", data={"branch_id": str(main.id)}).status_code == 303
    db.session.expire_all()
    assert (queries.member(ana).active, queries.member(ana).branch_id) == (True, main.id)


def test_a_branch_that_is_being_archived_gets_nobody(restaurant, talatona):
    ana = factories.staff(Role.WAITER)
    _archived, refused = while_held(
        restaurant.id,
        lambda: branches.change(talatona.id, {"archived": True}),
        lambda: actions.change_staff(ana, {"branch_id": talatona.id}),
    )
    assert isinstance(refused, InvalidInput)
    db.session.expire_all()
    assert queries.member(ana).branch_id is None


def test_two_owners_who_place_somebody_at_once_are_one_after_the_other(restaurant, main, talatona):
    ana, places = factories.staff(Role.WAITER), (main.id, talatona.id)
    at_once(restaurant.id, 8, lambda n: actions.change_staff(ana, {"branch_id": places[n % 2]}).id, workers=4)
    db.session.expire_all()
    changes = db.session.scalars(select(Event.data).where(Event.kind == "staff.changed", Event.subject_id == ana)).all()
    told = [(one["before"]["branch"], one["after"]["branch"]) for one in changes]
    assert all(before != after for before, after in told)
    assert queries.member(ana).branch_id == {"Principal": main.id, "Talatona": talatona.id}[told[-1][1]]


def test_a_change_that_breaks_half_way_leaves_where_they_worked(restaurant, talatona, monkeypatch):
    ana, closed = factories.staff(Role.WAITER), []
    monkeypatch.setattr("nabancada.live.close_identity", closed.append)

    def cut(*_event, **_data):
        raise OperationalError("cut", None, Exception())

    with monkeypatch.context() as broken:
        broken.setattr("nabancada.live.record", cut)
        with pytest.raises(OperationalError):
            actions.change_staff(ana, {"branch_id": talatona.id})
    db.session.expire_all()
    assert queries.member(ana).branch_id is None and closed == []


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


@pytest.mark.parametrize("role", [Role.WAITER, Role.OWNER])
def test_the_database_keeps_people_to_branches_of_their_house_and_owners_to_none(restaurant, other, talatona, role):
    with db.platform("test"), db.tenant(other.id):
        theirs = branches.add("Benguela").id
    wrong, rule = (theirs, "fk_users_restaurant_id_branch_id") if role == Role.WAITER else (talatona.id, "everywhere")
    ana = factories.staff(role)
    with pytest.raises(IntegrityError, match=rule), db.atomic():
        db.session.execute(text("UPDATE users SET branch_id = :to WHERE id = :id"), {"to": wrong, "id": ana})
