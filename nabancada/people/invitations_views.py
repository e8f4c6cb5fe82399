"""Inviting somebody: the form, the link to hand on, and what may be done about an invitation."""

from functools import partial
from uuid import UUID

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from nabancada import access, beside, mail
from nabancada.access import requires
from nabancada.auth import invitations
from nabancada.auth.inputs import NewInvitation
from nabancada.auth.invitations import LIFE, Invited
from nabancada.errors import DomainError
from nabancada.people.inputs import InvitationForm
from nabancada.permissions import Permission
from nabancada.web import addresses, forms
from nabancada.web.body import parse
from nabancada.web.limiter import limiter

bp = Blueprint("invitations", __name__, url_prefix="/staff/invitations")


@bp.get("/new")
@requires(Permission.MANAGE_STAFF)
def new() -> str:
    return _form()


@bp.post("")
@requires(Permission.MANAGE_STAFF)
@limiter.limit("60/hour")
def invite() -> Response:
    """The answer is the page with the link: it cannot be asked for again, only renewed."""
    typed = parse(InvitationForm)
    return _handed_out(invitations.invite(NewInvitation(**typed.model_dump()), access.staff()))


@bp.post("/<uuid:invitation_id>/link")
@requires(Permission.MANAGE_STAFF)
@limiter.limit("60/hour")
def renew(invitation_id: UUID) -> Response:
    return _handed_out(invitations.renew(invitation_id, access.staff()))


@bp.post("/<uuid:invitation_id>/withdrawal")
@requires(Permission.MANAGE_STAFF)
def withdraw(invitation_id: UUID) -> Response:
    invitations.withdraw(invitation_id)
    return redirect(url_for("people.screen"), 303)


@forms.again(bp)
def _again(refused: DomainError) -> str:
    if request.endpoint != "invitations.invite":  # the others are buttons: nothing was typed
        raise refused
    return _form(forms.errors(refused))


def _form(errors: dict[str, str] | None = None) -> str:
    return render_template("people/invite.html", typed=request.form, errors=errors or {}, key=forms.key())


def _handed_out(invited: Invited) -> Response:
    """The link for who invites to hand on, by e-mail as well when there is an address."""
    invitation, link = invited.invitation, None
    if invited.token:
        link = addresses.absolute(url_for("account.joining.choose", token=invited.token))
        if invitation.email:
            beside.do(partial(mail.post, invitation.email, *_letter(invited, link)))
    page = render_template("people/invited.html", invitation=invitation, link=link, words=_words(link), days=LIFE.days)
    answer = make_response(page, 201)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _letter(invited: Invited, link: str) -> tuple[str, str]:
    house = access.house().name
    text = render_template("people/letter.txt", invitation=invited.invitation, house=house, link=link, days=LIFE.days)
    return _("Convite para trabalhar em %(house)s", house=house), text


def _words(link: str | None) -> str:
    """What is sent by hand with the link, as people write on a phone."""
    house = access.house().name
    return _("Convite para entrar na NaBancada de %(house)s: %(link)s", house=house, link=link) if link else ""
