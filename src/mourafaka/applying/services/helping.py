"""Somebody else helps with a draft: invited by phone or e-mail, with limited rights, until that is ended."""

from __future__ import annotations

from django.urls import reverse

from mourafaka.applying import addresses
from mourafaka.applying.enums import Right
from mourafaka.applying.keeping import locked_draft
from mourafaka.applying.models import Draft, Helper
from mourafaka.applying.notices import INVITED
from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.notices.services import notify
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User

HELPERS_AT_MOST = 5


@act("applying.helper.invite", rule="applying.manage_helpers", secret=("address",))
def invite_helper(draft: Draft, *, actor: User, address: str, rights: str) -> Helper:
    """Let whoever reads at this address see the draft and do what `rights` say; she is told. Inviting her again
    changes her rights. Nobody but the applicant lodges.

    Refuses `helper_address_unreadable`, `helper_rights_unknown`, `helper_is_the_applicant`, `helpers_too_many`.
    """
    current = locked_draft(draft)
    if rights not in Right.values:
        raise Refused("helper_rights_unknown", field="rights")
    try:
        person = addresses.account_of(addresses.read(address), language=current.language)
    except addresses.AddressError as wrong:
        raise Refused("helper_address_unreadable", field="address") from wrong
    if person.pk in (current.owner_id, actor.pk):
        raise Refused("helper_is_the_applicant", field="address")
    known = current.helpers.filter(user=person, ended_at=None).first()
    if known is not None:
        known.rights = rights
        known.save(update_fields=["rights"])
        return known
    if current.helpers.filter(ended_at=None).count() >= HELPERS_AT_MOST:
        raise Refused("helpers_too_many", most=HELPERS_AT_MOST, field="address")
    helper = Helper.objects.create(draft=current, user=person, rights=rights, invited_by=actor)
    notify(
        INVITED,
        to=person,
        about=current,
        facts={"code": current.code, "call": current.call.code},
        dedup_key=f"applying.invited:{helper.pk}",
        url=reverse("applying:tasks", args=[current.code]),
    )
    return helper


@act("applying.helper.end", rule="applying.end_help")
def end_help(helper: Helper, *, actor: User) -> Helper:
    """From now on she no longer sees the draft; what she filled in stays."""
    current = Helper.objects.select_for_update().get(pk=helper.pk)
    if current.ended_at is None:
        current.ended_at = clock.now()
        current.save(update_fields=["ended_at"])
    return current
