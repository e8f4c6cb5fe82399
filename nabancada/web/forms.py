"""Forms that are refused: the same form again, with what was typed and why it did not do."""

from flask import Response
from flask_babel import gettext as _

from nabancada.errors import DomainError, InvalidInput, Word


def errors(error: DomainError, field: str = "form") -> dict[str, str]:
    """What a form says: at the fields it is about, else at `field`, "form" being above all."""
    details = {name: _(value) if isinstance(value, Word) else value for name, value in error.details.items()}
    if isinstance(error, InvalidInput):
        return {name: _(text, **details) for name, text in error.fields.items()}
    return {field: _(error.message, **details)}


def refused(answer: Response, error: DomainError) -> Response:
    """The form as an answer that machines understand, too."""
    answer.status_code = error.status
    if retry_after := error.details.get("retry_after"):
        answer.headers["Retry-After"] = str(retry_after)
    return answer
