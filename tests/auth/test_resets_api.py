"""A forgotten password over JSON: the links of the page, and no more told than there."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from uuid import uuid4

from nabancada.auth import store
from tests.auth.conftest import PASSWORD

RESETS = "/api/password-resets"
NEW = "três mangas no quintal"


def opened(letters):
    """Where a program opens the link of a letter."""
    token = re.search(r"/password-reset/([\w-]+)", letters[0])[1]
    return f"{RESETS}/{token}"


def test_a_link_sets_a_new_password_once_and_signs_out_everywhere(ask, browser, client, owner):
    till = client(None)
    for one in (till, browser):
        one.post("/api/session", json={"email": owner.email, "password": PASSWORD})
    path = opened(ask(owner.email, RESETS)[1])
    told = browser.get(path)
    assert (told.json, told.headers["Cache-Control"]) == ({"email": owner.email}, "no-store")
    assert (browser.put(path, json={"password": NEW}).status_code, browser.get_cookie("nb_session")) == (204, None)
    assert till.get("/api/session").status_code == browser.get("/api/session").status_code == 401
    assert till.post("/api/session", json={"email": owner.email, "password": PASSWORD}).status_code == 401
    assert till.post("/api/session", json={"email": owner.email, "password": NEW}).status_code == 200
    for over in (browser.get(path), browser.put(path, json={"password": "outra vez outra coisa"})):
        assert (over.status_code, over.json["code"]) == (410, "reset_over")


def test_known_and_unknown_are_answered_the_same_and_only_the_known_get_a_letter(ask, owner):
    (known, letters), (unknown, none) = ask(owner.email, RESETS), ask(f"ninguem-{uuid4().hex}@casa.ao", RESETS)
    assert (known.status_code, known.data) == (unknown.status_code, unknown.data) == (202, b"")
    assert (len(letters), none) == (1, [])


def test_letters_asked_for_by_page_and_by_program_are_counted_together(ask, owner):
    for email in (owner.email, f"ninguem-{uuid4().hex}@casa.ao"):
        statuses = [ask(email, path)[0].status_code for path in ("/password-reset", RESETS, RESETS, RESETS)]
        assert statuses == [200, 202, 202, 429]
    refused = ask(owner.email, RESETS)[0]
    assert (refused.json["code"], int(refused.headers["Retry-After"]) > 0) == ("too_many_requests", True)


def test_who_opens_links_by_page_and_by_program_is_counted_together(browser):
    nonsense = store.new_token()
    for n in range(60):
        by_page = n % 2
        path = f"/password-reset/{nonsense}" if by_page else f"{RESETS}/{nonsense}"
        sent = {"data" if by_page else "json": {"password": NEW}}
        assert browser.open(path, method="POST" if by_page else "PUT", **sent).status_code == 410
    assert browser.put(f"{RESETS}/{nonsense}", json={"password": NEW}).status_code == 429
    assert browser.post(f"/password-reset/{nonsense}", data={"password": NEW}).status_code == 429


def test_what_is_wrong_is_said_at_its_field_and_leaves_the_link_open(ask, browser, owner):
    assert ask("não é e-mail", RESETS)[0].json["fields"].keys() == {"email"}
    path = opened(ask(owner.email, RESETS)[1])
    for wrong in ({}, {"password": "curta"}, {"password": 12}):
        refused = browser.put(path, json=wrong)
        assert (refused.status_code, refused.json["fields"].keys()) == (422, {"password"})
    assert browser.put(path, json={"password": NEW, "email": owner.email}).json["fields"].keys() == {"email"}
    assert browser.put(path, json={"password": NEW}).status_code == 204


def test_a_page_of_another_origin_neither_asks_nor_opens(ask, browser, owner):
    path = opened(ask(owner.email, RESETS)[1])
    for method, where, body in (("POST", RESETS, {"email": owner.email}), ("PUT", path, {"password": NEW})):
        refused = browser.open(where, method=method, json=body, headers={"Origin": "https://outra.ao"})
        assert (refused.status_code, refused.json["code"]) == (403, "cross_origin")
    assert browser.get(path).status_code == 200


def test_of_two_who_use_a_link_at_once_one_sets_the_password(app, ask, owner):
    path = opened(ask(owner.email, RESETS)[1])

    def use(n):
        return Context().run(app.test_client().put, path, json={"password": f"{NEW} {n}"}).status_code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(use, range(2))) == [204, 410]
