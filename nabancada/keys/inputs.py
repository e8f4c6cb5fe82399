"""The key of a repeatable write, as clients send it."""

from typing import Annotated

from pydantic import StringConstraints

ClientKey = Annotated[str, StringConstraints(min_length=8, max_length=64, strip_whitespace=False)]
