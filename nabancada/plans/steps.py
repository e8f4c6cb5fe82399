"""What the platform may make of a subscription by hand: its states, and the day its paid time ends."""

from datetime import date, datetime, time

from nabancada import clock
from nabancada.errors import Conflict, InvalidInput
from nabancada.plans.models import Subscription, SubscriptionStatus
from nabancada.plans.periods import later_by_months

DATED = {SubscriptionStatus.ACTIVE, SubscriptionStatus.PAST_DUE, SubscriptionStatus.CANCELLED}  # all of them end


class NotApproved(Conflict):
    code = "not_approved"
    message = "Aprove primeiro a casa."


class HouseSuspended(Conflict):
    code = "house_suspended"
    message = "A casa está suspensa. Reactive-a primeiro."


class HouseDecides(Conflict):
    code = "house_decides"
    message = "Este estado é o da casa: aprove-a ou suspenda-a, e a subscrição segue-a."


class TrialOver(Conflict):
    code = "trial_over"
    message = "A experiência desta casa já acabou. Escolha outro estado."


class SubscriptionChanged(Conflict):
    """Somebody else, or a payment, has changed it since it was looked at."""

    code = "subscription_changed"
    message = "Entretanto a subscrição mudou. Confirme o que está escrito e guarde outra vez."


def ensure(subscription: Subscription, wanted: SubscriptionStatus) -> None:
    """Whether its state may become `wanted` by hand. Approving and suspending belong to the house.

    :raises NotApproved: the house waits for its approval
    :raises HouseSuspended: the house is suspended
    :raises HouseDecides: it would wait for approval, or be suspended
    :raises TrialOver: its trial has no day left
    """
    if subscription.status == wanted:
        return
    if subscription.status == SubscriptionStatus.PENDING:
        raise NotApproved
    if subscription.status == SubscriptionStatus.SUSPENDED:
        raise HouseSuspended
    if wanted in (SubscriptionStatus.PENDING, SubscriptionStatus.SUSPENDED):
        raise HouseDecides
    over = subscription.trial_ends_at is None or subscription.trial_ends_at <= clock.now()
    if wanted == SubscriptionStatus.TRIAL and over:
        raise TrialOver


def paid_until(subscription: Subscription, wanted: SubscriptionStatus, said: object) -> datetime | None:
    """When the paid time ends of a subscription that is to be `wanted`. None that has to end is left without.

    :param said: an instant; a day, which is to its end at the house; none; or `...`, nothing was said: what is active
        then keeps the time it has ahead or gets a month, what is past due or cancelled is so from now on
    :raises InvalidInput: there is no such time, or it is over for what is to be active
    """
    now, ends = clock.now(), subscription.renews_at
    if said is ...:
        if wanted == SubscriptionStatus.ACTIVE and (wanted != subscription.status or ends is None):
            return ends if ends and ends > now else later_by_months(now, 1)
        return now if ends is None and wanted in DATED else ends
    until = _instant(said, subscription)
    if (wanted, until) == (subscription.status, ends):
        return ends
    if until is None and wanted in DATED:
        raise InvalidInput({"renews_at": "Escreva até que dia está paga."})
    if until and until <= now and wanted == SubscriptionStatus.ACTIVE:
        raise InvalidInput({"renews_at": "Este dia já passou. Escreva outro, ou escolha outro estado."})
    return until


def _instant(said: object, subscription: Subscription) -> datetime | None:
    """The same day as before is the same instant."""
    if isinstance(said, datetime) or not isinstance(said, date):
        return said if isinstance(said, datetime) else None
    if said == subscription.renews_on:
        return subscription.renews_at
    return datetime.combine(said, time.max, clock.TIMEZONE)
