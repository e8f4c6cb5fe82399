"""Limits: shared by all instances through Redis, kept by each process while Redis is away."""

import importlib.util

import pytest
from flask import Flask

from nabancada import i18n
from nabancada.errors import TooMany
from nabancada.web import problems

NOBODY_LISTENS = "redis://127.0.0.1:1/0"


@pytest.fixture
def worker(settings):
    """`worker(redis_url)`: the limiter of one more process, and an application with a limited view."""

    def start(redis_url: str | None):
        spec = importlib.util.find_spec("nabancada.web.limiter")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        app = Flask("worker")
        i18n.init_app(app)
        problems.init_app(app)
        module.init_app(app, settings.model_copy(update={"redis_url": redis_url}))
        app.add_url_rule("/api/twice", "twice", module.limiter.limit("2 per hour")(lambda: "x"))
        app.add_url_rule("/api/free", "free", lambda: "x")
        return module, app

    return start


@pytest.fixture
def email(restaurant) -> str:
    return f"{restaurant.id.hex}@casa.ao"


def statuses(app, times: int) -> list[int]:
    return [app.test_client().get("/api/twice").status_code for _ in range(times)]


def use_up(module, app, email: str) -> list[int]:
    with app.test_request_context():
        tries = module.SignInTries()
        return [tries.spend(email) for _ in range(5)]


def is_refused(module, app, email: str) -> bool:
    with app.test_request_context():
        try:
            module.SignInTries().ensure_left(email)
        except TooMany:
            return True
        return False


def test_beyond_the_limit_the_answer_says_when_to_come_back(worker):
    _module, app = worker(None)
    assert statuses(app, 3) == [200, 200, 429]
    answer = app.test_client().get("/api/twice")
    assert answer.json["code"] == "too_many_requests" and 0 < int(answer.headers["Retry-After"]) <= 3600
    assert not [name for name, _value in answer.headers if name.startswith("X-RateLimit")]


def test_views_without_a_limit_pay_nothing(worker):
    _module, app = worker(None)
    assert not (app.before_request_funcs or app.after_request_funcs or app.teardown_request_funcs)
    assert {app.test_client().get("/api/free").status_code for _ in range(5)} == {200}


def test_instances_count_together(worker, redis_url, email):
    one, two = worker(redis_url), worker(redis_url)
    one[0].limiter.reset()
    assert statuses(one[1], 1) + statuses(two[1], 2) == [200, 200, 429]
    assert use_up(*one, email) == [4, 3, 2, 1, 0]
    assert is_refused(*two, email)
    one[0].limiter.reset()


def test_with_redis_away_each_process_still_counts(worker, email):
    module, app = worker(NOBODY_LISTENS)
    assert statuses(app, 3) == [200, 200, 429]
    module, app = worker(NOBODY_LISTENS)
    assert use_up(module, app, email) == [4, 3, 2, 1, 0]
    assert is_refused(module, app, email)


def test_no_email_is_written_to_redis(worker, redis_url, email):
    module, app = worker(redis_url)
    use_up(module, app, email)
    keys = module.limiter.storage.storage.keys("*nb-limit*")
    assert keys and not any(email.encode() in key for key in keys)
    module.limiter.reset()


def test_signing_up_is_limited(client):
    browser = client(None)
    answers = [browser.post("/api/register", json={}).status_code for _ in range(301)]
    assert answers == [422] * 300 + [429]
