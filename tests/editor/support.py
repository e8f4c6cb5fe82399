"""What the tests of the editor ask again and again."""

from typing import Any

from nabancada import db
from nabancada.menu import catalogue


def items() -> list[dict[str, Any]]:
    """The dishes on the menu now."""
    db.release()
    return [item for category in catalogue.now().tree["categories"] for item in category["items"]]


def send(browser: Any, path: str, **form: Any) -> Any:
    """A form with a file in it."""
    return browser.post(path, data=form, content_type="multipart/form-data")
