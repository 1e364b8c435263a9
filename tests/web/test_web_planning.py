"""The plan in the making, as people meet it in a browser: proposing, ordering, moving."""

from __future__ import annotations

import re
import shutil
from html import unescape
from pathlib import Path

import pytest

from commonweal.polity import commands as cmd
from commonweal.polity.planning.proposals import data
from commonweal.polity.planning.proposals import effects as ef
from commonweal.web import planned

SCRIPT = "<script>alert(1)</script>"
BAKERY, MILL, QUARTER = 3, 4, 5


def text_of(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def send(client, address, status=302, **fields):
    fields = {"place": fields.get("what", ""), **fields}
    answer = client.post(address, fields)
    told = answer.content.decode()
    assert answer.status_code == status, told[told.find("<main") :][:3000]
    return told if status != 302 else answer.headers["Location"]


def visible(page):
    main = page.partition("<main")[2].partition("</main>")[0]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)))


@pytest.fixture(scope="session")
def commune_built(builder_kind, tmp_path_factory):
    """Two workplaces and a consumer council, under one district and one congress."""

    class Commune(builder_kind):
        def build(self):
            self.do(cmd.OpenBody(level="federation", name="Congress"))
            self.do(cmd.OpenBody(level="district", name="Harbour district", parent=1))
            for level, name in (
                ("workplace", "Bakery North"),
                ("workplace", "Mill"),
                ("consumers", "Quarter East"),
            ):
                body = self.do(cmd.OpenBody(level=level, name=name, parent=2)).events[0].body
                self.settle(body)
                roll = self.do(cmd.CloseRoll(body=body)).events[0].roll
                for member in list(self.state.bodies[body].members)[:2]:
                    self.do(cmd.SignRoll(roll=roll), member)
            self.do(cmd.ApportionSeats(body=2))
            self.run([self.open(2, sender) for sender in (BAKERY, MILL, QUARTER)])
            self.do(cmd.ApportionSeats(body=1))
            self.run([self.open(1, 2)])

    folder = tmp_path_factory.mktemp("commune") / "home"
    builder = Commune(folder)
    builder.build()
    builder.clock.pass_days(31)
    builder.office.tick()
    builder.office.close()
    return folder, builder.clock.now


class Walk:
    """A commune in which councils plan."""

    def __init__(self, town):
        self.town = town
        self.office, self.clock = town.office, town.clock
        self.state = town.office.state

    def member(self, body, place=2):
        return sorted(self.state.bodies[body].members)[place]

    @property
    def delegate(self):
        return next(one.holder for one in self.state.delegates(1))

    def client(self, member=0):
        return self.town.client(member)

    def do(self, command, by):
        return self.office.execute(command, by).events

    def carry(self, body, effect):
        """Move something in the congress and carry it."""
        delegates = [one.holder for one in self.state.delegates(body)]
        command = cmd.ProposeMotion(body=body, text="As moved", effect=effect)
        motion = self.state.motions[self.do(command, delegates[0])[0].motion]
        self.vote(motion.id)
        return motion

    def vote(self, number):
        motion = self.state.motions[number]
        delegates = [one.holder for one in self.state.delegates(motion.body)]
        delegates = delegates or sorted(self.state.bodies[motion.body].members)
        for other in delegates:
            if motion.stage == "moved" and other not in (motion.by, *motion.seconders):
                self.do(cmd.SecondMotion(motion=number), other)
        for _ in range(20):
            if motion.stage == "vote":
                break
            self.clock.pass_days(1)
            self.office.tick()
        if motion.roll_call is not None and motion.stage == "debate":
            raise AssertionError("a roll-call is asked for")
        for other in delegates:
            if motion.stage == "vote":
                self.do(cmd.CastVote(poll=motion.poll, choice="yes"), other)
        assert motion.stage == "carried", motion.stage

    def begin(self):
        self.carry(1, ef.BeginPlanning(periods=4, begins_in_days=60))
        assert self.state.campaigns[1].stage == "proposing"


@pytest.fixture
def walk(commune_built, town_kind, tmp_path):
    folder, now = commune_built
    shutil.copytree(folder, tmp_path / "home")
    town = town_kind.opened(tmp_path / "home", now)
    yield Walk(town)
    town.close()


