from django.urls import path

from mourafaka.applying.views import drafts, entry, following

app_name = "applying"
urlpatterns = [
    path("", entry.landing, name="landing"),
    path("resume/", entry.resume, name="resume"),
    path("code/", entry.code, name="code"),
    path("drafts/<str:code>/", drafts.tasks, name="tasks"),
    path("drafts/<str:code>/check/", drafts.check, name="check"),
    path("drafts/<str:code>/confirm/", drafts.confirm, name="confirm"),
    path("drafts/<str:code>/submit/", drafts.submit, name="submit"),
    path("drafts/<str:code>/<slug:section>/<int:number>/", drafts.page, name="page"),
    path("applications/<str:number>/", following.follow, name="follow"),
    path("applications/<str:number>/receipt.pdf", following.receipt, name="receipt"),
    path("receipts/<str:code>/", following.verify, name="verify"),
    path("<str:call>/check/", entry.check, name="eligibility"),
    path("<str:call>/start/", entry.start, name="start"),
    path("<str:call>/begin/", entry.begin, name="begin"),
]
