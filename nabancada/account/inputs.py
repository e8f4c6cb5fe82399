"""What is sent at the door: a sign-in, a choice of language, a forgotten password."""

from typing import Annotated
from uuid import UUID

from nabancada.auth.inputs import Acceptance, ChosenBranch, Email, Language, Password, Pin, SignIn
from nabancada.web.body import Input, NoneIfBlank


class SignInForm(SignIn):
    next: str | None = None


class LanguageForm(Input):
    language: Language
    next: str | None = None


class BranchForm(ChosenBranch):
    next: str | None = None


class ForgottenForm(Input):
    email: Email


class NewPasswordForm(Input):
    """The e-mail is there for the browser, which keeps the two together."""

    password: Password
    email: str | None = None


class ConfirmationForm(Input):
    password: Password
    next: str | None = None


class PinForm(Input):
    """A PIN of the wrong shape is refused before anything is hashed."""

    user_id: UUID
    pin: Pin
    next: str | None = None


class JoiningForm(Acceptance):
    email: Annotated[Email | None, NoneIfBlank] = None
    pin: Annotated[Pin | None, NoneIfBlank] = None
