"""The phrases of each insight: (insight, kind of subject, tone) to messages, the fullest first; "" stands for any."""

from __future__ import annotations

from typing import Final

Book = dict[tuple[str, str, str], tuple[str, ...]]

HEADLINES: Final[Book] = {
    ("runaround", "organisation", "hurt"): (
        "More cases are passed around: {figure:one} of 100, after {previous:one} in {base}",
    ),
    ("runaround", "organisation", "good"): (
        "Fewer cases are passed around: {figure:one} of 100, after {previous:one} in {base}",
    ),
    ("runaround", "organisation", ""): ("{figure:one} of 100 cases are passed around",),
    ("runaround", "route", ""): (
        "Passed around: from {from} to {to}, where rule {rule} is named",
        "Passed around: from {from} to {to}",
    ),
    ("runaround", "topic", ""): (
        "{subject}: {figure:one} of 100 cases are passed around, in all others {others_rate:one}",
    ),
    ("runaround", "segment", ""): (
        "In {subject}, {figure:one} of 100 cases are passed around, in all others {others_rate:one}",
    ),
    ("tug_of_war", "organisation", "hurt"): (
        "More asks need a fight: {figure:one} of 100, after {previous:one} in {base}",
    ),
    ("tug_of_war", "organisation", "good"): (
        "Fewer asks need a fight: {figure:one} of 100, after {previous:one} in {base}",
    ),
    ("tug_of_war", "organisation", ""): ("{figure:one} of 100 asks are granted only after a fight",),
    ("tug_of_war", "rule", ""): ("Rule {id}: granted only after a fight",),
    ("tug_of_war", "segment", ""): (
        "In {subject}, {figure:one} of 100 asks need a fight, in all others {others_rate:one}",
    ),
    ("tug_of_war", "", ""): ("{subject}: {figure:one} of 100 asks need a fight, in all others {others_rate:one}",),
    ("last_resort", "organisation", ""): (
        "{figure:one} of 100 whom we failed {overdue} times got their first offer only then",
        "{figure:one} of 100 who gave notice got their first offer only then",
    ),
    ("last_resort", "", ""): (
        "In {subject}, {figure:one} of 100 who gave notice got their first offer after it, in all others "
        "{others_rate:one}",
    ),
    ("growth", "organisation", ""): ("Running in place: what comes replaces {figure:percent} of what goes",),
    ("growth", "segment", ""): (
        "In {subject}, customers of {base_month:month} now pay {figure:one} of every 100 they paid then",
    ),
    ("recontact", "organisation", "hurt"): (
        "More cases come back: {figure:one} of 100, after {previous:one} in {base}",
    ),
    ("recontact", "organisation", "good"): (
        "Fewer cases come back: {figure:one} of 100, after {previous:one} in {base}",
    ),
    ("recontact", "organisation", ""): ("{figure:one} of 100 closed cases come back within {days} days",),
    ("recontact", "", ""): ("{subject}: {figure:one} of 100 closed cases come back, of all others {others_rate:one}",),
    ("promises", "organisation", "hurt"): (
        "More promises are broken: {figure:one} of 100, after {previous:one} in {base}",
    ),
    ("promises", "organisation", "good"): (
        "Fewer promises are broken: {figure:one} of 100, after {previous:one} in {base}",
    ),
    ("promises", "organisation", ""): ("{figure:one} of 100 cases with a promise had it broken",),
    ("promises", "", ""): ("{subject}: {figure:one} of 100 cases with a promise had it broken",),
    ("retention", "", "hurt"): ("In {subject}, customers leave sooner than others",),
    ("retention", "", ""): ("In {subject}, {figure:one} of 100 customers are still here after {months} months",),
    ("voice", "organisation", "hurt"): ("{subject} fell by about {size:one} points, to {figure:one}",),
    ("voice", "organisation", "good"): ("{subject} rose by about {size:one} points, to {figure:one}",),
    ("voice", "organisation", ""): ("{subject} stands at {figure:one}",),
    ("voice", "", ""): ("{subject}: {score} is {figure:one}; among all others it is {others:one}",),
    ("effect", "", "good"): (
        "{measure}, {where}: better by {size:one} {unit} since {day:day}",
        "{measure}: better by {size:one} {unit} since {day:day}",
    ),
    ("effect", "", "hurt"): (
        "{measure}, {where}: worse by {size:one} {unit} since {day:day}",
        "{measure}: worse by {size:one} {unit} since {day:day}",
    ),
    ("effect", "", ""): (
        "{measure}, {where}: no detectable change since {day:day}; one of {smallest:one} {unit} would have shown four "
        "times in five",
        "{measure}: no detectable change since {day:day}; one of {smallest:one} {unit} would have shown four times in "
        "five",
        "{measure}, {where}: no detectable change since {day:day}",
        "{measure}: no detectable change since {day:day}",
    ),
    ("losses", "organisation", "hurt"): ("More customers left: {figure:one} of 100, after {previous:one} in {base}",),
    ("losses", "organisation", "good"): ("Fewer customers left: {figure:one} of 100, after {previous:one} in {base}",),
    ("losses", "organisation", ""): ("{figure:one} of 100 customers left",),
    ("losses", "reason", "hurt"): ("More customers leave for one reason: {subject}",),
    ("losses", "reason", ""): ("The costliest reason to leave: {subject}",),
    ("losses", "segment", ""): (
        "In {subject}, those who leave name one reason more than others do: {only_reason}",
        "In {subject}, customers leave more often, most of all over {leading_reason}",
        "In {subject}, customers leave more often than others",
    ),
    ("losses", "rule", ""): ("Customers who met rule {id} leave more often",),
    ("losses", "moment", ""): ("Customers leave more often {subject}",),
    ("bright_spots", "", ""): (
        "{subject}: {satisfaction:one} of 100 answers from satisfied customers, where {expected_rate:one} would "
        "be expected",
        "{subject}: {resolved_without_return:one} of 100 cases solved for good, where {expected_rate:one} would "
        "be expected",
        "{subject}: {kept_promise:one} of 100 promises kept, where {expected_rate:one} would be expected",
        "{subject}: {recovery:one} of 100 customers won back after a failure, where {expected_rate:one} would be "
        "expected",
        "{subject}: {helped_by_finding_others:one} of 100 hand-overs that found who could help, where "
        "{expected_rate:one} would be expected",
        "{subject}: {easy:one} of 100 answers that call it easy, where {expected_rate:one} would be expected",
        "{subject}: {retention:one} of 100 customers kept a year, where {expected_rate:one} would be expected",
    ),
}
SENTENCES: Final[Book] = {
    ("effect", "", ""): (
        "{observed:one} {unit} in the {weeks_after} weeks since, where {expected:one} would be expected from the "
        "{weeks_before} weeks before and from {groups} groups the change never touched: {effect:signed} on average, "
        "interval {low:signed} to {high:signed}. A change of {smallest:one} would have shown four times in five.",
        "{observed:one} {unit} in the {weeks_after} weeks since, where {expected:one} would be expected from the "
        "{weeks_before} weeks before and from {group}, which the change never touched: {effect:signed} on average, "
        "interval {low:signed} to {high:signed}. A change of {smallest:one} would have shown four times in five.",
        "{observed:one} {unit} in the {weeks_after} weeks since, where {expected:one} would be expected from the "
        "{weeks_before} weeks before: {effect:signed} on average, interval {low:signed} to {high:signed}, associated "
        "with the change. A change of {smallest:one} would have shown four times in five.",
        "{observed:one} {unit} in the {weeks_after} weeks since, as would be expected from the {weeks_before} weeks "
        "before.",
    ),
    ("runaround", "organisation", ""): (
        "Of {cases} cases, {runaround_cases} were passed around, associated with {hours:whole} hours on the customer "
        "clock beyond comparable cases. All cases together were handed on {handoffs} times, {ping_pongs} of them "
        "straight back.",
        "Of {cases} cases, {runaround_cases} were passed around. All cases together were handed on {handoffs} times, "
        "{ping_pongs} of them straight back.",
    ),
    ("runaround", "route", ""): (
        "Of {group_n} cases about {group}, {group_hits} took this way within a runaround, {group_rate:one} of "
        "100; of cases about anything else {group_other_rate:one} of 100 (difference {low:signed} to "
        "{high:signed}). {rule_cases} of them name rule {rule}: {rule_name}. They took {extra:whole} hours longer"
        " than others about the same ({extra_low:whole} to {extra_high:whole}).",
        "Of {group_n} cases about {group}, {group_hits} took this way within a runaround, {group_rate:one} of "
        "100; of cases about anything else {group_other_rate:one} of 100 (difference {low:signed} to "
        "{high:signed}). They took {extra:whole} hours longer than others about the same ({extra_low:whole} to "
        "{extra_high:whole}).",
        "Of {group_n} cases about {group}, {group_hits} took this way within a runaround, {group_rate:one} of "
        "100; of cases about anything else {group_other_rate:one} of 100 (difference {low:signed} to "
        "{high:signed}).",
        "Of {past_n} cases about the same topics, {past_hits} took this way within a runaround, {past_rate:one} of "
        "100, against {past_other_rate:one} of 100 in the {months_before} months before (difference {low:signed} to "
        "{high:signed}). They took {extra:whole} hours longer than others about the same ({extra_low:whole} to "
        "{extra_high:whole}).",
        "Of {past_n} cases about the same topics, {past_hits} took this way within a runaround, {past_rate:one} of "
        "100, against {past_other_rate:one} of 100 in the {months_before} months before (difference {low:signed} to "
        "{high:signed}).",
        "Of {n} cases, {harmed_cases} took this way within a runaround; {rule_cases} of them name "
        "rule {rule}: {rule_name}. They took {extra:whole} hours longer than others about the same ({extra_low:whole} "
        "to {extra_high:whole}).",
        "Of {n} cases, {harmed_cases} took this way within a runaround. They took {extra:whole} hours longer than "
        "others about the same ({extra_low:whole} to {extra_high:whole}).",
        "Of {n} cases, {harmed_cases} took this way within a runaround.",
    ),
    ("runaround", "topic", ""): (
        "{runaround_cases} of {n} cases were passed around, {difference:signed} of 100 against all others "
        "({low:signed} to {high:signed}), {way_cases} of them from {from} to {to}; {rule_cases} of those name rule "
        "{rule}: {rule_name}. They are associated with {hours:whole} hours on the customer clock beyond comparable "
        "cases.",
        "{runaround_cases} of {n} cases were passed around, {difference:signed} of 100 against all others "
        "({low:signed} to {high:signed}), {way_cases} of them from {from} to {to}. They are associated with "
        "{hours:whole} hours on the customer clock beyond comparable cases.",
        "{runaround_cases} of {n} cases were passed around, {difference:signed} of 100 against all others "
        "({low:signed} to {high:signed}).",
    ),
    ("runaround", "", ""): (
        "{runaround_cases} of {n} cases were passed around, {difference:signed} of 100 against all others "
        "({low:signed} to {high:signed}). They are associated with {hours:whole} hours on the customer clock beyond "
        "comparable cases.",
        "{runaround_cases} of {n} cases were passed around, {difference:signed} of 100 against all others "
        "({low:signed} to {high:signed}).",
    ),
    ("tug_of_war", "rule", ""): (
        "{rule_name}: {group_hits} of {group_n} asks about {group} were granted only after a fight over it, "
        "{group_rate:one} of 100; of cases about anything else {group_other_rate:one} of 100 (difference "
        "{low:signed} to {high:signed}).",
        "{rule_name}: {past_hits} of {past_n} asks of its topics were granted only after a fight over it, "
        "{past_rate:one} of 100, against {past_other_rate:one} of 100 in the {months_before} months before (difference "
        "{low:signed} to {high:signed}).",
        "{rule_name}: {others_hits} of {others_n} asks that name it were granted only after a fight, {others_rate:one} "
        "of 100, against {others_other_rate:one} of 100 that name another rule (difference {low:signed} to "
        "{high:signed}).",
        "{rule_name}: of {asks} asks that name it, {tugs} were granted only after a fight, associated with "
        "{hours:whole} hours on the customer clock beyond comparable cases.",
        "{rule_name}: of {asks} asks that name it, {tugs} were granted only after a fight.",
    ),
    ("tug_of_war", "organisation", ""): (
        "Of {asks} asks, {tugs} were granted only after a fight, with {refusals} refusals on the "
        "way; {after_escalation} "
        "needed an escalation and {after_notice} a notice to leave.",
        "Of {asks} asks, {tugs} were granted only after a fight.",
    ),
    ("tug_of_war", "", ""): (
        "{tugs} of {n} asks were granted only after a fight, {difference:signed} of 100 against all others "
        "({low:signed} to {high:signed}).",
    ),
    ("last_resort", "organisation", ""): (
        "Of {failed} customers whom we failed {overdue} times or more, {late_failures} got the first offer, remedy or "
        "apology only after that.",
        "Of {noticed} customers who gave notice, {late} got the first offer, remedy or apology "
        "only after it; of those who "
        "got any, {rate_of_offered:one} of 100 got it that late.",
        "Of {noticed} customers who gave notice, {late} got the first offer, remedy or apology only after it.",
    ),
    ("last_resort", "", ""): (
        "{late} of {n} who gave notice got the first offer only after it, {difference:signed} of 100 against all "
        "others ({low:signed} to {high:signed}).",
    ),
    ("growth", "organisation", ""): (
        "New customers and those won back bring {came_amount:money} a month, {back_amount:money} of it from those"
        " won back. Customers of {base_month:month} who left or pay less take {lost_amount:money}: more goes than"
        " comes, and by more than chance explains.",
        "New customers bring {came_amount:money} a month. Customers of {base_month:month} who left or pay less "
        "take {lost_amount:money}: more goes than comes, and by more than chance explains.",
        "More goes with customers who left or pay less than comes with new ones, and by more than chance explains.",
    ),
    ("growth", "segment", ""): (
        "Of its {base_customers} customers of {base_month:month}, {left} left and {pay_less} pay less. All of them "
        "together pay {figure:one} of 100 of what they paid then, those of all others {others:one}.",
    ),
    ("recontact", "organisation", ""): (
        "Of {cases} closed cases, {recontacts} were followed within {days} days by the same customer about the same "
        "topic.",
    ),
    ("recontact", "", ""): (
        "{recontacts} of {n} closed cases came back, {difference:signed} of 100 against all others ({low:signed} to "
        "{high:signed}).",
    ),
    ("promises", "", ""): (
        "In {broken} of {promised} cases with a promise it was broken, to {customers} customers.",
        "In {broken} of {promised} cases with a promise it was broken.",
        "{customers} customers had a promise broken.",
    ),
    ("retention", "", ""): (
        "After {months} months {figure:one} of 100 are still here, of all others {others_kept:one}. {lost} left.",
        "After {months} months {figure:one} of 100 are still here.",
    ),
    ("voice", "organisation", ""): (
        "{answers} answers give {figure:one}, {detractors} of them from unhappy customers. The {months_before} months "
        "before gave {previous:one} from {answers_before} answers.",
        "{answers} answers give {figure:one}.",
    ),
    ("voice", "", ""): (
        "Of {answers} answers, {unhappy} come from unhappy customers: the score is {figure:one}, against "
        "{others:one} from the {others_n} answers of all others.",
    ),
    ("losses", "organisation", ""): (
        "{lost} of {all} customers left; in the months before, {previous:one} of 100 left each month. "
        "For {without_reason} of the {lost} no reason is recorded.",
        "{lost} of {all} customers left; in the months before, {previous:one} of 100 left each month.",
        "{lost} of {all} customers left. For {without_reason} of the {lost} no reason is recorded.",
        "{lost} of {all} customers left.",
    ),
    ("losses", "reason", ""): (
        "{customers} of {lost} who left said so. That is {figure:one} of 100 customers, against "
        "{before_per_100:one} of 100 a month in the {months_before} months before.",
        "{customers} of {lost} who left said so.",
    ),
    ("losses", "segment", ""): (
        "Of those who left and said why, {leading_reason_lost} of {leading_reason_of} named {only_reason}, among all "
        "others {others_reason_lost} of {others_reason_of}.",
        "In {over_months} months {group_lost} customers left: {group_per_100:one} of 100 a month, of all others "
        "{others_per_100:one} of 100. Of those who said why, {leading_reason_lost} of {leading_reason_of} named "
        "{leading_reason}, among all others {others_reason_lost} of {others_reason_of}.",
        "In {over_months} months {group_lost} customers left: {group_per_100:one} of 100 a month, of all others "
        "{others_per_100:one} of 100. Of those who said why, {leading_reason_lost} of {leading_reason_of} named "
        "{leading_reason}.",
        "In {over_months} months {group_lost} customers left: {group_per_100:one} of 100 a month, of all others "
        "{others_per_100:one} of 100.",
        "{group_lost} of {group_customers} left, of all others {others_lost} of {others_customers}. Of those who said "
        "why, {leading_reason_lost} of {leading_reason_of} named {leading_reason}, among all others "
        "{others_reason_lost} of {others_reason_of}.",
        "{group_lost} of {group_customers} left, of all others {others_lost} of {others_customers}. Of those who said "
        "why, {leading_reason_lost} of {leading_reason_of} named {leading_reason}.",
        "{group_lost} of {group_customers} left, of all others {others_lost} of {others_customers}.",
    ),
    ("losses", "rule", ""): (
        "{subject}: of {group_customers} customers whose cases had named it within {days_before} days, "
        "{group_lost} left; of all others {others_lost} of {others_customers}.",
    ),
    ("bright_spots", "", ""): (
        "Of {n} answers, {observed_rate:one} of 100 came from satisfied customers, where {expected_rate:one} "
        "would be expected of the same work in typical hands. Allowing for luck, it is {satisfaction:one} of 100;"
        " that this is in the upper fifth of the {peers} compared is {probability:percent} sure.",
        "Of {n} cases, {observed_rate:one} of 100 were solved and nobody had to come back, where "
        "{expected_rate:one} would be expected of the same work in typical hands. Allowing for luck, it is "
        "{resolved_without_return:one} of 100; that this is in the upper fifth of the {peers} compared is "
        "{probability:percent} sure.",
        "Of {n} cases with a promise, {observed_rate:one} of 100 had it kept, where {expected_rate:one} would be "
        "expected of the same work in typical hands. Allowing for luck, it is {kept_promise:one} of 100; that "
        "this is in the upper fifth of the {peers} compared is {probability:percent} sure.",
        "Of {n} answers after a failure, {observed_rate:one} of 100 came from satisfied customers, where "
        "{expected_rate:one} would be expected of the same work in typical hands. Allowing for luck, it is "
        "{recovery:one} of 100; that this is in the upper fifth of the {peers} compared is {probability:percent} "
        "sure.",
        "Of {n} hand-overs, {observed_rate:one} of 100 found who could help, where {expected_rate:one} would be "
        "expected of the same work in typical hands. Allowing for luck, it is {helped_by_finding_others:one} of "
        "100; that this is in the upper fifth of the {peers} compared is {probability:percent} sure.",
        "Of {n} answers, {observed_rate:one} of 100 called it easy, where {expected_rate:one} would be expected "
        "of the same work in typical hands. Allowing for luck, it is {easy:one} of 100; that this is in the upper"
        " fifth of the {peers} compared is {probability:percent} sure.",
        "In {years:one} customer-years {observed:one} customers were lost, where {expected:one} would be "
        "expected of the "
        "same customers in typical hands. With luck allowed for that makes {retention:one} of 100 kept a year; that it "
        "belongs to the upper fifth of the {peers} compared is {probability:percent} sure.",
    ),
    ("losses", "moment", ""): (
        "{group_lost} of {group_customers} customers left {subject}, against {others_lost} of "
        "{others_customers} of all "
        "others.",
    ),
}
