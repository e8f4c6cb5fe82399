"""What a socket may hear. Follows from who is asking, never from what the browser says."""

from nabancada.access import Identity
from nabancada.live.channel import Audience


def heard_by(identity: Identity) -> Audience:
    """The topics `identity` hears. Staff hear all of their restaurant; a guest will hear their own table."""
    return None
