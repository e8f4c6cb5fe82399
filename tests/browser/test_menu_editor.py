"""Who runs the house writes its menu: with a mouse, with the keyboard alone, from a file; and every screen follows."""

import re

import pytest
from playwright.sync_api import Locator, Page, Response, expect

from nabancada.permissions import Role
from tests import pictures as files
from tests.browser.people import PHONE, TABLET
from tests.browser.support import Ordering, hold, live


def _names(page: Page) -> list[str]:
    return page.locator(".ed-dish__open").all_inner_texts()


def _way(page: Page, row: str, onto: Locator) -> tuple[float, list[float]]:
    """From the grip of one row to the place of another: how far from the left, and by steps from above."""
    grip, place = page.get_by_role("button", name=f"Mudar {row} de lugar").bounding_box(), onto.bounding_box()
    x, y = grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2
    way = place["y"] + place["height"] / 2 - y
    return x, [y + way * part / 10 for part in range(11)]


def _dish(page: Page, name: str) -> Locator:
    return page.locator(".ed-dish").filter(has_text=name)


def _drag(page: Page, row: str, onto: Locator) -> None:
    x, (y, *steps) = _way(page, row, onto)
    page.mouse.move(x, y)
    page.mouse.down()
    for step in steps:
        page.mouse.move(x, step)
    page.mouse.up()


def _drag_with_finger(page: Page, row: str, onto: Locator) -> None:
    x, (y, *steps) = _way(page, row, onto)
    hand = page.context.new_cdp_session(page)
    hand.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in steps:
        hand.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": step}]})
    hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def _saved(answer: Response) -> bool:
    return answer.request.method == "PUT" and answer.ok


def _ordered(house) -> list[str]:
    with house.api() as api:
        return [item["name"] for part in api.get("/api/menu").json()["categories"] for item in part["items"]]


