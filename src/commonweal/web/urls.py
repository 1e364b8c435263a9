"""Addresses of the pages. They are made to last: entries, motions and seats are cited by them.

Not here: the pages (``pages``).
"""

from __future__ import annotations

from django.urls import path
from django.views.i18n import set_language

from commonweal.web.pages import (
    about,
    account,
    bodies,
    candidacies,
    constitution,
    counts,
    motions,
    polls,
    proposing,
    pyramid,
    record,
    seats,
    tasks,
    voting,
)

urlpatterns = [
    path("", pyramid.pyramid, name="pyramid"),
    path("c/<int:number>", bodies.body, name="body"),
    path("rolls/<int:number>", bodies.roll, name="roll"),
    path("rolls/<int:number>/sign", bodies.sign_roll, name="sign-roll"),
    path("seats/<int:number>", seats.seat, name="seat"),
    path("seats/<int:number>/withdraw", seats.withdraw, name="withdraw"),
    path("seats/<int:number>/restore", seats.restore, name="restore"),
    path("seats/<int:number>/resign", seats.resign, name="resign-seat"),
    path("people/<int:number>", seats.person, name="person"),
    path("motions", motions.motions, name="motions"),
    path("motions/propose", proposing.propose, name="propose"),
    path("motions/<int:number>", motions.motion, name="motion"),
    path("motions/<int:number>/second", proposing.second, name="second"),
    path("motions/<int:number>/withdraw", proposing.withdraw, name="withdraw-motion"),
    path("motions/<int:number>/instruct", proposing.instruct, name="instruct"),
    path("motions/<int:number>/roll-call", proposing.call_roll, name="call-roll"),
    path("tasks/<int:number>", tasks.task, name="task"),
    path("tasks/<int:number>/report", tasks.report, name="report"),
    path("tasks/<int:number>/complete", tasks.complete, name="complete"),
    path("elections", polls.elections, name="elections"),
    path("elections/<int:number>/count", counts.count, name="count"),
    path("elections/<int:number>/count/<int:at>", counts.count_round, name="count-round"),
    path("elections/<int:number>/count.json", counts.count_json, name="count-json"),
    path("elections/<int:number>/count.csv", counts.count_csv, name="count-csv"),
    path("elections/<int:number>/count.svg", counts.count_svg, name="count-svg"),
    path("elections/<int:number>/ballots.blt", counts.ballots, name="ballots"),
    path("polls/<int:number>", polls.poll, name="poll"),
    path("polls/<int:number>/account.json", polls.account, name="account"),
    path("polls/<int:number>/nominate", candidacies.nominate, name="nominate"),
    path("polls/<int:number>/suggest", candidacies.suggest, name="suggest"),
    path("polls/<int:number>/leave", candidacies.leave, name="leave"),
    path("polls/<int:number>/vote", voting.vote, name="vote"),
    path("polls/<int:number>/receipt", voting.receipt, name="receipt"),
    path("polls/<int:number>/receipt.txt", voting.receipt_file, name="receipt-file"),
    path("polls/<int:number>/draw", voting.draw, name="draw"),
    path("ballot-box", voting.promise, name="promise"),
    path("record", record.record, name="record"),
    path("record/checkpoint", record.checkpoint, name="checkpoint"),
    path("record/key", record.key, name="key"),
    path("record/export.jsonl", record.export, name="export"),
    path("record/tile/<path:path>", record.tile, name="tile"),
    path("record/<int:index>", record.entry, name="entry"),
    path("record/<int:index>.json", record.entry_file, name="entry-file"),
    path("record/<int:index>.tlog-proof", record.proof_file, name="proof"),
    path("constitution", constitution.constitution, name="constitution"),
    path(
        "constitution/<int:number>.toml", constitution.constitution_file, name="constitution-file"
    ),
    path("rules/<str:number>", constitution.rule, name="rule"),
    path("sign-in", account.sign_in, name="sign-in"),
    path("sign-out", account.sign_out, name="sign-out"),
    path("me", account.me, name="me"),
    path("me/alive", account.alive, name="alive"),
    path("me/void", account.void, name="void"),
    path("language", set_language, name="language"),
    path("source", about.source, name="source"),
]

handler400 = "commonweal.web.faults.wrong_request"
handler404 = "commonweal.web.faults.not_found"
handler500 = "commonweal.web.faults.broken"
