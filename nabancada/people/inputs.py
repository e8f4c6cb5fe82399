"""What the pages about people send."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from nabancada.auth.inputs import Email, Language, Name, Password, Pin, StaffRole
from nabancada.people.words import GROUPS
from nabancada.web.body import Input, NoneIfBlank
from nabancada.web.instants import Day


def _known_group(group: str) -> str:
    if group and group not in GROUPS:
        raise ValueError("Não está certo.")
    return group


OnlyBranch = Annotated[UUID | None, NoneIfBlank]  # none: at every branch
Key = Annotated[str, StringConstraints(min_length=8, max_length=64)]


class InvitationForm(Input):
    name: Name
    role: StaffRole
    branch_id: OnlyBranch = None
    email: Annotated[Email | None, NoneIfBlank] = None
    client_key: Key


class NewcomerForm(Input):
    """Somebody who works under a PIN only."""

    name: Name
    email: Email
    role: StaffRole
    branch_id: OnlyBranch = None
    pin: Pin


class PersonForm(Input):
    """A house with one branch asks for none, and leaves it as it is."""

    name: Name
    email: Email
    role: StaffRole
    branch_id: OnlyBranch = None


class ReturnForm(Input):
    """Where somebody works from now on whose branch is not in use any more."""

    branch_id: OnlyBranch = None


class PinForm(Input):
    """No PIN takes theirs away."""

    pin: Annotated[Pin | None, NoneIfBlank] = None


class ProfileForm(Input):
    name: Name
    language: Language


class OwnPinForm(PinForm):
    current_password: Password


class OwnEmailForm(Input):
    current_password: Password
    email: Email


class OwnPasswordForm(Input):
    current_password: Password
    password: Password


class AuditFilter(Input):
    """`first` and `last` are days at the house; `cursor` the number the page before ended with."""

    person: UUID | None = None
    group: Annotated[str, AfterValidator(_known_group)] = ""
    first: Day | None = None
    last: Day | None = None
    cursor: Annotated[int, Field(ge=1, lt=2**63)] | None = None


class AuditForm(AuditFilter):
    """The same from a page, which sends what was left blank too."""

    person: Annotated[UUID | None, NoneIfBlank] = None
    first: Annotated[Day | None, NoneIfBlank] = None
    last: Annotated[Day | None, NoneIfBlank] = None


class AuditPage(AuditFilter):
    limit: Annotated[int, Field(ge=1, le=200)] = 50
