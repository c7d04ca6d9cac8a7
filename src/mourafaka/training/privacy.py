"""What is kept about those who are trained."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mourafaka.enrolment.privacy import of_ended
from mourafaka.foundations.privacy.accesses import shows
from mourafaka.foundations.privacy.declared import belongs, impersonal, personal, subject, treatment
from mourafaka.training.models import Participant

treatment(
    "training",
    order=60,
    title=_("Training of managers"),
    purpose=_(
        "Convene the managers of cooperatives, record who attended, deliver certificates that anyone can verify."
    ),
    basis=_("Agreement signed with the cooperative"),
    recipients=_(
        "The trainer of the session, the delegate, managers; whoever verifies a certificate shown to them"
    ),
    kept=_("Five years after the closure; certificates as long as they can be verified"),
    months=60,
)
personal(
    "training.Participant",
    "name",
    "name_key",
    "phone",
    of="training",
    data=_("Name, function, sex, age band and, if given, phone number of a manager"),
)
personal(
    "training.Attendee",
    "participant",
    of="training",
    data=_("Presence at each half-day, tests and satisfaction"),
)
personal(
    "training.Certificate",
    "person",
    "cooperative",
    "file_fr",
    "file_ar",
    "revoke_reason",
    of="training",
    data=_("The certificate: name, cooperative, module and number"),
)
personal("training.Invitation", "convocation", of="training", data=_("The convocation sent"))
personal("training.Session", "trainer", of="training", data=_("Who trains"))
impersonal(
    "training.Module",
    "code",
    "title_fr",
    "title_ar",
    "title_en",
    "objectives_fr",
    "objectives_ar",
    "objectives_en",
    "languages",
    "questions",
)
impersonal("training.Session", "number", "place", "cancel_reason")
impersonal("training.Certificate", "number", "module_code", "module_title_fr", "module_title_ar", "issuer")

belongs("training.Participant", "pk", "enrolment__cooperative")
belongs("training.Certificate", "attendee__participant", "attendee__participant__enrolment__cooperative")
belongs("training.Invitation", "enrolment__cooperative")
shows("training.session", "training:*", "api-1:session", by="number")
shows("training.certificate", "training:certificate", "training:revoke", by="number")
shows("training.invitation", "training:invitation", "training:convocation", by="pk")
subject(
    "training.Participant",
    title=_("Person on a roster"),
    names=("name",),
    addresses=("phone",),
    find=lambda text: Participant.objects.filter(
        Q(name__icontains=text) | Q(phone__endswith=text[-9:])
    ).order_by("pk"),
)
of_ended("training.Participant", "enrolment", of="training")
of_ended("training.Invitation", "enrolment", of="training")
