"""Chromium before the product as it runs in production: two workers, built assets, Valkey between them."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from nabancada.permissions import Role
from tests.browser.house import House, open_house
from tests.browser.payers import Payers
from tests.browser.people import People
from tests.browser.support import live
from tests.instances.instance import Instance

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
# The first three draw pages of Chromium's own window beside each of ours, which takes longer than ours does.
# The others are Playwright's, which these replace.
FEATURES = (
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "PreloadTopChromeWebUI"),
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "HttpsUpgrades", "LensOverlay", "MediaRouter", "PaintHolding"),
    *("ThirdPartyStoragePartitioning", "OptimizationHints", "NetworkTimeServiceQuerying", "PreconnectToSearch"),
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(FEATURES)}",
)


@pytest.fixture(scope="package")
def payers(tmp_path_factory) -> Iterator[Payers]:
    """The phones that money is asked on, and the gateway before them."""
    phones = Payers(tmp_path_factory.mktemp("payers"))
    yield phones
    phones.gateway.kill()


@pytest.fixture(scope="package")
def server(tmp_path_factory, app, redis_url, payers) -> Iterator[Instance]:
    """One instance of two workers."""
    folder = tmp_path_factory.mktemp("browser")
    printers = {"NABANCADA_PRINTER_NETWORKS": "127.0.0.0/8,192.168.0.0/16"}  # those of the tests are on this machine
    started = Instance(folder, workers=2, REDIS_URL=redis_url, **payers.gateway.env, **printers)
    yield started.ready()
    started.stop()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        pytest.fail("These tests need Chromium: install it with `make system` or the system's packages.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def people(chromium, server, app) -> Iterator[People]:
    """Whoever sits before a screen in this test. At the end no page may have had anything to complain about."""
    crowd = People(chromium, server.url, app.config["SESSION_COOKIE_NAME"])
    yield crowd
    complaints = crowd.leave()
    assert complaints == []


@pytest.fixture
def open_houses(app, server) -> Callable[..., House]:
    """Make restaurants, each with a menu, tables and nobody in it."""
    return lambda **wishes: open_house(server.url, **wishes)


@pytest.fixture
def house(open_houses) -> House:
    return open_houses()


@pytest.fixture
def cashier(house, people):
    """Somebody who may take money, with a shift open, before a page of their choice."""

    def sits(path: str, role: Role = Role.CASHIER, **options) -> Page:
        page = people.staff(house, role, "/till", **options)
        page.get_by_label("Fundo de caixa em Kz").fill("0")
        page.get_by_role("button", name="Abrir o turno").click()
        page.get_by_role("heading", name="Fechar o turno").wait_for()
        page.goto(path)
        live(page)
        return page

    return sits
