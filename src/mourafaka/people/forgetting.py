"""What else is forgotten with an account: its sessions, keys, second factors and failed entries."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.db.models import Q

from mourafaka.people.models import ApiToken, SignInLink, User


def obstacle(record: Any) -> str | None:
    """Whom the programme still works with is not erased; nor is the installation itself."""
    if not isinstance(record, User):
        return None
    if record.email == "machine@localhost":
        return "erasure_of_the_installation"
    return "erasure_with_a_mandate" if record.roles() - {"cooperative"} else None


def forget(record: Any, addresses: tuple[str, ...]) -> None:
    """Nobody signs in with it any more, anywhere."""
    if not isinstance(record, User):
        return
    record.refresh_from_db()
    record.set_unusable_password()
    record.is_active, record.phone = False, None
    record.save(update_fields=["password", "is_active", "phone"])
    for table in (SignInLink, ApiToken, Authenticator, EmailAddress):
        table.objects.filter(user=record).delete()
    tried = Q(pk__in=[])
    for address in addresses:
        tried |= Q(username__iexact=address)
    for table in (AccessAttempt, AccessFailureLog, AccessLog):
        table.objects.filter(tried).delete()
    _close_sessions(record, addresses)


def _close_sessions(record: User, addresses: tuple[str, ...]) -> None:
    """Those of the account, and those that wait for a code sent to its address."""
    for session in Session.objects.iterator():
        kept = session.get_decoded()
        said = str(kept)
        if kept.get("_auth_user_id") == str(record.pk) or any(address in said for address in addresses):
            session.delete()
