from nabancada.permissions import Role


def test_look(house, people):
    people.forgive(".*")
    for size, theme in (((1366, 768), "light"), ((768, 1024), "dark"), ((360, 740), "light")):
        for name in ("", "/identity", "/hours", "/money", "/guests", "/receipt", "/tokens", "/branches"):
            page = people.staff(house, Role.OWNER, "/settings" + name, size=size)
            page.evaluate("t => { document.documentElement.dataset.bsTheme = t }", theme)
            page.wait_for_timeout(500)
            page.screenshot(path=f"/tmp/set-{size[0]}-{name[1:] or 'index'}.png", full_page=True)
            page.close()
