"""What only this door says, in words."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "not_signed_in": _("Sign in, or send a key: Authorization: Bearer …"),
    "second_factor_missing": _("Your role needs a second factor: set one up on the site first."),
    "csrf_failed": _("The request carries no valid CSRF token."),
    "not_found": _("There is nothing here that you may see."),
    "invalid_request": _("The request cannot be read: %(problems)s"),
    "value_impossible": _("A value is too long, too large or contradicts the records: %(reason)s"),
    "request_too_large": _("The request is larger than %(megabytes)s MB."),
    "idempotency_key_not_a_uuid": _("Idempotency-Key must be a UUID."),
    "idempotency_key_reused": _("This Idempotency-Key already served another request."),
}
