from django.urls import URLPattern

app_name = "applying"
urlpatterns: list[URLPattern] = []
