"""The only writer of a house's settings."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import cast, select, update
from sqlalchemy.dialects.postgresql import JSONB

from nabancada import db, live
from nabancada.errors import Conflict
from nabancada.restaurants import queries, sections, slugs
from nabancada.restaurants.inputs import SettingsChange
from nabancada.restaurants.models import Restaurant
from nabancada.restaurants.sections import Section
from nabancada.web.json import fingerprint

BUMPS = ("settings_version", "plan_version")  # with the day's hour the month of the plan turns, too


class SettingsChanged(Conflict):
    """Somebody else has saved the section since it was looked at."""

    code = "settings_changed"
    message = "Entretanto outra pessoa mudou isto. Confirme o que está escrito e guarde outra vez."


@db.atomic()
def change(section: Section, changes: Mapping[str, Any], seen: str | None = None) -> Restaurant:
    """Make the given fields of a section so. What others save at the same time, in other fields, stays.

    Readers have it from this commit on, on every instance. Bills that are open keep the rules they were opened with.
    Locks the restaurant, then, where its slug changes, whoever else chooses one.

    :param seen: the section's version when it was looked at, where that matters
    :raises SettingsChanged: it is another one by now
    :raises InvalidInput: another house has the slug, or had it
    """
    house = _locked(whole="slug" in changes)
    before = sections.of(house, section)
    if seen is not None and seen != fingerprint(before):
        raise SettingsChanged
    after = before | dict(changes)
    changed = [name for name in after if after[name] != before[name]]
    if changed:
        _write(house, section, after)
        live.record(
            "settings.changed",
            house.id,
            topics={live.AUDIT},
            section=section,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )
        if section == Section.MONEY:
            live.record("rules.changed", house.id, topics={"menu"}, rules=after)
    return house


@db.atomic()
def change_all(wanted: SettingsChange) -> Restaurant:
    """`change`, for every section that is spoken of."""
    for section in Section:
        if said := getattr(wanted, section):
            change(section, said.fields(), said.version)
    return queries.current()


def _locked(*, whole: bool) -> Restaurant:
    """The current restaurant, locked against other writers.

    :param whole: against orders that point at it, too, as a change of its keys asks; else they need not wait
    """
    return db.session.scalars(
        select(Restaurant)
        .where(Restaurant.id == db.current_restaurant_id())
        .with_for_update(key_share=not whole)
        .execution_options(populate_existing=True)
    ).one()


def _write(house: Restaurant, section: Section, content: dict[str, Any]) -> None:
    columns = {name: content[name] for name in sections.COLUMNS if name in content}
    kept = {name: value for name, value in content.items() if name not in columns}
    if columns.get("slug", house.slug) != house.slug:
        columns["former_slugs"] = slugs.leave(house, columns["slug"])
    settings = {sections.KEPT[section].SECTION: kept}
    db.session.execute(
        update(Restaurant)
        .where(Restaurant.id == house.id)
        .values(
            **columns,
            **{version: getattr(Restaurant, version) + 1 for version in BUMPS},
            settings=Restaurant.settings.op("||")(cast(settings, JSONB)),
        )
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(house)
