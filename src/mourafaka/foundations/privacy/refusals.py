from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "consent_version_unknown": _("This version of the text is not known."),
    "request_answered": _("This request was already answered."),
    "request_answer_empty": _("Say what was done of the request."),
    "erasure_of_the_installation": _("The installation's own account cannot be erased."),
    "erasure_with_a_mandate": _("This person still works in the programme: end the mandates first."),
}
