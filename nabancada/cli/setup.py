"""Commands that prepare a deployment."""

import os
import sys

import click

from nabancada import clock, config, db
from nabancada.auth import actions as auth
from nabancada.auth import emails
from nabancada.db import migrate, partitions
from nabancada.errors import DomainError


@click.command("db-upgrade")
def db_upgrade() -> None:
    """Bring the database up to this code, with the partitions of the coming months."""
    migrate.upgrade(config.settings().database_url)
    with db.engine().begin() as connection:
        made = partitions.make(connection, clock.now().date())
    click.echo(f"Schema at {migrate.head()}; {len(made)} partitions made.")


@click.command("create-superadmin")
@click.argument("email")
@click.option("--name", default="Administração")
def create_superadmin(email: str, name: str) -> None:
    """Create a super-admin. The password comes from NABANCADA_PASSWORD or is asked for."""
    password = os.environ.get("NABANCADA_PASSWORD") or click.prompt(
        "Password", hide_input=True, confirmation_prompt=True
    )
    try:
        with db.platform("create-superadmin"):
            auth.create_superadmin(email=emails.normalise(email), name=name, password=password)
    except ValueError as error:
        sys.exit(str(error))
    except DomainError as error:
        fields = getattr(error, "fields", {})
        sys.exit(" ".join([str(error), *(f"{field}: {text}" for field, text in fields.items())]))
    click.echo(f"Super-admin {email} created.")
