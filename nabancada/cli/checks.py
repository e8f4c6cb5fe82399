"""`check-invariants`: whether the books agree, house by house."""

import click
from sqlalchemy import select

from nabancada import db
from nabancada.cli import invariants
from nabancada.restaurants.models import Restaurant


@click.command("check-invariants")
@click.option("--restaurant", "slug", help="The slug of one restaurant; all of them otherwise.")
def check_invariants(slug: str | None) -> None:
    """Check that orders, bills, payments, shifts and events agree; one line for what does not, and exit code 1."""
    wanted = select(Restaurant.id).order_by(Restaurant.number)
    wrong: list[str] = []
    with db.platform("check-invariants"):
        houses = db.session.scalars(wanted.where(Restaurant.slug == slug) if slug else wanted).all()
        db.release()
        for house in houses:
            with db.engine().connect() as connection:
                wrong += invariants.of_house(connection, house)
    for line in wrong:
        click.echo(line)
    click.echo(f"{len(houses)} restaurants checked, {len(wrong)} violations.")
    if wrong:
        raise SystemExit(1)
