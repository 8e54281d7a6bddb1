"""Who may do what: the one table of expectations. docs/roles.md shows it to people."""

from dataclasses import dataclass
from enum import StrEnum

from collections_app.users.choices import Role

NOBODY: frozenset[str] = frozenset()
EVERYBODY = frozenset(Role.values)
WORKERS = EVERYBODY - {Role.AUDITOR}
DECIDERS = frozenset({Role.MANAGER, Role.ADMINISTRATOR})
OVERSEERS = EVERYBODY - {Role.CLERK}
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})


class Whose(StrEnum):
    """How a request says which company it is about."""

    OBJECT = "the company of the thing"
    ADDRESS = "the company in the address"
    OWN = "one's own"
    HOUSE = "the whole installation"


@dataclass(frozen=True)
class Row:
    """Who may look (GET) and who may act (POST), on what of the world in world.py."""

    get: frozenset[str] = NOBODY
    post: frozenset[str] = NOBODY
    on: str = ""
    whose: Whose = Whose.OBJECT
    is_open: bool = False  # without a log-in: it checks by itself who asks


def page() -> Row:
    """Of the company that the address names."""
    return Row(get=EVERYBODY, whose=Whose.ADDRESS)


def looks(on: str) -> Row:
    return Row(get=EVERYBODY, on=on)


def works(on: str, whose: Whose = Whose.OBJECT) -> Row:
    return Row(post=WORKERS, on=on, whose=whose)


def decides(on: str, whose: Whose = Whose.OBJECT) -> Row:
    return Row(post=DECIDERS, on=on, whose=whose)


def own(on: str = "") -> Row:
    return Row(post=EVERYBODY, on=on, whose=Whose.OWN)


def administers(on: str) -> Row:
    return Row(post=ADMINISTRATORS, on=on)


OPEN = Row(is_open=True)
OWN_DOOR = Row(get=EVERYBODY, post=EVERYBODY, whose=Whose.OWN)
HOUSE = Row(post=DECIDERS, whose=Whose.HOUSE)
BY_ADDRESS = Whose.ADDRESS

