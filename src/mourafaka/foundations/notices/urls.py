from django.urls import path

from . import views

app_name = "notices"
urlpatterns = [
    path("", views.index, name="index"),
    path("read/", views.read_all, name="read_all"),
    path("preferences/", views.preferences, name="preferences"),
    path("open/<str:token>/", views.open_link, name="open"),
    path("stop/<str:token>/", views.stop, name="stop"),
    path("proof/<int:pk>/", views.proof, name="proof"),
    path("<int:pk>/", views.notice, name="notice"),
    path("<int:pk>/read/", views.read, name="read"),
]
