from django.urls import path

from mourafaka.foundations import views

app_name = "foundations"
urlpatterns = [
    path("", views.outbox, name="outbox"),
    path("release/", views.release, name="release"),
    path("<int:pk>/", views.message, name="message"),
    path("<int:pk>/attachment/", views.attachment, name="attachment"),
]
