"""Reading what was sent: one pydantic model for a form and for a JSON body."""

from typing import Any, TypeVar, get_origin

import orjson
from flask import request
from flask_babel import gettext as _
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from nabancada.errors import DomainError, InvalidInput
from nabancada.i18n import mark

ESCAPED_NUL = rb"\u0000"  # PostgreSQL keeps no such character in a text
NO_NUL = mark("Tem um carácter que não pode ser guardado.")
MEGABYTE = 1024 * 1024
FORM_ROOM = MEGABYTE  # bytes a form may have besides its file
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


class Input(BaseModel):
    """What a client sends. Unknown fields are refused, texts are stripped."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


Model = TypeVar("Model", bound=BaseModel)
NoneIfBlank = BeforeValidator(lambda typed: typed or None)  # a field of a form that was left empty says nothing


class BrokenBody(DomainError):
    status = 400
    code = "broken_json"
    message = "O corpo não é JSON válido."


class TooLarge(DomainError):
    status = 413
    code = "too_large"
    message = "É grande demais: o máximo são %(megabytes)s MB."


class WrongMediaType(DomainError):
    status = 415
    code = "unsupported_media_type"
    message = "Envie application/json."


def parse(model: type[Model]) -> Model:
    """The request's body as `model`.

    :raises WrongMediaType: it is neither JSON nor, on a page, a form
    :raises BrokenBody: it says JSON and is not
    :raises InvalidInput: fields are missing, unknown or out of bounds
    """
    return validate(model, _sent(model))


def parse_query(model: type[Model]) -> Model:
    """The query string as `model`. Raises like `parse`."""
    return validate(model, _texts(request.args.to_dict()))


def allow(most: int) -> None:
    """Let the body of this request have up to `most` bytes instead of the usual limit. Before anything reads it."""
    request.max_content_length = request.max_form_memory_size = most


def file(most: int, field: str = "file") -> bytes:
    """The file that was sent: the one in the form's `field`, nothing if none was chosen, else the body as it is.

    Called before anything else reads the body, which is let in up to `most` bytes instead of the usual limit.

    :raises TooLarge: it has more than `most` bytes
    """
    allow(most + FORM_ROOM)
    try:
        if request.mimetype in FORMS:
            chosen = request.files.get(field)
            content = chosen.read() if chosen else b""
        else:
            content = request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise TooLarge(megabytes=most // MEGABYTE) from None
    if len(content) > most:
        raise TooLarge(megabytes=most // MEGABYTE)
    return content


def validate(model: type[Model], data: Any) -> Model:
    """:raises InvalidInput: see `parse`"""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise InvalidInput({_path(one["loc"]): _advice(one) for one in error.errors()}) from None


def _sent(model: type[BaseModel]) -> Any:
    if request.mimetype in FORMS and not is_api():
        return fields(model, request.form)
    body = request.get_data(cache=False)
    if request.mimetype != "application/json":
        if not body:
            return {}
        raise WrongMediaType
    if ESCAPED_NUL in body:
        raise InvalidInput({"body": NO_NUL})
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise BrokenBody from None


def _texts(sent: dict[str, str]) -> dict[str, str]:
    if bad := [name for name, value in sent.items() if "\0" in value]:
        raise InvalidInput(dict.fromkeys(bad, NO_NUL))
    return sent


def fields(model: type[BaseModel], form: MultiDict[str, str]) -> dict[str, Any]:
    """What a form or a query says, for `model`: what is a list there with all its values, in the order of the page.

    :raises InvalidInput: a text holds what cannot be stored
    """
    lists = {name for name, field in model.model_fields.items() if get_origin(field.annotation) is list}
    several = {name: form.getlist(name) for name in lists}
    for name, values in several.items():
        _texts({f"{name}.{n}": value for n, value in enumerate(values)})
    return {**_texts(form.to_dict()), **several}


def is_api() -> bool:
    return request.path.startswith("/api/") or request.path == "/ws"


def _path(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location) or "body"


def _advice(error: Any) -> str:
    """What to do about a field, in the reader's language."""
    limits = error.get("ctx") or {}
    match error["type"]:
        case "missing":
            return _("Falta preencher.")
        case "extra_forbidden":
            return _("Este campo não existe.")
        case "string_too_short" if limits.get("min_length") == 1:
            return _("Falta preencher.")
        case "string_too_short":
            return _("Escreva pelo menos %(n)s caracteres.", n=limits["min_length"])
        case "string_too_long":
            return _("Escreva no máximo %(n)s caracteres.", n=limits["max_length"])
        case "too_short":
            return _("Escolha pelo menos %(n)s.", n=limits["min_length"])
        case "too_long":
            return _("Escolha no máximo %(n)s.", n=limits["max_length"])
        case "greater_than_equal" | "greater_than":
            return _("O mínimo é %(n)s.", n=limits.get("ge", limits.get("gt")))
        case "less_than_equal" | "less_than":
            return _("O máximo é %(n)s.", n=limits.get("le", limits.get("lt")))
        case "int_type" | "int_parsing" | "int_from_float":
            return _("Escreva um número inteiro.")
        case "uuid_type" | "uuid_parsing":
            return _("Não é um identificador.")
        case "enum" | "literal_error":
            return _("Escolha um destes: %(options)s.", options=limits.get("expected", ""))
        case "value_error":
            return _(str(limits.get("error", error["msg"])))
        case _:
            return _("Não está certo.")
