from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "draft_not_open": _("This draft is no longer open: %(state)s."),
    "draft_call_not_open": _("The call %(call)s does not take applications now."),
    "draft_incomplete": _("Before lodging, complete: %(sections)s."),
    "draft_past_deadline": _(
        "The call closed on %(closes_at)s. Your draft is kept; the delegation of the agency can tell you what to do."
    ),
    "draft_not_confirmed": _("She has not confirmed what was typed for her yet."),
    "confirmation_wrong": _("This code is not the one sent to the cooperative."),
    "confirmation_without_phone": _("Give the phone number of the cooperative first."),
    "section_unknown": _("There is no section “%(section)s”."),
    "erasure_while_applying": _(
        "An application of this cooperative is under way: it is withdrawn or decided first."
    ),
    "confirmation_not_needed": _(
        "This draft is written by the cooperative itself: there is nothing to confirm."
    ),
    "document_not_asked": _("The call does not ask for this document."),
    "draft_too_many_files": _("An application takes %(most)s files at most."),
    "draft_too_heavy": _(
        "All the files of an application weigh %(megabytes)s MB at most. Remove one, or send smaller ones."
    ),
    "excuse_of_a_document_sent": _("This document is already sent."),
    "excuse_without_reason": _("Write why this document cannot be given now."),
    "excuse_day_impossible": _("Choose a day between %(first)s and %(last)s."),
    "helper_address_unreadable": _("Write a phone number (06 12 34 56 78) or an e-mail address."),
    "helper_rights_unknown": _("Choose what she may do."),
    "helper_is_the_applicant": _("This address is already the applicant's."),
    "helpers_too_many": _("At most %(most)s persons help with one application."),
    "late_without_reason": _("Write why the application is taken after the closing."),
    "late_call_not_closed": _("This call is not closed: the cooperative lodges by itself."),
    "draft_unknown": _("No draft of this call has this code."),
    "already_applied": _("An application of this cooperative to this call was already lodged."),
}
