"""What is sent on the way in: a sign-up, a sign-in, a choice of language."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from nabancada.auth.inputs import Email, Language, Name, Password, SignIn
from nabancada.restaurants import phones
from nabancada.web.body import Input

Phone = Annotated[str, StringConstraints(min_length=1, max_length=30), AfterValidator(phones.normalise)]


class NewRestaurant(Input):
    name: Name
    phone: Phone
    address: Annotated[str, StringConstraints(max_length=300)] | None = None
    nif: Annotated[str, StringConstraints(max_length=20)] | None = None


class NewOwner(Input):
    name: Name
    email: Email
    password: Password


class Registration(Input):
    restaurant: NewRestaurant
    owner: NewOwner
    plan: Annotated[str, StringConstraints(min_length=1, max_length=40)]


class SignInForm(SignIn):
    next: str | None = None


class LanguageForm(Input):
    language: Language
    next: str | None = None
