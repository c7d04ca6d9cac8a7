"""What this room refuses, in words."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "source_refused": _("This source cannot be kept: %(reason)s"),
    "opml_unreadable": _("This list of sources (OPML) cannot be read: %(reason)s."),
    "press_step": _("“%(verb)s” is not possible in the state “%(state)s”."),
    "stories_same": _("A story cannot be merged into itself."),
    "story_gone": _("This story was merged into another one."),
    "story_of_one": _("Choose some of the articles of the story, and leave at least one in it."),
    "image_already_reported": _("You already reported this image. Thank you."),
    "image_reports_too_many": _("You reported many images in a short time. Please try again later."),
    "image_hidden": _("This image is no longer shown."),
    "image_refused": _("This image cannot be kept: %(reason)s."),
    "moderator_same": _("Another moderator than the one who decided must answer this appeal."),
    "second_review_own": _("You decided this image yourself: another moderator judges it again."),
    "appeal_open": _("An appeal is already waiting for an answer."),
    "nothing_to_appeal": _("This image is shown: there is nothing to contest."),
    "press_request_answered": _("This request was already answered."),
    "reason_needed": _("Say why, in a few words."),
    "search_empty": _("Give some words, a territory or a sector."),
    "search_name_taken": _("%(reason)s"),
    "territory_unknown": _("“%(value)s” is not a region or a province."),
    "sector_unknown": _("“%(value)s” is not a sector."),
}
