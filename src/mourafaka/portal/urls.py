from django.urls import path

from mourafaka.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("components/", views.components, name="components"),
    path("components/phone/", views.phone, name="phone"),
    path("theme/", views.theme, name="theme"),
]