def test_without_a_plan_the_page_says_what_one_is_and_how_it_begins(walk):
    page = visible(text_of(walk.client(), "/plan"))
    assert "No plan is in the making" in page
    assert "those who make things (Workplace assembly)" in page
    assert "1. food, homes and health" in page
    assert "Move to begin planning" not in page
    delegate = walk.client(walk.delegate)
    assert "Move to begin planning" in text_of(delegate, "/plan")
    wrong = send(delegate, "/plan/begin", 422, what="begin", body="1", periods="", begins="many")
    assert "A whole number is missing, from 1 to 1,000" in wrong
    assert "got: many" in wrong
    assert 'value="many"' in wrong
    to = send(delegate, "/plan/begin", what="begin", body="1", periods="4", begins="60")
    motion = walk.state.motions[int(to.rpartition("/")[2])]
    assert motion.effect == ef.BeginPlanning(periods=4, begins_in_days=60)
    assert "4 periods of 7 days" in visible(text_of(walk.client(), to))
    walk.vote(motion.id)
    assert "proposals are made" in visible(text_of(walk.client(), "/plan"))


def make_address(body):
    return f"/plan/bodies/{body}/propose"


def order_address(body):
    return f"/plan/bodies/{body}/order"


def test_a_workplace_says_what_it_makes_and_how(walk):
    walk.begin()
    miller, baker = walk.client(walk.member(MILL)), walk.client(walk.member(BAKERY))
    assert "no hours offered yet" in visible(text_of(baker, "/plan"))
    send(miller, make_address(MILL), what="product", name=f"Flour {SCRIPT}", unit="kg")
    send(baker, make_address(BAKERY), what="product", name="Bread", unit="loaves")
    page = text_of(baker, make_address(BAKERY))
    assert SCRIPT not in page
    assert "Flour &lt;script&gt;" in page
    typed = {"what": "process", "name": "Bake", "hours": "8", "capacity": "20", "lead": "0"}
    rows = {
        "inputs-of": ["1", "", ""],
        "inputs-amount": ["50", "", ""],
        "outputs-of": ["2", "", ""],
        "outputs-amount": ["1,5", "", ""],
    }
    more = send(baker, make_address(BAKERY), 200, **typed, **rows, more="1")
    assert more.count('name="inputs-of"') == 6
    assert 'value="1,5"' in more
    assert not walk.state.processes
    wrong = send(baker, make_address(BAKERY), 422, **typed, **rows)
    assert "Row 1: Write a whole number from 1 to 1,000,000,000,000, in figures only; got: 1,5" in (
        unescape(wrong)
    )
    assert 'href="#process"' in wrong
    assert 'value="Bake"' in wrong
    rows["outputs-amount"][0] = "1 000"
    send(baker, make_address(BAKERY), **typed, **rows)
    (bake,) = walk.state.processes.values()
    assert (bake.inputs, bake.outputs, bake.hours) == (((1, 50),), ((2, 1000),), 8)
    page = visible(text_of(walk.client(), make_address(BAKERY)))
    assert "One run takes 50 kg Flour" in page
    assert "8 hours" in page
    assert "1,000 loaves Bread" in page
    assert "Withdraw" not in page
    send(baker, make_address(BAKERY), what="hours", hours="300")
    send(baker, make_address(BAKERY), what="stock", product="1", amount="75")
    form = text_of(baker, f"{make_address(BAKERY)}?replaces=1")
    assert "Replace “Bake”" in form
    assert 'name="replaces" value="1"' in form
    typed |= {"hours": "7", "place": "process-1"}
    send(baker, make_address(BAKERY), **typed, **rows, replaces="1")
    assert walk.state.processes[1].replaced_by == 2
    assert walk.state.campaigns[1].hours == {BAKERY: 300}
    send(baker, make_address(BAKERY), what="withdraw", process="2", place="withdraw-2")
    told = visible(text_of(walk.client(), make_address(BAKERY)))
    assert "75 kg Flour" in told
    assert "It has declared no process" in told


def test_who_has_no_voice_gets_no_form_and_is_refused(walk):
    walk.begin()
    miller = walk.client(walk.member(MILL))
    page = text_of(miller, make_address(BAKERY))
    assert 'name="hours"' not in page
    refused = send(miller, make_address(BAKERY), 422, what="hours", hours="9")
    assert "proposed for others" in refused
    assert "Nothing was changed" in refused
    stranger = walk.client()
    left = send(stranger, make_address(BAKERY), 403, what="hours", hours="9")
    assert "You are not signed in any more" in left
    assert send(miller, make_address(BAKERY), 404, what="nothing")
    assert text_of(miller, make_address(QUARTER), 404)
    assert text_of(miller, order_address(BAKERY), 404)
    for nowhere in (
        "/plan/campaigns/9",
        "/plan/plans/9",
        "/plan/plans/9.json",
        "/plan/compare?plans=9",
    ):
        assert text_of(miller, nowhere, 404)
    assert walk.state.campaigns[1].hours == {}


