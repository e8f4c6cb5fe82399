"""All or nothing, and what runs when."""

import pytest
from sqlalchemy import func, select

from nabancada import db
from nabancada.menu.models import Category


def test_an_exception_undoes_everything(restaurant):
    with pytest.raises(ZeroDivisionError), db.atomic():
        db.session.add(Category(name="a"))
        with db.atomic():
            db.session.add(Category(name="b"))
        raise ZeroDivisionError
    assert _categories() == 0


def test_inner_work_joins_the_outer(restaurant):
    ran = []
    with db.atomic():
        with db.atomic():
            db.session.add(Category(name="a"))
            db.on_commit(ran.append, "after")
        assert ran == []
    assert ran == ["after"]
    assert _categories() == 1


def test_nothing_runs_after_a_rollback(restaurant):
    ran = []
    with pytest.raises(ZeroDivisionError), db.atomic():
        db.on_commit(ran.append, "after")
        raise ZeroDivisionError
    assert ran == []


def test_the_last_thing_before_commit_happens_once_and_inside(restaurant):
    seen = []

    def last():
        seen.append(_categories())

    with db.atomic():
        db.before_commit(last)
        db.before_commit(last)
        db.session.add(Category(name="a"))
    assert seen == [1]


def _categories():
    return db.session.scalar(select(func.count()).select_from(Category))
