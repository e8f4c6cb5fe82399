"""The only writers of posts, messages and receipts."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects.postgresql import insert

from nabancada import db, live
from nabancada.errors import KeyReused, NotAllowed, NotFound
from nabancada.messages.inputs import NewPost
from nabancada.messages.models import Message, MessageRead, Post
from nabancada.permissions import Staff
from nabancada.restaurants.models import Restaurant


def send(new: NewPost, by: Staff) -> Post:
    """Say something to one house, or to all that are there now. For the platform only, inside `db.platform()`.

    Each house gets its copy in a transaction of its own. Sent again with the same id, it goes on where it broke off,
    and no house gets it twice.

    :raises NotFound: there is no such restaurant
    :raises KeyReused: the id came with other words
    """
    post = _keep(new, by)
    chosen = select(Restaurant.id).order_by(Restaurant.number)
    houses = db.session.scalars(chosen.where(Restaurant.id == new.restaurant_id) if new.restaurant_id else chosen).all()
    db.release()
    for house in houses:
        with db.tenant(house):
            _deliver(post)
    return post


@db.atomic()
def mark_read(by: Staff, ids: Collection[UUID] = ()) -> int:
    """This person has read what this house was told. Once read stays read.

    :param ids: which messages; none are all there are. What is not of this house is passed over
    :returns: how many were new to them
    :raises NotAllowed: a token reads for nobody
    """
    if by.id is None:
        raise NotAllowed
    unread = select(Message.id).where(~_read_by(by.id))
    waiting = db.session.scalars(unread.where(Message.id.in_(ids)) if ids else unread).all()
    if waiting:
        rows = [{"message_id": one, "user_id": by.id, "user_name": by.name} for one in waiting]
        db.session.execute(insert(MessageRead).on_conflict_do_nothing(), rows)
    return len(waiting)


@db.atomic()
def _keep(new: NewPost, by: Staff) -> Post:
    if new.restaurant_id and db.session.get(Restaurant, new.restaurant_id) is None:
        raise NotFound
    words = new.model_dump()
    db.session.execute(
        insert(Post).values(**words, sent_by=by.id, sent_by_name=by.name).on_conflict_do_nothing(index_elements=["id"])
    )
    post = db.session.get_one(Post, new.id)
    if any(getattr(post, name) != value for name, value in words.items()):
        raise KeyReused
    return post


@db.atomic()
def _deliver(post: Post) -> None:
    copy = {"id": post.id, "subject": post.subject, "body": post.body, "sent_at": post.sent_at}
    new = db.session.scalar(insert(Message).values(**copy).on_conflict_do_nothing().returning(Message.id))
    if new is not None:
        live.record("message.posted", post.id, topics={"messages"}, message_id=post.id, subject=post.subject)


def _read_by(user_id: UUID) -> ColumnElement[bool]:
    return (
        select(MessageRead.message_id)
        .where(MessageRead.message_id == Message.id, MessageRead.user_id == user_id)
        .exists()
    )
