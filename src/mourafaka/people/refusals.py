from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "email_taken": _("An account with the address %(email)s already exists."),
    "token_expired_at_birth": _("The last day %(day)s is already past."),
}
