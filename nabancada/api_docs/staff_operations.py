"""The endpoints of people: staff, invitations, one's own account and sessions, shared devices, the audit."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from nabancada.account import inputs as account
from nabancada.api_docs.operation import Operation, refused
from nabancada.api_docs.shapes import Listed, Session
from nabancada.auth import inputs as auth
from nabancada.people import inputs as people
from nabancada.permissions import Role
from nabancada.web import answers


class Invitation(BaseModel):
    id: UUID
    name: str
    email: str | None
    role: Role
    branch_id: UUID | None
    invited_by: str
    created_at: datetime
    expires_at: datetime


class InvitationWithLink(Invitation):
    """`url` is null when the same `client_key` has made it before."""

    url: str | None


class OpenedInvitation(BaseModel):
    """`restaurant` and `branch` are names; no branch is any. `email` is null where whoever accepts says theirs."""

    restaurant: str
    branch: str | None
    name: str
    email: str | None
    role: Role
    invited_by: str
    expires_at: datetime


class OpenedReset(BaseModel):
    """Whose password it sets."""

    email: str


class Comer(BaseModel):
    """`here`: they are before the device, or were when it was left."""

    id: UUID
    name: str
    role: Role
    here: bool


class Profile(BaseModel):
    id: UUID
    name: str
    email: str
    role: Role
    language: Literal["pt", "en"]
    has_pin: bool


class OpenSession(BaseModel):
    """A browser somebody is signed in with. `seen_at` is right to about an hour; `network` is no address."""

    id: UUID
    here: bool
    by_pin: bool
    user_agent: str | None
    network: str | None
    began_at: datetime
    seen_at: datetime


class Named(BaseModel):
    id: UUID
    name: str | None


class AuditEntry(BaseModel):
    """`text` says it in the language of the request, after the name of who did it."""

    seq: int
    at: datetime
    kind: str
    group: Literal["people", "corrections", "till", "house"]
    text: str
    by: Named | None
    approved_by: Named | None
    subject_id: UUID | None
    data: dict[str, Any]


OPERATIONS: dict[str, Operation] = {
    "invitations_api.waiting": Operation({200: Listed[Invitation]}, query=answers.Cut),
    "invitations_api.invite": Operation(
        {201: InvitationWithLink, 200: InvitationWithLink}, auth.NewInvitation, refusals=refused(402, 409)
    ),
    "invitations_api.renew": Operation({201: InvitationWithLink}),
    "invitations_api.withdraw": Operation({204: None}),
    "joining_api.opened": Operation({200: OpenedInvitation}, refusals=refused(410)),
    "joining_api.accept": Operation({201: Session}, auth.Acceptance, refusals=refused(402, 409, 410, 429)),
    "profile_api.mine": Operation({200: Profile}, refusals=refused(404)),  # a visit of the platform has none
    "profile_api.every": Operation({200: Listed[OpenSession]}, query=answers.Cut),
    "profile_api.end": Operation({204: None}),
    "profile_api.change": Operation({200: Profile}, auth.ProfileChange, refusals=refused(409, 429)),
    "recovery_api.send": Operation({202: None}, account.Forgotten, refusals=refused(429)),
    "recovery_api.opened": Operation({200: OpenedReset}, refusals=refused(410)),
    "recovery_api.use": Operation({204: None}, account.NewPassword, refusals=refused(410, 429)),
    "switching_api.share": Operation({204: None}),
    "switching_api.keep_private": Operation({204: None}),
    "switching_api.people": Operation({200: Listed[Comer]}, identified=True),
    "switching_api.come": Operation({200: Session}, auth.Coming, identified=True, refusals=refused(404, 429)),
    "switching_api.leave": Operation({204: None}, refusals=refused(404)),
    "audit_api.audit": Operation({200: Listed[AuditEntry]}, query=people.AuditPage),
}
