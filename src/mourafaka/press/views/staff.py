"""What the people of the programme do: sources and their health, stories, tags, withdrawals."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mourafaka.foundations.policies import policy, public
from mourafaka.foundations.tables import download
from mourafaka.foundations.taking import done, tried
from mourafaka.press import opml as lists
from mourafaka.press import services
from mourafaka.press.forms import AnswerForm, MergeForm, OpmlForm, SourceForm, StoryForm
from mourafaka.press.models import Article, Source, Story, Tag, Takedown
from mourafaka.press.queries import staff as reading
from mourafaka.press.tasks import visit_source
from mourafaka.press.views.taking import form_page, posted

VISITS = 50


@policy("press.manage_sources")
def new_source(request: HttpRequest) -> HttpResponse:
    form = SourceForm(posted(request))
    made = tried(
        form,
        lambda: services.add_source(None, actor=request.user, code=form.cleaned_data["code"], **form.told()),
    )
    if made:
        return done(request, _("The source is kept. It is not followed yet."), "press:health", made.code)
    return form_page(request, form, title=_("Add a source"))


@policy("press.manage_sources")
def edit_source(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Source, code=code)
    form = SourceForm(posted(request), instance=Source.objects.get(pk=found.pk))
    if tried(form, lambda: services.edit_source(found, actor=request.user, **form.told())):
        return done(request, _("The source is changed."), "press:health", code)
    return form_page(request, form, title=found.name)


@policy("press.manage_sources")
@require_safe
def health(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Source, code=code)
    page = Paginator(found.visits.all(), VISITS).get_page(request.GET.get("page"))
    return render(request, "press/health.html", {"source": found, "page": page})


@policy("press.manage_sources")
@require_POST
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Follow a source or leave it."""
    found = get_object_or_404(Source, code=code)
    if found.enabled:
        services.leave_source(found, actor=request.user)
        return done(request, _("This source is no longer followed."), "press:health", code)
    services.follow_source(found, actor=request.user)
    visit_source.enqueue(found.pk)
    return done(request, _("This source is followed: a first visit begins."), "press:health", code)


@policy("press.manage_sources")
@require_POST
def take_opml(request: HttpRequest) -> HttpResponse:
    form = OpmlForm(request.POST, request.FILES)
    taken = tried(
        form,
        lambda: (services.take_opml(None, actor=request.user, content=form.cleaned_data["file"].read()),),
    )
    if taken is None:
        return form_page(request, form, title=_("List of sources (OPML)"), multipart=True)
    return done(request, _("Sources added: %(count)s.") % {"count": len(taken[0])}, "press:sources")


@policy("press.manage_sources")
@require_POST
def load_sources(request: HttpRequest) -> HttpResponse:
    added = services.load_first_list(None, actor=request.user)
    return done(request, _("Sources added: %(count)s.") % {"count": len(added)}, "press:sources")


@public
@require_safe
def opml(request: HttpRequest) -> HttpResponse:
    found = Source.objects.visible_to(request.user)
    content = lists.written(found, title=_("Sources of the press watch"))
    return download(content, "sources.opml", "text/x-opml; charset=utf-8")


# Stories


@policy("press.edit_stories")
@require_POST
def pin_story(request: HttpRequest, pk: int) -> HttpResponse:
    story = services.pin_story(_story(request, pk), actor=request.user)
    said = _("The story is pinned.") if story.pinned else _("The story is no longer pinned.")
    return done(request, said, "press:story", pk)


@policy("press.edit_stories")
@require_POST
def title_story(request: HttpRequest, pk: int) -> HttpResponse:
    story, form = _story(request, pk), StoryForm(request.POST)
    if tried(form, lambda: services.title_story(story, actor=request.user, **form.cleaned_data)):
        return done(request, _("The story has its new title."), "press:story", pk)
    return form_page(request, form, title=story.title)


@policy("press.edit_stories")
@require_POST
def merge_story(request: HttpRequest, pk: int) -> HttpResponse:
    story, form = _story(request, pk), MergeForm(request.POST)
    kept = tried(
        form,
        lambda: services.merge_stories(
            story, actor=request.user, into=_story(request, form.cleaned_data["into"])
        ),
    )
    if kept:
        return done(request, _("The stories are one."), "press:story", kept.pk)
    return form_page(request, form, title=story.title)


@policy("press.edit_stories")
@require_POST
def split_story(request: HttpRequest, pk: int) -> HttpResponse:
    story = _story(request, pk)
    keys = [int(key) for key in request.POST.getlist("articles") if key.isdecimal()][:500]
    chosen = list(Article.objects.filter(pk__in=keys))
    made = services.split_story(story, actor=request.user, articles=chosen)
    return done(request, _("These articles have a story of their own."), "press:story", made.pk)


def _story(request: HttpRequest, pk: int) -> Story:
    return get_object_or_404(Story.objects.visible_to(request.user), pk=pk)


# The desk: what waits for an editor


@policy("press.edit_stories")
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    return render(request, "press/desk.html", reading.desk(request.user))


@policy("press.edit_stories")
@require_POST
def settle_tag(request: HttpRequest, pk: int) -> HttpResponse:
    tag = get_object_or_404(Tag.objects.visible_to(request.user), pk=pk)
    act = services.remove_tag if "remove" in request.POST else services.keep_tag
    act(tag, actor=request.user)
    return done(request, _("The tag is settled."), "press:desk")


@policy("press.answer_takedown")
def answer_takedown(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Takedown.objects.visible_to(request.user).select_related("article"), pk=pk)
    form = AnswerForm(posted(request))
    grant = "grant" in request.POST
    if tried(
        form,
        lambda: services.answer_takedown(found, actor=request.user, grant=grant, **form.cleaned_data),
    ):
        return done(request, _("The request is answered, by e-mail too."), "press:desk")
    context = {"takedown": found, "form": form}
    return render(request, "press/takedown_answer.html", context, status=422 if form.errors else 200)
