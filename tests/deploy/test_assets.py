"""Built files are found by their plain names, from a CDN too, and kept by browsers for a year."""

import json
import os
from pathlib import Path

import pytest

from nabancada.web.assets import AssetMissing, Manifest, asset, icon_href

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def manifest(tmp_path):
    """A manifest file, and how to write it anew."""
    path = tmp_path / "manifest.json"

    def write(names, at):
        path.write_text(json.dumps(names))
        os.utime(path, ns=(at, at))
        return path

    return write


def test_a_plain_name_gives_the_hashed_one(manifest):
    names = Manifest(manifest({"css/staff.css": "css/staff-1.css"}, at=1), watch=False)
    assert names["css/staff.css"] == "css/staff-1.css"


def test_a_new_build_is_seen_in_development_only(manifest):
    path = manifest({"css/staff.css": "css/staff-1.css"}, at=1)
    watching, fixed = Manifest(path, watch=True), Manifest(path, watch=False)
    assert watching["css/staff.css"] == fixed["css/staff.css"] == "css/staff-1.css"
    manifest({"css/staff.css": "css/staff-2.css"}, at=2)
    assert watching["css/staff.css"] == "css/staff-2.css"
    assert fixed["css/staff.css"] == "css/staff-1.css"


def test_an_unknown_name_says_what_to_do(manifest, tmp_path):
    with pytest.raises(AssetMissing, match="make assets"):
        Manifest(manifest({}, at=1), watch=False)["css/nothing.css"]
    with pytest.raises(AssetMissing, match="make assets"):
        Manifest(tmp_path / "never-built.json", watch=False)["css/staff.css"]


def test_a_cdn_carries_all_but_the_icons(app, monkeypatch):
    with app.test_request_context():
        assert asset("css/staff.css").startswith("/static/dist/css/staff-")
        monkeypatch.setitem(app.extensions, "assets_prefix", "https://cdn.example")
        assert asset("css/staff.css").startswith("https://cdn.example/css/staff-")
        assert icon_href("bell").startswith("/static/dist/img/icons-")
        assert icon_href("bell").endswith("#bell")


def test_files_are_kept_for_a_year_without_a_session(app):
    with app.test_request_context():
        address = asset("css/staff.css")
    answer = app.test_client().get(address)
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/css")
    assert {"public", "immutable", "max-age=31536000"} <= set(answer.headers["Cache-Control"].split(", "))
    assert "Set-Cookie" not in answer.headers


def test_nothing_outside_the_build_is_served(app):
    client = app.test_client()
    assert client.get("/static/dist/../build.mjs").status_code == 404
    assert client.get("/static/dist/%2e%2e/build.mjs").status_code == 404


def test_every_file_of_the_manifest_exists_and_is_named_by_its_content():
    names = json.loads((ROOT / "static" / "dist" / "manifest.json").read_text())
    for name, hashed in names.items():
        assert (ROOT / "static" / "dist" / hashed).is_file(), name
        assert hashed != name


def test_every_icon_of_the_sprite_is_named_somewhere():
    sources = [
        path.read_text()
        for folder, kind in (("templates", "html"), ("static/js", "js"), ("nabancada", "py"))
        for path in (ROOT / folder).rglob(f"*.{kind}")
    ]
    everything = "\n".join(sources)
    icons = json.loads((ROOT / "static" / "img" / "icons.json").read_text())
    assert [icon for icon in icons if f'"{icon}"' not in everything] == []


def test_every_icon_that_was_asked_for_is_in_the_sprite():
    names = json.loads((ROOT / "static" / "dist" / "manifest.json").read_text())
    sprite = (ROOT / "static" / "dist" / names["img/icons.svg"]).read_text()
    for icon in json.loads((ROOT / "static" / "img" / "icons.json").read_text()):
        assert f'<symbol id="{icon}"' in sprite
