"""One line a room."""

from django.urls import include, path

from mourafaka.api.site import api
from mourafaka.portal.views import language

urlpatterns = [
    path("api/v1/", api.urls),
    path("", include("mourafaka.portal.urls")),
    path("", include("mourafaka.people.urls")),
    path("accounts/", include("allauth.urls")),
    path("language/setlang/", language, name="set_language"),
    path("territory/", include("mourafaka.territory.urls")),
    path("cooperatives/", include("mourafaka.registry.urls")),
    path("apply/", include("mourafaka.applying.urls")),
    path("instruction/", include("mourafaka.instruction.urls")),
    path("selection/", include("mourafaka.selection.urls")),
    path("appeals/", include("mourafaka.appeals.urls")),
    path("public/calls/", include("mourafaka.calls.public_urls")),
    path("public/", include("mourafaka.selection.public_urls")),
    path("accompaniment/", include("mourafaka.enrolment.urls")),
    path("diagnosis/", include("mourafaka.diagnosis.urls")),
    path("plans/", include("mourafaka.plans.urls")),
    path("training/", include("mourafaka.training.urls")),
    path("coaching/", include("mourafaka.coaching.urls")),
    path("results/", include("mourafaka.results.urls")),
    path("press/", include("mourafaka.press.urls")),
    path("notices/", include("mourafaka.foundations.notices.urls")),
    path("privacy/", include("mourafaka.foundations.privacy.urls")),
    path("outbox/", include("mourafaka.foundations.urls")),
    path("", include("mourafaka.calls.urls")),
    path("imports/", include("mourafaka.foundations.imports.urls")),
]
