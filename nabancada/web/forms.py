"""Forms that are refused: the same form again, with what was typed and why it did not do."""

from collections.abc import Callable
from uuid import uuid4

from flask import Blueprint, Response, g, make_response, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from nabancada.errors import DomainError, InvalidInput, KeyReused, Word
from nabancada.i18n import mark
from nabancada.storage.failure import StorageAway
from nabancada.web import htmx, problems
from nabancada.web.body import TooLarge

ELSEWHERE = frozenset({401, 403, 404})  # refusals that no typing mends
SAVED_BEFORE = mark("O que enviou antes já ficou guardado. Se quer mais isto, guarde outra vez.")
Draw = Callable[[DomainError], str]


def again(bp: Blueprint) -> Callable[[Draw], Draw]:
    """Decorate what draws the page of a form of `bp` once more: every refusal of what a form sent is answered with it.

    Where there is nothing to correct, or no page to show it on (drawing it is refused, too), the refusal stands alone.
    """

    def register(draw: Draw) -> Draw:
        @bp.errorhandler(DomainError)
        def answer(refusal: DomainError) -> AnyResponse:
            if request.method != "POST" or refusal.status in ELSEWHERE or htmx.asked():
                return problems.refusal(refusal)
            g.key_is_used_up = isinstance(refusal, KeyReused)
            try:
                page = draw(refusal)
            except DomainError as gone:
                return problems.refusal(gone)
            return refused(make_response(page), refusal)

        return draw

    return register


def key(field: str = "client_key") -> str:
    """What makes the form that is drawn happen once, however often it is sent: the key it was sent with, unless
    something else has happened with that one.
    """
    sent = request.form.get(field)
    return sent if sent and not g.get("key_is_used_up") else str(uuid4())


def errors(error: DomainError, field: str = "form") -> dict[str, str]:
    """What a form says: at the fields it is about, else at `field`, "form" being above all."""
    details = {name: _(value) if isinstance(value, Word) else value for name, value in error.details.items()}
    if isinstance(error, InvalidInput):
        said = {name: _(text, **details) for name, text in error.fields.items()}
        # What is wrong of one of several is said of all of them, too: `options.2.name` under `options`.
        return {name.partition(".")[0]: text for name, text in reversed(said.items())} | said
    place = "photo" if isinstance(error, (TooLarge, StorageAway)) else field
    return {place: _(SAVED_BEFORE if isinstance(error, KeyReused) else error.message, **details)}


def refused(answer: Response, error: DomainError) -> Response:
    """The form as an answer that machines understand, too."""
    answer.status_code = error.status
    if retry_after := error.details.get("retry_after"):
        answer.headers["Retry-After"] = str(retry_after)
    return answer
