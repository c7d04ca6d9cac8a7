"""Editing the catalogue of modules."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mourafaka.foundations.acts import act
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User
from mourafaka.training.enums import LANGUAGES
from mourafaka.training.models import Module

_QUESTION = re.compile(r"(GOV|STR|GES|FIN|PRO|MAR|RH|ESE)[1-6]")


@act("training.module.edit", rule="training.manage_modules")
def edit_module(
    module: Module,
    *,
    actor: User,
    version: int,
    title_fr: str,
    title_ar: str,
    objectives_fr: str,
    objectives_ar: str,
    hours: int,
    half_days: int,
    compulsory: bool,
    languages: Sequence[str],
    questions: Sequence[str],
    seats_min: int,
    seats_max: int,
    presence_percent: int,
    offered: bool,
    title_en: str = "",
    objectives_en: str = "",
) -> Module:
    """Change a module for the sessions to come; certificates already issued keep what they print.

    Refuses `changed_meanwhile`, `module_languages_unknown`, `module_question_unknown`.
    """
    module = Module.objects.select_for_update().get(pk=module.pk)
    if module.version != version:
        raise Refused("changed_meanwhile", what=module.code)
    for language in languages:
        if language not in dict(LANGUAGES):
            raise Refused("module_languages_unknown", field="languages", language=language)
    for question in questions:
        if not _QUESTION.fullmatch(question):
            raise Refused("module_question_unknown", field="questions", question=question)
    module.title_fr, module.title_ar, module.title_en = title_fr, title_ar, title_en
    module.objectives_fr, module.objectives_ar = objectives_fr, objectives_ar
    module.objectives_en = objectives_en
    module.hours, module.half_days, module.compulsory = hours, half_days, compulsory
    module.languages, module.questions = list(languages), list(questions)
    module.seats_min, module.seats_max = seats_min, seats_max
    module.presence_percent, module.offered = presence_percent, offered
    module.version += 1
    module.save()
    return module
