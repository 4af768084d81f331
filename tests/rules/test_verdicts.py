"""Verdicts: exact on whole numbers, with the shortfall in units and the reason as a code."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from operator import eq, ge, gt, le, lt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import Comparator, Verdict
from tracker.errors import RefusedError
from tracker.rules.levels import holds, reach
from tracker.rules.rates import Share, sum_shares
from tracker.rules.rollups import judge_group
from tracker.rules.verdicts import (
    Actual,
    Judgement,
    TargetLevel,
    judge,
    judge_parts,
    resolve_level,
)

PLAIN = [kind for kind in Comparator if kind is not Comparator.INCREASE_AT_LEAST]
ORACLE = dict(zip([">=", ">", "=", "<=", "<"], [ge, gt, eq, le, lt], strict=True))
PERCENTS = st.decimals(min_value=-10, max_value=120, places=2)


def at_least(value: str) -> TargetLevel:
    return TargetLevel(Comparator.AT_LEAST, Decimal(value))


def codes(judgement: Judgement) -> list[str]:
    return [reason.code for reason in judgement.reasons]


@pytest.mark.parametrize(
    ("numerator", "denominator", "comparator", "value", "verdict", "shortfall", "surplus", "code"),
    [
        pytest.param(1703, 1937, ">=", "90", "missed", 41, None, "short_units", id="cam-khe"),
        pytest.param(1743, 1937, ">=", "90", "missed", 1, None, "short_units", id="one-short"),
        pytest.param(1744, 1937, ">=", "90", "achieved", 0, 0, "just_reached", id="just-reached"),
        pytest.param(1756, 1937, ">=", "90", "achieved", 0, 12, "surplus_units", id="12-over"),
        pytest.param(
            9499, 10000, ">=", "95", "missed", 1, None, "short_units", id="94.99-is-not-95"
        ),
        pytest.param(
            9550, 10000, ">=", "95.5", "achieved", 0, 0, "just_reached", id="half-percent"
        ),
        pytest.param(5, 10, ">=", "100.01", "missed", None, None, "out_of_reach", id="above-100"),
        pytest.param(5, 10, ">=", "-1", "achieved", 0, 5, "surplus_units", id="below-0"),
        pytest.param(9, 10, ">", "90", "missed", 1, None, "short_units", id="strict-bound"),
        pytest.param(10, 10, ">", "100", "missed", None, None, "out_of_reach", id="over-100"),
        pytest.param(10, 10, ">", "90", "achieved", 0, 0, "just_reached", id="strictly-above"),
        pytest.param(7, 7, "=", "100", "achieved", 0, 0, "just_reached", id="all"),
        pytest.param(6, 7, "=", "100", "missed", 1, None, "short_units", id="all-but-one"),
        pytest.param(6, 10, "=", "50", "missed", 1, None, "excess_units", id="equal-too-many"),
        pytest.param(1, 3, "=", "50", "missed", None, None, "out_of_reach", id="no-half-of-3"),
        pytest.param(1, 3, "=", "200", "missed", None, None, "out_of_reach", id="equal-over-whole"),
        pytest.param(5, 100, "<=", "5", "achieved", 0, 0, "within_limit", id="at-the-limit"),
        pytest.param(2, 100, "<=", "5", "achieved", 0, 3, "within_limit", id="below-the-limit"),
        pytest.param(8, 100, "<=", "5", "missed", 3, None, "excess_units", id="three-too-many"),
        pytest.param(0, 100, "<=", "-1", "missed", None, None, "out_of_reach", id="below-nothing"),
        pytest.param(5, 100, "<", "5", "missed", 1, None, "excess_units", id="strict-limit"),
        pytest.param(4, 100, "<", "5", "achieved", 0, 0, "within_limit", id="under-the-limit"),
        pytest.param(0, 100, "<", "0", "missed", None, None, "out_of_reach", id="under-zero"),
    ],
)
def test_a_share_is_judged_on_its_parts(
    numerator: int,
    denominator: int,
    comparator: str,
    value: str,
    verdict: str,
    shortfall: int | None,
    surplus: int | None,
    code: str,
) -> None:
    target = TargetLevel(Comparator(comparator), Decimal(value))

    found = judge(Actual(numerator, denominator), target)

    assert (found.verdict, found.shortfall, found.surplus) == (verdict, shortfall, surplus)
    assert found.arithmetic is found.verdict
    assert found.is_verifiable
    assert codes(found) == [code]


def test_the_reason_carries_what_its_sentence_quotes() -> None:
    missed = judge(Actual(1703, 1937), at_least("90")).reasons[0]
    over = judge(Actual(8, 100), TargetLevel(Comparator.AT_MOST, Decimal(5))).reasons[0]
    hopeless = judge(Actual(1, 2), at_least("101")).reasons[0]

    assert missed.params == {"missing": 41, "target": Decimal(90)}
    assert over.params == {"excess": 3, "target": Decimal(5)}
    assert hopeless.params == {"denominator": 2, "target": Decimal(101)}


@given(data=st.data(), denominator=st.integers(1, 400), value=PERCENTS)
@pytest.mark.parametrize("comparator", PLAIN, ids=[kind.name for kind in PLAIN])
def test_verdict_and_shortfall_agree_with_trying_every_numerator(
    comparator: Comparator, data: st.DataObject, denominator: int, value: Decimal
) -> None:
    numerator = data.draw(st.integers(0, denominator))
    level = Fraction(value)

    def reaches(count: int) -> bool:
        return bool(ORACLE[comparator.value](Fraction(count * 100, denominator), level))

    verdict, shortfall = judge_parts(
        numerator, denominator, comparator, level.numerator, level.denominator
    )

    good = [count for count in range(denominator + 1) if reaches(count)]
    assert (verdict is Verdict.ACHIEVED) is reaches(numerator)
    assert shortfall == min((abs(count - numerator) for count in good), default=None)
    lowest, highest = reach(denominator, comparator, level.numerator, level.denominator)
    assert list(range(lowest, highest + 1)) == good


@given(numerator=st.integers(0, 10**15), extra=st.integers(0, 10**15), value=PERCENTS)
def test_large_counts_are_judged_exactly(numerator: int, extra: int, value: Decimal) -> None:
    denominator = numerator + extra + 1
    level = Fraction(value)
    verdict, shortfall = judge_parts(
        numerator, denominator, Comparator.AT_LEAST, level.numerator, level.denominator
    )
    assert (verdict is Verdict.ACHIEVED) is (Fraction(numerator * 100, denominator) >= level)
    if shortfall:
        assert Fraction((numerator + shortfall) * 100, denominator) >= level
        assert Fraction((numerator + shortfall - 1) * 100, denominator) < level


@given(data=st.data(), denominator=st.sampled_from([1, 2, 4, 5, 8, 10, 1000]), value=PERCENTS)
@pytest.mark.parametrize("comparator", PLAIN, ids=[kind.name for kind in PLAIN])
def test_a_percentage_without_parts_gets_the_verdict_its_parts_would_get(
    comparator: Comparator, data: st.DataObject, denominator: int, value: Decimal
) -> None:
    numerator = data.draw(st.integers(0, denominator))
    target = TargetLevel(comparator, value)
    stated = Decimal(numerator * 100) / denominator  # exact for these denominators

    by_value = judge(Actual(value=stated), target)

    assert by_value.verdict is judge(Actual(numerator, denominator), target).verdict
    assert not by_value.is_verifiable
    assert by_value.shortfall is None
    assert codes(by_value)[-1] == "not_verifiable"


@pytest.mark.parametrize(
    ("comparator", "stated", "verdict", "code", "points"),
    [
        pytest.param(">=", "94.99", "missed", "points_below", "0.01", id="a-hair-below"),
        pytest.param(">=", "94.9999", "missed", "points_below", "0.01", id="never-shown-as-0,00"),
        pytest.param("<=", "97.5", "missed", "points_above", "2.50", id="too-high"),
        pytest.param(">", "95", "missed", "value_on_strict_bound", None, id="on-the-bound"),
        pytest.param("=", "95.00", "achieved", "value_reached", None, id="same-value"),
    ],
)
def test_a_percentage_without_parts_tells_its_distance_in_points(
    comparator: str, stated: str, verdict: str, code: str, points: str | None
) -> None:
    target = TargetLevel(Comparator(comparator), Decimal(95))

    found = judge(Actual(value=Decimal(stated)), target)

    assert (found.verdict, found.reasons[0].code) == (verdict, code)
    assert str(found.reasons[0].params.get("points")) == str(points)


def test_parts_decide_even_when_a_rounded_value_stands_beside_them() -> None:
    found = judge(Actual(9_499, 10_000, value=Decimal("95.0")), at_least("95"))
    assert found.verdict is Verdict.MISSED


@pytest.mark.parametrize(
    ("actual", "verdict", "code"),
    [
        pytest.param(None, "no_data", "no_figures", id="nothing-received"),
        pytest.param(Actual(), "no_data", "no_figures", id="empty"),
        pytest.param(Actual(numerator=5), "no_data", "denominator_missing", id="no-denominator"),
        pytest.param(Actual(denominator=5), "no_data", "numerator_missing", id="no-numerator"),
        pytest.param(Actual(denominator=0), "no_data", "numerator_missing", id="half-a-zero"),
        pytest.param(Actual(0, 0), "not_arisen", "not_arisen", id="source-states-zero"),
        pytest.param(Actual(stated_not_arisen=True), "not_arisen", "not_arisen", id="in-words"),
        pytest.param(Actual(0, 0, stated_not_arisen=True), "not_arisen", "not_arisen", id="both"),
    ],
)
def test_silence_is_no_data_and_only_a_stated_zero_is_not_arisen(
    actual: Actual | None, verdict: str, code: str
) -> None:
    found = judge(actual, at_least("90"))
    assert (found.verdict, codes(found)) == (verdict, [code])
    assert found.shortfall is None
    assert found.surplus is None


@pytest.mark.parametrize(
    ("actual", "code"),
    [
        pytest.param(Actual(6, 5), "numerator_exceeds_denominator", id="more-than-all"),
        pytest.param(Actual(1, 0), "numerator_exceeds_denominator", id="some-of-nothing"),
        pytest.param(Actual(-1, 5), "negative_part", id="negative-numerator"),
        pytest.param(Actual(1, -5), "negative_part", id="negative-denominator"),
        pytest.param(Actual(numerator=-1), "negative_part", id="negative-alone"),
        pytest.param(Actual(denominator=-1), "negative_part", id="negative-whole-alone"),
        pytest.param(Actual(value=Decimal("NaN")), "value_not_finite", id="nan"),
        pytest.param(
            Actual(3, 5, stated_not_arisen=True), "not_arisen_contradicted", id="contrary"
        ),
    ],
)
def test_impossible_figures_are_refused(actual: Actual, code: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        judge(actual, at_least("90"))
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("baseline", "actual", "verdict", "shortfall", "code"),
    [
        pytest.param(Decimal("24.13"), Actual(3413, 10000), "achieved", 0, "just_reached", id="10"),
        pytest.param(
            Decimal("24.13"), Actual(3412, 10000), "missed", 1, "short_units_of_increase", id="9.99"
        ),
        pytest.param(Share(1, 3), Actual(44, 100), "achieved", 0, "just_reached", id="third"),
        pytest.param(
            Share(1, 3), Actual(43, 100), "missed", 1, "short_units_of_increase", id="third-short"
        ),
        pytest.param(None, Actual(43, 100), "no_data", None, "baseline_unknown", id="unknown"),
        pytest.param(Share(0, 0), Actual(1, 2), "no_data", None, "baseline_unknown", id="empty"),
        pytest.param(None, Actual(0, 0), "not_arisen", None, "not_arisen", id="nothing-arose"),
        pytest.param(
            None, Actual(value=Decimal(50)), "no_data", None, "baseline_unknown", id="value-unknown"
        ),
        pytest.param(
            Decimal(40), Actual(value=Decimal(50)), "achieved", None, "value_reached", id="value"
        ),
    ],
)
def test_an_increase_is_counted_in_points_from_its_baseline(
    baseline: Share | Decimal | None,
    actual: Actual,
    verdict: str,
    shortfall: int | None,
    code: str,
) -> None:
    target = TargetLevel(Comparator.INCREASE_AT_LEAST, Decimal(10), baseline)

    found = judge(actual, target)

    assert (found.verdict, found.shortfall) == (verdict, shortfall)
    assert found.reasons[0].code == code


def test_an_increase_is_never_compared_without_its_baseline() -> None:
    with pytest.raises(RefusedError, match="baseline_unknown"):
        judge_parts(1, 2, Comparator.INCREASE_AT_LEAST, 10, 1)
    with pytest.raises(RefusedError, match="baseline_unknown"):
        holds(Comparator.INCREASE_AT_LEAST, 1)


def test_a_target_becomes_a_ratio_of_whole_numbers() -> None:
    assert resolve_level(at_least("95.5")) == (Comparator.AT_LEAST, 191, 2)
    with pytest.raises(RefusedError, match="value_not_finite"):
        resolve_level(at_least("Infinity"))


@pytest.mark.parametrize(
    ("numerator", "denominator", "code"),
    [
        pytest.param(6, 5, "numerator_exceeds_denominator", id="more-than-all"),
        pytest.param(-1, 5, "negative_part", id="negative"),
    ],
)
def test_the_fast_path_refuses_what_the_full_one_refuses(
    numerator: int, denominator: int, code: str
) -> None:
    with pytest.raises(RefusedError, match=code):
        judge_parts(numerator, denominator, Comparator.AT_LEAST, 90, 1)


def test_parts_are_checked_even_without_a_baseline() -> None:
    target = TargetLevel(Comparator.INCREASE_AT_LEAST, Decimal(5))
    with pytest.raises(RefusedError, match="numerator_exceeds_denominator"):
        judge(Actual(6, 5), target)


def test_a_large_shortfall_is_exact() -> None:
    assert judge_parts(0, 5000, Comparator.AT_LEAST, 90, 1) == (Verdict.MISSED, 4500)
    assert judge_parts(5000, 5000, Comparator.AT_MOST, 10, 1) == (Verdict.MISSED, 4500)


def test_what_does_not_apply_is_told_before_what_is_not_due() -> None:
    target = at_least("90")
    neither = judge(Actual(6, 5), target, is_applicable=False, is_due=False)
    not_due = judge(Actual(1, 5), target, is_due=False)
    assert (neither.verdict, codes(neither)) == (Verdict.NOT_APPLICABLE, ["not_applicable"])
    assert (not_due.verdict, codes(not_due)) == (Verdict.NOT_DUE, ["not_due"])


LAST_DAY = date(2024, 3, 31)


@pytest.mark.parametrize(
    ("actual", "until", "disputed", "verdict"),
    [
        pytest.param(Actual(1, 5), LAST_DAY, False, "excused", id="last-day-counts"),
        pytest.param(Actual(1, 5), date(2024, 3, 30), False, "missed", id="ran-out-the-day-before"),
        pytest.param(Actual(5, 5), LAST_DAY, False, "achieved", id="success-needs-no-excuse"),
        pytest.param(None, LAST_DAY, False, "excused", id="missing-figures-excused"),
        pytest.param(Actual(0, 0), LAST_DAY, False, "not_arisen", id="nothing-to-excuse"),
        pytest.param(Actual(1, 5), None, True, "disputed", id="miss-disputed"),
        pytest.param(Actual(5, 5), None, True, "disputed", id="success-disputed"),
        pytest.param(None, None, True, "no_data", id="no-figure-to-dispute"),
        pytest.param(Actual(1, 5), LAST_DAY, True, "excused", id="excuse-settles"),
        pytest.param(Actual(1, 5), date(2024, 1, 1), True, "disputed", id="excuse-ran-out"),
    ],
)
def test_an_excuse_or_a_dispute_stands_in_but_hides_no_arithmetic(
    actual: Actual | None, until: date | None, disputed: bool, verdict: str
) -> None:
    target = at_least("90")
    plain = judge(actual, target)

    found = judge(actual, target, excused_until=until, judged_on=LAST_DAY, is_disputed=disputed)

    assert found.verdict == verdict
    assert found.arithmetic is plain.verdict
    assert found.shortfall == plain.shortfall
    assert found.reasons[-1:] == plain.reasons[-1:]
    if found.verdict is not plain.verdict:
        assert found.reasons[0].code == verdict


def test_an_excuse_needs_the_day_it_is_held_against() -> None:
    with pytest.raises(ValueError, match="judged_on"):
        judge(Actual(1, 5), at_least("90"), excused_until=LAST_DAY)


def test_a_group_that_achieves_names_the_members_that_missed() -> None:
    target = at_least("90")
    shares = {"B": Share(100, 100), "C": Share(5, 10), "A": Share(1, 2)}
    members = {
        code: judge(Actual(s.numerator, s.denominator), target) for code, s in shares.items()
    }

    found = judge_group(members, sum_shares(shares.values()), target)

    assert found.judgement.verdict is Verdict.ACHIEVED  # 106 of 112
    assert found.missed == ("A", "C")
    assert found.hides_misses
    assert codes(found.judgement) == ["surplus_units", "members_missed"]
    assert found.judgement.reasons[1].params == {"count": 2}


def test_a_group_that_misses_hides_nothing() -> None:
    target = at_least("90")
    members = {"A": judge(Actual(1, 2), target), "B": judge(None, target)}

    found = judge_group(members, Share(1, 2), target)

    assert found.judgement.verdict is Verdict.MISSED
    assert not found.hides_misses
    assert found.without_data == ("B",)
    assert codes(found.judgement) == ["short_units", "members_without_data"]


def test_a_group_where_all_reach_the_target_hides_nothing() -> None:
    target = at_least("90")
    found = judge_group({"A": judge(Actual(2, 2), target)}, Share(2, 2), target)
    assert found.judgement.verdict is Verdict.ACHIEVED
    assert not found.hides_misses
    assert codes(found.judgement) == ["just_reached"]


@pytest.mark.parametrize(
    ("second", "share", "verdict"),
    [
        pytest.param(Actual(0, 0), Share(0, 0), "not_arisen", id="all-said-nothing-arose"),
        pytest.param(None, Share(0, 0), "no_data", id="one-still-silent"),
        pytest.param(None, None, "no_data", id="no-parts-at-all"),
    ],
)
def test_a_group_says_nothing_arose_only_when_every_member_said_so(
    second: Actual | None, share: Share | None, verdict: str
) -> None:
    target = at_least("90")
    members = {"A": judge(Actual(0, 0), target), "B": judge(second, target)}
    assert judge_group(members, share, target).judgement.verdict == verdict
