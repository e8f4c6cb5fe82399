"""The settings over JSON: read by section, changed by field, all of it or nothing."""

import pytest

from nabancada.permissions import Role
from tests import factories
from tests import pictures as files


@pytest.fixture
def owner(client):
    return client(Role.OWNER)


def test_a_section_is_changed_by_its_fields_and_read_back_with_another_version(owner, restaurant):
    before = owner.get("/api/settings").json
    after = owner.patch("/api/settings", json={"money": {"service_bp": 1000}, "guests": {"takeaway": True}}).json
    assert after["money"] == before["money"] | {"service_bp": 1000, "version": after["money"]["version"]}
    assert after["guests"]["takeaway"] is True
    assert after["money"]["version"] != before["money"]["version"]
    assert after["receipt"] == before["receipt"]
    assert owner.get("/api/settings").json == after


def test_over_a_newer_version_nothing_is_saved(owner, restaurant):
    seen = owner.get("/api/settings").json["receipt"]["version"]
    owner.patch("/api/settings", json={"receipt": {"header": "Wi-Fi: muxima"}})
    refused = owner.patch(
        "/api/settings", json={"money": {"service_bp": 700}, "receipt": {"footer": "Fim", "version": seen}}
    )
    assert (refused.status_code, refused.json["code"]) == (409, "settings_changed")
    now = owner.get("/api/settings").json
    assert (now["money"]["service_bp"], now["receipt"]["header"]) == (0, "Wi-Fi: muxima")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"money": {"service_bp": "muito"}}, "money.service_bp"),
        ({"hours": {"week": [{"days": [], "start": "09:00", "end": "10:00"}]}}, "hours.week.0.days"),
        ({"identity": {"slug": "Não Pode!"}}, "identity.slug"),
        ({"roof": {}}, "roof"),
    ],
)
def test_what_makes_no_sense_is_422_with_its_field(owner, restaurant, body, field):
    refused = owner.patch("/api/settings", json=body)
    assert refused.status_code == 422
    assert field in refused.json["fields"]


def test_a_logo_is_put_and_taken_away(owner, restaurant):
    put = owner.put("/api/settings/logo", data=files.photo(), content_type="image/jpeg")
    assert set(put.json["identity"]["logo"]) == {"192", "480", "960"}
    assert owner.put("/api/settings/logo", data=files.endless(), content_type="image/png").status_code == 422
    assert owner.get("/api/settings").json["identity"]["logo"] == put.json["identity"]["logo"]
    assert owner.delete("/api/settings/logo").status_code == 204
    assert owner.get("/api/settings").json["identity"]["logo"] is None


def test_guests_read_what_was_settled_at_once(owner, client, restaurant):
    guest, path = client(None), f"/api/public/{restaurant.slug}/menu"
    assert guest.get(path).json["restaurant"]["opening"] == {"open": True, "until": None, "week": [], "dates": []}
    closed = {"week": [{"days": [1], "start": "00:00", "end": "00:01"}]}
    owner.patch(
        "/api/settings",
        json={
            "hours": closed,
            "guests": {"delivery": True, "delivery_zone": "Ilha"},
            "identity": {"colour": "#1f5673"},
        },
    )
    house = guest.get(path).json["restaurant"]
    assert (house["colour"], house["delivery"]["zone"]) == ("#1f5673", "Ilha")
    assert house["opening"]["until"] is not None
    page = guest.get(f"/r/{restaurant.slug}").text
    assert "/house-colours/1f5673.css" in page
    assert "Entrega: peça pelo" in page
    assert "Para levar" not in page


def test_a_colours_sheet_is_for_colours_that_words_are_read_on(client, restaurant):
    guest = client(None)
    sheet = guest.get("/house-colours/1f5673.css")
    assert sheet.text == ":root{--house:#1f5673;--house-ink:#ffffff}"
    assert "immutable" in sheet.headers["Cache-Control"]
    for none in ("7b7b7b", "1F5673", "red", "1f56731"):
        assert guest.get(f"/house-colours/{none}.css").status_code == 404


def test_branches_over_json(owner, restaurant):
    factories.subscription(plan="enterprise")
    made = owner.post("/api/branches", json={"name": "Talatona"})
    assert (made.status_code, made.json["archived"]) == (201, False)
    path = f"/api/branches/{made.json['id']}"
    assert owner.patch(path, json={"archived": True}).json["archived"] is True
    assert [one["archived"] for one in owner.get("/api/branches").json["items"]] == [False, True]
    [last] = [one for one in owner.get("/api/branches").json["items"] if not one["archived"]]
    refused = owner.patch(f"/api/branches/{last['id']}", json={"archived": True})
    assert (refused.status_code, refused.json["code"]) == (409, "last_branch")


def test_receipts_say_what_the_house_writes(owner, restaurant):
    order = factories.order(factories.dish().id).order
    owner.patch("/api/settings", json={"receipt": {"header": "Wi-Fi: muxima"}})
    page = owner.get(f"/paper/bills/{order['bill_id']}/prebill")
    assert "Wi-Fi: muxima" in page.text
