"""What is always true of what came back."""

from collections_app.lib.checks import Check, rows
from collections_app.replies.left_behind import ASKED_FOR, TRIES_TO_TELL
from collections_app.replies.rules import RANKS, Rank

_LEFT = """
select id from replies_providerevent
where parked_because = 'new' and received_at < now() - interval '15 minutes'
"""


def _statuses(rank: Rank) -> str:
    return ", ".join(f"'{status}'" for status, its_rank in RANKS.items() if its_rank == rank)


_TEXTS = f"""
select c.id
from replies_providerevent e
join communications_attempt a on a.token = e.token
join communications_communication c on c.id = a.communication_id
where e.kind = 'status' and e.applied_at is not null and (
    (e.form->'MessageStatus'->>0 in ({_statuses(Rank.ARRIVED)})
        and c.state not in ('delivered', 'bounced'))
    or (e.form->'MessageStatus'->>0 in ({_statuses(Rank.CAME_BACK)}) and c.state <> 'bounced'))
"""
_MAILS = """
select c.id
from replies_providerevent e
join communications_attempt a on a.token = e.token
join communications_communication c on c.id = a.communication_id
where e.kind = 'mail' and e.applied_at is not null and (
    (e.form->'event'->>0 = 'delivered' and c.state not in ('delivered', 'bounced'))
    or (e.form->'event'->>0 in ('bounced', 'rejected', 'failed') and c.state <> 'bounced'))
"""
_WENT_BACK = f"{_TEXTS} union {_MAILS}"
_MAIL_LEFT = """
select id from replies_mail where state = 'new' and received_at < now() - interval '15 minutes'
"""
# Asked for again whenever its box is read well, for two weeks; shown after a few tries.
_KEPT_BACK = f"""
select l.id
from replies_leftbehind l
join replies_mailbox b on b.id = l.mailbox_id and b.validity = l.validity
where (l.tries >= {TRIES_TO_TELL} and l.shown_as_id is null)
    or (l.uid <= b.last_uid and l.since > b.polled_at - interval '{ASKED_FOR.days} days'
        and l.again_at < b.polled_at - interval '15 minutes')
"""
# What stands for one has another hash than that of nothing, which a mail without a word has.
_SHOWN_FOR_NOTHING = """
select m.id
from replies_mail m
where m.state = 'unreadable' and m.size = 0 and m.sha256 <> encode(sha256(m.raw), 'hex')
    and (m.said = '' or not exists (
        select from replies_leftbehind l where l.shown_as_id = m.id and l.said <> ''))
"""
_BOUNCE_WITHOUT_A_TRACE = """
select m.id
from replies_mail m
join communications_communication c on c.id = m.communication_id
where m.state = 'applied' and m.kind in ('gone', 'bounced') and c.state in ('sent', 'delivered')
"""
_MAILED_AFTER_STOP = """
select distinct a.id
from history_event stop
join communications_communication c
    on c.customer_id = stop.customer_id and c.channel = 'email' and c.mode = 'live'
    and lower(c.recipient) = lower(stop.values->>'address')
join communications_attempt a
    on a.communication_id = c.id and a.started_at > stop.at + interval '10 seconds'
where stop.kind = 'contact.email_stopped' and not exists (
    select from history_event start
    where start.kind in ('contact.email_started', 'contact.address_allowed')
        and start.at between stop.at and a.started_at
        and lower(start.values->>'address') = lower(stop.values->>'address'))
"""
# What was claimed while the word was on its way has crossed it.
_SENT_AFTER_STOP = """
select distinct a.id
from history_event stop
join communications_communication c
    on c.recipient = stop.values->>'number' and c.channel = 'sms' and c.mode = 'live'
join communications_attempt a
    on a.communication_id = c.id and a.started_at > stop.at + interval '10 seconds'
where stop.kind = 'contact.sms_stopped' and not exists (
    select from history_event start
    where start.kind in ('contact.sms_started', 'contact.address_allowed')
        and start.at between stop.at and a.started_at
        and coalesce(start.values->>'number', start.values->>'address') = stop.values->>'number')
"""

CHECKS = (
    Check(
        "event_left",
        "provider events",
        "What a provider told us is applied, or parked with a reason, within 15 minutes.",
        rows(_LEFT),
    ),
    Check(
        "mail_left",
        "mails",
        "A mail that came is applied, or waits for a person, within 15 minutes.",
        rows(_MAIL_LEFT),
    ),
    Check(
        "mail_kept_back",
        "mails left behind",
        "What the mailbox does not hand out is asked for again, and soon stands where people look.",
        rows(_KEPT_BACK),
    ),
    Check(
        "mail_shown_for_nothing",
        "mails",
        "What stands for a mail that the mailbox does not hand out says which, and why.",
        rows(_SHOWN_FOR_NOTHING),
    ),
    Check(
        "bounce_without_a_trace",
        "mails",
        "What a bounce tells of does not count as sent.",
        rows(_BOUNCE_WITHOUT_A_TRACE),
    ),
    Check(
        "mailed_after_stop",
        "attempts",
        "No e-mail goes to an address after its owner wrote stop or called one spam.",
        rows(_MAILED_AFTER_STOP),
    ),
    Check(
        "went_back",
        "communications",
        "What arrived or came back, by a provider's word, is not less than that.",
        rows(_WENT_BACK),
    ),
    Check(
        "sent_after_stop",
        "attempts",
        "No SMS goes to a number after its owner wrote stop.",
        rows(_SENT_AFTER_STOP),
    ),
)
