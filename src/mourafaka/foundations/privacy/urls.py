from django.urls import path

from mourafaka.foundations.privacy import views

app_name = "privacy"
urlpatterns = [path("register/", views.register, name="register")]
