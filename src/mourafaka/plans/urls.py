"""Pages of the development plans."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from mourafaka.foundations.policies import policy


@policy("plans.agree_plan")
def _t(request: HttpRequest, number: str) -> HttpResponse:
    return HttpResponse()


app_name = "plans"
urlpatterns: list[URLPattern] = [path("<str:number>/agree/", _t, name="agree")]
