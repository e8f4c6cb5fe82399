"""The table of who may do what says what the code says."""

from pathlib import Path

from flask import Flask

from nabancada.cli import permissions

PAGE = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"


def test_the_table_of_permissions_is_up_to_date(app: Flask):
    assert PAGE.read_text() == permissions.page(app), "run `make permissions`"
