"""What this room refuses, in words."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "ice_not_15_digits": _("An ICE has 15 digits."),
    "ice_wrong_key": _("This ICE is mistyped: its last two digits do not match the others."),
    "rib_not_24_digits": _("A RIB has 24 digits."),
    "rib_missing": _("No bank account number is recorded for this cooperative."),
    "rib_wrong_key": _("This RIB is mistyped: its last two digits do not match the others."),
    "tax_id_not_7_or_8_digits": _("A tax number (IF) has 7 or 8 digits."),
    "cnss_not_7_to_9_digits": _("A CNSS number has 7 to 9 digits."),
    "phone_unreadable": _("This is not a phone number in use: ten digits beginning with 05, 06 or 07."),
    "name_missing": _("A cooperative needs a name, in French or in Arabic."),
    "registered_in_the_future": _("The registration date is in the future."),
    "branch_of_another_sector": _("The branch “%(branch)s” does not belong to the sector “%(sector)s”."),
    "commune_of_another_province": _("The commune “%(commune)s” is not in “%(province)s”."),
    "too_many_value_chains": _("At most three other value chains, different from the main one."),
    "value_refused": _("%(reason)s"),
    "unknown_fields": _("These fields are not known here: %(fields)s."),
    "count_in_the_future": _("Members cannot be counted on a day to come."),
    "count_exists": _("A count already exists for %(as_of)s. Correct it instead."),
    "count_already_corrected": _("This count was already corrected; correct the latest one."),
    "status_change_impossible": _("A cooperative that is “%(old)s” cannot become “%(new)s”."),
    "status_reason_missing": _("Say why the status changes."),
    "looks_registered": _("“%(name)s” looks like %(twin)s, already registered in this province."),
    "not_your_territory": _("“%(province)s” is outside your territory."),
    "members_total_missing": _("Say how many members there are in all."),
    "part_exceeds_total": _("%(part)s exceeds the %(total)s members."),
    "position_outside": _("Latitude and longitude go together and lie within the country."),
    "paid_exceeds_subscribed": _("The paid-up capital cannot exceed the subscribed capital."),
    "already_registered": _("Already registered, or in an earlier row of the file: %(where)s."),
}
