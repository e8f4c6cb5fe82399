"""What can go wrong on purpose. Rooms raise these; the edge (`web.problems`) turns them into answers."""

from typing import Any, Self

from nabancada import clock

MINUTE = 60  # seconds


class Word(str):
    """A detail that is itself one of our words and is translated with its sentence, unlike what people typed."""


class DomainError(Exception):
    """An expected refusal.

    `status` is the HTTP status, `code` the word for machines, `message` Portuguese text for people
    (a gettext source) whose `%(name)s` are filled from `details`. `extra` are further members of the answer.
    """

    status = 400
    code = "bad_request"
    message = "O pedido não pode ser aceite."

    def __init__(self, message: str | None = None, /, **details: Any) -> None:
        self.message = message or self.message
        self.details = details
        self.extra: dict[str, Any] = {}
        super().__init__(self.message % details if details else self.message)

    def carrying(self, **extra: Any) -> Self:
        """This refusal, whose answer tells `extra` besides the words."""
        self.extra = extra
        return self


class NotFound(DomainError):
    """Not there, or not yours: the two are never told apart."""

    status = 404
    code = "not_found"
    message = "Não existe, ou não é desta casa."


class NotSignedIn(DomainError):
    status = 401
    code = "not_signed_in"
    message = "Entre para continuar."


class NotAllowed(DomainError):
    status = 403
    code = "forbidden"
    message = "Não tem permissão para isto."


class AnotherBranch(NotAllowed):
    """They work at one branch alone, and this is of another."""

    code = "another_branch"
    message = "Isto é de outra filial."


class CrossOrigin(DomainError):
    status = 403
    code = "cross_origin"
    message = "O pedido veio de outro sítio e foi recusado."


class Conflict(DomainError):
    status = 409
    code = "conflict"
    message = "Entretanto mudou. Veja como está agora."


class KeyReused(Conflict):
    code = "key_reused"
    message = "O pedido anterior já tinha seguido. Veja a conta e junte só o que falta."


class PaymentRequired(DomainError):
    status = 402
    code = "limit_reached"


class TooMany(DomainError):
    """Slow down. `details["retry_after"]` says for how many seconds, `details["wait"]` the same as people say it."""

    status = 429
    code = "too_many_requests"
    message = "Demasiadas tentativas. Volte a tentar daqui a %(wait)s."

    def __init__(self, retry_after: int) -> None:
        rounded = -(-retry_after // MINUTE) * MINUTE  # up: nobody is told to come too early
        super().__init__(retry_after=retry_after, wait=clock.span(retry_after if retry_after < MINUTE else rounded))


class InvalidInput(DomainError):
    """Bad fields. `fields` maps a field's path to what to do about it; `details` fill the sentences."""

    status = 422
    code = "invalid_input"
    message = "Há campos por corrigir."

    def __init__(self, fields: dict[str, str], message: str | None = None, /, **details: Any) -> None:
        super().__init__(message, **details)
        self.fields = fields


class Unavailable(DomainError):
    """Nothing was stored: the same may be sent again after `details["retry_after"]` seconds."""

    status = 503
    code = "unavailable"
    message = "O serviço está a religar. Tente de novo daqui a um instante."

    def __init__(self) -> None:
        super().__init__(retry_after=2)
