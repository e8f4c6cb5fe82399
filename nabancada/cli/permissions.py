"""`permissions-table`: every route and who may use it, as docs/permissions.md has it."""

from collections.abc import Iterator

import click
from flask import Flask, current_app
from werkzeug.routing import Rule

from nabancada.access import PUBLIC
from nabancada.permissions import POLICY, STAFF_ROLES, Permission, Role

ROLES = (*reversed(STAFF_ROLES), Role.SUPERADMIN)
UNASKED = frozenset({"HEAD", "OPTIONS"})  # answered by the framework for whatever answers GET, or anything
ABOUT = """\
# Who may do what

Made by `make permissions` from the routes and `nabancada/permissions.py`. One test refuses a page that is not up to
date, another requests every line of it as everybody in it. *Anybody* is a stranger too. An API token may what was given
to it, and what asks only for `work_here`. A house that is suspended or has not paid keeps its people and their
permissions: what it may still begin is the business of `nabancada/plans/policy.py`, which answers 402.

Some verbs ask for more once they know what is wanted, like a discount above the limit: docs/api.md says which.
"""


@click.command("permissions-table")
def permissions_table() -> None:
    """Print docs/permissions.md."""
    click.echo(page(current_app), nl=False)


def page(app: Flask) -> str:
    return "\n".join([ABOUT, *_policy(), "", *_routes(app), ""])


def routes(app: Flask) -> Iterator[tuple[str, Rule, str]]:
    """Each method of each route, and the permission it asks for or `PUBLIC`: pages first, then the API."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule.startswith("/api/"), rule.rule)):
        for method in sorted((rule.methods or set()) - UNASKED):
            yield method, rule, getattr(app.view_functions[rule.endpoint], "access", "nobody")


def _policy() -> Iterator[str]:
    yield "## The policy"
    yield ""
    yield from _head("permission", *ROLES)
    for permission in Permission:
        yield _row(f"`{permission}`", *(_mark(permission in POLICY[role]) for role in ROLES))


def _routes(app: Flask) -> Iterator[str]:
    yield "## The routes"
    yield ""
    yield from _head("route", "asks for", "anybody", *ROLES)
    for method, rule, needs in routes(app):
        may = [needs == PUBLIC or needs in POLICY[role] for role in ROLES]
        asks = "–" if needs == PUBLIC else f"`{needs}`"
        yield _row(f"`{method} {rule.rule}`", asks, *map(_mark, [needs == PUBLIC, *may]))


def _head(*names: str) -> Iterator[str]:
    yield _row(*names)
    yield _row(*("---" for _ in names))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _mark(may: bool) -> str:
    return "✓" if may else ""
