"""Names that nobody else has: what the database refuses becomes a word beside the field."""

from sqlalchemy.exc import IntegrityError

from nabancada import db
from nabancada.errors import InvalidInput


def flush(constraint: str, message: str) -> None:
    """Send what is changed. :raises InvalidInput: another row has this `name`, as `constraint` says"""
    try:
        db.session.flush()
    except IntegrityError as error:
        if constraint in str(error.orig):
            raise InvalidInput({"name": message}) from None
        raise
