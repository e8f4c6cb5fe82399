"""Orders, tables and money in every order that hypothesis comes upon; the model and the database agree after each step.

`MONEY_EXAMPLES=2000 make test ARGS=tests/money` looks longer, and elsewhere each time.
"""

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.money.till import Till

EXAMPLES = os.environ.get("MONEY_EXAMPLES")
PROFILE = settings(
    max_examples=int(EXAMPLES or 20),
    stateful_step_count=35,
    derandomize=EXAMPLES is None,
    deadline=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.timeout(900 if EXAMPLES is None else 24 * 3600)  # what it finds is made small before it is shown
def test_whatever_is_done_to_a_house_its_money_adds_up(app):
    run_state_machine_as_test(Till, settings=PROFILE)
