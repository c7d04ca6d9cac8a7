from django.urls import path

from mourafaka.people import views

app_name = "people"
urlpatterns = [
    path("entry/<str:token>/", views.link, name="link"),
    path("roles/", views.roles, name="roles"),
    path("roles/switch/", views.switch, name="switch"),
]
