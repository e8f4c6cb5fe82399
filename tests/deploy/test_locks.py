"""Lock files: every package pinned by hash, no host named."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("requirements.lock", "requirements-dev.lock", "package-lock.json")


@pytest.mark.parametrize("name", NAMES)
def test_no_host_is_named(name):
    assert re.findall(r"https?://\S+", (ROOT / name).read_text()) == []


@pytest.mark.parametrize("name", NAMES[:2])
def test_every_python_package_is_pinned_by_version_and_hash(name):
    text = (ROOT / name).read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip()]
    assert len(lines) > 50
    for line in lines:
        assert re.match(r"[a-z0-9._-]+(\[[a-z,]+\])?==\S+.* --hash=sha256:[0-9a-f]{64}", line), line


def test_the_application_and_the_checks_use_the_same_versions():
    def pins(name):
        return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", (ROOT / name).read_text(), re.M))

    application, checks = pins(NAMES[0]), pins(NAMES[1])
    assert {name: checks[name] for name in application.keys() & checks.keys()} == {
        name: application[name] for name in application.keys() & checks.keys()
    }


def test_every_npm_package_has_its_integrity():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for name, package in packages.items():
        assert not name or package["integrity"].startswith("sha512-"), name
