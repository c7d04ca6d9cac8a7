from django.urls import path

from mourafaka.applying.views import documents, drafts, entry, following, helping

app_name = "applying"
urlpatterns = [
    path("", entry.landing, name="landing"),
    path("resume/", entry.resume, name="resume"),
    path("code/", entry.code, name="code"),
    path("drafts/<str:code>/", drafts.tasks, name="tasks"),
    path("drafts/<str:code>/check/", drafts.check, name="check"),
    path("drafts/<str:code>/confirm/", drafts.confirm, name="confirm"),
    path("drafts/<str:code>/submit/", drafts.submit, name="submit"),
    path("drafts/<str:code>/confirm-paper/", drafts.confirm_paper, name="confirm_paper"),
    path("drafts/<str:code>/paper.pdf", drafts.paper_to_sign, name="paper_to_sign"),
    path("drafts/<str:code>/helpers/", helping.helpers, name="helpers"),
    path("drafts/<str:code>/helpers/<int:pk>/end/", helping.end, name="end_help"),
    path("drafts/<str:code>/files/<int:pk>/", documents.file, name="file"),
    path("drafts/<str:code>/files/<int:pk>/remove/", documents.remove, name="remove"),
    path("drafts/<str:code>/documents/<int:number>/", documents.page, name="document"),
    path("drafts/<str:code>/documents/<int:number>/excuse/", documents.excuse, name="excuse"),
    path("drafts/<str:code>/documents/<int:number>/pieces/<uuid:key>/", documents.piece, name="piece"),
    path("drafts/<str:code>/<slug:section>/<int:number>/", drafts.page, name="page"),
    path("applications/<str:number>/", following.follow, name="follow"),
    path("applications/<str:number>/receipt.pdf", following.receipt, name="receipt"),
    path("applications/<str:number>/paper/", following.paper, name="paper"),
    path("receipts/<str:code>/", following.verify, name="verify"),
    path("<str:call>/check/", entry.check, name="eligibility"),
    path("<str:call>/start/", entry.start, name="start"),
    path("<str:call>/late/", following.late, name="late"),
    path("<str:call>/begin/", entry.begin, name="begin"),
]