def test_a_menu_is_begun_and_its_first_dish_is_on_the_counter_at_once(open_houses, people):
    house = open_houses(empty=True)
    counter = people.staff(house, Role.CASHIER, "/pos")
    live(counter)
    page = people.staff(house, Role.OWNER, "/menu")
    live(page)
    expect(page.get_by_text("Ainda não há pratos.")).to_be_visible()
    page.get_by_role("button", name="Criar categoria").click()
    dialog = page.locator("#new-category")
    dialog.get_by_label("Nome").fill("Do lume")
    dialog.get_by_role("button", name="Criar categoria").click()
    page.get_by_role("link", name="Criar prato").click()

    page.get_by_label("Nome", exact=True).fill("Mufete da Ilha")
    page.get_by_role("button", name="Criar prato").click()
    expect(page.get_by_text("Falta o preço.")).to_be_visible()  # beside its field, before anything is sent
    page.get_by_label("Preço em Kz").fill("9 500")
    page.get_by_role("button", name="Criar escolha").click()
    sheet = page.locator("#new-choice")
    sheet.get_by_label("O que se pergunta").fill("Acompanhamento")
    sheet.get_by_label("No mínimo").fill("1")
    sheet.get_by_label("Opção", exact=True).first.fill("Funge")
    sheet.get_by_label("Opção", exact=True).last.fill("Arroz")
    sheet.get_by_label("Acrescenta em Kz").last.fill("500")
    sheet.get_by_role("button", name="Criar escolha").click()
    expect(sheet).to_be_hidden()
    expect(page.locator("#asked input:checked")).to_have_count(1)
    photo = {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": files.photo(size=(2400, 1800), quality=95)}
    page.locator("#picture").set_input_files(photo)
    expect(page.locator("[data-shown]")).to_have_attribute("src", re.compile("^data:image/"))
    page.get_by_role("button", name="Criar prato").click()
    expect(page.locator(".ed-dish")).to_have_count(1)
    expect(page.locator(".ed-dish img")).to_have_attribute("src", re.compile("/uploads/"))

    ordering = Ordering(counter)
    expect(ordering.dish("Mufete da Ilha")).to_be_visible()
    shown = ordering.dish("Mufete da Ilha").locator("img")
    expect(shown).to_have_js_property("complete", True)
    assert shown.evaluate("image => image.naturalWidth") > 0
    ordering.dish("Mufete da Ilha").locator("[data-add]").click()
    expect(ordering.sheet).to_be_visible()
    ordering.sheet.locator(".nb-option").filter(has_text="Arroz").click()
    ordering.sheet.locator("[data-accept]").click()
    expect(ordering.lines).to_contain_text("10 000")


def test_dishes_are_put_in_order_with_the_mouse_and_every_screen_follows(house, people):
    counter = people.staff(house, Role.CASHIER, "/pos")
    page = people.staff(house, Role.OWNER, "/menu")
    live(page)
    live(counter)
    assert _names(page) == ["Muamba de galinha", "Mufete", "Calulu", "Cuca"]
    _drag(page, "Calulu", _dish(page, "Muamba de galinha"))
    expect(page.locator(".ed-dish__open").first).to_have_text("Calulu")
    expect(counter.locator(".nb-tile__name").first).to_have_text("Calulu")
    assert _ordered(house) == ["Calulu", "Muamba de galinha", "Mufete", "Cuca"]
    _drag(page, "Cuca", _dish(page, "Calulu"))  # into another category, and back
    hold(page)
    expect(page.locator("#toasts")).to_contain_text("Cuca passou para Pratos")
    expect(counter.locator(".nb-tile__name").first).to_have_text(re.compile("Cuca|Calulu"))
    page.get_by_role("button", name="Desfazer").click()
    expect(page.locator(".ed-part").last.locator(".ed-dish")).to_have_count(1)


def test_categories_are_put_in_order_with_the_mouse_with_their_dishes(house, people):
    page = people.staff(house, Role.OWNER, "/menu")
    live(page)
    with page.expect_response(_saved):
        _drag(page, "Bebidas", page.get_by_role("heading", name="Pratos", exact=True))
    expect(page.locator(".ed-part").first).to_contain_text("Bebidas")
    expect(page.locator("[data-announce]")).to_have_text("Bebidas: lugar 1 de 2")
    page.reload()
    expect(page.locator(".ed-part").first).to_contain_text("Bebidas")
    assert _ordered(house) == ["Cuca", "Muamba de galinha", "Mufete", "Calulu"]


@pytest.mark.parametrize("size", [TABLET, PHONE])
def test_dishes_are_put_in_order_with_a_finger(house, people, size):
    page = people.staff(house, Role.MANAGER, "/menu", size=size, has_touch=True)
    live(page)
    with page.expect_response(_saved):
        _drag_with_finger(page, "Calulu", _dish(page, "Muamba de galinha"))
    expect(page.locator("[data-announce]")).to_have_text("Calulu: lugar 1 de 3")
    expect(page.locator(".ed-dish__open").first).to_have_text("Calulu")
    page.reload()
    assert _names(page) == ["Calulu", "Muamba de galinha", "Mufete", "Cuca"]


def test_categories_are_put_in_order_with_a_finger_on_a_tablet_that_lies(house, people):
    page = people.staff(house, Role.MANAGER, "/menu", size=TABLET[::-1], has_touch=True)
    live(page)
    with page.expect_response(_saved):
        _drag_with_finger(page, "Bebidas", page.locator(".ed-cat").first)
    expect(page.locator(".ed-part__head h2")).to_have_text(["Bebidas", "Pratos"])
    assert _ordered(house) == ["Cuca", "Muamba de galinha", "Mufete", "Calulu"]


def test_categories_are_put_in_order_with_taps_on_a_phone(house, people):
    page = people.staff(house, Role.MANAGER, "/menu", size=PHONE, has_touch=True)
    live(page)
    page.get_by_role("button", name="Mais sobre Bebidas").tap()
    with page.expect_response(_saved):
        page.locator("#category-menu").get_by_role("button", name="Subir").tap()
    expect(page.locator(".ed-part__head h2")).to_have_text(["Bebidas", "Pratos"])
    assert _ordered(house) == ["Cuca", "Muamba de galinha", "Mufete", "Calulu"]


def test_dishes_and_categories_are_put_in_order_with_the_keyboard_alone(house, people):
    page = people.staff(house, Role.MANAGER, "/menu")
    live(page)
    grip = page.get_by_role("button", name="Mudar Calulu de lugar")
    grip.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("[data-announce]")).to_have_text("Calulu: lugar 1 de 3")
    expect(page.locator(".ed-dish__open").first).to_have_text("Calulu")
    expect(grip).to_be_focused()
    page.get_by_role("button", name="Mudar Bebidas de lugar").focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".ed-part").first).to_contain_text("Bebidas")
    expect(page.get_by_role("button", name="Mudar Bebidas de lugar")).to_be_focused()
    assert _ordered(house) == ["Cuca", "Calulu", "Muamba de galinha", "Mufete"]


