"""Pages of instruction."""

from django.urls import URLPattern, path

from mourafaka.instruction.views import case, opinions, queue, shared, teams

app_name = "instruction"
urlpatterns: list[URLPattern] = [
    path("", queue.queue, name="queue"),
    path("batch/", queue.preview, name="preview"),
    path("batch/<int:pk>/", queue.batch, name="batch"),
    path("batch/<int:pk>/undo/", queue.undo, name="undo"),
    path("teams/", teams.teams, name="teams"),
    path("teams/new/", teams.team, name="new_team"),
    path("teams/<int:pk>/", teams.team, name="team"),
    path("calls/<str:code>/days/", teams.pace, name="pace"),
    path("opinions/", opinions.opinions, name="opinions"),
    path("opinions/<int:pk>/", opinions.opinion, name="opinion"),
    path("opinions/<int:pk>/files/<str:kind>/", opinions.opinion_file, name="opinion_file"),
    path("opinions/<int:pk>/cancel/", opinions.cancel, name="cancel_opinion"),
    path("corrections/<int:pk>/answer/", shared.answer, name="answer"),
    path("corrections/<int:pk>/file/", shared.correction_file, name="correction_file"),
    path("corrections/<int:pk>/accept/", case.accept, name="accept"),
    path("corrections/<int:pk>/again/", case.ask_again, name="ask_again"),
    path("messages/<int:pk>/file/", shared.message_file, name="message_file"),
    path("mine/<str:number>/", shared.shared, name="shared"),
    path("mine/<str:number>/message/", shared.write, name="write"),
    path("<str:number>/", case.case, name="case"),
    path("<str:number>/assign/", case.assign, name="assign"),
    path("<str:number>/ask/", case.ask, name="ask"),
    path("<str:number>/documents/<str:kind>/", case.document, name="document"),
    path("<str:number>/decide/<str:verb>/", case.decide, name="decide"),
    path("<str:number>/opinion/", case.ask_opinion, name="ask_opinion"),
    path("<str:number>/message/", case.message, name="message"),
]
