"""Whatever people read can be read in English too."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from nabancada.errors import DomainError

ROOT = Path(__file__).parents[2]
PLACE = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


@pytest.fixture(scope="module")
def english() -> Catalog:
    with open(ROOT / "nabancada/translations/en/LC_MESSAGES/messages.po", "rb") as file:
        return read_po(file, locale="en", abort_invalid=True)


@pytest.fixture(scope="module")
def used() -> set[str]:
    """Every text in code and templates, as `babel.cfg` finds them; of plurals the singular."""
    with open(ROOT / "babel.cfg") as file:
        methods, options = parse_mapping_cfg(file)
    keywords = {**DEFAULT_KEYWORDS, "mark": None}
    found = set()
    for folder in ("nabancada", "templates"):
        for _file, _line, text, *_ in extract_from_dir(ROOT / folder, methods, options, keywords):
            found.add(text[0] if isinstance(text, tuple) else text)
    return found


def test_every_text_is_in_the_catalogue_and_no_other(english, used):
    known = {_singular(message) for message in english if message.id}
    assert sorted(used - known) == []
    assert sorted(known - used) == []


def test_nothing_is_left_untranslated_or_guessed(english):
    assert [m.id for m in english if m.id and (m.fuzzy or not all(_list(m.string)))] == []


def test_what_is_filled_in_stays(english):
    def places(text: str) -> list[str]:
        return sorted(PLACE.findall(text))

    wrong = [
        one.id
        for one in english
        if one.id and any(places(text) != places(_singular(one)) for text in _list(one.string))
    ]
    assert wrong == []


def test_every_refusal_has_its_sentence(app, english):
    def kinds(kind: type[DomainError]) -> list[type[DomainError]]:
        return [kind, *(one for child in kind.__subclasses__() for one in kinds(child))]

    assert [kind.__name__ for kind in kinds(DomainError) if not english.get(kind.message)] == []


def test_one_switch_turns_a_page_into_english(client):
    browser = client(None)
    assert "Palavra-passe" in browser.get("/sign-in").text
    browser.set_cookie("nb-language", "en")
    page = browser.get("/sign-in").text
    assert "Password" in page and "Palavra-passe" not in page


def _singular(message: Message) -> str:
    return _list(message.id)[0]


def _list(text: str | tuple[str, ...]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)
