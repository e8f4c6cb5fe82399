"""An instance on a database and a Valkey of its own, where nothing that is sent can harm another test."""

import os
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine

from nabancada import clock, db, embedded
from nabancada.db import migrate, partitions
from tests.conftest import VAR
from tests.databases import database
from tests.instances.instance import Instance
from tests.ports import free_port


@pytest.fixture(scope="package")
def instance(services, settings, tmp_path_factory, app) -> Iterator[Instance]:
    """It prints nowhere: printers with made-up addresses are among what is sent."""
    folder = tmp_path_factory.mktemp("contract")
    valkey = embedded.Valkey(folder)
    valkey.start(free_port())
    with database(VAR, services["DATABASE_URL"], f"nabancada_contract_{os.getpid()}") as url:
        migrate.upgrade(url)
        engine = create_engine(url)
        with engine.begin() as connection:
            partitions.make(connection, clock.now().date())
        engine.dispose()
        db.dispose()
        db.connect(url)
        served = Instance(
            folder, DATABASE_URL=url, REDIS_URL=valkey.url, NABANCADA_PRINTERS="none", UPLOADS=str(folder / "uploads")
        ).ready()
        try:
            yield served
        finally:
            served.stop()
            db.dispose()
            db.connect(settings.database_url)
    valkey.kill()
