"""Forms whose key was used for something else: told so, and free to be sent again."""

import re
from html import unescape

import pytest

from nabancada.permissions import Role


def key_of(answer) -> str:
    return unescape(re.search(r'name="client_key" value="([^"]+)"', answer.text)[1])


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/staff/invitations", {"name": "Beto Kiala", "role": "waiter"}),
        ("/settings/tokens", {"name": "Balança", "permissions": ["take_orders"]}),
        ("/menu/choices/new", {"name": "Molho", "option_name": ["Jindungo"], "option_id": [""], "option_price": [""]}),
    ],
)
def test_what_was_saved_and_changed_is_told_and_saved_as_another_when_it_is_sent_again(
    client, restaurant, path, fields
):
    owner = client(Role.OWNER)
    sent = fields | {"client_key": "o-primeiro-envio"}
    assert owner.post(path, data=sent).status_code in (200, 201, 303)
    changed = sent | {"name": f"{fields['name']} da Silva"}
    refused = owner.post(path, data=changed)
    assert refused.status_code == 409
    assert "O que enviou antes já ficou guardado." in refused.text and f'value="{changed["name"]}"' in refused.text
    assert key_of(refused) != sent["client_key"]
    assert owner.post(path, data=changed | {"client_key": key_of(refused)}).status_code in (200, 201, 303)
