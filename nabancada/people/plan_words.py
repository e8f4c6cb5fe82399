"""What the audit says of a plan: what changed of the subscription, what was paid, what was asked for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from nabancada import clock
from nabancada.i18n import mark
from nabancada.money import kz

FIELDS = {"plan": mark("plano"), "status": mark("estado"), "renews_at": mark("paga até")}
STATES = {
    "pending": mark("à espera de aprovação"),
    "trial": mark("à experiência"),
    "active": mark("activa"),
    "past_due": mark("em atraso"),
    "cancelled": mark("cancelada"),
    "suspended": mark("suspensa"),
    "expired": mark("expirada"),
}
METHODS = {
    "transfer": mark("Transferência"),
    "multicaixa_express": "Multicaixa Express",
    "deposit": mark("Depósito"),
    "cash": mark("Numerário"),
    "card": mark("Cartão"),
}


def changed(data: Mapping[str, Any]) -> str:
    """Of the data of a `plan.changed`: what was paid, if that did it, and each field from what to what."""
    before, after, paid = data.get("before") or {}, data.get("after") or {}, data.get("payment")
    told = [(name, _told(name, before.get(name)), _told(name, after[name])) for name in FIELDS if name in after]
    fields = ", ".join(f"{_(FIELDS[name])} ({was} → {now})" for name, was, now in told if was != now)
    if not paid:
        return _("mudou a subscrição: %(fields)s", fields=fields) if fields else _("mudou o plano da casa")
    said = _(
        "registou um pagamento de %(amount)s por %(time)s (%(method)s)",
        amount=kz(paid["amount_cents"]),
        time=ngettext("%(num)s mês", "%(num)s meses", paid["months"]),
        method=", ".join(filter(None, (_(METHODS.get(paid["method"], paid["method"])), paid["reference"]))),
    )
    return f"{said}: {fields}" if fields else said


def requested(data: Mapping[str, Any]) -> str:
    """Of the data of a `plan.requested`."""
    if data["months"] == 12:
        return _("pediu o plano %(plan)s, por ano", plan=data["plan"])
    return _("pediu o plano %(plan)s, por mês", plan=data["plan"])


def withdrawn(data: Mapping[str, Any]) -> str:
    """Of the data of a `plan.request_withdrawn`."""
    return _("retirou o pedido do plano %(plan)s", plan=data["plan"])


def declined(data: Mapping[str, Any]) -> str:
    """Of the data of a `plan.request_declined`."""
    return _("recusou o pedido do plano %(plan)s: %(reason)s", plan=data["plan"], reason=data["reason"])


def _told(name: str, value: str | None) -> str:
    if value is None:
        return "–"
    if name == "renews_at":
        return clock.calendar_day(datetime.fromisoformat(value))
    return _(STATES[value]) if name == "status" and value in STATES else value
