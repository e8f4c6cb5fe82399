"""What a house decides: kept by section, under one lock, told to the log, and read at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from nabancada import db
from nabancada.errors import InvalidInput
from nabancada.live.models import Event
from nabancada.plans.actions import LimitReached
from nabancada.restaurants import branches, colours, queries, sections, settings
from nabancada.restaurants import inputs as said
from nabancada.restaurants.branches import LastBranch
from nabancada.restaurants.rules import THANKS, MoneyRules, ReceiptText
from nabancada.restaurants.sections import Section
from nabancada.restaurants.settings import SettingsChanged
from nabancada.web.body import validate
from nabancada.web.json import fingerprint
from tests import factories
from tests.at_once import at_once


def told(kind: str) -> list[dict]:
    return [one.data for one in db.session.scalars(select(Event).where(Event.kind == kind).order_by(Event.seq))]


def test_only_what_is_sent_changes_and_the_rest_stands_at_its_default(restaurant):
    house = settings.change(Section.MONEY, {"service_bp": 1000})
    assert MoneyRules.of(house.settings) == MoneyRules(service_bp=1000)
    house = settings.change(Section.MONEY, {"tax_bp": 1400})
    assert MoneyRules.of(house.settings) == MoneyRules(service_bp=1000, tax_bp=1400)
    assert ReceiptText.of(house.settings).footer == THANKS


def test_a_change_is_told_with_what_it_was_and_is(restaurant):
    settings.change(Section.IDENTITY, {"name": "Muxima", "colour": "#1f5673"})
    [event] = told("settings.changed")
    assert event["section"] == "identity"
    assert event["after"] == {"name": "Muxima", "colour": "#1f5673"}
    assert event["before"] == {"name": restaurant.name, "colour": None}
    assert queries.current().name == "Muxima"


def test_saving_the_same_again_is_no_change(restaurant):
    before = settings.change(Section.MONEY, {"service_bp": 1000}).settings_version
    assert settings.change(Section.MONEY, {"service_bp": 1000}).settings_version == before
    assert len(told("settings.changed")) == 1


def test_two_who_save_different_sections_at_once_lose_nothing(restaurant):
    changes = [
        (Section.MONEY, {"service_bp": 1000}),
        (Section.RECEIPT, {"header": "Wi-Fi: muxima"}),
        (Section.GUESTS, {"takeaway": True}),
        (Section.HOURS, {"day_turns_at": 6}),
        (Section.IDENTITY, {"address": "Rua da Missão 12"}),
    ]
    at_once(restaurant.id, 20, lambda n: settings.change(*changes[n % 5]), workers=10)
    db.session.expire_all()
    house = queries.current()
    for section, change in changes:
        assert change.items() <= sections.of(house, section).items()
    assert len(told("settings.changed")) == 5


def test_of_two_who_saw_the_same_only_one_saves(restaurant):
    seen = fingerprint(sections.of(queries.current(), Section.MONEY))
    results = at_once(
        restaurant.id, 10, lambda n: settings.change(Section.MONEY, {"service_bp": n + 1}, seen) and None, workers=10
    )
    assert results.count(SettingsChanged) == 9
    assert len(told("settings.changed")) == 1


def test_a_section_that_is_refused_takes_the_others_with_it(restaurant):
    wanted = validate(
        said.SettingsChange, {"money": {"service_bp": 500}, "receipt": {"header": "Olá", "version": "00000000"}}
    )
    with pytest.raises(SettingsChanged):
        settings.change_all(wanted)
    db.session.expire_all()
    assert queries.current().settings == {}
    assert told("settings.changed") == []


@given(colour=st.from_regex(r"#[0-9a-f]{6}", fullmatch=True))
def test_a_colour_that_is_taken_carries_words_that_everybody_reads(colour):
    ink = colours.ink_on(colour)
    if ink:
        assert colours.contrast(colour, ink) >= 4.5
    else:
        assert max(colours.contrast(colour, one) for one in (colours.WHITE, colours.INK)) < 4.5


@pytest.mark.parametrize(
    ("section", "content", "field"),
    [
        ("identity", {"name": ""}, "identity.name"),
        ("identity", {"nif": "12"}, "identity.nif"),
        ("identity", {"phone": "abc"}, "identity.phone"),
        ("identity", {"colour": "#7b7b7b"}, "identity.colour"),
        ("identity", {"colour": "red"}, "identity.colour"),
        ("hours", {"week": [{"days": [8], "start": "09:00", "end": "10:00"}]}, "hours.week.0.days.0"),
        ("hours", {"week": [{"days": [1], "start": "9h", "end": "10:00"}]}, "hours.week.0.start"),
        ("hours", {"dates": [{"date": "2026-12-25"}, {"date": "2026-12-25"}]}, "hours"),
        ("hours", {"day_turns_at": 13}, "hours.day_turns_at"),
        ("money", {"service_bp": 10_001}, "money.service_bp"),
        ("money", {"service_bp": None}, "money"),
        ("receipt", {"header": "a\n" * 7}, "receipt.header"),
        ("receipt", {"footer": "a" * 49}, "receipt.footer"),
        ("guests", {"delivery_minimum_cents": -1}, "guests.delivery_minimum_cents"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(section, content, field):
    with pytest.raises(InvalidInput) as refused:
        validate(said.SettingsChange, {section: content})
    assert field in refused.value.fields


@pytest.mark.parametrize("nif", ["5417000000", "541 700 0000", "004512345la041"])
def test_a_nif_is_a_companys_or_a_persons(nif):
    assert validate(said.IdentityChange, {"nif": nif}).nif == nif.replace(" ", "").upper()


def test_the_last_branch_is_added_once_of_fifty(restaurant):
    factories.subscription(plan="profissional")
    ceiling = 3
    for n in range(ceiling - 1 - queries.branches_used()):
        branches.add(f"Filial {n}")
    results = at_once(restaurant.id, 50, lambda n: branches.add(f"x{n}"))
    assert results.count(LimitReached) == 49
    assert queries.branches_used() == ceiling


def test_a_branch_that_is_archived_makes_room_and_comes_back_only_into_room(restaurant):
    factories.subscription(plan="basico")
    [first] = queries.branches()
    with pytest.raises(LastBranch):
        branches.change(first.id, {"archived": True})
    factories.subscription(plan="enterprise")
    second = branches.add("Talatona")
    branches.change(first.id, {"archived": True})
    factories.subscription(plan="basico")
    with pytest.raises(LimitReached):
        branches.change(first.id, {"archived": False})
    assert [one.id for one in queries.branches()] == [second.id, first.id]


def test_the_last_two_branches_are_not_both_archived_at_once(restaurant):
    factories.subscription(plan="enterprise")
    branches.add("Talatona")
    ids = [one.id for one in queries.branches()]
    results = at_once(restaurant.id, 2, lambda n: branches.change(ids[n], {"archived": True}) and None, workers=2)
    assert sorted(map(str, results)) == sorted(map(str, [None, LastBranch]))


def test_two_branches_have_not_one_name(restaurant):
    branches.add("Talatona")
    with pytest.raises(InvalidInput):
        branches.add("talatona")
    assert [one["name"] for one in told("branch.added")] == ["Talatona"]
