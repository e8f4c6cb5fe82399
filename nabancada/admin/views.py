"""The super-admin's screens: houses, plans, messages, figures, and the way into a house."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from nabancada import access
from nabancada.access import public, requires
from nabancada.admin import actions, letters, queries, visiting
from nabancada.admin.inputs import (
    EVERY_HOUSE,
    HouseFilter,
    PaymentForm,
    PlanForm,
    PostForm,
    Refusal,
    SubscriptionForm,
    SuspensionForm,
    Visit,
)
from nabancada.errors import DomainError
from nabancada.permissions import Permission
from nabancada.plans import queries as plans
from nabancada.restaurants import phones
from nabancada.restaurants import queries as restaurants
from nabancada.web import forms
from nabancada.web.body import parse, parse_query

bp = Blueprint("admin", __name__, url_prefix="/admin")


@bp.get("")
@requires(Permission.ADMINISTER)
def screen() -> str:
    wanted = parse_query(HouseFilter)
    rows, more = queries.houses(wanted.q, wanted.status or None, wanted.page)
    return render_template(
        "admin/restaurants.html", rows=rows, more=more, wanted=wanted, counts=restaurants.by_status()
    )


@bp.get("/restaurants/<uuid:restaurant_id>")
@requires(Permission.ADMINISTER)
def house(restaurant_id: UUID) -> str:
    return _house_page(restaurant_id)


@bp.post("/restaurants/<uuid:restaurant_id>/status")
@requires(Permission.ADMINISTER)
def set_status(restaurant_id: UUID) -> Response:
    wanted = parse(SuspensionForm)
    letters.send_decision(actions.set_status(restaurant_id, wanted.status, wanted.reason))
    return _house(restaurant_id)


@bp.post("/restaurants/<uuid:restaurant_id>/subscription")
@requires(Permission.ADMINISTER)
def change_subscription(restaurant_id: UUID) -> Response:
    actions.change_subscription(restaurant_id, parse(SubscriptionForm).model_dump(exclude_unset=True))
    return redirect(url_for(".house", restaurant_id=restaurant_id, saved=1), 303)


@bp.post("/restaurants/<uuid:restaurant_id>/payments")
@requires(Permission.ADMINISTER)
def record_payment(restaurant_id: UUID) -> Response:
    actions.record_payment(restaurant_id, parse(PaymentForm).payment(), access.staff())
    return _house(restaurant_id)


@bp.post("/restaurants/<uuid:restaurant_id>/requests/<uuid:plan_request_id>/refusal")
@requires(Permission.ADMINISTER)
def decline_request(restaurant_id: UUID, plan_request_id: UUID) -> Response:
    actions.decline_request(restaurant_id, plan_request_id, parse(Refusal).answer)
    return _house(restaurant_id)


@bp.post("/restaurants/<uuid:restaurant_id>/visit")
@requires(Permission.ADMINISTER)
def enter(restaurant_id: UUID) -> Response:
    visiting.enter(restaurant_id, parse(Visit).reason)
    return redirect("/dashboard", 303)


@bp.post("/visit/end")
@public  # a visitor holds what the owner holds, which is not the platform's
def leave() -> Response:
    left = visiting.leave()
    return _house(left) if left else redirect(url_for(".screen"), 303)


@bp.get("/plans")
@requires(Permission.ADMINISTER)
def plan_list() -> str:
    return _plans()


@bp.post("/plans/<slug>")
@requires(Permission.ADMINISTER)
def edit_plan(slug: str) -> Response:
    actions.edit_plan(slug, parse(PlanForm).changes())
    return redirect(url_for(".plan_list", saved=1, _anchor=f"plan-{slug}"), 303)


@bp.get("/messages")
@requires(Permission.ADMINISTER)
def message_list() -> str:
    return _messages()


@bp.post("/messages")
@requires(Permission.ADMINISTER)
def send() -> Response:
    actions.send(parse(PostForm), access.staff())
    return redirect(url_for(".message_list"), 303)


@bp.get("/figures")
@requires(Permission.ADMINISTER)
def figures() -> str:
    return render_template("admin/figures.html", figures=queries.figures())


@forms.again(bp)
def _again(refused: DomainError) -> str:
    """What was refused of a form is its page again, with what was typed and why it did not do."""
    errors, restaurant_id = forms.errors(refused), (request.view_args or {}).get("restaurant_id")
    if restaurant_id:
        return _house_page(restaurant_id, errors)
    return _messages(errors) if request.endpoint == "admin.send" else _plans(errors)


def _house_page(restaurant_id: UUID, errors: dict[str, str] | None = None) -> str:
    page = queries.house(restaurant_id)
    return render_template(
        "admin/restaurant.html",
        page=page,
        names=[(plan.slug, plan.name) for plan in plans.on_offer()],
        phone=phones.readable(page.restaurant.phone),
        key=forms.key(),
        at=(request.endpoint or "").rpartition(".")[2],
        declined=(request.view_args or {}).get("plan_request_id"),
        typed=request.form,
        version=plans.version(page.subscription),
        errors=errors or {},
    )


def _plans(errors: dict[str, str] | None = None) -> str:
    edited = (request.view_args or {}).get("slug")
    return render_template(
        "admin/plans.html", plans=plans.on_offer(), edited=edited, typed=request.form, errors=errors or {}
    )


def _messages(errors: dict[str, str] | None = None) -> str:
    return render_template(
        "admin/messages.html",
        sent=queries.sent(),
        houses=[
            ("", _("Escolha a quem")),
            (EVERY_HOUSE, _("Todas as casas")),
            *((str(one.id), one.name) for one in restaurants.every()),
        ],
        to=request.args.get("to", ""),
        key=forms.key("id"),
        typed=request.form,
        errors=errors or {},
    )


def _house(restaurant_id: UUID) -> Response:
    return redirect(url_for(".house", restaurant_id=restaurant_id), 303)
