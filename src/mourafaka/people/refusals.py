from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "email_taken": _("An account with the address %(email)s already exists."),
    "phone_taken": _("An account with the phone number %(phone)s already exists."),
    "address_missing": _("An account needs an e-mail or a phone number."),
    "organisation_unnamed": _("Write the name of the organisation in both languages."),
    "organisation_kind_unknown": _("“%(kind)s” is not a kind of organisation."),
    "organisation_known": _("An organisation named “%(name)s” already exists."),
    "token_expired_at_birth": _("The last day %(day)s is already past."),
}
