"""The dashboard as people get it."""

import json
import re

import pytest

from nabancada import db
from nabancada.live import regions
from nabancada.permissions import Role
from tests import factories

ABOUT_DATA = re.compile(r"\b(orders|order_lines|parties|dining_tables)\b")


def test_the_owner_sees_today(client, restaurant):
    factories.order(factories.dish("Calulu de peixe", 720_000).id)
    page = client(Role.OWNER).get("/dashboard")
    assert page.status_code == 200
    assert "7\xa0200" in page.text and "Calulu de peixe" in page.text
    assert restaurant.name in page.text


def test_a_day_without_orders_says_what_comes_next(client):
    page = client(Role.MANAGER).get("/dashboard").text
    assert "Ainda não entrou nenhum pedido hoje." in page
    assert "nb-sales-chart" not in page  # nothing to draw, last week neither


def test_the_chart_and_its_table_say_the_same(client):
    factories.order(factories.dish(price_cents=123_400).id)
    page = client().get("/dashboard/figures").text
    chart = json.loads(re.search(r'<script type="application/json">(.*?)</script>', page, re.S)[1])
    assert [cents for cents in chart["today"] if cents] == [123_400]
    assert len(chart["labels"]) == len(chart["today"]) == len(chart["before"]) == page.count('<th scope="row">')
    assert "1\xa0234" in re.search(r"<tbody>(.*?)</tbody>", page, re.S)[1]


@pytest.mark.parametrize("role", [Role.CASHIER, Role.WAITER, Role.KITCHEN])
@pytest.mark.parametrize("path", ["/dashboard", "/dashboard/figures"])
def test_only_owner_and_manager_may_see_it(client, role, path):
    assert client(role).get(path).status_code == 403


@pytest.mark.parametrize("path", ["/dashboard", "/dashboard/figures"])
def test_a_stranger_is_sent_to_the_door(client, path):
    answer = client(None).get(path, headers={"Accept": "text/html"})
    assert answer.status_code in {302, 303} and "/sign-in" in answer.location


def test_the_platform_s_people_take_no_look(superadmin):
    assert superadmin.get("/dashboard").status_code in {403, 404}


def test_another_house_s_dishes_do_not_appear(client, restaurant, other):
    with db.platform("a test of two houses"), db.tenant(other.id):
        factories.order(factories.dish("Prato secreto").id)
    db.release()
    assert "Prato secreto" not in client().get("/dashboard").text


def test_a_new_house_is_led_to_its_first_order_and_no_further(client, restaurant):
    owner = client()
    page = owner.get("/dashboard").text
    assert page.count('class="nb-now__go"') == 3
    for step in ('href="/menu"', 'href="/tables"', 'href="/pos"'):
        assert f'class="nb-now__go" {step}' in page
    dish = factories.dish()
    assert 'class="nb-now__go" href="/menu"' not in owner.get("/dashboard").text
    factories.order(dish.id)
    assert "Primeiros passos" not in owner.get("/dashboard").text


def test_few_statements_draw_the_page(client, statements):
    factories.order(factories.dish().id, table_id=factories.table().id)
    owner = client()
    statements()
    owner.get("/dashboard")
    cold = [one for one in statements() if ABOUT_DATA.search(one)]
    owner.get("/dashboard")
    warm = statements()
    assert len(cold) <= 4
    assert len([one for one in warm if ABOUT_DATA.search(one)]) <= 3
    assert len([one for one in warm if "set_config" not in one]) <= 4  # the session's is one of them


def test_the_live_part_is_what_the_page_includes():
    region = regions._registered["dashboard"]
    assert (region.topics, region.needs) == ({"dashboard", "floor"}, "see_reports")