def test_a_quarter_orders_by_rank_and_its_members_for_themselves(walk):
    walk.begin()
    eater = walk.client(walk.member(QUARTER))
    assert "0 orders" in visible(text_of(eater, "/plan"))
    send(eater, order_address(QUARTER), what="product", name="Bread", unit="loaves")
    line = {"product": "1", "rank": "1", "period": "0"}
    missing = send(
        eater, order_address(QUARTER), 422, what="order", rank="1", amount="", product=""
    )
    assert "Nothing was chosen" in missing
    assert "A whole number is missing" in missing
    send(eater, order_address(QUARTER), what="order", **line, amount="1200")
    send(eater, order_address(QUARTER), what="order", product="1", rank="3", period="2", amount="5")
    page = visible(text_of(walk.client(), order_address(QUARTER)))
    assert "Bread 1,200 loaves in each period" in page
    assert "5 loaves in period 2" in page
    assert "Change or take back" not in page
    place = "change-1-1-0"
    send(eater, order_address(QUARTER), what="change", **line, amount="900", place=place)
    send(eater, order_address(QUARTER), what="own", product="1", rank="2", amount="3")
    own = visible(text_of(walk.client(walk.member(QUARTER)), order_address(QUARTER)))
    assert "It counts as soon as 3 members have ordered it" in own
    other = visible(text_of(walk.client(walk.member(QUARTER, 3)), order_address(QUARTER)))
    assert "You have ordered nothing for yourself" in other
    assert "3 loaves" not in other
    send(
        eater, order_address(QUARTER), what="change", product="1", rank="3", period="2", amount="0"
    )
    orders = walk.state.campaigns[1].orders[QUARTER]
    assert [(one.rank, one.amount) for one in orders] == [(1, 900)]
    assert "1 order" in visible(text_of(walk.client(), "/plan/campaigns/1"))


def test_a_body_makes_its_proposal_its_own_decision(walk):
    walk.begin()
    eater = walk.client(walk.member(QUARTER))
    send(eater, order_address(QUARTER), what="product", name="Bread", unit="loaves")
    to = send(eater, order_address(QUARTER), what="fix")
    number = int(to.rpartition("/")[2])
    assert "no single member changes it" in visible(text_of(eater, to))
    walk.vote(number)
    assert walk.state.campaigns[1].fixed == {QUARTER: number}
    eater = walk.client(walk.member(QUARTER))  # sign-ins end after some hours
    page = text_of(eater, order_address(QUARTER))
    assert "Decided by the body" in page
    assert 'value="order"' not in page
    assert "Move to free it" in page
    send(eater, order_address(QUARTER), 422, what="order", product="1", rank="1", amount="9")


def close_round(walk):
    """Let the time for proposals pass; the office finds a plan."""
    walk.clock.pass_days(15)
    walk.office.tick()
    assert walk.state.plans[1].outcome == "plan"


def close_rounds(walk):
    """Let the rounds that are left pass, without anything being revised."""
    while walk.state.campaigns[1].stage == "revising":
        walk.clock.pass_days(8)
        walk.office.tick()
    assert walk.state.campaigns[1].stage == "deciding"


def offered(walk):
    """Let all bodies propose and order, by commands."""
    walk.begin()
    baker, miller, eater = (walk.member(one) for one in (BAKERY, MILL, QUARTER))
    walk.do(data.NameProduct(body=MILL, name="Flour", unit="kg"), miller)
    walk.do(data.NameProduct(body=BAKERY, name=f"Bread {SCRIPT}", unit="loaves"), baker)
    mill = data.DeclareProcess(
        body=MILL, name="Grind", inputs=(), outputs=((1, 100),), hours=2, capacity=50
    )
    bake = data.DeclareProcess(
        body=BAKERY, name="Bake", inputs=((1, 50),), outputs=((2, 80),), hours=8, capacity=20
    )
    walk.do(mill, miller)
    walk.do(bake, baker)
    walk.do(data.OfferHours(campaign=1, body=BAKERY, hours=100), baker)
    walk.do(data.OfferHours(campaign=1, body=MILL, hours=100), miller)
    for rank, amount in ((1, 600), (2, 800)):
        order = data.PlaceOrder(campaign=1, body=QUARTER, product=2, rank=rank, amount=amount)
        walk.do(order, eater)
    close_round(walk)


