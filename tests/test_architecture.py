"""Rules of the house that a machine can keep."""

from pathlib import Path

from flask import Flask
from jinja2 import nodes
from sqlalchemy import DateTime, Float, Numeric, text

from nabancada import db
from nabancada.app import PARTS, ROOMS, SCREENS

ROOT = Path(__file__).resolve().parents[1]
LONGEST_FILE = 300  # lines
GLOBAL_TABLES = {
    "restaurants",
    "users",
    "web_sessions",
    "password_resets",
    "invitations",
    "plans",
    "posts",
    "api_tokens",
    "streams",
    "gateway_references",
    "print_turns",
}


def test_every_route_declares_who_may_use_it(app: Flask):
    views = {rule.endpoint: app.view_functions[rule.endpoint] for rule in app.url_map.iter_rules()}
    assert [name for name, view in views.items() if not hasattr(view, "access")] == []


def test_every_table_is_guarded_or_global_by_decision(app: Flask):
    tables = db.Base.metadata.tables.values()
    guarded = set(db.session.scalars(text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")))
    assert {table.name for table in tables} - guarded == GLOBAL_TABLES


def test_every_partition_is_guarded_like_its_table(app: Flask):
    open_ones = db.session.scalars(
        text(
            """
            SELECT inhrelid::regclass::text FROM pg_inherits JOIN pg_class ON oid = inhrelid
            WHERE relkind = 'r' AND NOT (relrowsecurity AND relforcerowsecurity)
            """
        )
    ).all()
    assert open_ones == []


def test_every_policy_holds_for_reading_and_writing(app: Flask):
    policies = db.session.execute(
        text("SELECT tablename, qual, with_check, cmd FROM pg_policies WHERE schemaname = 'public'")
    ).all()
    assert policies
    for table, reads, writes, command in policies:
        assert command == "ALL", table
        assert "app.restaurant_id" in reads, table
        assert reads == writes, table


def test_keys_and_foreign_keys_of_tenants_begin_with_the_restaurant():
    for table in db.Base.metadata.tables.values():
        if table.name in GLOBAL_TABLES:
            continue
        assert next(iter(table.primary_key.columns)).name == "restaurant_id", table.name
        for foreign in table.foreign_key_constraints:
            target = foreign.referred_table.name
            if target not in GLOBAL_TABLES:
                assert foreign.column_keys[0] == "restaurant_id", (table.name, foreign.column_keys)


def test_we_do_not_run_as_someone_who_ignores_row_level_security(app: Flask):
    row = db.session.execute(text("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")).one()
    assert tuple(row) == (False, False)


def test_money_is_whole_and_time_has_a_zone():
    columns = [column for table in db.Base.metadata.tables.values() for column in table.c]
    assert [c for c in columns if isinstance(c.type, DateTime) and not c.type.timezone] == []
    assert [c for c in columns if isinstance(c.type, (Numeric, Float))] == []


def test_relationships_never_load_by_surprise():
    lazy = [
        f"{mapper.class_.__name__}.{relationship.key}"
        for mapper in db.Base.registry.mappers
        for relationship in mapper.relationships
        if relationship.lazy not in {"raise", "raise_on_sql"}
    ]
    assert lazy == []


def test_no_file_is_long():
    long = {
        str(path.relative_to(ROOT)): lines
        for folder in ("nabancada", "tests", "bench")
        for path in (ROOT / folder).rglob("*.py")
        if (lines := len(path.read_text().splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_every_template_imports_the_macros_it_uses_and_no_others(app: Flask):
    parsed = {path: app.jinja_env.parse(path.read_text()) for path in (ROOT / "templates").rglob("*.html")}
    macros = {macro.name for template in parsed.values() for macro in template.find_all(nodes.Macro)}
    wrong = {}
    for path, template in parsed.items():
        lines = list(template.find_all(nodes.FromImport))
        imported = {name[1] if isinstance(name, tuple) else name for line in lines for name in line.names}
        names = list(template.find_all(nodes.Name))
        used = {name.name for name in names if name.ctx == "load"}
        called = {call.node.name for call in template.find_all(nodes.Call) if isinstance(call.node, nodes.Name)}
        own = {macro.name for macro in template.find_all(nodes.Macro)}
        own |= {name.name for name in names if name.ctx != "load"}
        if faults := (imported - used) | ((called & macros) - imported - own):
            wrong[path.name] = faults
    assert wrong == {}


def test_every_room_uses_the_same_words():
    words = {*PARTS, "__init__", "models", "actions", "queries", "inputs"}
    for room in (*ROOMS, *SCREENS):
        files = {path.stem for path in (ROOT / "nabancada" / room).glob("*.py")}
        assert "__init__" in files, room
        assert files & words - {"__init__"}, room
