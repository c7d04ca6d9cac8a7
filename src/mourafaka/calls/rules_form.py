"""The selection rules of a call as the fields of a form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mourafaka.calls.gates import worded
from mourafaka.calls.queries import QUOTA_COLUMNS, quota_value_names
from mourafaka.foundations.fields import CountField, NumberField
from mourafaka.territory.models import Sector, ValueChain


class RulesForm(forms.Form):
    """The rules as fields: the grid, the bounds of each quota with what is proposed, the rest."""

    EMPTY_QUOTAS = 3

    seats = CountField(label=_("Seats"), min_value=1)
    basis = forms.ChoiceField(
        label=_("Marks used"),
        choices=[("adjusted", _("Adjusted for the severity of reviewers")), ("raw", _("As given"))],
    )
    threshold = NumberField(label=_("Threshold, out of 100"))
    readings = CountField(label=_("Readings per application"), min_value=1)
    criterion_gap = NumberField(label=_("Third reading: gap on a criterion, in marks"))
    total_gap = NumberField(label=_("Third reading: gap on the total, in points"))
    reserve_share = NumberField(label=_("Reserve list, share of the seats"), help_text=_("0.20 for 20 %."))
    ties = forms.CharField(
        label=_("Ties: criteria compared in order"),
        required=False,
        help_text=_("Codes separated by commas; then the earlier submission, then the number."),
    )
    reason = forms.CharField(
        label=_("Reason of the change"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        rules: Mapping[str, Any],
        provinces: list[Any],
        quota_choices: list[Any],
        proposed: Mapping[str, Any],
        call_version: int,
        is_open: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rules, self.provinces, self.proposed, self.is_open = rules, provinces, proposed, is_open
        third = rules["third_reading"]
        start = {name: rules[name] for name in ("seats", "basis", "threshold", "readings", "reserve_share")}
        self.initial = {
            **start,
            "criterion_gap": third["criterion_gap"],
            "total_gap": third["total_gap"],
            "ties": ", ".join(rules["ties"]),
            "version": call_version,
            **self.initial,
        }
        if is_open:
            self.fields["reason"].required = True
        else:
            del self.fields["reason"]
        self._add_grid()
        self._add_quotas(quota_choices)

    def _add_grid(self) -> None:
        for line in self.rules["grid"]:
            code = line["code"]
            self._add(NumberField(label=_("Weight")), line["weight"], "weight", code)
            floor = NumberField(label=_("Eliminatory below"), required=False)
            self._add(floor, line["eliminatory_below"], "eliminatory", code)
            for language, name in (("fr", _("Name in French")), ("ar", _("Name in Arabic"))):
                field = forms.CharField(label=name, max_length=120)
                self._add(field, line["label"][language], "label", code, language)
            for number, level in enumerate(line["levels"]):
                for language in ("fr", "ar"):
                    rows = forms.Textarea(attrs={"rows": 2, "lang": language, "dir": "auto"})
                    label = f"{number} · {language}"
                    self._add(
                        forms.CharField(label=label, widget=rows),
                        level[language],
                        "level",
                        code,
                        number,
                        language,
                    )

    def _add_quotas(self, choices: list[Any]) -> None:
        written = {(quota["column"], quota["value"]): quota for quota in self.rules["quotas"]}
        for province in self.provinces:
            quota = written.pop(("province", province.code), {})
            self._add_bounds(f"province.{province.code}", quota)
        others = [*written.values(), *[{} for _ in range(self.EMPTY_QUOTAS)]]
        self.other_lines = list(range(len(others)))
        for line, quota in enumerate(others):
            of = forms.ChoiceField(label=_("Quota on"), choices=[("", "—"), *choices], required=False)
            key = f"{quota['column']}:{quota['value']}" if quota else ""
            self._add(of, key, "of", line)
            self._add_bounds(str(line), quota)

    def _add_bounds(self, key: str, quota: Mapping[str, Any]) -> None:
        self._add(CountField(label=_("At least"), min_value=0, required=False), quota.get("min"), "min", key)
        self._add(CountField(label=_("At most"), min_value=0, required=False), quota.get("max"), "max", key)

    def _add(self, field: forms.Field, initial: Any, *key: Any) -> None:
        name = "_".join(map(str, key))
        field.initial = initial
        self.fields[name] = field

    def general(self) -> list[forms.BoundField]:
        names = [
            "seats",
            "basis",
            "threshold",
            "readings",
            "criterion_gap",
            "total_gap",
            "reserve_share",
            "ties",
        ]
        return [self[name] for name in names]

    def grid(self) -> Iterator[dict[str, Any]]:
        for line in self.rules["grid"]:
            code = line["code"]
            yield {
                "code": code,
                "name": worded(line["label"]),
                "weight": self[f"weight_{code}"],
                "eliminatory": self[f"eliminatory_{code}"],
                "labels": [self[f"label_{code}_{language}"] for language in ("fr", "ar")],
                "levels": [
                    self[f"level_{code}_{number}_{language}"]
                    for number in range(6)
                    for language in ("fr", "ar")
                ],
            }

    def province_quotas(self) -> Iterator[dict[str, Any]]:
        for province in self.provinces:
            yield {
                "province": province,
                "proposed": self.proposed.get(province.code),
                "low": self[f"min_province.{province.code}"],
                "high": self[f"max_province.{province.code}"],
            }

    def other_quotas(self) -> Iterator[dict[str, Any]]:
        for line in self.other_lines:
            yield {"of": self[f"of_{line}"], "low": self[f"min_{line}"], "high": self[f"max_{line}"]}

    def written(self) -> dict[str, Any]:
        """The rules as data, for the act to check."""
        said = self.cleaned_data
        return {
            **{name: said[name] for name in ("seats", "basis", "threshold", "readings", "reserve_share")},
            "version": self.rules["version"],
            "third_reading": {"criterion_gap": said["criterion_gap"], "total_gap": said["total_gap"]},
            "grid": [self._criterion(line, said) for line in self.rules["grid"]],
            "quotas": list(self._quotas(said)),
            "ties": [code.strip() for code in said["ties"].replace("،", ",").split(",") if code.strip()],
        }

    def _criterion(self, line: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
        code = line["code"]
        return {
            **line,
            "weight": said[f"weight_{code}"],
            "eliminatory_below": said[f"eliminatory_{code}"] or None,
            "label": {**line["label"], **{lang: said[f"label_{code}_{lang}"] for lang in ("fr", "ar")}},
            "levels": [
                {lang: said[f"level_{code}_{number}_{lang}"] for lang in ("fr", "ar")} for number in range(6)
            ],
        }

    def _quotas(self, said: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        keys = [(f"province.{province.code}", f"province:{province.code}") for province in self.provinces]
        keys += [(str(line), said[f"of_{line}"]) for line in self.other_lines]
        for key, of in keys:
            low, high = said[f"min_{key}"], said[f"max_{key}"]
            if not of or (low is None and high is None and key.startswith("province.")):
                continue
            column, _colon, value = of.partition(":")
            yield {"column": column, "value": value, "min": low, "max": high}


def quota_choices() -> list[Any]:
    """What a quota may stand on, besides the provinces of the call."""
    yes_no = [(column, value) for column in ("women_led", "youth_led", "rural") for value in ("yes", "no")]
    names = quota_value_names([{"column": column, "value": value} for column, value in yes_no])
    sectors = [(f"sector:{s.code}", s.label) for s in Sector.objects.active().sectors()]
    chains = [(f"value_chain:{c.code}", c.label) for c in ValueChain.objects.filter(active=True)]
    return [
        (_("The cooperative"), [(f"{column}:{value}", names[column, value]) for column, value in yes_no]),
        (QUOTA_COLUMNS["sector"], sectors),
        (QUOTA_COLUMNS["value_chain"], chains),
    ]