def asked(client, amount, status=302, **fields):
    """Ask for a plan under which the quarter gets so much bread at least."""
    rows = {"least-of": "2", "least-also": str(QUARTER), "least-amount": str(amount)}
    sent = {"title": f"More {SCRIPT}", "period": "0", **rows, **fields}
    return send(client, "/plan/campaigns/1/alternative", status, what="alternative", **sent)


def test_after_a_round_everybody_sees_what_they_get_and_why_no_more(walk):
    offered(walk)
    stranger = walk.client()
    orders = visible(text_of(stranger, order_address(QUARTER)))
    assert "gets all of it" in orders
    assert "45 % 1,440 loaves of 3,200 loaves in all" in orders
    assert orders.count("It is held back by the hours of Bakery North in period 1.") == 1
    assert "It would pass" not in orders
    eater, address = walk.client(walk.member(QUARTER)), f"{order_address(QUARTER)}?pass=2-2"
    assert "?pass=2-2#order-2-2-0" in text_of(eater, order_address(QUARTER))
    would = (
        "It would pass, and everybody else keep what they get, with 40 hours more of the hours of"
    )
    assert would in visible(text_of(eater, address))
    assert would not in visible(text_of(stranger, address))
    baker = visible(text_of(stranger, make_address(BAKERY)))
    assert "Bake 48 of 80 runs It is held back by the hours of Bakery North" in baker
    assert "Grind 24 of 200 runs" in visible(text_of(stranger, make_address(MILL)))
    plan = visible(text_of(stranger, "/plan/plans/1"))
    assert "Flour kg 0 0 – 2,400 2,400 0" in plan
    assert "Hours of work that one unit contains, direct and indirect" in plan
    assert "0.02 kg" in plan
    assert "the hours of Bakery North 3.12 points 100 hours 1\u20134" in plan


def test_a_plan_is_found_compared_and_adopted(walk):
    offered(walk)
    stranger = walk.client()
    page = visible(text_of(stranger, "/plan/plans/1"))
    assert "2. comfort 45 %" in page
    assert "commonweal plan certify plan-1.json" in page
    assert "Move that it is adopted" not in page
    assert stranger.get("/plan/plans/1.json").json()["format"] == "commonweal.plan/1"
    eater = walk.client(walk.member(QUARTER))
    empty = asked(eater, "", 422, **{"least-of": "", "least-also": ""})
    assert "Nothing is asked for" in empty
    assert "Row 1: say for which body" in asked(eater, 700, 422, **{"least-also": ""})
    asked(eater, 700)
    told = text_of(stranger, "/plan/campaigns/1")
    assert SCRIPT not in told
    assert "at least 700 loaves Bread" in visible(told)
    assert "Quarter East in each period" in visible(told)
    walk.office.tick()
    compared = visible(text_of(stranger, "/plan/compare?plans=1,2"))
    assert "Plan 1 (round 1)" in compared
    assert "Plan 2 (alternative 1)" in compared
    assert "Hours of work 432 432" in compared
    assert "Bakery North 384 384" in compared
    assert "Quarter East 72.5 % 72.5 %" in compared
    assert "Plan 2 (alternative 1) against Plan 1 (round 1)" in compared
    assert "Nothing changes for anybody" in compared
    most = {"most-of": "2", "most-also": str(QUARTER), "most-amount": "500"}
    asked(eater, "", **{"least-of": "", "least-also": ""}, **most)
    walk.office.tick()
    price = visible(text_of(stranger, "/plan/plans/3"))
    price = price[price.index("What it costs the others") :]
    assert "against Plan 1 (round 1)" in price, "each is told against the plan without conditions"
    assert "Who gets less Quarter East" in price
    delegate = walk.client(walk.delegate)
    assert "Move adoption" not in text_of(delegate, "/plan"), "others still revise"
    assert "when the last of 3 rounds is over" in visible(text_of(delegate, "/plan/plans/2"))
    assert "plan rounds to come" in send(delegate, "/plan/plans/2", 422, what="adopt")
    close_rounds(walk)
    delegate = walk.client(walk.delegate)
    assert "Move adoption" in text_of(delegate, "/plan")
    to = send(delegate, "/plan/plans/2", what="adopt", reasons="Bread first.")
    number = int(to.rpartition("/")[2])
    motion = visible(text_of(stranger, to))
    hours = f"{walk.state.plans[2].hours:,}"
    assert f"Plan 2 (alternative 1) is adopted, with {hours} hours of work" in motion
    assert "more than half of Yes and No" in motion
    assert "What it changes for everybody else is told on its page." in motion
    assert 'href="/plan/plans/2"' in text_of(stranger, to)
    assert "Bread first." in motion
    walk.vote(number)
    assert walk.state.campaigns[1].adopted == 2
    walk.office.tick()
    page = visible(text_of(stranger, "/plan"))
    assert "In force" in page
    assert "a plan was adopted" in page
    assert "Deliveries of Bakery North" in text_of(walk.client(walk.member(BAKERY)), "/plan")
    assert "not adopted" in visible(text_of(stranger, "/plan/plans/1"))
    assert "600 loaves in each period" in visible(text_of(stranger, order_address(QUARTER)))
    assigned(walk, 2)


