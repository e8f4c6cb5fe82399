"""Commands: `flask --app wsgi …`."""

from flask import Flask

from nabancada.cli.checks import check_invariants
from nabancada.cli.demo import seed_demo
from nabancada.cli.jobs import (
    expire_subscriptions,
    make_partitions,
    purge_carts,
    purge_keys,
    purge_prints,
    purge_sessions,
    sweep_payments,
    sweep_pictures,
    trim_events,
)
from nabancada.cli.permissions import permissions_table
from nabancada.cli.setup import create_superadmin, db_upgrade

COMMANDS = (
    db_upgrade,
    create_superadmin,
    seed_demo,
    purge_sessions,
    purge_keys,
    purge_carts,
    sweep_payments,
    purge_prints,
    sweep_pictures,
    trim_events,
    make_partitions,
    expire_subscriptions,
    check_invariants,
    permissions_table,
)


def init_app(app: Flask) -> None:
    for command in COMMANDS:
        app.cli.add_command(command)
