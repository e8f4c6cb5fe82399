"""What is sent at the door: a sign-in, a choice of language, a forgotten password."""

from typing import Annotated

from nabancada.auth.inputs import Acceptance, ChosenBranch, Coming, Confirmation, Email, Language, Password, Pin, SignIn
from nabancada.web.body import Input, NoneIfBlank


class SignInForm(SignIn):
    next: str | None = None


class LanguageForm(Input):
    language: Language
    next: str | None = None


class BranchForm(ChosenBranch):
    next: str | None = None


class Forgotten(Input):
    email: Email


class NewPassword(Input):
    password: Password


class NewPasswordForm(NewPassword):
    """The e-mail is there for the browser, which keeps the two together."""

    email: str | None = None


class ConfirmationForm(Confirmation):
    next: str | None = None


class PinForm(Coming):
    next: str | None = None


class JoiningForm(Acceptance):
    email: Annotated[Email | None, NoneIfBlank] = None
    pin: Annotated[Pin | None, NoneIfBlank] = None
