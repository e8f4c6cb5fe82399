"""Who may do what: the whole policy on one page. Views name a permission, never a role."""

from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    SUPERADMIN = "superadmin"
    OWNER = "owner"
    MANAGER = "manager"
    CASHIER = "cashier"
    WAITER = "waiter"
    KITCHEN = "kitchen"


class Permission(StrEnum):
    ADMINISTER = "administer"  # the platform: restaurants, plans, subscriptions
    WORK_HERE = "work_here"  # anybody on the staff of a restaurant
    SEE_REPORTS = "see_reports"
    TAKE_ORDERS = "take_orders"  # tables, counter, takeaway, delivery
    TAKE_PAYMENTS = "take_payments"
    DISCOUNT = "discount"
    DISCOUNT_FREELY = "discount_freely"
    CANCEL_ORDERS = "cancel_orders"  # cancel, void, refund
    COOK = "cook"
    SERVE = "serve"
    STOCK_OUT = "stock_out"
    EDIT_MENU = "edit_menu"
    EDIT_TABLES = "edit_tables"
    CLOSE_ANY_SHIFT = "close_any_shift"
    MANAGE_STAFF = "manage_staff"
    MANAGE_PLAN = "manage_plan"
    MANAGE_SETTINGS = "manage_settings"


P = Permission
_EVERYBODY = frozenset({P.WORK_HERE, P.SERVE, P.STOCK_OUT})
_WAITER = _EVERYBODY | {P.TAKE_ORDERS}
_CASHIER = _WAITER | {P.TAKE_PAYMENTS, P.DISCOUNT}
_MANAGER = _CASHIER | {
    P.SEE_REPORTS,
    P.DISCOUNT_FREELY,
    P.CANCEL_ORDERS,
    P.COOK,
    P.EDIT_MENU,
    P.EDIT_TABLES,
    P.CLOSE_ANY_SHIFT,
}

POLICY: dict[Role, frozenset[Permission]] = {
    Role.SUPERADMIN: frozenset({P.ADMINISTER}),
    Role.OWNER: _MANAGER | {P.MANAGE_STAFF, P.MANAGE_PLAN, P.MANAGE_SETTINGS},
    Role.MANAGER: _MANAGER,
    Role.CASHIER: _CASHIER,
    Role.WAITER: _WAITER,
    Role.KITCHEN: _EVERYBODY | {P.COOK},
}

# What a PIN is too little for: who entered with one confirms the password first.
NEED_PASSWORD = frozenset({P.MANAGE_STAFF, P.MANAGE_PLAN, P.MANAGE_SETTINGS})

# What keys to the house are handed out by: to people, and to programs.
HAND_OUT_KEYS = frozenset({P.MANAGE_STAFF, P.MANAGE_SETTINGS})

# What somebody who may not is allowed for one act by the PIN of one who may.
BY_PIN = frozenset({P.CANCEL_ORDERS, P.DISCOUNT_FREELY})

STAFF_ROLES = (Role.OWNER, Role.MANAGER, Role.CASHIER, Role.WAITER, Role.KITCHEN)


def roles_with(permission: Permission) -> list[Role]:
    """The roles that hold it."""
    return [role for role, held in POLICY.items() if permission in held]


@dataclass(frozen=True, slots=True)
class Staff:
    """Who does it, as orders, payments and shifts remember them, and what they may."""

    id: UUID | None
    name: str
    permissions: frozenset[Permission] = frozenset()
    key: str = ""  # of the identity: whose shift it is
    approved_by: UUID | None = None  # the manager whose PIN allowed this one act
    issued_by: UUID | None = None  # of a program: who made its key, and answers for what it hands out
    branch_id: UUID | None = None  # where they work now
    confined: bool = False  # and nowhere else

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    def may_appoint(self, role: str) -> bool:
        """Whether they make people this, or change those who are: who holds less of the house than a role hands it to
        nobody. That is a program; a person who looks after the staff holds it all."""
        return POLICY[Role(role)] & NEED_PASSWORD <= self.permissions

    def approved(self, manager_id: UUID, *permissions: Permission) -> "Staff":
        """The same person, allowed a little more by a manager, for one act."""
        return replace(self, permissions=self.permissions | set(permissions), approved_by=manager_id)
