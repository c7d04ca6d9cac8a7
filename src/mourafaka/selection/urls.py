"""Pages of the selection."""

from django.urls import URLPattern, path

from mourafaka.selection.views import assignment, calibration, conflicts, review

app_name = "selection"
urlpatterns: list[URLPattern] = [
    # Review
    path("readings/", review.readings, name="readings"),
    path("readings/<int:pk>/", review.reading, name="reading"),
    path("readings/<int:pk>/draft/", review.draft, name="draft"),
    path("readings/<int:pk>/abstain/", review.abstain, name="abstain"),
    path("readings/<int:pk>/conflict/", review.found_conflict, name="found_conflict"),
    path("readings/<int:pk>/move/", assignment.move, name="move"),
    path("applications/<int:pk>/third-reading/", assignment.third_reading, name="third_reading"),
    path("calls/<str:code>/declaration/", conflicts.declaration, name="declaration"),
    path("calls/<str:code>/readers/", assignment.readers, name="readers"),
    path("calls/<str:code>/readers/enrol/", assignment.enrol, name="enrol"),
    path("calls/<str:code>/readers/apply/", assignment.apply, name="apply"),
    path("calls/<str:code>/readers/pin/", assignment.pin, name="pin"),
    path("calls/<str:code>/progress/", assignment.progress, name="progress"),
    path("calls/<str:code>/progress/close/", assignment.close, name="close_readings"),
    path("calls/<str:code>/calibration/", calibration.calibration, name="calibration"),
    # Choice and committee
]
