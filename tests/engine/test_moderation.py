"""Reports are weighed: thresholds to the report, and brigades that never hide a good image."""

from __future__ import annotations

import hashlib
import random

import pytest

from mourafaka.engine.press import moderation
from mourafaka.engine.press.moderation import Event, Report, Rule, RuleError, judge, rule_of

RULE = Rule()


def proven(number: int = 1, **facts: object) -> Report:
    """Somebody whose three reports were confirmed: weight ln(.767/.233) + .847 = 2.04."""
    said = {"account": True, "account_days": 90, "agreed": 3, **facts}
    return Report(f"proven{number}", f"home{number}", number, **said)  # type: ignore[arg-type]


def stranger(number: int, **facts: object) -> Report:
    return Report(f"stranger{number}", f"net{number}", 100 * number, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(("strangers", "verb"), [(3, "queue"), (4, "block"), (5, "block")])
def test_one_proven_reporter_needs_four_strangers_on_as_many_networks(strangers, verb):
    reports = [proven(), *(stranger(number) for number in range(strangers))]

    assert judge(reports, RULE).verb == verb


@pytest.mark.parametrize(("networks", "verb"), [(2, "queue"), (3, "block"), (4, "block")])
def test_three_networks_are_needed_whatever_the_weight(networks, verb):
    reports = [proven(number) for number in range(networks)]

    assert judge(reports, RULE).verb == verb


@pytest.mark.parametrize(("records", "why"), [(0, "record"), (1, "evidence"), (2, "evidence")])
def test_somebody_with_a_record_is_needed(records, why):
    eager = Rule(without_record_at_most=9.0)
    reports = [*(proven(number) for number in range(records)), *(stranger(number) for number in range(40))]

    assert judge(reports, eager).why == why


@pytest.mark.parametrize(
    ("agreed", "rejected", "expected"), [(1, 0, False), (2, 0, True), (2, 1, True), (2, 2, False)]
)
def test_a_record_is_two_confirmed_reports_and_half_as_many_again_as_rejected(agreed, rejected, expected):
    report = proven(agreed=agreed, rejected=rejected)

    assert moderation.has_record(report, RULE) is expected


@pytest.mark.parametrize(("days", "expected"), [(29, False), (30, True), (31, True)])
def test_a_record_takes_thirty_days(days, expected):
    assert moderation.has_record(proven(account_days=days), RULE) is expected


def test_strangers_together_weigh_at_most_their_ceiling():
    score = judge([stranger(number) for number in range(500)], RULE).score

    assert score == pytest.approx(1 / (1 + 2.718281828459045 ** -(moderation.logit(0.3) + 1.2)))


def test_one_network_is_one_voice():
    puppets = [
        Report(f"puppet{n}", "one", n * 60, account=True, account_days=90, agreed=3) for n in range(50)
    ]

    assert judge(puppets, RULE).networks == 1


def test_a_pinned_or_kept_image_is_only_queued():
    reports = [proven(number) for number in range(9)]

    assert judge(reports, RULE, protected=True).why == "protected"


def test_a_child_or_a_private_life_is_hidden_on_one_proven_report():
    assert judge([proven(reason="privacy")], RULE).why == "at_once"
    assert judge([stranger(1, reason="privacy")], RULE).verb == "queue"


def test_a_muted_reporter_weighs_nothing():
    reports = [proven(1), proven(2), proven(3, muted=True)]

    assert (judge(reports, RULE).networks, judge(reports, RULE).verb) == (2, "queue")


@pytest.mark.parametrize(("strangers", "why"), [(4, "evidence"), (5, "spike")])
def test_five_newcomers_in_ten_minutes_from_three_neighbourhoods_are_a_spike(strangers, why):
    rush = [stranger(n, neighbourhood=f"as{n % 3}") for n in range(strangers)]
    rush = [Report(**{**vars(report), "minute": n}) for n, report in enumerate(rush)]

    assert judge([proven(1), proven(2), *rush], RULE).why == why


@pytest.mark.parametrize(("before", "limit"), [(19, ""), (20, "account")])
def test_an_account_reports_twenty_times_a_day(before, limit):
    assert (
        moderation.too_many(RULE, account=True, by_account_today=before, by_device=0, by_network=0) == limit
    )


def test_a_rule_with_an_unknown_number_is_refused():
    with pytest.raises(RuleError, match="treshold"):
        rule_of({"treshold": 0.8})


def test_a_rule_says_itself_as_data_and_back():
    assert rule_of(RULE.as_dict()) == RULE


def brigade(puppets: int, networks: int, rng: random.Random) -> list[Report]:
    """Young accounts and devices, one network shared by several, over two days."""
    return [
        Report(
            f"puppet{number}",
            f"brigade{number % networks}",
            rng.randrange(2880),
            neighbourhood=f"as{number % networks}",
            account=rng.random() > 0.8,
            account_days=rng.randrange(1, 29),
        )
        for number in range(puppets)
    ]


def honest(views: int, share: float, rng: random.Random) -> list[Report]:
    """Readers who happen to report: six in ten without account, one in four of the others with a record."""
    reports = []
    for view in range(views):
        if rng.random() >= share:
            continue
        account = rng.random() > 0.6
        record = account and rng.random() < 0.25
        network = f"net{rng.randrange(400)}"
        reports.append(
            Report(
                f"reader{view}",
                network,
                rng.randrange(2880),
                neighbourhood=network,
                account=account,
                account_days=200 if record else 20,
                agreed=3 if record else 0,
            )
        )
    return reports


@pytest.mark.parametrize(("puppets", "networks"), [(12, 3), (20, 8), (60, 20)])
def test_a_brigade_never_hides_a_good_image(puppets, networks):
    rng = random.Random(7)

    verdicts = {judge(brigade(puppets, networks, rng), RULE).verb for _ in range(300)}

    assert verdicts == {"queue"}


def test_the_brigades_would_beat_a_bare_count():
    rng = random.Random(7)

    assert len({report.network for report in brigade(12, 3, rng)}) >= 3
    assert len({report.reporter for report in brigade(12, 3, rng)}) >= 5


def test_most_bad_images_are_hidden_within_four_thousand_views_and_few_good_ones():
    rng = random.Random(11)
    bad = [judge(honest(4000, 0.006, rng), RULE).verb for _ in range(60)]
    good = [judge(honest(4000, 0.0003, rng), RULE).verb for _ in range(60)]

    assert bad.count("block") >= 50
    assert good.count("block") <= 2


def test_a_replay_tells_what_another_rule_would_have_done():
    log = [Event("one", "report", report=proven(n)) for n in range(3)] + [Event("one", "kept")]
    log += [Event("two", "report", report=proven(n)) for n in range(2)] + [Event("two", "removed")]

    here = moderation.replay(log, RULE)
    eager = moderation.replay(log, Rule(version="2", networks=2), before=["one"])

    assert (here.blocked, here.blocked_wrongly, here.removed_unblocked) == (1, 1, 1)
    assert (eager.blocked, eager.blocked_wrongly, eager.removed_unblocked) == (2, 1, 0)
    assert eager.changed == ("two",)


def test_one_decision_in_twenty_is_drawn_for_a_second_review():
    digests = [hashlib.sha256(str(number).encode()).hexdigest() for number in range(20_000)]
    drawn = sum(moderation.drawn(digest, Rule().second_review) for digest in digests)

    assert 900 < drawn < 1100
    assert not any(moderation.drawn(digest, 0.0) for digest in digests)
    assert all(moderation.drawn(digest, 1.0) for digest in digests)
