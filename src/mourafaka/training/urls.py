"""Pages of the training; the last block is public."""

from django.urls import URLPattern, path

from mourafaka.training.views import catalogue, certificates, invitations, public, roster, sessions

app_name = "training"
urlpatterns: list[URLPattern] = [
    path("", sessions.sessions, name="sessions"),
    path("modules/", catalogue.modules, name="modules"),
    path("modules/<slug:code>/", catalogue.edit_module, name="edit_module"),
    path("needs/<slug:code>/", catalogue.needs, name="needs"),
    path("effect/<slug:code>/", catalogue.effect, name="effect"),
    path("plan/<slug:code>/", sessions.plan, name="plan"),
    # One session
    path("sessions/<str:number>/", sessions.session, name="session"),
    path("sessions/<str:number>/change/", sessions.change, name="change"),
    path("sessions/<str:number>/invite/", sessions.invite, name="invite"),
    path("sessions/<str:number>/convene/", sessions.convene, name="convene"),
    path("sessions/<str:number>/cancel/", sessions.cancel, name="cancel"),
    path("sessions/<str:number>/roster/", roster.roster, name="roster"),
    path("sessions/<str:number>/roster/<slug:language>.pdf", roster.sheet, name="sheet"),
    path("sessions/<str:number>/roster/welcome/", roster.welcome, name="welcome"),
    path("sessions/<str:number>/roster/confirm/", roster.confirm, name="confirm"),
    path("sessions/<str:number>/check-in/<int:pk>/", roster.check_in, name="check_in"),
    path("sessions/<str:number>/tests/", roster.tests, name="tests"),
    path("sessions/<str:number>/ballots/<slug:language>.pdf", roster.slips, name="slips"),
    path("sessions/<str:number>/close/", roster.hold, name="hold"),
    path("sessions/<str:number>/certificates/", certificates.issue, name="issue"),
    # The cooperative
    path("invitations/", invitations.invitations, name="invitations"),
    path("invitations/<int:pk>/", invitations.invitation, name="invitation"),
    path("invitations/<int:pk>/answer/", invitations.answer, name="answer"),
    path("invitations/<int:pk>/name/", invitations.name, name="name"),
    path("invitations/<int:pk>/convocation.pdf", invitations.convocation, name="convocation"),
    path("participants/<int:pk>/withdraw/", invitations.withdraw, name="withdraw"),
    path("certificates/<str:number>/revoke/", certificates.revoke, name="revoke"),
    path("certificates/<str:number>/<slug:language>.pdf", certificates.certificate, name="certificate"),
    # Everybody
    path("verify/", public.verify, name="verify"),
    path("verify/<str:number>/<str:code>/", public.verified, name="verified"),
    path("check/<int:pk>/<slug:code>/", public.self_check, name="self_check"),
    path("ballot/<slug:code>/", public.ballot, name="ballot"),
]
