"""What may be typed at the counter."""

from typing import Annotated

from pydantic import Field

from nabancada.orders.inputs import LineVoid


class TypedVoid(LineVoid):
    """A form's: its figures come as text."""

    quantity: Annotated[int, Field(ge=1, le=99)] | None = None
