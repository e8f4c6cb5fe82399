"""What the audit says of an event: one sentence, whose subject (who did it) stands before it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from nabancada.i18n import mark
from nabancada.money import kz
from nabancada.people import plan_words, setting_words

# What may be looked for, and the kinds it is made of.
GROUPS: dict[str, tuple[str, ...]] = {
    "people": (
        *("staff.invited", "staff.invitation_withdrawn", "staff.joined", "staff.changed", "staff.left"),
        *("staff.entered", "staff.switched", "staff.password_refused", "staff.pin_refused"),
        *("staff.password_reset", "staff.sessions_ended"),
        *("device.shared", "device.private"),
    ),
    "corrections": (
        *(
            "order.cancelled",
            "order.line_voided",
            "bill.discounted",
            "bill.written_off",
            "bill.closed",
            "payment.refunded",
        ),
    ),
    "till": ("shift.opened", "shift.cash_moved", "shift.closed"),
    "house": (
        *("settings.changed", "token.issued", "token.revoked", "branch.added", "branch.changed", "printers.changed"),
        *("tables.changed", "table.code_renewed", "menu.changed", "plan.changed", "support.entered", "support.left"),
        *("plan.requested", "plan.request_withdrawn", "plan.request_declined"),
    ),
}
GROUP_OF = {kind: group for group, kinds in GROUPS.items() for kind in kinds}

FIELDS = {
    "name": mark("nome"),
    "email": mark("e-mail"),
    "role": mark("função"),
    "password": mark("palavra-passe"),
    "pin": mark("PIN"),
    "branch": mark("filial"),
    "language": mark("língua"),
}
ROLES = {
    "owner": mark("Direcção"),
    "manager": mark("Gerência"),
    "cashier": mark("Caixa"),
    "waiter": mark("Sala"),
    "kitchen": mark("Cozinha"),
}

STATES = {
    "active": mark("abriu a casa"),
    "suspended": mark("suspendeu a casa"),
    "pending": mark("pôs a casa à espera de aprovação"),
}
ENDED = {
    "one": mark("terminou uma das suas sessões"),
    "others": mark("terminou as suas outras sessões"),
    "all": mark("terminou todas as suas sessões"),
}
TABLES = {
    "added": mark("juntou mesas: %(names)s"),
    "archived": mark("arquivou mesas: %(names)s"),
    "restored": mark("trouxe mesas do arquivo: %(names)s"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """What ids in events stand for."""

    people: Mapping[UUID, str]
    places: Mapping[UUID, str]  # of bills: a table's name, or the number of an order
    dishes: Mapping[UUID, str]


def sentence(kind: str, data: Mapping[str, Any], known: Known) -> str:
    """In the language of this request. A kind nobody has given words is told by its own name."""
    say = SENTENCES.get(kind)
    return say(data, known) if say else kind


def _role(role: str | None) -> str:
    return _(ROLES[role]) if role in ROLES else "–"


def _place(data: Mapping[str, Any]) -> str:
    """What somebody is, and the branch they work at alone."""
    return ", ".join(filter(None, (_role(data["role"]), data.get("branch"))))


def _invited(data: Mapping[str, Any], _known: Known) -> str:
    if data.get("again"):
        return _("renovou o convite de %(name)s", name=data["name"])
    return _("convidou %(name)s (%(role)s)", name=data["name"], role=_place(data))


def _joined(data: Mapping[str, Any], _known: Known) -> str:
    if "changed" in data:
        return _("voltou a dar entrada a %(name)s", name=data["name"])
    return _("juntou-se à casa: %(name)s (%(role)s)", name=data["name"], role=_place(data))


def _changed(data: Mapping[str, Any], _known: Known) -> str:
    def one(field: str) -> str:
        word, before, after = _(FIELDS.get(field, field)), data["before"].get(field), data["after"].get(field)
        if field == "role":
            before, after = _role(before), _role(after)
        elif field == "branch":
            before, after = before or _("todas"), after or _("todas")
        return f"{word} ({before} → {after})" if before and after else word

    what = ", ".join(one(field) for field in data["changed"])
    return _("mudou de %(name)s: %(what)s", name=data["name"], what=what)


def _switched(data: Mapping[str, Any], _known: Known) -> str:
    if before := data["before"]:
        return _("entrou por PIN, depois de %(name)s", name=before)
    return _("entrou por PIN")


def _pin_refused(data: Mapping[str, Any], _known: Known) -> str:
    if name := data.get("name"):
        return _("PIN errado para entrar como %(name)s", name=name)
    return _("PIN de gerente errado")


def _sessions_ended(data: Mapping[str, Any], _known: Known) -> str:
    which = data["which"]
    return _(ENDED[which])


def _cancelled(data: Mapping[str, Any], _known: Known) -> str:
    said = _("anulou o pedido %(number)s%(place)s", number=data["number"], place=_at_table(data))
    return _because(said, data.get("cancel_reason"))


def _voided(data: Mapping[str, Any], _known: Known) -> str:
    line: Mapping[str, Any] = next((one for one in data["lines"] if one["id"] == data["line_id"]), {})
    said = _(
        "anulou %(quantity)s × %(dish)s do pedido %(number)s%(place)s",
        quantity=data["quantity"],
        dish=line.get("name", "?"),
        number=data["number"],
        place=_at_table(data),
    )
    return _because(said, data.get("reason"))


def _discounted(data: Mapping[str, Any], known: Known) -> str:
    if data["amount_cents"] < 0:
        said = _("retirou um desconto de %(amount)s%(place)s", amount=kz(-data["amount_cents"]), place=_of(data, known))
    else:
        said = _("deu um desconto de %(amount)s%(place)s", amount=kz(data["amount_cents"]), place=_of(data, known))
    return _because(said, data.get("reason"))


def _written_off(data: Mapping[str, Any], known: Known) -> str:
    said = _("abateu %(amount)s%(place)s", amount=kz(data["amount_cents"]), place=_of(data, known))
    return _because(said, data.get("reason"))


def _closed(data: Mapping[str, Any], known: Known) -> str:
    return _("fechou sem pagamento, por nada se dever%(place)s", place=_of(data, known))


def _refunded(data: Mapping[str, Any], known: Known) -> str:
    given = abs(data["amount_cents"] + data.get("tip_cents", 0))
    return _("devolveu %(amount)s%(place)s", amount=kz(given), place=_of(data, known))


def _cash_moved(data: Mapping[str, Any], _known: Known) -> str:
    amount = kz(data["amount_cents"])
    way = data["direction"]
    said = _("pôs %(amount)s na caixa", amount=amount) if way == "in" else _("tirou %(amount)s da caixa", amount=amount)
    return _because(said, data.get("reason"))


def _menu(data: Mapping[str, Any], known: Known) -> str:
    ids = [UUID(one) for one in data.get("item_ids", ())]
    names = [known.dishes[one] for one in ids if one in known.dishes]
    if not names:
        return _("mudou a ementa")
    more = len(ids) - len(names)
    return _("mudou na ementa: %(names)s", names=", ".join(names) + (f" + {more}" if more else ""))


def _tables(data: Mapping[str, Any], _known: Known) -> str:
    if room := data.get("room"):
        if "archived" in data:
            return _("arquivou a sala %(name)s", name=room)
        if "restored" in data:
            return _("trouxe a sala %(name)s do arquivo", name=room)
        if "branch" in data:
            return _("passou a sala %(name)s para a filial %(branch)s", name=room, branch=data["branch"])
        if "before" in data:
            return _("mudou o nome da sala %(before)s para %(name)s", before=data["before"], name=room)
        return _("criou a sala %(name)s", name=room)
    for what, text in TABLES.items():
        if what in data:
            return _(text, names=", ".join(data[what]))
    return _("mudou a mesa %(name)s", name=data.get("name", "–"))


def _printers(data: Mapping[str, Any], _known: Known) -> str:
    name = data.get("name")
    if not name:
        return _("mudou as impressoras")
    if data.get("added"):
        return _("juntou a impressora %(name)s", name=name)
    if data.get("archived"):
        return _("tirou de uso a impressora %(name)s", name=name)
    if "before" in data:
        return _("levou a impressora %(name)s de %(before)s para %(after)s", **data)
    return _("mudou a impressora %(name)s", name=name)


def _plan(data: Mapping[str, Any], _known: Known) -> str:
    if status := data.get("status"):
        return _because(_(STATES.get(status, "mudou o plano da casa")), data.get("reason"))
    return plan_words.changed(data)


def _named(text: str) -> Callable[[Mapping[str, Any], Known], str]:
    """A sentence with one name; of what was renamed, the new one."""
    return lambda data, _known: _(text, name=data.get("name") or (data.get("after") or {}).get("name") or "–")


def _plain(text: str) -> Callable[[Mapping[str, Any], Known], str]:
    return lambda _data, _known: _(text)


def _because(said: str, reason: str | None) -> str:
    return f"{said}: {reason}" if reason else said


def _at_table(data: Mapping[str, Any]) -> str:
    return _(" (mesa %(table)s)", table=data["table"]) if data.get("table") else ""


def _of(data: Mapping[str, Any], known: Known) -> str:
    """Which bill it was."""
    if data.get("party_id") and (table := known.places.get(UUID(data["party_id"]))):
        return _(" na conta da mesa %(table)s", table=table)
    if data.get("order_id") and (number := known.places.get(UUID(data["order_id"]))):
        return _(" na conta do pedido %(number)s", number=number)
    return ""


SENTENCES: dict[str, Callable[[Mapping[str, Any], Known], str]] = {
    "staff.invited": _invited,
    "staff.invitation_withdrawn": _named(mark("retirou o convite de %(name)s")),
    "staff.joined": _joined,
    "staff.changed": _changed,
    "staff.left": _named(mark("tirou a entrada a %(name)s")),
    "staff.entered": _plain(mark("entrou com a palavra-passe")),
    "staff.switched": _switched,
    "staff.password_refused": _named(mark("palavra-passe errada para entrar como %(name)s")),
    "staff.pin_refused": _pin_refused,
    "staff.password_reset": lambda data, _known: _(
        "pôs outra palavra-passe pela ligação enviada a %(email)s", email=data["email"]
    ),
    "staff.sessions_ended": _sessions_ended,
    "device.shared": _plain(mark("tornou um aparelho partilhado")),
    "device.private": _plain(mark("deixou de partilhar um aparelho")),
    "order.cancelled": _cancelled,
    "order.line_voided": _voided,
    "bill.discounted": _discounted,
    "bill.written_off": _written_off,
    "bill.closed": _closed,
    "payment.refunded": _refunded,
    "shift.opened": _plain(mark("abriu um turno de caixa")),
    "shift.cash_moved": _cash_moved,
    "shift.closed": _plain(mark("fechou um turno de caixa")),
    "settings.changed": lambda data, _known: setting_words.changed(data),
    "token.issued": _named(mark("criou a chave de acesso %(name)s")),
    "token.revoked": _named(mark("revogou a chave de acesso %(name)s")),
    "branch.added": _named(mark("juntou a filial %(name)s")),
    "branch.changed": _named(mark("mudou a filial %(name)s")),
    "tables.changed": _tables,
    "table.code_renewed": _named(mark("renovou o código QR da mesa %(name)s")),
    "printers.changed": _printers,
    "menu.changed": _menu,
    "plan.changed": _plan,
    "plan.requested": lambda data, _known: plan_words.requested(data),
    "plan.request_withdrawn": lambda data, _known: plan_words.withdrawn(data),
    "plan.request_declined": lambda data, _known: plan_words.declined(data),
    "support.entered": lambda data, _known: _("começou uma visita de apoio: %(reason)s", reason=data["reason"]),
    "support.left": _plain(mark("terminou a visita de apoio")),
}
