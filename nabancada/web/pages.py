"""What pages with forms share: saying again what was typed, with what is wrong of it."""

from typing import Any

from flask import request
from flask_babel import gettext as _

from nabancada.errors import DomainError, InvalidInput, Word
from nabancada.storage.failure import StorageAway
from nabancada.web import htmx
from nabancada.web.body import TooLarge

ELSEWHERE = frozenset({401, 403, 404})  # refusals that no typing mends


def mends_nothing(refused: DomainError) -> bool:
    """Whether there is no page to show again: nothing was sent by a form, or there is nothing to correct."""
    return request.method != "POST" or refused.status in ELSEWHERE or htmx.asked()


def errors_of(refused: DomainError) -> dict[str, str]:
    """What to say beside which field, in the reader's language; under `page` what is of no field."""
    details: dict[str, Any] = {
        name: _(value) if isinstance(value, Word) else value for name, value in refused.details.items()
    }
    if isinstance(refused, InvalidInput):
        said = {name: _(text, **details) for name, text in refused.fields.items()}
        # What is wrong of one of several is said of all of them, too: `options.2.name` under `options`.
        return {name.partition(".")[0]: text for name, text in reversed(said.items())} | said
    place = "photo" if isinstance(refused, (TooLarge, StorageAway)) else "page"
    return {place: _(refused.message, **details)}
