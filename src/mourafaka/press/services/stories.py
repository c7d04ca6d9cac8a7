"""What editors do with stories, tags and withdrawals; the machine never undoes it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.db.models import Max, Min

from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User
from mourafaka.press import index
from mourafaka.press.enums import TAKEDOWN_HOURS
from mourafaka.press.models import Article, Story, Tag, TagDispute, Takedown
from mourafaka.press.services import letters, states


@act("press.story.merge", rule="press.edit_stories")
def merge_stories(story: Story, *, actor: User, into: Story) -> Story:
    """Everything of `story` is told by `into`; its address leads there. Refuses `stories_same`, `story_gone`."""
    if story.pk == into.pk:
        raise Refused("stories_same")
    locked = {each.pk: each for each in Story.objects.select_for_update().filter(pk__in=(story.pk, into.pk))}
    gone, kept = locked[story.pk], locked[into.pk]
    if gone.merged_into_id or kept.merged_into_id:
        raise Refused("story_gone")
    gone.articles.update(story=kept, story_fixed=True)
    kept.articles.update(story_fixed=True)
    gone.merged_into, gone.edited = kept, True
    gone.save(update_fields=["merged_into", "edited"])
    return _arranged(kept)


@act("press.story.split", rule="press.edit_stories")
def split_story(story: Story, *, actor: User, articles: Collection[Article]) -> Story:
    """Take articles out into a story of their own; returns it. Refuses `story_of_one`, `story_gone`."""
    story = Story.objects.select_for_update().get(pk=story.pk)
    if story.merged_into_id:
        raise Refused("story_gone")
    chosen = story.articles.filter(pk__in=[article.pk for article in articles])
    taken = list(chosen.order_by("published_at"))
    if not taken or len(taken) == story.articles.count():
        raise Refused("story_of_one")
    lead = taken[0]
    made = Story.objects.create(
        title=lead.title,
        language=lead.language,
        first_at=lead.published_at,
        last_at=taken[-1].published_at,
        edited=True,
    )
    story.articles.update(story_fixed=True)
    Article.objects.filter(pk__in=[article.pk for article in taken]).update(story=made)
    _arranged(story)
    return _arranged(made)


@act("press.story.pin", rule="press.edit_stories")
def pin_story(story: Story, *, actor: User) -> Story:
    """Put a story at the top; done again, take it down."""
    story.pinned = not story.pinned
    story.edited = True
    story.save(update_fields=["pinned", "edited"])
    return story


@act("press.story.title", rule="press.edit_stories")
def title_story(story: Story, *, actor: User, title: str) -> Story:
    """Give a story another title, which the machine keeps. Refuses `reason_needed` for none."""
    if not title.strip():
        raise Refused("reason_needed", field="title")
    story.title, story.edited = title.strip()[:300], True
    story.save(update_fields=["title", "edited"])
    return story


def _arranged(story: Story) -> Story:
    ends = story.articles.aggregate(first=Min("published_at"), last=Max("published_at"))
    story.edited = True
    story.first_at = ends["first"] or story.first_at
    story.last_at = ends["last"] or story.last_at
    story.save(update_fields=["edited", "first_at", "last_at"])
    return story


# Tags


@act("press.tag.dispute", rule="press.read")
def dispute_tag(tag: Tag, *, actor: User, reason: str) -> TagDispute:
    """A reader says that a tag is wrong; it stays until an editor answers. Refuses `reason_needed`, `press_step`."""
    if not reason.strip():
        raise Refused("reason_needed", field="reason")
    tag = Tag.objects.select_for_update(of=("self",)).get(pk=tag.pk)
    if tag.state != "disputed":
        tag.state = states.target("tag", "dispute", tag.state)
        tag.save(update_fields=["state"])
    return TagDispute.objects.create(tag=tag, reason=reason.strip()[:300], at=clock.now())


@act("press.tag.keep", rule="press.edit_stories")
def keep_tag(tag: Tag, *, actor: User) -> Tag:
    """The tag is right. Refuses `press_step` once decided."""
    return _settle(tag, "keep")


@act("press.tag.remove", rule="press.edit_stories")
def remove_tag(tag: Tag, *, actor: User) -> Tag:
    """The tag is wrong: the machine never puts it back on this article. Refuses `press_step`."""
    return _settle(tag, "remove")


def _settle(tag: Tag, verb: str) -> Tag:
    tag = Tag.objects.select_for_update(of=("self",)).get(pk=tag.pk)
    tag.state = states.target("tag", verb, tag.state)
    tag.save(update_fields=["state"])
    return tag


# Withdrawals


@act("press.takedown.ask", rule="press.read", secret=("name", "email"))
def ask_takedown(
    article: Article, *, actor: User, name: str, email: str, reason: str, language: str = "fr"
) -> Takedown:
    """Ask that an article be withdrawn; answered within 48 hours, in that language. Refuses `reason_needed`."""
    if not reason.strip():
        raise Refused("reason_needed", field="reason")
    now = clock.now()
    return Takedown.objects.create(
        article=article,
        name=name.strip()[:150],
        email=email,
        reason=reason.strip()[:2000],
        language=language,
        at=now,
        due_at=now + timedelta(hours=TAKEDOWN_HOURS),
    )


@act("press.takedown.answer", rule="press.answer_takedown")
def answer_takedown(takedown: Takedown, *, actor: User, grant: bool, answer: str) -> Takedown:
    """Answer a request, by e-mail; granted, the article is withdrawn at once. Refuses `press_request_answered`,
    `reason_needed`."""
    takedown = Takedown.objects.select_for_update(of=("self",)).get(pk=takedown.pk)
    if takedown.answered_at:
        raise Refused("press_request_answered")
    if not answer.strip():
        raise Refused("reason_needed", field="answer")
    takedown.state = states.target("request", "grant" if grant else "refuse", takedown.state)
    takedown.answer, takedown.answered_at, takedown.answered_by = answer.strip()[:2000], clock.now(), actor
    takedown.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    if grant and takedown.article.state == "shown":
        _withdraw(takedown.article, answer)
    letters.answer_takedown(takedown)
    return takedown


@act("press.article.withdraw", rule="press.edit_stories")
def withdraw_article(article: Article, *, actor: User, reason: str) -> Article:
    """Show an article no more, and erase its summary and text. Refuses `reason_needed`, `press_step`."""
    if not reason.strip():
        raise Refused("reason_needed", field="reason")
    return _withdraw(article, reason)


@act("press.article.restore", rule="press.edit_stories")
def restore_article(article: Article, *, actor: User) -> Article:
    """Show a withdrawn article again, by its title and link alone. Refuses `press_step`."""
    article.state = states.target("article", "restore", article.state)
    article.withdrawn_reason = ""
    article.save(update_fields=["state", "withdrawn_reason"])
    index.put(article)
    return article


def _withdraw(article: Article, reason: str) -> Article:
    article.state = states.target("article", "withdraw", article.state)
    article.withdrawn_reason = reason.strip()[:300]
    article.excerpt = article.body = ""
    article.save(update_fields=["state", "withdrawn_reason", "excerpt", "body"])
    index.remove(article)
    return article
