"""The embedded Valkey, shared and alone."""

import pytest
import redis

from nabancada import embedded
from tests.ports import free_port


def test_it_answers_with_its_password_only(env):
    assert redis.from_url(env["REDIS_URL"]).ping()
    open_door = env["REDIS_URL"].partition("@")[2]
    with pytest.raises(redis.exceptions.AuthenticationError):
        redis.from_url(f"redis://{open_door}").ping()


def test_it_is_bounded_and_keeps_nothing(env):
    settings = redis.from_url(env["REDIS_URL"], decode_responses=True)
    assert settings.config_get("save") == {"save": ""}
    assert settings.config_get("appendonly") == {"appendonly": "no"}
    assert int(settings.config_get("maxmemory")["maxmemory"]) == 256 * 1024 * 1024


def test_a_killed_server_comes_back_on_its_port(tmp_path):
    server = embedded.Valkey(tmp_path)
    port = free_port()
    server.start(port)
    server.kill()
    with pytest.raises(redis.exceptions.ConnectionError):
        redis.from_url(server.url).ping()
    server.start(port)
    try:
        assert redis.from_url(server.url).ping()
    finally:
        server.stop()


def test_a_suspended_server_answers_nobody_until_it_is_resumed(tmp_path):
    server = embedded.Valkey(tmp_path)
    server.start()
    try:
        server.suspend()
        with pytest.raises(redis.exceptions.TimeoutError):
            redis.from_url(server.url, socket_timeout=0.1, socket_connect_timeout=0.1).ping()
        server.resume()
        assert redis.from_url(server.url).ping()
    finally:
        server.stop()
