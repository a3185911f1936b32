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
    ("runaround", "topic", ""): ("{subject}: passed around {figure:one} times as often as expected",),
    ("runaround", "segment", ""): (
        "In {subject}, customers are passed around {figure:one} times as often as expected",
    ),
    ("tug_of_war", "organisation", "hurt"): (
        "More asks need a fight: {figure:one} of 100, after {previous:one} in {base}",
    ),
    ("tug_of_war", "organisation", "good"): (
        "Fewer asks need a fight: {figure:one} of 100, after {previous:one} in {base}",
    ),
    ("tug_of_war", "organisation", ""): ("{figure:one} of 100 asks are granted only after a fight",),
    ("tug_of_war", "rule", ""): ("Rule {id}: granted only after a fight",),
    ("tug_of_war", "segment", ""): ("In {subject}, customers fight {figure:one} times as often as expected",),
    ("tug_of_war", "", ""): ("{subject}: customers fight {figure:one} times as often as expected",),
    ("last_resort", "organisation", ""): (
        "Of 100 customers whom we failed {overdue} times, {figure:one} got their first offer only then",
        "Of 100 customers who gave notice, {figure:one} got their first offer only then",
    ),
    ("last_resort", "", ""): ("In {subject}, offers come too late {figure:one} times as often as expected",),
    ("growth", "organisation", ""): ("Running in place: new value replaces {figure:percent} of what is lost",),
    ("growth", "segment", ""): ("In {subject}, customers pay less than before: {figure:one} of 100",),
    ("recontact", "organisation", "hurt"): (
        "More cases come back: {figure:one} of 100, after {previous:one} in {base}",
    ),
    ("recontact", "organisation", "good"): (
        "Fewer cases come back: {figure:one} of 100, after {previous:one} in {base}",
    ),
    ("recontact", "organisation", ""): ("{figure:one} of 100 closed cases come back within {days} days",),
    ("recontact", "", ""): ("{subject}: cases come back {figure:one} times as often as expected",),
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
    ("voice", "organisation", "hurt"): ("{subject} fell to {figure:one}, from {previous:one} in {base}",),
    ("voice", "organisation", "good"): ("{subject} rose to {figure:one}, from {previous:one} in {base}",),
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
        "{measure}, {where}: no detectable change since {day:day}",
        "{measure}: no detectable change since {day:day}",
    ),
    ("losses", "reason", "hurt"): (
        "In {segment}, customers leave for one reason: {subject}",
        "More customers leave for one reason: {subject}",
    ),
    ("losses", "reason", ""): ("The costliest reason to leave: {subject}",),
    ("losses", "segment", ""): (
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
        "{weeks_before} weeks before and from {groups} groups the change never touched: {effect:signed}, interval "
        "{low:signed} to {high:signed}.",
        "{observed:one} {unit} in the {weeks_after} weeks since, where {expected:one} would be expected from the "
        "{weeks_before} weeks before and from {group}, which the change never touched: {effect:signed}, interval "
        "{low:signed} to {high:signed}.",
        "{observed:one} {unit} in the {weeks_after} weeks since, where {expected:one} would be expected from the "
        "{weeks_before} weeks before: {effect:signed}, interval {low:signed} to {high:signed}, associated with the "
        "change.",
    ),
    ("runaround", "organisation", ""): (
        "Of {cases} cases, {runaround_cases} were passed around, associated with {hours:whole} hours on the customer "
        "clock beyond comparable cases. All cases together were handed on {handoffs} times, {ping_pongs} of them "
        "straight back.",
        "Of {cases} cases, {runaround_cases} were passed around. All cases together were handed on {handoffs} times, "
        "{ping_pongs} of them straight back.",
    ),
    ("runaround", "route", ""): (
        "Of {n} cases, {harmed_cases} took this way within a runaround; {rule_cases} of them name "
        "rule {rule}: {rule_name}. "
        "They are associated with {hours:whole} hours on the customer clock beyond comparable cases.",
        "Of {n} cases, {harmed_cases} took this way within a runaround, associated with {hours:whole} hours on the "
        "customer clock beyond comparable cases.",
        "Of {n} cases, {harmed_cases} took this way within a runaround.",
    ),
    ("runaround", "", ""): (
        "{runaround_cases} of {n} cases were passed around, where {expected_cases:one} would be "
        "expected from everybody's "
        "cases: {hours:whole} hours on the customer clock beyond comparable cases.",
        "{runaround_cases} of {n} cases were passed around, where {expected_cases:one} would be expected.",
    ),
    ("tug_of_war", "rule", ""): (
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
        "{tugs} of {n} asks were granted only after a fight, where {expected:one} would be expected.",
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
        "{late} of {n} who gave notice got the first offer only after it, where {expected:one} would be expected.",
    ),
    ("growth", "organisation", ""): (
        "New customers bring {new_amount:money} a month; customers who left or pay less take {lost_amount:money}."
        " New customers surely do not make up for it; those won back are not counted here.",
        "New customers surely do not make up for what customers who left or pay less take; those won back are not"
        " counted here.",
    ),
    ("growth", "segment", ""): (
        "Its customers of the period before bring {figure:one} of 100 now, against {others:one} among all others.",
    ),
    ("recontact", "organisation", ""): (
        "Of {cases} closed cases, {recontacts} were followed within {days} days by the same customer about the same "
        "topic.",
    ),
    ("recontact", "", ""): ("{recontacts} of {n} closed cases came back, where {expected:one} would be expected.",),
    ("promises", "", ""): (
        "Of {promised} cases with a promise, {broken} had it broken; the customers of those cases number {customers}.",
        "{customers} customers had a promise broken.",
    ),
    ("retention", "", ""): (
        "After {months} months {figure:one} of 100 are still here, against {others_kept:one} of all others: {lost} "
        "left, where {expected_lost:one} would be expected.",
        "After {months} months {figure:one} of 100 are still here.",
    ),
    ("voice", "organisation", ""): (
        "Of {answers} answers, {detractors} come from unhappy customers: the score is {figure:one}, against "
        "{previous:one} from {answers_before} answers in {base}.",
        "{answers} answers give {figure:one}.",
    ),
    ("voice", "", ""): (
        "Of {answers} answers, {unhappy} come from unhappy customers: the score is {figure:one}, against "
        "{others:one} from the {others_n} answers of all others.",
    ),
    ("losses", "reason", ""): (
        "{customers} of {lost} lost customers said so. In {segment}, {group_lost} of "
        "{group_customers} left for "
        "it, among all others {others_lost} of {others_customers}.",
        "{customers} of {lost} lost customers said so.",
    ),
    ("losses", "segment", ""): (
        "{group_lost} of {group_customers} left, against {others_lost} of {others_customers} of all others; "
        "{leading_reason_lost} of them over {leading_reason}.",
        "{group_lost} of {group_customers} left, against {others_lost} of {others_customers} of all others.",
    ),
    ("losses", "rule", ""): (
        "{subject}: {group_lost} of {group_customers} customers whose cases named it in the {days_before} days before "
        "left, against "
        "{others_lost} of {others_customers} of all others.",
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
