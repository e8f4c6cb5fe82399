"""What the platform says."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from nabancada.web.body import Input


class Reading(Input):
    """The messages that somebody has before them; none named are all there are."""

    ids: Annotated[list[UUID], Field(max_length=200)] = []


class NewPost(Input):
    """`id` is made by the client: the same one again goes on with what it began. Without a restaurant it is for all."""

    id: UUID
    restaurant_id: UUID | None = None
    subject: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    body: Annotated[str, StringConstraints(min_length=1, max_length=2000)]
