"""The settings page and the code say the same."""

import re
from pathlib import Path

from pydantic_core import PydanticUndefined

from nabancada.config import Settings

PAGE = Path("docs/settings.md")
ROW = re.compile(r"^\| `(?P<name>[A-Z0-9_]+)` \| (?P<default>[^|]+) \| (?P<meaning>[^|]+) \|$", re.M)
# Defaults that are no constant, in the page's words.
IN_WORDS = {"WEB_CONCURRENCY": "number of cores", "PUBLIC_URL": "from the request"}


def documented() -> dict[str, str]:
    text = (Path(__file__).parents[2] / PAGE).read_text()
    return {row["name"]: row["default"].strip().strip("`") for row in ROW.finditer(text)}


def test_every_setting_is_documented_and_no_other():
    assert set(documented()) == {name.upper() for name in Settings.model_fields}


def test_the_defaults_are_those_of_the_code():
    defaults = {name.upper(): _default(name.upper()) for name in Settings.model_fields}
    assert documented() == defaults


def _default(name: str) -> str:
    if name in IN_WORDS:
        return IN_WORDS[name]
    default = Settings.model_fields[name.lower()].default
    if default is PydanticUndefined:
        return "required"
    return "none" if default is None or default == frozenset() else str(default)
