"""The cards with QR codes, answered as a file."""

from collections.abc import Collection
from uuid import UUID

from flask import Response

from nabancada import access
from nabancada.floor_editor import cards, queries
from nabancada.threads import off_the_loop
from nabancada.web.addresses import absolute


def printed(table_ids: Collection[UUID], branch_id: UUID | None) -> Response:
    """The cards of these tables as PDF, six on a page.

    :param branch_id: where the tables are; none: at any branch of the house

    :raises NotFound: one of them is not here
    """
    chosen = [(card.name, card.area, absolute(f"/t/{card.code}")) for card in queries.cards(branch_id, set(table_ids))]
    house = access.house().name
    content = off_the_loop(lambda: cards.render(house, chosen))
    name = {"Content-Disposition": 'attachment; filename="codigos-qr.pdf"'}
    return Response(content, content_type="application/pdf", headers=name)
