"""Survival: the median of a textbook's six."""

from customerhero.findings.survival import kaplan_meier, life_table


def test_the_median_of_six_lost_one_a_day_is_the_third_day() -> None:
    """At the third of six losses exactly half are kept [Collett, Modelling Survival Data, the estimated median]."""
    table = life_table(dict.fromkeys(range(1, 7), (1, 0)), {0: 6})
    assert kaplan_meier(table).median == 3
