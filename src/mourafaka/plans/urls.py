"""Pages of the development plans."""

from django.urls import URLPattern, path

from mourafaka.plans.views import actions, evidence, library, plans

app_name = "plans"
urlpatterns: list[URLPattern] = [
    path("", plans.index, name="list"),
    path("late/", plans.late, name="late"),
    path("library/", library.library, name="library"),
    path("library/actions.<str:kind>", library.export, name="library_file"),
    path("library/publish/", library.publish, name="library_publish"),
    path("rules/<str:code>/", library.limits, name="rules"),
    path("<str:number>/", plans.plan, name="plan"),
    path("<str:number>/draft/", plans.draft, name="draft"),
    path("<str:number>/propose/", plans.propose, name="propose"),
    path("<str:number>/agree/", plans.agree, name="agree"),
    path("<str:number>/agree/minutes/", plans.agree_by_minutes, name="agree_by_minutes"),
    path("<str:number>/approve/", plans.approve, name="approve"),
    path("<str:number>/return/", plans.send_back, name="return"),
    path("<str:number>/revise/", plans.revise, name="revise"),
    path("<str:number>/revisions/", plans.revisions, name="revisions"),
    path("<str:number>/revisions/<int:revision>/", plans.plan, name="revision"),
    path("<str:number>/revisions/<int:revision>/plan-<str:language>.pdf", plans.document, name="document"),
    path("<str:number>/revisions/<int:revision>/minutes/", plans.minutes, name="minutes"),
    path("<str:number>/progress/", actions.progress, name="progress"),
    path("<str:number>/progress/<int:pk>/evidence/", evidence.evidence, name="evidence"),
    path("<str:number>/actions/library/", actions.choose, name="choose"),
    path("<str:number>/actions/new/", actions.new, name="new_action"),
    path("<str:number>/actions/<str:code>/", actions.edit, name="action"),
    path("<str:number>/actions/<str:code>/remove/", actions.remove, name="remove"),
    path("<str:number>/actions/<str:code>/progress/", actions.record, name="record"),
]
