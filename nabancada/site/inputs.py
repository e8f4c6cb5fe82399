"""What is sent to sign a house up, by a program or by the form."""

from typing import Annotated

from pydantic import BeforeValidator, StringConstraints

from nabancada.auth.inputs import Email, Name, Password
from nabancada.restaurants.inputs import Address, Nif, Phone, Slug
from nabancada.web.body import Input

PlanSlug = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class NewRestaurant(Input):
    """Without a `slug` it gets one made of its name."""

    name: Name
    phone: Phone
    address: Address | None = None
    nif: Nif | None = None
    slug: Slug | None = None


class NewOwner(Input):
    name: Name
    email: Email
    password: Password


class Registration(Input):
    restaurant: NewRestaurant
    owner: NewOwner
    plan: PlanSlug


def _none_if_blank(typed: object) -> object:
    return None if isinstance(typed, str) and not typed.strip() else typed


class SignUpForm(Input):
    """The same, as a form sends it: in one list, with blanks for what was left out."""

    name: Name
    phone: Phone
    address: Annotated[Address | None, BeforeValidator(_none_if_blank)] = None
    nif: Annotated[Nif | None, BeforeValidator(_none_if_blank)] = None
    slug: Annotated[Slug | None, BeforeValidator(_none_if_blank)] = None
    owner: Name
    email: Email
    password: Password
    plan: PlanSlug

    def registration(self) -> Registration:
        house = NewRestaurant(name=self.name, phone=self.phone, address=self.address, nif=self.nif, slug=self.slug)
        owner = NewOwner(name=self.owner, email=self.email, password=self.password)
        return Registration(restaurant=house, owner=owner, plan=self.plan)


class Named(Input):
    """A name whose address is asked for."""

    name: Annotated[str, StringConstraints(max_length=80)] = ""
