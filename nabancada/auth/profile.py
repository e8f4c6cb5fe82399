"""What people do with their own account: name, language, what they sign in with, and the browsers they did it in."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from nabancada import db
from nabancada.auth import actions, queries, signing_in
from nabancada.auth.inputs import ProfileChange
from nabancada.auth.models import User, WebSession
from nabancada.auth.signing_in import Tries
from nabancada.errors import InvalidInput

MOST = 200  # sessions listed


def change(user_id: UUID, new: ProfileChange, tries: Tries) -> User:
    """Change one's own account. Another e-mail or password ends all sessions, this one included: begin it anew.

    Never call it inside `db.atomic()`: a password is compared and hashed.

    :raises InvalidInput: what one signs in with changes without the current password, or the new one is too weak
    :raises EmailTaken: somebody, here or elsewhere, has this e-mail
    :raises NotTheirs: the current one is not theirs
    :raises TooMany: wrong too often
    """
    changes = new.model_dump(exclude_unset=True, exclude={"current_password"})
    if new.model_fields_set & {"email", "password", "pin"}:
        if new.current_password is None:
            raise InvalidInput({"current_password": "Escreva a palavra-passe de agora."})
        email = queries.member(user_id).email
        db.release()
        signing_in.confirm(user_id, email, new.current_password, tries)
    return actions.change_staff(user_id, changes)


def sessions(user_id: UUID) -> Sequence[WebSession]:
    """The browsers somebody is signed in with, the one used last first."""
    return db.session.scalars(
        select(WebSession)
        .where(WebSession.user_id == user_id, WebSession.expires_at > func.now())
        .order_by(WebSession.seen_at.desc(), WebSession.id)
        .limit(MOST)
    ).all()
