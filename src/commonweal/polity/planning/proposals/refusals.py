"""Every way in which the law of proposals and plans can say no, with its meaning.

Not here: the article and the figures of one refusal; they are filled in where it is made.
"""

from __future__ import annotations

REFUSALS: dict[str, str] = {
    "plan_not_provided": "The constitution has no table on the plan.",
    "body_outside_plan": "Those levels make and order that the constitution names for it.",
    "proposed_for_others": "A body's proposals and orders are made by those who vote in it.",
    "proposal_fixed": "What a body has fixed, nobody changes alone in that campaign.",
    "proposal_fixed_before": "A body fixes its proposals once, until it frees them.",
    "proposal_not_fixed": "Only what a body has fixed is set free.",
    "proposals_closed": "While a plan is found or voted on, what it rests on stays as it is.",
    "product_unknown": "The number is not that of a product.",
    "limit_unknown": "The number is not that of a limit.",
    "process_unknown": "The number is not that of a process.",
    "process_of_others": "A body changes its own processes and nobody else's.",
    "process_stands_no_more": "The process was replaced or withdrawn.",
    "process_without_output": "A process makes something.",
    "process_too_large": "What a process takes, gives and uses fits into one entry of the record.",
    "product_listed_twice": "Each product, or limit, stands once in a list.",
    "lead_out_of_range": "What a process makes is there within a plan's longest time.",
    "campaign_unknown": "The number is not that of a campaign for a plan.",
    "campaign_over": "In that campaign a plan was adopted, or none; it has ended.",
    "planning_begun_before": "One plan at a time is made.",
    "plan_length_out_of_range": "A plan has as many periods as the constitution lets one have.",
    "plan_begins_too_soon": "All rounds and the vote come before the first day of a plan.",
    "plan_begins_too_late": "Nobody plans for a time so far off that others decide then.",
    "plan_overlaps_another": "A plan begins when the one before it has ended.",
    "rank_unknown": "Needs have the ranks that the constitution lists.",
    "period_unknown": "A plan has the periods that were decided when it was begun.",
    "order_not_placed": "Only an order that stands is taken back.",
    "members_order_not_provided": "The constitution does not let members order for themselves.",
    "home_orders_nothing": "Members order for themselves through a body that orders.",
    "members_orders_unsound": "What members ordered by themselves comes as sums, each once.",
    "alternative_unknown": "The number is not that of an alternative.",
    "alternative_untimely": "Alternatives are asked for when there are plans to compare.",
    "alternative_of_outsiders": "Those who make, order or adopt ask for alternatives.",
    "alternatives_too_many": "One member asks for as many as the constitution lets one ask for.",
    "conditions_out_of_range": "An alternative has at least one condition, and at most twenty.",
    "condition_of_nobody": "What is delivered is delivered to a body that orders.",
    "plan_unknown": "The number is not that of a plan that was found.",
    "plan_not_awaited": "A plan is recorded once for each round, and for each alternative.",
    "plan_shares_unsound": "Each rank's share is told once, in parts per million.",
    "plan_infeasible": "What says that there is no plan cannot be adopted as one.",
    "plan_not_in_force": "The plan was not adopted, or has ended.",
    "lines_not_awaited": "The parts of an adopted plan are recorded in order, each once.",
    "hours_beyond_members": "A day has 24 hours, and a body as many people as belong to it.",
    "part_too_large": "A part of a plan fits into one entry of the record.",
    "surplus_not_assigned_whole": "The parts of a surplus are all of it.",
}
"""Meaning of each refusal about proposals and plans, by name."""
