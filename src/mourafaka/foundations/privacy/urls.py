from django.urls import path

from mourafaka.foundations.privacy import views

app_name = "privacy"
urlpatterns = [
    path("register/", views.register, name="register"),
    path("mine/", views.mine, name="mine"),
    path("mine/export/", views.export_mine, name="export_mine"),
    path("mine/requests/", views.ask, name="ask"),
    path("people/", views.people, name="people"),
    path("people/<str:kind>/<int:pk>/", views.person, name="person"),
    path("people/<str:kind>/<int:pk>/export/", views.export, name="export"),
    path("people/<str:kind>/<int:pk>/erase/", views.erase, name="erase"),
    path("requests/<int:pk>/answer/", views.answer, name="answer"),
    path("accesses/", views.accesses, name="accesses"),
]
