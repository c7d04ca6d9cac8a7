"""Pages of the selection."""

from django.urls import URLPattern, path

from mourafaka.selection.views import assignment, calibration, committee, conflicts, review

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
    path("calls/<str:code>/choice/", committee.board, name="board"),
    path("calls/<str:code>/choice/compute/", committee.compute, name="compute"),
    path("calls/<str:code>/choice/publish/", committee.publish, name="publish"),
    path("calls/<str:code>/choice/session/", committee.plan, name="plan_session"),
    path("calls/<str:code>/choice/letters/", committee.letters, name="letters"),
    path("calls/<str:code>/choice/<str:number>/", committee.application, name="decision"),
    path("calls/<str:code>/choice/<str:number>/withdraw/", committee.withdraw, name="withdraw"),
    path("sessions/<int:pk>/", committee.session, name="session"),
    path("sessions/<int:pk>/attendance/", committee.attendance, name="attendance"),
    path("sessions/<int:pk>/open/", committee.open_, name="open_session"),
    path("sessions/<int:pk>/close/", committee.close, name="close_session"),
    path("sessions/<int:pk>/recusal/", committee.recusal, name="recusal"),
    path("sessions/<int:pk>/motion/", committee.motion, name="motion"),
    path("motions/<int:pk>/vote/", committee.vote, name="vote"),
    path("minutes/<int:pk>/", committee.minute, name="minute"),
    path("letters/<int:pk>/", committee.letter, name="letter"),
]
