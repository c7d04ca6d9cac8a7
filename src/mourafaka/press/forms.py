"""The forms of the press watch: they read what people type; the acts decide."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from mourafaka.press.enums import Language, Reason, Verdict
from mourafaka.press.models import Appeal, SavedSearch, Source, Subscription, Takedown
from mourafaka.press.queries.river import Wanted
from mourafaka.territory.models import Region, Sector
from mourafaka.territory.queries import provinces_by_region

ANY = [("", _("No preference"))]


def _regions() -> list[Any]:
    return [*ANY, *((each.code, each.name) for each in Region.objects.current())]


def _sectors() -> list[Any]:
    return [*ANY, *((each.code, each.label) for each in Sector.objects.sectors().active())]


def _territories() -> list[Any]:
    return [*_regions(), *provinces_by_region()]


class RiverForm(forms.Form):
    """What of the river a reader wants; anything unknown asks for nothing."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    territory = forms.ChoiceField(label=_("Region"), required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False, choices=[*ANY, *Language.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("territory", _regions), ("sector", _sectors)):
            cast(
                forms.ChoiceField, self.fields[name]
            ).choices = choices()  # once a page, not each time it is asked

    def wanted(self) -> Wanted:
        self.is_valid()
        told = self.cleaned_data
        return Wanted(
            territory=told.get("territory", ""),
            sector=told.get("sector", ""),
            language=told.get("language", ""),
            query=told.get("q", "").strip(),
        )


class SourceForm(forms.ModelForm):
    """A source, with the rules to read its pages as lines “name: CSS selector”."""

    home_url = forms.URLField(label=_("Site"), max_length=300, assume_scheme="https")
    address = forms.URLField(
        label=_("Address of the feed, sitemap or page"), max_length=500, assume_scheme="https"
    )
    selectors = forms.CharField(
        label=_("Rules to read its pages"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "ltr"}),
        help_text=_("One a line, name and selector: “title: h1.headline”. Empty: found by the machine."),
    )

    class Meta:
        model = Source
        fields = (
            "code",
            "name",
            "home_url",
            "address",
            "kind",
            "language",
            "territory_code",
            "official",
            "licence",
            "licence_note",
            "with_images",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = self.instance.page_rules or {}
        self.initial.setdefault("selectors", "\n".join(f"{name}: {rule}" for name, rule in rules.items()))
        if self.instance.pk:
            del self.fields["code"]

    def clean_selectors(self) -> dict[str, str]:
        found = {}
        for line in filter(None, map(str.strip, self.cleaned_data["selectors"].splitlines())):
            name, colon, selector = line.partition(":")
            if not colon or not name.strip().isidentifier() or not selector.strip():
                raise forms.ValidationError(_("“%(line)s” is not “name: selector”.") % {"line": line})
            found[name.strip()] = selector.strip()
        return found

    def told(self) -> dict[str, Any]:
        """The arguments of the act."""
        values = {
            name: value for name, value in self.cleaned_data.items() if name not in ("code", "selectors")
        }
        return {"values": values, "page_rules": self.cleaned_data["selectors"]}


class OpmlForm(forms.Form):
    file = forms.FileField(label=_("List of sources (OPML)"))


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("What is wrong with this image?"), choices=Reason.choices, widget=forms.RadioSelect
    )


class VerdictForm(forms.Form):
    verdict = forms.ChoiceField(
        label=_("What do you make of it?"), choices=Verdict.choices, widget=forms.RadioSelect
    )


class AppealForm(forms.ModelForm):
    class Meta:
        model = Appeal
        fields = ("text", "email")
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}


class TakedownForm(forms.ModelForm):
    class Meta:
        model = Takedown
        fields = ("name", "email", "reason")
        widgets = {"reason": forms.Textarea(attrs={"rows": 5})}


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Your answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class SubscriptionForm(forms.ModelForm):
    territory_code = forms.ChoiceField(label=_("Territory"), required=False, choices=_territories)
    sector = forms.ChoiceField(label=_("Sector"), required=False, choices=_sectors)

    class Meta:
        model = Subscription
        fields = ("email", "territory_code", "sector", "frequency", "language")

    def validate_unique(self) -> None:
        """Asked twice is confirmed twice: nobody learns who already subscribed."""


class SearchForm(forms.ModelForm):
    territory_code = forms.ChoiceField(label=_("Territory"), required=False, choices=_territories)
    sector = forms.ChoiceField(label=_("Sector"), required=False, choices=_sectors)
    language = forms.ChoiceField(label=_("Language"), required=False, choices=[*ANY, *Language.choices])

    class Meta:
        model = SavedSearch
        fields = ("title", "query", "territory_code", "sector", "language")


class StoryForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=300)


class MergeForm(forms.Form):
    into = forms.IntegerField(label=_("Number of the story to merge it into"), min_value=1)
