"""The public pages of a cohort: /public/souss-massa-2/."""

from django.urls import URLPattern, path

from mourafaka.selection.views import public

app_name = "public"
urlpatterns: list[URLPattern] = [
    path("<slug:code>/", public.cohort, name="cohort"),
    path("<slug:code>/bundle.zip", public.bundle, name="bundle"),
    path("<slug:code>/minutes/<int:number>/<slug:language>.pdf", public.minute, name="minute"),
]
