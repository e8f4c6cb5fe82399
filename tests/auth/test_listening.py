from uuid import uuid4

from nabancada import db
from nabancada.auth import endings, listening, store
from nabancada.auth.models import User
from nabancada.permissions import Role
from tests import factories


def test_only_those_who_could_still_sign_in_here_may_listen(restaurant):
    ana, beto = factories.staff(Role.WAITER), factories.staff(Role.KITCHEN)
    token = store.new_token()
    store.create(token, ana, {})
    session = f"session:{store.digest(token).hex()}"
    gone = {f"user:{uuid4()}", f"token:{uuid4()}", f"session:{'00' * 32}"}
    here = {f"user:{ana}", f"user:{beto}", session}
    assert listening.still_welcome(here | gone) == here
    with db.atomic():
        db.session.get_one(User, beto).active = False
    endings.sign_out_everywhere(ana)
    assert listening.still_welcome(here | gone) == {f"user:{ana}"}


def test_it_is_one_statement_however_many_listen(restaurant, statements):
    keys = {f"user:{factories.staff(Role.WAITER)}" for _ in range(5)}
    db.release()
    statements()
    listening.still_welcome(keys)
    assert len([one for one in statements() if "users" in one]) == 1
