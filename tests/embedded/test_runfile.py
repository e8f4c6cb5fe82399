"""`var/run.json` says where the server is, for as long as it is there."""

import json
import stat

import pytest

from nabancada.embedded import terminal
from nabancada.embedded.passwords import kept
from nabancada.embedded.runfile import published

LOGINS = {
    "superadmin": {"email": "chefe@exemplo.ao", "password": "uma-senha"},
    "logins": [{"restaurant": "mufete", "role": "cook", "email": "c@exemplo.ao", "password": "outra-senha"}],
}


def test_it_is_private_and_goes_away(tmp_path):
    with published(tmp_path, 8000, {"url": "http://127.0.0.1:8000"}) as path:
        assert path == tmp_path / "run.json"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert json.loads(path.read_text()) == {"url": "http://127.0.0.1:8000"}
    assert not path.exists()


def test_a_second_instance_gets_a_name_with_its_port(tmp_path):
    with published(tmp_path, 8000, {}), published(tmp_path, 8001, {}) as second:
        assert second == tmp_path / "run-8001.json"
    assert list(tmp_path.glob("*.json")) == []


def test_what_a_killed_server_left_is_overwritten(tmp_path):
    (tmp_path / "run.json").write_text("{}")
    with published(tmp_path, 8000, {"url": "new"}) as path:
        assert json.loads(path.read_text()) == {"url": "new"}


def test_it_goes_away_when_the_server_fails(tmp_path):
    with pytest.raises(RuntimeError), published(tmp_path, 8000, {}):
        raise RuntimeError
    assert not (tmp_path / "run.json").exists()


def test_the_terminal_names_the_address_and_every_login(tmp_path):
    said = terminal.welcome("http://127.0.0.1:8000", LOGINS, tmp_path / "run.json")
    for word in ("http://127.0.0.1:8000", "chefe@exemplo.ao", "uma-senha", "c@exemplo.ao", "outra-senha"):
        assert word in said


def test_a_database_without_demo_has_no_logins_to_show(tmp_path):
    assert "127.0.0.1" in terminal.welcome("http://127.0.0.1:8000", {}, tmp_path / "run.json")


def test_a_secret_is_made_once(tmp_path):
    first = kept(tmp_path / "secret")
    assert len(first) == 43 and kept(tmp_path / "secret") == first
    (tmp_path / "secret").write_text("")
    assert len(kept(tmp_path / "secret")) == 43