def assigned(walk, plan):
    """Move what the surplus of a plan is for."""
    delegate, address = walk.client(walk.delegate), f"/plan/plans/{plan}/surplus"
    whole = walk.state.plans[plan].surplus
    assert whole > 100
    rows = {"parts-of": ["4", "1"], "parts-also": ["", str(BAKERY)]}
    few, all_ = [["40", str(rest)] for rest in (whole - 41, whole - 40)]
    short = send(delegate, address, 422, what="surplus", **rows, **{"parts-amount": few})
    assert f"add up to {whole - 1:,} hours; they have to add up to {whole:,} hours" in short
    to = send(delegate, address, what="surplus", **rows, **{"parts-amount": all_})
    walk.vote(int(to.rpartition("/")[2]))
    page = visible(text_of(walk.client(), f"/plan/plans/{plan}"))
    assert "reserve 40 hours" in page
    assert f"more means of production {whole - 40:,} hours (Bakery North)" in page


def test_how_planning_itself_is_doing_is_told(walk):
    offered(walk)
    stranger = walk.client()
    assert "nothing to measure" in text_of(stranger, "/plan/measures")
    text_of(stranger, "/plan/measures?plan=1", 404)
    close_rounds(walk)
    delegate = walk.client(walk.delegate)
    to = send(delegate, "/plan/plans/1", what="adopt", reasons="It is what there is.")
    walk.vote(int(to.rpartition("/")[2]))
    walk.office.tick()
    told = visible(text_of(stranger, "/plan/measures"))
    assert "Of all hours reported, 0 % went into planning" in told
    assert "No body has reported hours yet" in told
    assert "There is one plan only" in told
    assert "There is no plan before this one" in told
    assert "/plan/measures" in text_of(stranger, "/plan/running")
    assert "/plan/measures" in text_of(stranger, "/plan/accounts")


def test_that_no_plan_is_possible_is_said_and_the_campaign_goes_on(walk):
    offered(walk)
    asked(walk.client(walk.member(QUARTER)), 2000)
    walk.office.tick()
    page = visible(text_of(walk.client(), "/plan/plans/2"))
    assert "no plan is possible" in page
    assert "Why there is none" in page
    assert "plan certify" not in page, "there is nothing to certify"
    assert (
        "for Quarter East in period 1: cannot be kept; the plan that comes nearest has 960" in page
    )
    delegate = walk.client(walk.delegate)
    assert "Move that it is adopted" not in text_of(delegate, "/plan/plans/2")
    assert "proposals are revised" in visible(text_of(delegate, "/plan/campaigns/1"))
    assert "plan infeasible" in send(delegate, "/plan/plans/2", 422, what="adopt")


def test_names_do_not_deceive(walk):
    """Two of one name are told apart, and no name turns the words around it."""
    walk.begin()
    miller = walk.member(MILL)
    for name in ("Flour", "Flour", "Rye\u202e gk 9"):
        walk.do(data.NameProduct(body=MILL, name=name, unit="kg"), miller)
    page = text_of(walk.client(miller), make_address(MILL))
    assert "Flour (kg) · 1" in page
    assert "Flour (kg) · 2" in page
    assert "\u202e" not in page
    assert "Rye gk 9 (kg)</option>" in page


def test_periods_that_follow_one_another_are_told_as_one():
    assert planned.spans([3, 1, 2, 7, 9, 8, 5]) == "1\u20133, 5, 7\u20139"
    assert planned.spans([]) == ""


def test_a_form_from_elsewhere_is_not_taken(walk):
    walk.begin()
    client = walk.town.client(walk.member(MILL))
    client.handler.enforce_csrf_checks = True
    forged = send(client, make_address(MILL), 403, what="hours", hours="9")
    assert "The form was not accepted" in forged
    assert walk.state.campaigns[1].hours == {}


