"""A folder of the test's own, and a real server that speaks S3."""

from collections.abc import Iterator

import boto3
import pytest
from moto.server import ThreadedMotoServer

from nabancada import config, storage
from nabancada.config import Settings
from tests.ports import free_port

BUCKET = "fotografias"


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """The address of an S3 server with nothing in it."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=free_port(), verbose=False)
    server.start()
    yield f"http://127.0.0.1:{server._port}"
    server.stop()


@pytest.fixture
def aws(monkeypatch):
    """Whoever we are to the server: it lets everybody in."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "chave")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "segredo")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")


@pytest.fixture
def bucket(s3, aws):
    """An empty bucket on the server, as its owner sees it."""
    client = boto3.client("s3", endpoint_url=s3)
    client.create_bucket(Bucket=BUCKET)
    yield client
    for one in client.list_objects_v2(Bucket=BUCKET).get("Contents", []):
        client.delete_object(Bucket=BUCKET, Key=one["Key"])
    client.delete_bucket(Bucket=BUCKET)


@pytest.fixture
def settings_with(settings: Settings, monkeypatch):
    """Have this process run under other settings."""

    def change(**changes: object) -> None:
        changed = settings.model_copy(update=changes)
        monkeypatch.setattr(config, "settings", lambda: changed)

    return change


@pytest.fixture(params=["folder", "bucket"])
def store(request, tmp_path, settings_with):
    """Each kind in turn, empty."""
    if request.param == "folder":
        settings_with(uploads=str(tmp_path))
    else:
        request.getfixturevalue("bucket")
        settings_with(uploads=f"s3://{BUCKET}", s3_endpoint_url=request.getfixturevalue("s3"))
    return storage.store()
