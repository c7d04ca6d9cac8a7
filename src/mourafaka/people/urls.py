from django.urls import path

from mourafaka.people import views

app_name = "people"
urlpatterns = [
    path("people/", views.accounts, name="accounts"),
    path("people/new/", views.account_new, name="account_new"),
    path("people/organisations/", views.organisations, name="organisations"),
    path("people/organisations/form/", views.organisation_form, name="organisation_form"),
    path("people/<int:pk>/", views.account, name="account"),
    path("people/mandates/<int:pk>/end/", views.mandate_end, name="mandate_end"),
    path("profile/", views.profile, name="profile"),
    path("entry/<str:token>/", views.link, name="link"),
    path("roles/", views.roles, name="roles"),
    path("roles/switch/", views.switch, name="switch"),
]
