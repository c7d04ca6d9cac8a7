"""The public pages of calls: /public/calls/."""

from django.urls import path

from mourafaka.calls import public

app_name = "public_calls"
urlpatterns = [
    path("", public.calls, name="calls"),
    path("feed.atom", public.feed, name="feed"),
    path("<str:code>/", public.call, name="call"),
]
