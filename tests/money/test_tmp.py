import os

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.money.till import Till


def test_tmp(app):
    run_state_machine_as_test(
        Till,
        settings=settings(
            max_examples=int(os.environ.get("N", 40)),
            stateful_step_count=40,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
