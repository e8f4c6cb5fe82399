import pytest

from nabancada.permissions import Role


@pytest.fixture
def owner(client):
    return client(Role.OWNER)
