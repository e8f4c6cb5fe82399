"""What the browser is told about its session."""


def test_the_cookie_over_http_is_httponly_lax_and_for_the_whole_site(visitor):
    flags = visitor.post("/set", json={"a": 1}).headers["Set-Cookie"].split("; ")
    assert flags[0].startswith("nb_session=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"} <= set(flags)
    assert "Secure" not in flags and not any(flag.startswith("Domain") for flag in flags)


def test_the_cookie_over_https_is_bound_to_the_host(instance):
    browser = instance(public_url="https://casa.ao").test_client()
    flags = browser.post("/set", json={"a": 1}, base_url="https://casa.ao").headers["Set-Cookie"].split("; ")
    assert flags[0].startswith("__Host-nb_session=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/", "Secure"} <= set(flags)
    assert not any(flag.startswith("Domain") for flag in flags)


def test_an_answer_that_depends_on_the_session_says_so(visitor):
    assert "Cookie" in visitor.get("/data").headers["Vary"]
