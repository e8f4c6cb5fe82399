"""What a socket may hear. Follows from who is asking, never from what the browser says."""

from nabancada.access import Identity
from nabancada.live.channel import Audience
from nabancada.permissions import Permission


def heard_by(identity: Identity) -> Audience:
    """What `identity` hears. Staff hear all of their restaurant, and read what is for the audit if they look after
    the staff; a guest will hear their own table."""
    return Audience(audits=identity.may(Permission.MANAGE_STAFF))
