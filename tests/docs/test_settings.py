"""The settings page and the code say the same."""

import ast
import re
from pathlib import Path

from pydantic_core import PydanticUndefined

from nabancada.config import Settings

PAGE = Path("docs/settings.md")
ROW = re.compile(r"^\| `(?P<name>[A-Z0-9_]+)` \| (?P<default>[^|]+) \| (?P<meaning>[^|]+) \|$", re.M)
# Defaults that are no constant, in the page's words.
IN_WORDS = {"WEB_CONCURRENCY": "number of cores", "PUBLIC_URL": "from the request"}


# What commands and the start read for themselves: a table of four columns.
ELSEWHERE = re.compile(r"^\| `(?P<name>[A-Z0-9_]+)` \|(?: [^|]+ \|){3}$", re.M)
VARIABLE = re.compile(r"[A-Z]+(_[A-Z]+)+")
ROOT = Path(__file__).parents[2]


def documented() -> dict[str, str]:
    text = (ROOT / PAGE).read_text()
    return {row["name"]: row["default"].strip().strip("`") for row in ROW.finditer(text)}


def test_every_setting_is_documented_and_no_other():
    assert set(documented()) == {name.upper() for name in Settings.model_fields}


def test_the_defaults_are_those_of_the_code():
    defaults = {name.upper(): _default(name.upper()) for name in Settings.model_fields}
    assert documented() == defaults


def test_what_is_read_past_the_settings_is_documented_too():
    elsewhere = set(ELSEWHERE.findall((ROOT / PAGE).read_text()))
    assert elsewhere and not elsewhere & set(documented())
    assert _named_where_the_environment_is_read() - set(documented()) == elsewhere


def _named_where_the_environment_is_read() -> set[str]:
    """Every word that looks like a variable, in the files that read the environment by themselves."""
    sources = [path.read_text() for path in (ROOT / "gunicorn.conf.py", *(ROOT / "nabancada").rglob("*.py"))]
    return {
        node.value
        for source in sources
        if "os.environ" in source or "getenv" in source
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and VARIABLE.fullmatch(node.value)
    }


def _default(name: str) -> str:
    if name in IN_WORDS:
        return IN_WORDS[name]
    default = Settings.model_fields[name.lower()].default
    if default is PydanticUndefined:
        return "required"
    return "none" if default is None or default == frozenset() else str(default)
