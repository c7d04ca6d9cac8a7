"""The committee sits: the proposal, two exceptions carried and one lost, letters, a withdrawal, the bundle."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time

from django.utils import timezone

from mourafaka.appeals import services as appeals
from mourafaka.calls.models import Application, Call
from mourafaka.cli.demonstration import cast
from mourafaka.foundations import clock
from mourafaka.foundations.mail import release_messages
from mourafaka.foundations.models import OutboxMessage, OutboxState
from mourafaka.foundations.notices.models import ProofKind
from mourafaka.foundations.notices.services import prove_notification
from mourafaka.people.models import User
from mourafaka.selection import services
from mourafaka.selection.enums import Outcome, Vote
from mourafaka.selection.models import CommitteeSession, Decision, Letter, Proposal

HELD_ON, TOLD_ON = date(2020, 4, 23), date(2020, 4, 30)
PLACE = "Délégation régionale, Agadir"
ABSENT = "commission3"
MOVED_UP = (
    "Les emplois annoncés sont désormais garantis par une commande signée après la clôture, "
    "versée au dossier et vérifiée par la délégation."
)
MOVED_DOWN = (
    "Le bail du local reste à signer : la coopérative attend sur la liste de réserve le temps de "
    "verser cette pièce au dossier."
)
LOST = "La commune demande que cette coopérative passe avant les autres."
WITHDRAWS = "La coopérative a obtenu entre-temps un accompagnement équivalent et libère sa place."

CONTESTED = (
    (
        "Nos contrats de vente n’ont pas été pris en compte. Ils étaient joints à notre dossier.",
        "Les contrats étaient joints au dossier ; la note de ce critère est corrigée en conséquence.",
    ),
    (
        "Nous ne comprenons pas notre rang et demandons que notre dossier soit revu.",
        "Les notes ont été relues : elles correspondent aux pièces, et les règles ont été appliquées à toutes.",
    ),
)


def propose(call: Call, *, actor: User) -> Proposal:
    services.close_readings(call, actor=actor)
    return services.compute_proposal(call, actor=actor)


def sit(call: Call, proposal: Proposal, people: Mapping[str, User], *, actor: User) -> CommitteeSession:
    """Four of the five members are there; one leaves the room for the cooperative of a relative."""
    members = [people[part.key] for part in cast.COMMITTEE]
    present = [people[part.key] for part in cast.COMMITTEE if part.key != ABSENT]
    session = services.plan_session(
        call, actor=actor, held_on=HELD_ON, place=PLACE, members=members, chair=members[0]
    )
    services.record_attendance(session, actor=actor, present=present)
    session = services.open_session(session, actor=actor)
    _vote_on_exceptions(session, proposal, present)
    return services.close_session(session, actor=actor)


def _vote_on_exceptions(session: CommitteeSession, proposal: Proposal, present: list[User]) -> None:
    """One place changes hands inside a province; a third motion finds no majority."""
    up, down = _exchange(proposal)
    lost = _application(proposal, proposal.outcome["reserve"][-1])
    recused = set(session.recusals.values_list("member_id", "application_id"))
    for application, outcome, reason, votes in (
        (up, Outcome.SELECTED, MOVED_UP, (Vote.FOR, Vote.FOR, Vote.FOR, Vote.AGAINST)),
        (down, Outcome.RESERVE, MOVED_DOWN, (Vote.FOR, Vote.FOR, Vote.FOR, Vote.ABSTAIN)),
        (lost, Outcome.SELECTED, LOST, (Vote.AGAINST, Vote.AGAINST, Vote.FOR, Vote.AGAINST)),
    ):
        voting = [member for member in present if (member.pk, application.pk) not in recused]
        motion = services.move_exception(
            session, actor=voting[0], application=application, outcome=outcome.value, reason=reason
        )
        for member, vote in zip(voting, votes, strict=False):
            services.vote(motion, actor=member, vote=vote.value)


def _exchange(proposal: Proposal) -> tuple[Application, Application]:
    """The best on the reserve list and the last chosen that is like it for every quota: rules still hold."""
    columns = {quota["column"] for quota in proposal.rules_version.data["quotas"]}
    rows = {row["number"]: row for row in proposal.inputs["applications"]}
    for waiting in proposal.outcome["reserve"][:-1]:
        for chosen in reversed(proposal.outcome["chosen"]):
            if all(rows[waiting][column] == rows[chosen][column] for column in columns):
                return _application(proposal, waiting), _application(proposal, chosen)
    return (
        _application(proposal, proposal.outcome["reserve"][0]),
        _application(proposal, proposal.outcome["chosen"][-1]),
    )


def _application(proposal: Proposal, pseudonym: str) -> Application:
    return Application.objects.get(call=proposal.call, number=proposal.inputs["numbers"][pseudonym])


def inform(call: Call, *, actor: User) -> None:
    """Every letter is written and held; those with an e-mail address are released, the others wait."""
    services.issue_letters(call, actor=actor)
    letters = Letter.objects.filter(application__call=call)
    letters.update(issued_at=timezone.make_aware(datetime.combine(TOLD_ON, time(10))))
    by_mail = OutboxMessage.objects.filter(pk__in=letters.values("message"), recipient__contains="@")
    release_messages(list(by_mail.order_by("pk")), actor=actor)


def withdraw(call: Call, *, actor: User) -> None:
    """One selected cooperative of an ordinary province leaves; the reserve moves up."""
    chosen = Application.objects.filter(call=call, state="selected", cooperative__women_led=False)
    leaving = chosen.exclude(cooperative__province="09.551").filter(cooperative__youth_led=False).first()
    if leaving is not None:
        services.withdraw_selected(leaving, actor=actor, reason=WITHDRAWS)


def contest(call: Call, people: Mapping[str, User], *, actor: User) -> None:
    """Two refused cooperatives contest on paper; the delegate, who had no part in it, accepts the first and rejects
    the second. No place remains: the accepted one waits on the reserve, or stays where it was, as the rules say."""
    refused = Decision.objects.filter(application__call=call, application__state="refused").order_by("rank")
    first, second = refused[:2]
    examiner = people["delegue"]
    for decision, (contests, answers) in zip((first, second), CONTESTED, strict=True):
        message = _released(Letter.objects.get(application=decision.application).message, actor=actor)
        prove_notification(message, actor=actor, kind=ProofKind.SIGNED_ON_PAPER, on=clock.today())
        appeal = appeals.lodge_appeal(decision.application, actor=actor, text=contests)
        appeal = appeals.give_appeal(appeal, actor=actor, examiner=examiner)
        if decision == first:
            means = decision.explanation["criteria"]
            weakest = min(means, key=lambda code: float(means[code]))
            appeal = appeals.accept_appeal(appeal, actor=examiner, reason=answers, marks={weakest: 5})
        else:
            appeal = appeals.reject_appeal(appeal, actor=examiner, reason=answers)
        _released(appeal.letter.message, actor=actor)


def _released(message: OutboxMessage | None, *, actor: User) -> OutboxMessage:
    """The message of a letter, once it has left: it may have been released with the others."""
    if message is None:
        raise ValueError("a letter leaves by a message of the outbox")
    found = OutboxMessage.objects.get(pk=message.pk)
    if found.state == OutboxState.HELD:
        release_messages([found], actor=actor)
    return found


def publish(call: Call, *, actor: User) -> None:
    services.publish_bundle(call.cohort, actor=actor)
