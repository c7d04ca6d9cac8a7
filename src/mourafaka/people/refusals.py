from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "email_taken": _("An account with the address %(email)s already exists."),
    "phone_taken": _("An account with the phone number %(phone)s already exists."),
    "address_missing": _("An account needs an e-mail or a phone number."),
    "token_expired_at_birth": _("The last day %(day)s is already past."),
}
