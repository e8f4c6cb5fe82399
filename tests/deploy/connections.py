"""How many connections a deployment may come to hold. The sum is explained in docs/operations.md."""

from collections.abc import Mapping

from nabancada.config import Settings

RESERVED = 40  # PostgreSQL's own, migration, jobs, the look before each start, somebody with psql


def needed(instances: int, environment: Mapping[str, str]) -> int:
    """At the most: every pool full, and old and new instances side by side."""
    pool = environment.get("DATABASE_POOL", Settings.model_fields["database_pool"].default)
    return 2 * instances * int(environment["WEB_CONCURRENCY"]) * int(pool) + RESERVED
