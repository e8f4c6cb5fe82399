import pytest

from nabancada import embedded


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    """A data folder of this module alone."""
    return tmp_path_factory.mktemp("var")


@pytest.fixture(scope="module")
def env(var):
    with embedded.services(var) as env:
        yield env
