"""What may be said about people, sign-ins and tokens."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from nabancada.auth import emails, passwords
from nabancada.keys.inputs import ClientKey
from nabancada.permissions import Permission
from nabancada.web.answers import Page
from nabancada.web.body import Input

Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Email = Annotated[str, AfterValidator(emails.normalise)]
# A blank at its end is part of a password.
Password = Annotated[str, StringConstraints(strip_whitespace=False, max_length=passwords.LONGEST)]
Pin = Annotated[str, StringConstraints(pattern=r"^\d{4,6}$")]
StaffRole = Literal["owner", "manager", "cashier", "waiter", "kitchen"]
Language = Literal["pt", "en"]


class SignIn(Input):
    """No rules beyond a length: what is not an account's e-mail and password is simply wrong."""

    email: Annotated[str, StringConstraints(min_length=1, max_length=emails.LONGEST, to_lower=True)]
    password: Annotated[Password, Field(min_length=1)]


class SignOut(Input):
    others: bool = False


class Confirmation(Input):
    password: Password


class Coming(Input):
    """A PIN of the wrong shape is refused before anything is hashed."""

    user_id: UUID
    pin: Pin


class NewStaff(Input):
    """Without a password a person works under a PIN only."""

    name: Name
    email: Email
    role: StaffRole
    branch_id: UUID | None = None  # none: at every branch
    password: Password | None = None
    pin: Pin | None = None
    active: bool = True


class StaffChange(Input):
    """Only the fields that are sent change; a `password` or `pin` of null is taken away, a `branch_id` of null is every
    branch."""

    name: Name | None = None
    email: Email | None = None
    role: StaffRole | None = None
    branch_id: UUID | None = None
    password: Password | None = None
    pin: Pin | None = None
    active: bool | None = None

    @model_validator(mode="after")
    def _not_emptied(self) -> "StaffChange":
        for field in self.model_fields_set - {"branch_id", "password", "pin"}:
            if getattr(self, field) is None:
                raise ValueError("Falta preencher.")
        return self


class ChosenBranch(Input):
    """Where whoever asks is to work, in this browser."""

    branch_id: UUID


class NewInvitation(Input):
    """Without an e-mail they say theirs when they accept."""

    name: Name
    role: StaffRole
    branch_id: UUID | None = None  # none: at every branch
    email: Email | None = None
    client_key: ClientKey | None = None


class Acceptance(Input):
    """What somebody says of themselves who accepts. The e-mail counts when the invitation has none."""

    name: Name
    email: Email | None = None
    password: Password
    pin: Pin | None = None


class ProfileChange(Input):
    """Only the fields that are sent change; an e-mail, a password or a PIN needs the `current_password`."""

    name: Name | None = None
    email: Email | None = None
    language: Language | None = None
    password: Password | None = None
    pin: Pin | None = None
    current_password: Password | None = None

    @model_validator(mode="after")
    def _whole(self) -> "ProfileChange":
        for field in self.model_fields_set & {"name", "email", "language", "password"}:
            if getattr(self, field) is None:
                raise ValueError("Falta preencher.")
        return self


class NewToken(Input):
    """Permissions are a set, in one order: the same key means the same."""

    name: Name
    permissions: Annotated[list[Permission], Field(min_length=1), AfterValidator(lambda named: sorted(set(named)))]
    client_key: ClientKey | None = None


class Listing(Page):
    """A part of a list whose cursor is the last id seen."""

    cursor: UUID | None = None  # type: ignore[assignment]


class TokenListing(Listing):
    revoked: bool = False  # those that open nothing any more, too
