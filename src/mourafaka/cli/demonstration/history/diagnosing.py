"""The diagnoses of the three rounds: filled by the coach, reviewed by the delegate."""

from __future__ import annotations

import random
from datetime import timedelta
from functools import partial

from mourafaka.cli.demonstration.history.chronicle import Chronicle
from mourafaka.cli.demonstration.history.paths import ROUNDS, SEED, day_of
from mourafaka.diagnosis import services
from mourafaka.diagnosis.models import Assessment
from mourafaka.foundations import clock
from mourafaka.foundations.locks import Locked

NOT_CONCERNED = "Sans objet : la coopérative n’emploie personne et ne stocke rien."
RETURNED = "Joindre la preuve de la tenue de l’assemblée et préciser qui était présent."
RETURNED_PLACE = 4  # of this cooperative, the first diagnosis is returned once


as_it_is_now = Locked(Assessment, "enrolment__cooperative", "instrument")


def foresee(chronicle: Chronicle) -> None:
    for number, path in chronicle.paths.items():
        for name, month in ROUNDS.items():
            if month > path.last_month() or (path.leaves and month >= path.leaves[2]):
                continue
            held_on = day_of(chronicle.start, month, 6 + path.place % 20)
            if name != "M24":
                held_on += timedelta(days=max(0, round(8 - 8 * path.diligence)))
            chronicle.on(held_on, partial(fill, chronicle, number, name))


def fill(chronicle: Chronicle, number: str, round_name: str) -> None:
    path, coach, enrolment = chronicle.paths[number], chronicle.coaches[number], chronicle.enrolment(number)
    draw = random.Random(f"{SEED}:{number}:{round_name}")  # noqa: S311
    assessment = services.open_assessment(
        enrolment,
        actor=coach,
        round=round_name,
        held_on=clock.today(),
        officers_present=draw.randint(2, 4),
        women_present=draw.randint(2, 6),
        men_present=draw.randint(0, 3),
    )
    services.answer_questions(
        assessment,
        actor=coach,
        answers={
            code: {"score": score, "evidence": path.evidence[code]}
            if score is not None
            else {"not_applicable_reason": NOT_CONCERNED, "applies": False}
            for code, score in path.answers[round_name].items()
        },
    )
    services.submit_assessment(assessment, actor=coach)
    review_on = clock.today() + timedelta(days=draw.randint(3, 9))
    returned = path.place == RETURNED_PLACE and round_name == "M0"
    chronicle.on(review_on, partial(send_back if returned else validate, chronicle, assessment.pk))


def send_back(chronicle: Chronicle, pk: int) -> None:
    assessment = as_it_is_now.of_key(pk)
    services.return_assessment(assessment, actor=chronicle.delegate, reason=RETURNED)
    chronicle.on(clock.today() + timedelta(days=4), partial(correct, chronicle, pk))


def correct(chronicle: Chronicle, pk: int) -> None:
    assessment = as_it_is_now.of_key(pk)
    services.submit_assessment(assessment, actor=chronicle.coaches[assessment.enrolment.number])
    chronicle.on(clock.today() + timedelta(days=3), partial(validate, chronicle, pk))


def validate(chronicle: Chronicle, pk: int) -> None:
    services.validate_assessment(as_it_is_now.of_key(pk), actor=chronicle.delegate)
