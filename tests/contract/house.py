"""A house with one row of each kind, and whoever asks for them."""

from typing import Any

import requests
from schemathesis import Case
from schemathesis.core.parameters import ParameterLocation

from nabancada import db
from nabancada.auth import store
from nabancada.permissions import Role
from tests import factories, rows
from tests.instances.houses import COOKIE


class House:
    """`known` are the ids of its rows, by the names the API has for them."""

    def __init__(self) -> None:
        self.restaurant = factories.restaurant()
        with db.platform("contract"), db.tenant(self.restaurant.id):
            ids = {"restaurant_id": self.restaurant.id, "slug": self.restaurant.slug, **rows.one_of_each()}
            db.release()
        self.known = {name: str(value) for name, value in ids.items()}

    def browser(self, role: Role | None) -> requests.Session:
        """Of somebody new with `role`, signed in, or of a stranger."""
        browser = requests.Session()
        if role:
            user_id = factories.superadmin() if role == Role.SUPERADMIN else factories.staff(role, self.restaurant.id)
            token = store.new_token()
            store.create(token, user_id, {})
            browser.cookies.set(COOKIE, token)
        return browser

    def aim(self, case: Case) -> None:
        """Make it ask for what is there, where its ids are not what is wrong with it."""
        parts = case.meta.components
        for location in (ParameterLocation.PATH, ParameterLocation.QUERY):
            if location in parts and parts[location].mode.is_positive:
                values = getattr(case, location.container_name)
                values.update({name: self.known[name] for name in values if name in self.known})
        if ParameterLocation.BODY in parts and parts[ParameterLocation.BODY].mode.is_positive:
            case.body = self._known_in(case.body)

    def _known_in(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._known_in(one) for one in value]
        if not isinstance(value, dict):
            return value
        return {
            name: self.known[name] if name in self.known and isinstance(one, str) else self._known_in(one)
            for name, one in value.items()
        }
