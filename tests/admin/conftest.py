"""The house that the super-admin looks after."""

import pytest


@pytest.fixture
def desk(restaurant) -> str:
    """Its page on the super-admin's desk."""
    return f"/admin/restaurants/{restaurant.id}"
