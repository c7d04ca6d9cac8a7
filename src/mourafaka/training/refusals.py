"""The refusals of the training in words."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    # Modules
    "module_languages_unknown": _("“%(language)s” is not a language of training (fr, ar, zgh)."),
    "module_question_unknown": _("“%(question)s” is not a question of the diagnosis."),
    # Sessions
    "session_without_province": _("A session serves at least one province."),
    "session_without_place": _("Say where the session takes place."),
    "session_province_not_allowed": _("You do not run the programme in %(province)s."),
    "session_days_wrong": _("%(module)s lasts %(days)s different days; %(given)s were given."),
    "session_before_m0": _("%(day)s comes before the start of the service, on %(m0)s."),
    "session_after_end": _("%(day)s comes after the end of the service, on %(end)s."),
    "session_capacity": _("%(module)s is given to %(least)s to %(most)s persons; %(given)s were entered."),
    "session_language": _("%(module)s is not given in this language (%(language)s)."),
    "session_cost_negative": _("A cost cannot be negative."),
    "not_a_trainer": _("%(person)s has no mandate as a trainer."),
    "trainer_busy": _("%(person)s already gives the session %(session)s on %(day)s."),
    "capacity_below_places": _(
        "%(places)s places are already given: the session cannot have only %(capacity)s."
    ),
    "training_session_state": _("Nothing was done: the session %(session)s is “%(state)s”."),
    "session_without_trainer": _("The session %(session)s has no trainer yet: name one before convening."),
    "session_without_invitation": _("No cooperative is invited to the session %(session)s yet."),
    "session_days_over": _("The first day of the session %(session)s, %(day)s, has passed."),
    "session_already_attended": _("Presences were already recorded in the session %(session)s."),
    "cancel_without_reason": _("Say why the session is cancelled: the cooperatives are told."),
    # Invitations
    "seats_not_positive": _("An invitation is for at least one person."),
    "seats_above_capacity": _("%(seats)s places were asked for; the whole session has %(capacity)s."),
    "enrolment_not_under_way": _("%(number)s is no longer accompanied (%(phase)s)."),
    "enrolment_of_other_cohort": _("%(number)s belongs to another cohort than the session."),
    "enrolment_out_of_provinces": _("%(number)s is not in a province this session serves."),
    "enrolment_before_m0": _(
        "The service of %(number)s starts on %(m0)s, after the first day of the session."
    ),
    "already_invited": _("%(number)s is already invited to the session %(session)s."),
    "invitation_not_answerable": _("This invitation is “%(state)s”: it cannot be answered so."),
    "answer_too_late": _("The session %(session)s began on %(day)s: the answer can no longer change."),
    # Participants
    "consent_missing": _("%(name)s has to be informed of what is kept, and agree, before being named."),
    "participant_incomplete": _("%(name)s: %(what)s is missing or not one of the choices."),
    "invitation_of_another_session": _("This cooperative is not invited to the session %(session)s."),
    "session_full": _("The session %(session)s has %(capacity)s places: none is free."),
    "too_many_participants": _("%(seats)s places were given; %(given)s persons were named."),
    "participant_already_named": _("%(name)s is already named for this session."),
    "participant_busy": _(
        "%(name)s is already named for the session %(session)s on the same half-day (%(day)s)."
    ),
    "participant_of_other_cooperative": _("%(name)s is of another cooperative."),
    "participant_already_present": _("%(name)s was already recorded on the roster and cannot be taken off."),
    "participant_phone": _("%(name)s: “%(phone)s” is not a phone number. Leave it empty if there is none."),
    # Attendance
    "half_day_not_of_session": _("The half-day “%(half_day)s” is not of the session %(session)s."),
    "attendee_not_of_session": _("“%(attendee)s” is not a participant of the session %(session)s."),
    "half_day_to_come": _("The half-day of %(day)s has not begun: nobody can be present or absent yet."),
    "presence_unclear": _("Say present or absent: “%(value)s” is neither."),
    "self_check_closed": _("Checking in is open from %(opens)s to %(closes)s. Ask the trainer."),
    "self_check_expired": _("This code has expired. Scan the one the trainer shows now."),
    "self_check_locked": _("Too many wrong tries. Ask the trainer to note your presence."),
    "roster_incomplete": _("The presence of %(count)s persons on half-days is not recorded yet."),
    "self_checks_waiting": _("%(count)s self-checks still await your confirmation."),
    "session_not_over": _("The last half-day is on %(day)s: the session cannot be closed before."),
    "attendance_certified": _(
        "%(name)s already has a certificate (%(number)s): withdraw it before correcting."
    ),
    # Tests and ballots
    "mark_out_of_range": _("%(name)s: “%(mark)s” is not a mark from 0 to 20."),
    "test_kind_unknown": _("“%(kind)s” is neither the test before nor the test after."),
    "ballot_unknown": _("This ballot code is not one of ours."),
    "ballot_used": _("This ballot was already used. Nothing was counted twice."),
    "ballot_incomplete": _("Give each of the five questions one of the five faces."),
    # Certificates
    "nobody_to_certify": _("No participant of the session %(session)s awaits a certificate."),
    "certificate_already_revoked": _("The certificate %(number)s was already withdrawn on %(day)s."),
    "revoke_without_reason": _("Say why the certificate is withdrawn."),
}
