"""A company with many customers and invoices; on `DAY` some of them have their reminder due."""

import datetime as dt
from dataclasses import dataclass

from collections_app.communications.choices import Channel
from collections_app.communications.choices import State as CommunicationState
from collections_app.communications.models import Communication
from collections_app.companies.choices import Mode
from collections_app.companies.models import Company
from collections_app.customers.choices import ContactRole
from collections_app.customers.models import Contact, Customer
from collections_app.dunning.choices import NoticeState
from collections_app.dunning.models import Decision, Notice, NoticeLine
from collections_app.invoices.actions import summarise
from collections_app.invoices.models import Invoice
from collections_app.promises.models import Promise
from collections_app.tasks.choices import Kind as TaskKind
from collections_app.tasks.models import Task
from collections_app.users.choices import Role
from collections_app.users.models import User
from tests import factories
from tests.bench.writing import insert

DAY = dt.date(2030, 3, 6)  # a Wednesday that no clock has reached: pages then show this day
NOON = dt.datetime.combine(DAY, dt.time(12), dt.UTC)
OPEN = 2  # open invoices of every customer; the others are paid
PER_CUSTOMER = 20
LATE_SHARE = 0.96


@dataclass(frozen=True)
class World:
    """So many invoices; those of the first customers are due on `DAY`, most others are late."""

    stored: int
    due: int

    @property
    def due_customers(self) -> int:
        return self.due // OPEN

    @property
    def customers(self) -> int:
        return max(self.due_customers, self.stored // PER_CUSTOMER)

    @property
    def late_customers(self) -> int:
        """Those with something overdue, whose reminder is due or went a while ago."""
        return max(self.due_customers, int(self.customers * LATE_SHARE))

    @property
    def name(self) -> str:
        return f"{self.stored}_{self.due}"

    def fill(self) -> None:
        company = new_company()
        _customers(self, company)
        _invoices(self)
        _told(self, company)
        _work(self, company)
        ids = list(Customer.objects.order_by("pk").values_list("pk", flat=True))
        summarise(customer_ids=ids, as_of=DAY)


def new_company() -> Company:
    """In rehearsal, with a clerk."""
    company = factories.company(ledger_as_of=DAY, mode=Mode.REHEARSAL)
    clerk = User.objects.create_user("clerk", role=Role.CLERK)
    clerk.companies.set([company])
    return company


def _customers(world: World, company: Company) -> None:
    """Their ids are 1, 2, 3, ..."""
    pattern = Customer(company=company, street="Lenskade 21", postal_code="2031", country="NL")
    insert(
        pattern,
        f"generate_series(1, {world.customers}) c",
        id="c",
        number="'C-' || c",
        name="'Vandrel Optics ' || c",
        name_key="'vandrel optics ' || c",
        city="'Haarlem'",
        look_on=f"date '{DAY}' + case when c <= {world.due_customers} then 0 else 1 + c % 20 end",
    )
    insert(
        Contact(roles=[ContactRole.ACCOUNTS_PAYABLE], name="Femke Oldaal"),
        "customers_customer c",
        customer_id="c.id",
        email="'accounts' || c.id || '@vandrel.example'",
        phone="'+3120' || lpad(c.id::text, 7, '0')",
    )
    insert(
        Decision(code="climbs", decided_on=DAY - dt.timedelta(20)),
        "customers_customer c",
        customer_id="c.id",
        look_on="c.look_on",
    )


def _invoices(world: World) -> None:
    """The first two of a customer are open: due two days apart, or long overdue, or not yet."""
    paid_due_on = f"date '{DAY}' - 30 * k - c % 30"
    due_on = f"""case when k >= {OPEN} then {paid_due_on}
        when c <= {world.due_customers} then date '{DAY}' - 5 - k
        when c <= {world.late_customers} then date '{DAY}' - 6 - c * 7919 % 200
        else date '{DAY}' + 10 end"""
    amount = "50 + n % 9973 * 7919 % 9973 * case when n % 17 = 0 then 20 else 1 end"
    numbered = f"""(
        select n, 1 + (n - 1) % {world.customers} as c, (n - 1) / {world.customers} as k
        from generate_series(1, {world.stored}) n) numbered"""
    insert(
        Invoice(company=Company.objects.get(), currency="EUR", ledger_as_of=DAY),
        f"""(select n, c, {amount} as amount, k < {OPEN} as is_open, {due_on} as due
            from {numbered}) made""",
        customer_id="c",
        number="'I-' || n",
        issued_on="due - 30",
        due_on="due",
        amount="amount",
        settled_by_ledger="case when is_open then 0 else amount end",
        settled_on="case when not is_open then due + 10 end",
    )


def _told(world: World, company: Company) -> None:
    """A reminder went to everybody who is late for longer; with some it waits for approval."""
    waits = "c.id % 150 = 0"
    sent_on = f"date '{DAY}' - 20"
    insert(
        Notice(
            company=company,
            level="reminder",
            rank=1,
            wording="reminder",
            wording_rank=1,
            mode=company.mode,
            channel=Channel.EMAIL,
        ),
        f"customers_customer c where {_long_late(world)}",
        customer_id="c.id",
        day=f"case when {waits} then date '{DAY}' - 1 else {sent_on} end",
        state=f"case when {waits} then '{NoticeState.WAITING}' else '{NoticeState.ACCEPTED}' end",
        accepted_on=f"case when not {waits} then {sent_on} end",
    )
    insert(
        NoticeLine(mode=company.mode, level="reminder", rank=1),
        "dunning_notice n join invoices_invoice i on i.customer_id = n.customer_id"
        " and i.balance > 0",
        notice_id="n.id",
        invoice_id="i.id",
        balance="i.balance",
        demanded="i.balance",
        on_day="n.day",
        pay_by="n.day + 7",
        accepted_on="n.accepted_on",
    )
    insert(
        Communication(
            company=company,
            channel=Channel.EMAIL,
            state=CommunicationState.SENT,
            mode=company.mode,
            purpose="reminder",
            by="ladder",
            text="Dear Ms Oldaal, " * 60,
            created_at=NOON - dt.timedelta(20),
            send_after=NOON - dt.timedelta(20),
            sent_at=NOON - dt.timedelta(20),
        ),
        "dunning_notice n where n.accepted_on is not null",
        id="gen_random_uuid()",
        customer_id="n.customer_id",
        key="'notice:' || n.id",
    )


def _work(world: World, company: Company) -> None:
    """Calls for one in ten, today or later; some contacts to mend, some promises."""
    late = f"customers_customer c where {_long_late(world)}"
    for kind, share in ((TaskKind.CALL, "c.id % 10 = 0"), (TaskKind.FIX_CONTACT, "c.id % 90 = 7")):
        insert(
            Task(company=company, kind=kind, opened_at=NOON, values={"round": 1, "level": "call"}),
            f"{late} and {share}",
            customer_id="c.id",
            subject_kind="'customer'",
            subject_id="c.id",
            due_on=f"date '{DAY}' + case when c.id % 40 = 0 then 3 else -2 end",
        )
    insert(
        Promise(
            amount=50,
            currency="EUR",
            made_on=DAY - dt.timedelta(2),
            pauses=True,
            promised_for=DAY + dt.timedelta(9),
            by="user:1",
        ),
        f"{late} and c.id % 60 = 3",
        customer_id="c.id",
    )


def _long_late(world: World) -> str:
    return f"c.id > {world.due_customers} and c.id <= {world.late_customers}"
