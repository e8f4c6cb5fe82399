"""deploy/nginx.conf, parsed: sockets pass, nothing sticks, nothing is sent twice."""

from pathlib import Path

import crossplane
import pytest

CONF = Path(__file__).resolve().parents[2] / "deploy" / "nginx.conf"


@pytest.fixture(scope="module")
def http():
    parsed = crossplane.parse(str(CONF), single=True)
    assert parsed["errors"] == []
    (block,) = [part for part in parsed["config"][0]["parsed"] if part["directive"] == "http"]
    return block["block"]


def inside(block, directive, *args):
    """The only block of that name."""
    (found,) = [part for part in block if part["directive"] == directive and part["args"][: len(args)] == list(args)]
    return found["block"]


def values(block, directive):
    return [part["args"] for part in block if part["directive"] == directive]


def test_every_directive_is_known_to_nginx():
    def walk(block):
        for part in block:
            if part["directive"] == "map":
                continue  # its lines are values, not directives
            yield part["directive"]
            yield from walk(part.get("block", []))

    known = crossplane.analyzer.DIRECTIVES
    found = set(walk(crossplane.parse(str(CONF), single=True)["config"][0]["parsed"]))
    assert {name for name in found if name not in known} == set()


def test_instances_are_found_by_name_and_none_is_preferred(http):
    upstream = inside(http, "upstream", "nabancada")
    assert values(upstream, "server") == [["app:8000", "resolve", "max_fails=2", "fail_timeout=5s"]]
    assert values(upstream, "zone"), "resolve needs a shared zone"
    assert values(http, "resolver"), "resolve needs a resolver"
    assert not {"ip_hash", "hash", "sticky"} & {part["directive"] for part in upstream}


def test_sockets_are_upgraded_and_stay_open_between_ticks(http):
    server = inside(http, "server")
    headers = dict(values(server, "proxy_set_header"))
    assert headers["Upgrade"] == "$http_upgrade"
    assert headers["Connection"] == "$connection_header"
    assert values(server, "proxy_http_version") == [["1.1"]]
    socket = inside(server, "location", "=", "/ws")
    (read_timeout,) = values(socket, "proxy_read_timeout")
    assert int(read_timeout[0].removesuffix("s")) > 30  # three ticks
    assert not values(socket, "proxy_set_header"), "a header here would drop those of the server block"


def test_what_the_client_says_about_itself_is_overwritten(http):
    headers = dict(values(inside(http, "server"), "proxy_set_header"))
    assert headers["X-Forwarded-For"] == "$remote_addr"
    assert headers["Host"] == headers["X-Forwarded-Host"] == "$http_host"


def test_an_order_is_never_sent_to_two_instances(http):
    for retried in values(inside(http, "server"), "proxy_next_upstream"):
        assert "non_idempotent" not in retried


def test_metrics_are_for_the_inside(http):
    location = inside(inside(http, "server"), "location", "=", "/metrics")
    assert values(location, "deny") == [["all"]]


def test_bodies_fit_what_the_application_takes(http):
    assert values(http, "client_max_body_size") == [["10m"]]
