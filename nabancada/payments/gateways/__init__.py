"""Gateways for asking on the payer's phone: the one of this deployment, chosen by the setting EXPRESS_GATEWAY.

A new one is a module with a class that is a `Gateway`, and a line in `_MAKERS`.
"""

from collections.abc import Callable
from datetime import timedelta

from nabancada.config import Settings
from nabancada.errors import Conflict, NotFound
from nabancada.payments.gateways.contract import Answer, Ask, BadSignature, Gateway, Reason, Silent, Standing
from nabancada.payments.gateways.simulated import Simulated

__all__ = [
    "Answer",
    "Ask",
    "BadSignature",
    "Gateway",
    "NoExpress",
    "Reason",
    "Silent",
    "Standing",
    "available",
    "chosen",
    "configure",
    "named",
    "patience",
]

_MAKERS: dict[str, Callable[[str, str, str], Gateway]] = {"simulated": Simulated}

_chosen: Gateway | None = None
_patience = timedelta(seconds=90)


class NoExpress(Conflict):
    """Nothing here can ask on a phone; what was paid on a terminal can still be written down."""

    code = "express_unavailable"
    message = "Pedir no telemóvel não está ligado aqui. Receba no terminal e registe o pagamento sem telefone."


def configure(settings: Settings) -> None:
    """Choose the gateway of this process, or none."""
    global _chosen, _patience
    _patience = timedelta(seconds=settings.express_seconds)
    _chosen = None
    if settings.express_gateway and settings.express_url and settings.express_secret:
        here = settings.public_url or f"http://127.0.0.1:{settings.port}"
        callback = f"{here}/api/gateways/{settings.express_gateway}/callback"
        _chosen = _MAKERS[settings.express_gateway](settings.express_url, settings.express_secret, callback)


def available() -> bool:
    return _chosen is not None


def chosen() -> Gateway:
    """:raises NoExpress: there is none"""
    if _chosen is None:
        raise NoExpress
    return _chosen


def named(name: str) -> Gateway:
    """:raises NotFound: this deployment does not use it"""
    if _chosen is None or _chosen.name != name:
        raise NotFound
    return _chosen


def patience() -> timedelta:
    """How long a payer has to answer."""
    return _patience
