"""What goes wrong with a store."""

from nabancada.errors import DomainError


class StorageAway(DomainError):
    """Nothing refers to what was being kept: the same may be sent again after `details["retry_after"]` seconds."""

    status = 503
    code = "storage_unavailable"
    message = "As fotografias não se guardam agora: o armazém não responde. O resto ficou como estava."

    def __init__(self) -> None:
        super().__init__(retry_after=10)
