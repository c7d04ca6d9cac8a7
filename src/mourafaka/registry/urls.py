from django.urls import path

from . import views

app_name = "registry"
urlpatterns = [
    path("", views.index, name="list"),
    path("map/", views.map_, name="map"),
    path("download.<str:kind>", views.export, name="export"),
    path("new/", views.create, name="create"),
    path("<str:code>/", views.cooperative, name="cooperative"),
    path("<str:code>/edit/", views.edit, name="edit"),
    path("<str:code>/members/", views.members, name="members"),
    path("<str:code>/members/<int:corrects>/correct/", views.members, name="correct_members"),
    path("<str:code>/rib/", views.rib, name="rib"),
    path("<str:code>/status/", views.status, name="status"),
    path("<str:code>/labels/", views.label, name="label"),
    path("<str:code>/support/", views.support, name="support"),
]
