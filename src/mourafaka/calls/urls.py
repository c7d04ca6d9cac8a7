from django.urls import path

from mourafaka.calls import views

app_name = "calls"
urlpatterns = [
    path("cohorts/", views.cohorts, name="cohorts"),
    path("cohorts/new/", views.new_cohort, name="new_cohort"),
    path("cohorts/<slug:code>/", views.cohort, name="cohort"),
    path("cohorts/<slug:code>/lots/new/", views.new_lot, name="new_lot"),
    path("cohorts/<slug:code>/calls/new/", views.new_call, name="new_call"),
    path("calls/<str:code>/", views.call, name="call"),
    path("calls/<str:code>/edit/", views.edit_call, name="edit_call"),
    path("calls/<str:code>/rules/", views.rules, name="rules"),
    path("calls/<str:code>/rules/<int:number>/", views.rules_version, name="rules_version"),
    path("calls/<str:code>/steps/<slug:verb>/", views.step_call, name="step_call"),
    path("calls/<str:code>/answers/new/", views.publish_answer, name="publish_answer"),
    path("calls/<str:code>/answers/<int:pk>/withdraw/", views.withdraw_answer, name="withdraw_answer"),
    path("calls/<str:code>/applications/new/", views.enter, name="enter"),
    path("applications/", views.applications, name="applications"),
    path("applications/download.<str:kind>", views.download, name="download"),
    path("applications/<str:number>/", views.application, name="application"),
    path("applications/<str:number>/edit/", views.edit, name="edit"),
    path("applications/<str:number>/steps/<slug:verb>/", views.step, name="step"),
    path("applications/<str:number>/override/", views.override, name="override"),
    path("applications/<str:number>/documents/<slug:kind>/", views.document, name="document"),
    path("applications/<str:number>/documents/<slug:kind>/file/", views.file, name="file"),
]
