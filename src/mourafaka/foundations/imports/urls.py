from django.urls import path

from . import views

app_name = "imports"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/<str:spec_name>/", views.new, name="new"),
    path("template/<str:spec_name>.<str:kind>", views.template, name="template"),
    path("<int:pk>/", views.batch, name="batch"),
    path("<int:pk>/columns/", views.columns, name="columns"),
    path("<int:pk>/answers/", views.answers, name="answers"),
    path("<int:pk>/start/", views.start, name="start"),
    path("<int:pk>/resume/", views.resume, name="resume"),
    path("<int:pk>/stop/", views.stop, name="stop"),
    path("<int:pk>/to-correct.<str:kind>", views.to_correct, name="to_correct"),
]
