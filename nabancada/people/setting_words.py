"""What the audit says of changed settings: which, and from what to what where that can be said in a word."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from nabancada.i18n import mark
from nabancada.money import kz

SECTIONS = {
    "identity": mark("A casa"),
    "hours": mark("Horário"),
    "money": mark("Contas"),
    "guests": mark("Clientes"),
    "receipt": mark("Talão"),
}
FIELDS = {
    "name": mark("nome"),
    "slug": mark("endereço na internet"),
    "nif": "NIF",
    "address": mark("morada"),
    "phone": mark("telefone"),
    "logo": mark("logótipo"),
    "colour": mark("cor"),
    "week": mark("horas da semana"),
    "dates": mark("dias especiais"),
    "day_turns_at": mark("hora em que o dia vira"),
    "service_bp": mark("serviço"),
    "service_cents": mark("serviço"),
    "service_before_discount": mark("serviço antes do desconto"),
    "tax_bp": mark("imposto"),
    "tax_included": mark("imposto incluído"),
    "delivery_cents": mark("entrega"),
    "packaging_cents": mark("embalagem"),
    "cash_step_cents": mark("arredondamento"),
    "discount_limit_bp": mark("desconto sem gerente"),
    "takeaway": mark("levar"),
    "delivery": mark("entregas"),
    "delivery_minimum_cents": mark("pedido mínimo"),
    "delivery_zone": mark("zona de entrega"),
    "calls": mark("chamar da mesa"),
    "header": mark("cabeçalho"),
    "footer": mark("rodapé"),
}
SHORT = 24  # characters a text may have to be told


def changed(data: Mapping[str, Any]) -> str:
    """Of the data of a `settings.changed`: the section and its fields."""
    before, after = data.get("before") or {}, data.get("after") or {}
    fields = ", ".join(_field(name, before.get(name), after[name]) for name in after if before.get(name) != after[name])
    section = data.get("section", "")
    return _("mudou as definições (%(section)s): %(fields)s", section=_(SECTIONS.get(section, section)), fields=fields)


def _field(name: str, before: Any, after: Any) -> str:
    word, told = _(FIELDS.get(name, name)), (_value(name, before), _value(name, after))
    return f"{word} ({told[0]} → {told[1]})" if all(told) else word


def _value(name: str, value: Any) -> str:
    """A value in a word; nothing where it takes more."""
    if isinstance(value, bool):
        return _("sim") if value else _("não")
    if isinstance(value, int):
        return (
            f"{value / 100:g}\u00a0%" if name.endswith("_bp") else kz(value) if name.endswith("_cents") else str(value)
        )
    return value if isinstance(value, str) and name != "logo" and len(value) <= SHORT else ""