EXPECTED = {
    "The queue": {
        "queue": page(),
        "keep_view": own("page"),
        "forget_view": own("view"),
        "customers:next": looks("customer"),
    },
    "Customers": {
        "customers:index": page(),
        "customers:detail": looks("customer"),
        "customers:here": looks("customer"),
        "customers:history": looks("customer"),
        "customers:decisions": looks("customer"),
        "customers:chronology": looks("customer"),
        "customers:page": looks("customer"),
        "customers:page_look": looks("customer"),
        "customers:changes": Row(get=OVERSEERS, on="customer"),
        "customers:print_chronology": Row(post=OVERSEERS, on="customer"),
        "customers:copy": looks("copy"),
        "customers:keep_copies": works("customer"),
        "customers:attach": works("dispute"),
        "customers:attachment": looks("attachment"),
    },
    "Work on a customer": {
        "customers:wrap_up": works("customer"),
        "customers:propose": works("customer"),
        "customers:contact": looks("contact"),
        "customers:begin_mail": looks("customer"),
        "customers:readdress_mail": works("customer"),
        "customers:send_mail": works("customer"),
        "customers:going_mail": looks("mail_of_ours"),
        "customers:undo_mail": works("mail_of_ours"),
        "customers:write_note": works("customer"),
        "customers:answered": works("customer"),
        "customers:unpin_note": works("note"),
        "customers:put_hold": works("customer"),
        "customers:end_hold": works("hold"),
        "customers:withdraw": works("promise"),
        "customers:end_dispute": works("dispute"),
        "customers:end_says_paid": works("says_paid"),
        "customers:done": works("customer"),
        "customers:standing": works("customer"),
        "customers:look": looks("customer"),
        "customers:send": works("customer"),
        "customers:going": looks("notice"),
        "customers:undo_send": works("notice"),
        "customers:override": works("customer"),
        "customers:course": decides("customer"),
        "customers:policy": decides("customer"),
        "customers:start_again": decides("customer"),
    },
    "What was said": {
        "history": page(),
        "begin_export": Row(post=OVERSEERS, on="export_asked"),
        "export": looks("export"),
        "export_file": looks("export"),
        "why": page(),
        "assignments:list": Row(get=OVERSEERS, whose=Whose.ADDRESS),
        "assignments:give": decides("company"),
        "assignments:target": decides("company"),
        "assignments:away": decides("company"),
        "assignments:back": decides("absence"),
        "changes": Row(get=OVERSEERS, whose=Whose.ADDRESS),
        "communications:record": looks("mail_of_ours"),
        "communications:html": looks("mail_of_ours"),
        "communications:letter": looks("mail_of_ours"),
        "communications:came_back": works("mail_of_ours"),
        "communications:end_link": works("mail_of_ours"),
        "communications:went": decides("mail_of_ours"),
        "communications:again": decides("mail_of_ours"),
    },
    "Inbox": {
        "inbox:list": page(),
        "inbox:file": works("reply"),
        "inbox:answer": looks("reply"),
        "inbox:send_answer": works("reply"),
        "inbox:move": works("reply"),
        "inbox:place": works("mail"),
        "inbox:put_aside": works("mail"),
        "inbox:place_text": works("text"),
        "inbox:put_text_aside": works("text"),
    },
    "Review": {
        "review:list": page(),
        "review:approve": decides("notice"),
        "review:skip": decides("notice"),
        "review:went": decides("notice"),
        "review:date_today": decides("notice"),
        "review:begin_change": looks("waiting"),
        "review:change": decides("waiting"),
        "review:take_back": decides("waiting"),
        "review:ticked": decides("company"),
        "review:approve_all": decides("group"),
        "review:skip_all": decides("group"),
    },
    "The manager's figures": {
        "dashboard:page": Row(get=OVERSEERS, whose=BY_ADDRESS),
        "dashboard:rows": Row(get=OVERSEERS, on="figure", whose=BY_ADDRESS),
        "dashboard:download": Row(get=OVERSEERS, on="figure", whose=BY_ADDRESS),
        "dashboard:billing": decides("company"),
    },
    "Letters": {
        "print_runs:index": page(),
        "print_runs:fetch": works("print_run"),
        "print_runs:manifest": looks("print_run"),
        "print_runs:letter": looks("printed"),
        "print_runs:ask": works("print_run"),
        "print_runs:close": works("print_run"),
    },
    "Money and files": {
        "payments:list": page(),
        "payments:choose": looks("payment"),
        "payments:allocate": works("payment"),
        "payments:undo": works("allocation"),
        "imports:list": page(),
        "imports:bring": works("", BY_ADDRESS),
        "imports:upload": looks("upload"),
        "imports:read": works("upload"),
        "imports:take_in": works("upload"),
        "imports:discard": works("upload"),
        "imports:upload_refused": looks("upload"),
        "imports:detail": looks("imported"),
        "imports:refused": looks("imported"),
        "imports:undo": works("imported"),
    },
    "The ladder and its words": {
        "policy:page": page(),
        "policy:look_ahead": decides("policy"),
        "policy:make_live": decides("policy"),
        "policy:message": looks("foreseen"),
        "policy:add": decides("company"),
        "policy:remove": decides("policy"),
        "wordings:index": page(),
        "wordings:editor": Row(get=EVERYBODY, on="place", whose=BY_ADDRESS),
        "wordings:compare": Row(get=EVERYBODY, on="version", whose=BY_ADDRESS),
        "wordings:look": works("place", BY_ADDRESS),
        "wordings:mail": works("words", BY_ADDRESS),
        "wordings:paper": works("words", BY_ADDRESS),
        "wordings:save": works("place", BY_ADDRESS),
        "wordings:discard": works("place", BY_ADDRESS),
        "wordings:avoid": works("", BY_ADDRESS),
        "wordings:allow": works("avoided"),
        "wordings:publish": decides("place", BY_ADDRESS),
        "wordings:back": decides("version", BY_ADDRESS),
    },
    "Set up": {
        "set_up:page": Row(get=OVERSEERS, whose=BY_ADDRESS),
        "set_up:new": Row(get=ADMINISTRATORS, whose=Whose.HOUSE),
        "set_up:open": Row(post=ADMINISTRATORS, whose=Whose.HOUSE),
        "set_up:test_mail": decides("company"),
        "set_up:keep_wordings": decides("company"),
    },
    "Settings": {
        "settings:list": page(),
        "settings:keys": own(),
        "settings:email": own(),
        "settings:logo": looks("company"),
        "settings:change_logo": decides("company"),
        "settings:no_tokens": decides("company"),
        "settings:change": decides("section"),
        "settings:payment_change": decides("company"),
        "settings:mode": decides("company"),
        "settings:level": decides("level"),
        "settings:rates": decides("company"),
        "settings:end_sessions": own(),
    },
    "People": {
        "people:list": Row(get=ADMINISTRATORS, whose=BY_ADDRESS),
        "people:invite": Row(post=ADMINISTRATORS, whose=BY_ADDRESS),
        "people:withdraw": administers("invitation"),
        "people:change": administers("person"),
        "people:switch_off": administers("person"),
        "people:switch_on": administers("person"),
        "people:invite_again": administers("person"),
        "people:drop_factor": administers("person"),
    },
    "One's own log-in": {
        "account_change_password": OWN_DOOR,
        "account_reauthenticate": OWN_DOOR,
        "mfa_reauthenticate": OWN_DOOR,
        "mfa_index": Row(get=EVERYBODY, whose=Whose.OWN),
        "mfa_activate_totp": OWN_DOOR,
        "mfa_deactivate_totp": OWN_DOOR,
        "mfa_view_recovery_codes": Row(get=EVERYBODY, whose=Whose.OWN),
        "mfa_generate_recovery_codes": OWN_DOOR,
    },
    "Stopping everything": {
        "stopping:stop": HOUSE,
        "stopping:go_on": HOUSE,
        "stopping:try_again": Row(post=DECIDERS, on="channel", whose=Whose.HOUSE),
    },
    "Getting in": {
        "account_login": OPEN,
        "mfa_authenticate": OPEN,
        "account_logout": OPEN,
        "account_reset_password": OPEN,
        "account_reset_password_done": OPEN,
        "account_reset_password_from_key": OPEN,
        "account_reset_password_from_key_done": OPEN,
        "people:accept": OPEN,
    },
    "A customer, by the link of a mail": {
        "customer_page:page": OPEN,
        "customer_page:look": OPEN,
        "customer_page:logo": OPEN,
        "customer_page:copy": OPEN,
    },
    "Other systems": {
        "healthz": OPEN,
        "hooks:twilio_status": OPEN,
        "hooks:twilio_key": OPEN,
        "hooks:twilio_inbound": OPEN,
        "hooks:mail_events": OPEN,
        "hooks:mail_inbound": OPEN,
    },
}
ROWS = {name: row for part in EXPECTED.values() for name, row in part.items()}
