"""What readers ask for: digests by e-mail, saved searches, a tag disputed, an article withdrawn."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from mourafaka.foundations.policies import policy, public
from mourafaka.foundations.taking import done, tried
from mourafaka.press import links, services
from mourafaka.press.forms import ReasonForm, SearchForm, SubscriptionForm, TakedownForm
from mourafaka.press.models import Article, SavedSearch, Subscription, Tag
from mourafaka.press.views.taking import asked, form_page, posted, reader


@public
@never_cache
def subscribe(request: HttpRequest) -> HttpResponse:
    asked = {name: request.GET.get(name, "")[:32] for name in ("territory_code", "sector")}
    form = SubscriptionForm(posted(request), initial={**asked, "language": get_language()})
    if tried(form, lambda: services.ask_digest(None, actor=reader(request), **form.cleaned_data)):
        return render(request, "press/subscribe_done.html")
    return render(request, "press/subscribe.html", {"form": form}, status=422 if form.errors else 200)


@public
@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the e-mail: a button, so that no robot that follows links subscribes anybody."""
    found = _subscription(links.confirmed(token))
    if request.method == "POST":
        services.confirm_digest(found, actor=reader(request))
    context = {"subscription": found, "done": request.method == "POST"}
    return render(request, "press/confirm.html", context)


@public
@csrf_exempt  # mail programs send the one click of RFC 8058 without a token; the signed link is the proof
@never_cache
@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    found = _subscription(links.stopped(token))
    if request.method == "POST":
        services.stop_digest(found, actor=reader(request))
    context = {"subscription": found, "done": request.method == "POST"}
    return render(request, "press/unsubscribe.html", context)


def _subscription(key: int | None) -> Subscription:
    if key is None:
        raise Http404
    return get_object_or_404(Subscription, pk=key)


@policy("press.save_search")
def searches(request: HttpRequest) -> HttpResponse:
    asked = {name: request.GET.get(name, "")[:200] for name in SearchForm.Meta.fields}
    asked["query"] = request.GET.get("q", "")[:200]
    form = SearchForm(posted(request), initial=asked)
    if tried(form, lambda: services.save_search(None, actor=request.user, **form.cleaned_data)):
        return done(request, _("The search is kept."), "press:searches")
    context = {"searches": SavedSearch.objects.visible_to(request.user), "form": form}
    return render(request, "press/searches.html", context, status=422 if form.errors else 200)


@policy("press.save_search")
@require_POST
def drop_search(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(SavedSearch.objects.visible_to(request.user), pk=pk)
    services.drop_search(found, actor=request.user)
    return done(request, _("The search is forgotten."), "press:searches")


@public
@never_cache
def dispute(request: HttpRequest, pk: int) -> HttpResponse:
    tag = get_object_or_404(Tag.objects.visible_to(request.user).standing().select_related("article"), pk=pk)
    form = ReasonForm(posted(request))
    if tried(form, lambda: services.dispute_tag(tag, actor=reader(request), **form.cleaned_data)):
        said = _("Thank you. An editor will look at this tag.")
        return done(request, said, "press:article", tag.article_id)
    return form_page(
        request,
        form,
        title=_("This tag is wrong"),
        lead=_("The article says “%(evidence)s”. Why is the tag wrong?") % {"evidence": tag.evidence},
        submit=_("Send it"),
    )


@public
@never_cache
def takedown(request: HttpRequest, pk: int) -> HttpResponse:
    article = get_object_or_404(Article.objects.visible_to(request.user).shown(), pk=pk)
    form = TakedownForm(posted(request))
    if tried(form, lambda: services.ask_takedown(article, actor=reader(request), **asked(form))):
        return render(request, "press/takedown_done.html")
    lead = _("An editor answers within 48 hours, by e-mail. The request and its answer are kept.")
    return form_page(
        request, form, title=_("Ask that this article be withdrawn"), lead=lead, submit=_("Send it")
    )
