"""Settings: typed, refused with one sentence each."""

import pytest

from nabancada.config import ConfigurationError, settings

GOOD = {"DATABASE_URL": "postgres://app@127.0.0.1/app", "SECRET_KEY": "x" * 32}


@pytest.fixture
def environment(monkeypatch):
    for name in ("DATABASE_URL", "SECRET_KEY", "REDIS_URL", "PUBLIC_URL", "PORT", "WEB_CONCURRENCY"):
        monkeypatch.delenv(name, raising=False)
    settings.cache_clear()

    def read(**env):
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()
        return settings()

    yield read
    settings.cache_clear()


def test_postgres_addresses_are_accepted_in_both_spellings(environment):
    assert environment(**GOOD).database_url == "postgresql+psycopg2://app@127.0.0.1/app"


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({"SECRET_KEY": "x" * 32}, "DATABASE_URL is not set."),
        ({"DATABASE_URL": GOOD["DATABASE_URL"]}, "SECRET_KEY is not set."),
        ({**GOOD, "SECRET_KEY": "short"}, "SECRET_KEY is not usable"),
        ({**GOOD, "DATABASE_URL": "mysql://x"}, "DATABASE_URL is not usable"),
        ({**GOOD, "REDIS_URL": "http://x"}, "REDIS_URL is not usable"),
        ({**GOOD, "PORT": "abc"}, "PORT is not usable"),
        ({**GOOD, "PUBLIC_URL": "nabancada.ao"}, "PUBLIC_URL is not usable"),
        ({**GOOD, "WEB_CONCURRENCY": "0"}, "WEB_CONCURRENCY is not usable"),
        ({**GOOD, "DATABASE_POOL": "1"}, "DATABASE_POOL is not usable"),
        ({**GOOD, "UPLOADS": "s3://"}, "UPLOADS is not usable"),
        ({**GOOD, "UPLOADS": "gs://photos"}, "UPLOADS is not usable"),
        ({**GOOD, "S3_ENDPOINT_URL": "s3.example.ao"}, "S3_ENDPOINT_URL is not usable"),
        ({**GOOD, "SMTP_URL": "mail.example.ao:587", "PUBLIC_URL": "https://x.ao"}, "SMTP_URL is not usable"),
        ({**GOOD, "SMTP_URL": "smtp://mail:abc", "PUBLIC_URL": "https://x.ao"}, "SMTP_URL is not usable"),
        ({**GOOD, "SMTP_URL": "smtp://mail.example.ao:587"}, "Links in e-mails begin with PUBLIC_URL"),
        ({**GOOD, "NABANCADA_PRINTER_NETWORKS": "10.0.0.0/8,the bar"}, "NABANCADA_PRINTER_NETWORKS is not usable"),
        ({**GOOD, "NABANCADA_SCREENS": "pos,kichen"}, "NABANCADA_SCREENS is not usable"),
        ({**GOOD, "LOG_LEVEL": "loud"}, "LOG_LEVEL is not usable"),
        ({**GOOD, "EXPRESS_GATEWAY": "simulated"}, "EXPRESS_GATEWAY is not usable"),
        ({**GOOD, "EXPRESS_GATEWAY": "nobody"}, "EXPRESS_GATEWAY is not usable"),
        ({**GOOD, "EXPRESS_SECRET": "short"}, "EXPRESS_SECRET is not usable"),
    ],
)
def test_each_problem_is_one_sentence(environment, env, sentence):
    with pytest.raises(ConfigurationError) as refused:
        environment(**env)
    [problem] = refused.value.problems
    assert problem.startswith(sentence)
    assert problem.endswith(".")


def test_screens_are_named_with_or_without_spaces_and_an_unknown_one_is_named(environment):
    assert environment(**GOOD, NABANCADA_SCREENS=" pos, kitchen,").nabancada_screens == {"pos", "kitchen"}
    with pytest.raises(ConfigurationError, match="there is no bar, no kichen; there are site, account"):
        environment(NABANCADA_SCREENS="pos,kichen,bar")


def test_https_makes_cookies_secure(environment):
    assert environment(**GOOD, PUBLIC_URL="https://nabancada.ao").secure
    assert not environment(**GOOD, PUBLIC_URL="http://127.0.0.1:8000").secure