def test_whatever_a_person_asks_of_the_plan_has_a_form():
    """A new command, or decision, about proposals is not left without its form."""
    of_the_office = {"CloseRound", "RecordPlan", "LapseCampaign", "RecordLines"}
    asked = {one.__name__ for one in data.AnyCommand.__args__} - of_the_office
    decided = {one.__name__ for one in ef.AnyEffect.__args__}
    web = Path(planned.__file__).parent
    source = "".join(one.read_text(encoding="utf-8") for one in web.glob("p*/p*.py"))
    source += (web / "plan_forms.py").read_text(encoding="utf-8")
    source += (web / "pages" / "ordering.py").read_text(encoding="utf-8")
    called = set(re.findall(r"\b([A-Z]\w+)\(", source))
    assert asked | decided <= called


def test_limits_are_named_and_set(walk):
    walk.begin()
    miller = walk.client(walk.member(MILL))
    assert "No limit has been named" in text_of(walk.client(), "/plan/limits")
    send(miller, "/plan/limits", what="limit", name="Water <b>", unit="m3")
    page = text_of(miller, "/plan/limits")
    assert "Water &lt;b&gt;" in page
    assert "limits nobody yet" in page
    assert 'id="set"' not in page
    delegate = walk.client(walk.delegate)
    to = send(delegate, "/plan/limits", what="set", body="1", limit="1", amount="500")
    assert "all together use at most 500 m3 of Water" in visible(text_of(miller, to))
    walk.vote(int(to.rpartition("/")[2]))
    assert "500 m3" in visible(text_of(walk.client(), "/plan/limits"))


def test_every_link_of_the_plan_leads_somewhere(walk):
    offered(walk)
    client = walk.client(walk.delegate)
    waiting, seen = ["/plan", f"/c/{BAKERY}", f"/c/{QUARTER}"], set()
    while waiting:
        address = waiting.pop().partition("#")[0]
        if address in seen:
            continue
        seen.add(address)
        answer = client.get(address)
        assert answer.status_code == 200, address
        if answer.headers["Content-Type"].startswith("text/html") and address.startswith("/plan"):
            links = re.findall(r'href="([^"]*)"', answer.content.decode())
            plain = [unescape(one) for one in links]
            base = address.partition("?")[0]
            plain = [base + one if one.startswith("?") else one for one in plain]
            waiting += [one for one in plain if one.startswith("/plan")]
    assert {"/plan/campaigns/1", "/plan/plans/1", "/plan/plans/1.json", "/plan/limits"} <= seen
    assert f"/plan/bodies/{BAKERY}/propose" in seen
    assert f"/plan/bodies/{QUARTER}/order" in seen


def test_ordering_on_a_phone_without_javascript_by_keyboard(walk, serve_town, chromium):
    walk.begin()
    eater = walk.member(QUARTER)
    for name in ("Bread", "Shoes", "W" * 70):
        walk.do(data.NameProduct(body=QUARTER, name=name, unit="pairs"), eater)
    long_one = max(walk.office.state.products)
    walk.do(data.PlaceOrder(campaign=1, body=QUARTER, product=long_one, rank=2, amount=1), eater)
    at = serve_town(walk.town)
    phone = chromium.new_context(
        viewport={"width": 390, "height": 800}, java_script_enabled=False, base_url=at
    )
    page = phone.new_page()
    page.set_default_timeout(20_000)

    def enter():
        with page.expect_navigation():
            page.keyboard.press("Enter")

    page.goto("/sign-in")
    page.fill("[name=code]", walk.town.code(eater))
    enter()
    page.goto(order_address(QUARTER))
    page.locator("#order-product").focus()
    page.keyboard.type("Sh")
    page.keyboard.press("Tab")
    page.keyboard.type("12 pairs")
    enter()
    wrong = page.locator("#order-amount")
    assert wrong.get_attribute("aria-invalid") == "true"
    assert wrong.input_value() == "12 pairs"
    assert "figures only" in page.locator("#order-amount-e").inner_text()
    wrong.fill("12")
    enter()
    assert "12 pairs" in page.locator("#rank-1 + ul").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_text("Change or take back").first.click()
    page.get_by_label("New amount, in pairs").first.fill("0")
    enter()
    assert "Nothing ordered in this rank" in page.locator("main").inner_text()
    phone.close()