def test_a_dish_runs_out_is_archived_and_comes_back(house, people):
    page = people.staff(house, Role.OWNER, "/menu")
    live(page)
    page.get_by_role("button", name="Mufete: À venda").click()
    expect(page.get_by_role("button", name="Mufete: Esgotado")).to_be_visible()
    page.get_by_role("button", name="Desfazer").click()
    expect(page.get_by_role("button", name="Mufete: À venda")).to_be_visible()
    page.get_by_role("button", name="Mais sobre Mufete").click()
    page.locator("#dish-menu").get_by_role("button", name="Arquivar").click()
    expect(page.locator(".ed-dish")).to_have_count(3)
    page.get_by_role("button", name="Desfazer").click()
    expect(page.locator(".ed-dish")).to_have_count(4)
    page.get_by_role("button", name="Mais sobre Mufete").click()
    page.locator("#dish-menu").get_by_role("button", name="Duplicar").click()
    expect(page.locator("#field-name")).to_have_value("Mufete (cópia)")


def test_on_a_phone_the_age_of_a_long_menu_and_its_categories_stay_in_sight(open_houses, people):
    house = open_houses(dishes=60)
    page = people.staff(house, Role.MANAGER, "/menu", size=PHONE)
    live(page)
    page.evaluate("scrollTo({ top: document.body.scrollHeight, behavior: 'instant' })")
    bar, strip = page.locator(".nb-bar").bounding_box(), page.locator(".ed-cats").bounding_box()
    assert (bar["y"], strip["y"]) == (0, bar["height"])
    first = page.locator(".ed-part").first
    page.locator(".ed-cat__go").first.click()
    expect(first.locator("h2")).to_be_in_viewport()
    assert page.evaluate("scrollY") < first.bounding_box()["height"]


def test_prices_are_looked_at_where_they_are_asked_for_and_ticked_all_at_once(house, people):
    page = people.staff(house, Role.OWNER, "/menu/prices", size=PHONE)
    page.get_by_label("Quanto").fill("10")
    page.get_by_role("button", name="Ver os preços").click()
    change, every = page.get_by_role("button", name="Mudar os preços"), page.get_by_label("Todos os que mudam")
    expect(change).to_be_in_viewport()
    every.click()
    expect(change).to_be_disabled()
    page.get_by_label("Mufete").check()
    expect(page.locator("[data-count]")).to_have_text("1")
    change.click()
    expect(page.get_by_text("1 preço mudado.")).to_be_visible()


def test_a_category_comes_back_from_the_archive_with_its_dishes(house, people):
    page = people.staff(house, Role.OWNER, "/menu")
    before = _names(page)
    page.get_by_role("button", name=re.compile("^Mais sobre ")).first.click()
    page.get_by_role("button", name="Arquivar com os pratos").click()
    page.get_by_role("dialog").get_by_role("button", name="Arquivar").click()
    expect(page.locator(".ed-part")).not_to_have_count(0)
    assert len(_names(page)) < len(before)
    page.goto("/menu/archive")
    page.get_by_role("row").filter(has_text="volta com").get_by_role("button").click()
    expect(page.locator(".ed-dish")).to_have_count(len(before))


def test_a_file_with_mistakes_is_told_row_by_row_and_what_is_right_is_stored(house, people):
    page = people.staff(house, Role.OWNER, "/menu/sheets")
    content = "categoria;prato;preço\nPratos;Mufete;9500\nPratos;Funge;abc\nSumos;Múcua;500\n".encode()
    page.locator("#file").set_input_files({"name": "ementa.csv", "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Ver o que faz").click()
    expect(page.locator(".is-wrong")).to_contain_text("preço: Escreva um valor, como 1500,50.")
    expect(page.locator(".is-changed")).to_contain_text("9 500")
    page.get_by_role("button", name="Importar só as 2 linhas certas").click()
    expect(page.get_by_role("heading", name="Importado")).to_be_visible()
    assert set(_ordered(house)) == {"Muamba de galinha", "Mufete", "Calulu", "Cuca", "Múcua"}


def test_a_dish_outside_its_hours_cannot_be_chosen(house, people):
    page = people.staff(house, Role.CASHIER, "/pos")
    live(page)
    with house.api() as api:
        api.patch(
            f"/api/menu/items/{house.dishes['Mufete']}",
            json={"schedule": [{"days": [1, 2, 3, 4, 5, 6, 7], "start": "00:00", "end": "00:01"}]},
        ).raise_for_status()
    dish = Ordering(page).dish("Mufete")
    expect(dish).to_contain_text("00:00–00:01")
    if dish.get_attribute("data-closed") is not None:  # but for one minute of the day
        dish.locator("[data-add]").click()
        expect(page.locator("#toasts")).to_contain_text("Mufete não se serve a esta hora.")
