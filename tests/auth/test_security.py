"""What keeps other sites out: the cross-site check and the headers of every answer."""

import pytest
from flask import Flask

from nabancada import i18n
from nabancada.permissions import Role
from nabancada.web import problems, security

OWN, FOREIGN = "http://localhost", "https://evil.ao"

MATRIX = [
    ({}, True),  # scripts send neither
    ({"Sec-Fetch-Site": "same-origin"}, True),
    ({"Sec-Fetch-Site": "none"}, True),
    ({"Sec-Fetch-Site": "same-site"}, False),
    ({"Sec-Fetch-Site": "cross-site"}, False),
    ({"Sec-Fetch-Site": "cross-site", "Origin": OWN}, False),
    ({"Sec-Fetch-Site": "same-origin", "Origin": OWN}, True),
    ({"Origin": OWN}, True),
    ({"Origin": FOREIGN}, False),
    ({"Origin": "null"}, False),
    ({"Origin": ""}, False),
    ({"Origin": "http://localhost.evil.ao"}, False),
    ({"Origin": "http://evil.ao/localhost"}, False),
    ({"Origin": "http://localhost:81"}, False),
    ({"Origin": "http://evil.ao@localhost"}, False),
]


@pytest.mark.parametrize(("headers", "let_in"), MATRIX, ids=[str(headers) for headers, _ in MATRIX])
def test_writes_come_from_our_own_pages_or_from_no_page(client, headers, let_in):
    answer = client(Role.OWNER).post("/api/tables", json={}, headers=headers)
    assert answer.status_code == (422 if let_in else 403)
    assert let_in or answer.json["code"] == "cross_origin"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_every_unsafe_route_refuses_other_sites_and_changes_nothing(app, client, method):
    browser = client(Role.OWNER)
    rules = [rule for rule in app.url_map.iter_rules() if method in rule.methods]
    adapter = app.url_map.bind("localhost")
    for rule in rules:
        values = {name: _value(converter) for name, converter in rule._converters.items()}
        path = adapter.build(rule.endpoint, values, method=method)
        for headers in ({"Origin": FOREIGN}, {"Sec-Fetch-Site": "cross-site"}):
            answer = browser.open(path, method=method, headers=headers)
            assert answer.status_code == 403, (rule.rule, headers)
    assert browser.get("/api/session").status_code == 200


def _value(converter) -> str:
    if words := getattr(converter, "items", None):
        return min(words)
    is_id = type(converter).__name__ == "UUIDConverter"
    return "0190a1b2-0000-7000-8000-000000000000" if is_id else "1"


def test_reading_is_not_asked_where_it_comes_from(client):
    assert client(Role.OWNER).get("/api/session", headers={"Origin": FOREIGN}).status_code == 200


def test_behind_a_proxy_the_public_address_counts_too(small_app):
    app = small_app(public_url="https://casa.ao")
    send = app.test_client().post
    assert send("/write", headers={"Origin": "https://casa.ao"}, base_url="http://10.0.0.5:8000").status_code == 200
    assert send("/write", headers={"Origin": "https://casa.ao.evil.ao"}).status_code == 403


# Headers


def directives(answer) -> dict[str, str]:
    policy = answer.headers["Content-Security-Policy"]
    return {name: values for name, _, values in (one.partition(" ") for one in policy.split("; "))}


@pytest.mark.parametrize(
    "path", ["/sign-in", "/api/session", "/nowhere", "/api/nowhere", "/static/dist/none.js", "/healthz"]
)
def test_every_answer_carries_the_headers(client, path):
    answer = client(None).get(path)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in answer.headers
    assert len(answer.headers.getlist("Content-Security-Policy")) == 1
    rules = directives(answer)
    assert rules["default-src"] == rules["script-src"] == rules["style-src"] == "'self'"
    assert rules["object-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert rules["form-action"] == "'self'"
    assert rules["connect-src"] == "'self' ws://localhost"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_over_https_there_is_hsts_and_wss(small_app):
    answer = small_app(public_url="https://casa.ao").test_client().get("/read", base_url="https://casa.ao")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert directives(answer)["connect-src"] == "'self' wss://casa.ao"


def test_a_cdn_is_named_where_files_come_from_it(small_app):
    rules = directives(small_app(assets_url="https://cdn.casa.ao/v1").test_client().get("/read"))
    for kind in ("script-src", "style-src", "font-src"):
        assert rules[kind] == "'self' https://cdn.casa.ao"
    assert rules["img-src"] == "'self' data: https://cdn.casa.ao"


def test_a_strange_host_adds_nothing_to_the_policy(small_app):
    answer = small_app().test_client().get("/read", headers={"Host": "a;script-src *"})
    assert "*" not in answer.headers.get("Content-Security-Policy", "")


def test_private_answers_are_not_kept_by_anybody(client):
    for path in ("/api/session", "/api/staff", "/api/nowhere-but-mine"):
        answer = client(Role.OWNER).get(path)
        assert answer.headers.get("Cache-Control") == ("no-store" if answer.status_code == 200 else None)
    assert client(Role.WAITER).get("/api/staff").headers["Cache-Control"] == "no-store"  # a refusal is private too


@pytest.fixture
def small_app(settings):
    def make(**changes) -> Flask:
        app = Flask("small")
        i18n.init_app(app)
        problems.init_app(app)
        security.init_app(app, settings.model_copy(update=changes))
        app.add_url_rule("/read", "read", lambda: "x")
        app.add_url_rule("/write", "write", lambda: "x", methods=["POST"])
        return app

    return make
