"""Pages of appeals."""

from django.urls import URLPattern, path

from mourafaka.appeals.views import own, staff

app_name = "appeals"
urlpatterns: list[URLPattern] = [
    path("", staff.queue, name="queue"),
    path("applications/<str:number>/", own.own, name="own"),
    path("applications/<str:number>/lodge/", own.lodge, name="lodge"),
    path("applications/<str:number>/give-up/", own.give_up, name="give_up"),
    path("letters/<int:pk>.pdf", own.letter, name="letter"),
    path("decisions/<int:pk>.pdf", own.decision_letter, name="decision_letter"),
    path("documents/<int:pk>/", own.document, name="document"),
    path("<int:pk>/", staff.appeal, name="appeal"),
    path("<int:pk>/add/", own.add, name="add"),
    path("<int:pk>/take-back/", own.take_back, name="take_back"),
    path("<int:pk>/take/", staff.take, name="take"),
    path("<int:pk>/give/", staff.give, name="give"),
    path("<int:pk>/accept/", staff.accept, name="accept"),
    path("<int:pk>/reject/", staff.reject, name="reject"),
    path("<int:pk>/conclude/", staff.conclude, name="conclude"),
]
