"""What the platform writes to owners by e-mail."""

from functools import partial

from flask import render_template, url_for
from flask_babel import gettext as _

from nabancada import beside, i18n, mail
from nabancada.admin.actions import Decision
from nabancada.web import addresses


def send_decision(decision: Decision) -> None:
    """Tell the owners of a house approved just now, each in their language. Nobody waits for the mail server."""
    house, link = decision.restaurant.name, addresses.absolute(url_for("account.sign_in"))
    for owner in decision.to_tell:
        with i18n.speaking(owner.language):
            subject = _("A casa %(house)s foi aprovada", house=house)
            text = render_template("admin/letter.txt", name=owner.name, house=house, link=link)
        beside.do(partial(mail.post, owner.email, subject, text))
