"""Runs migrations on the connection it is handed (see `nabancada.db.migrate`)."""

from alembic import context

from nabancada.db import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, transaction_per_migration=True)
with context.begin_transaction():
    # Whoever waits for a lock makes everybody behind wait too: rather fail and be run again.
    connection.exec_driver_sql("SET lock_timeout = '4s'")
    context.run_migrations()
