"""The addresses of the pages."""

from django.contrib.auth.views import LogoutView
from django.urls import include, path

from collections_app.web import (
    agreed,
    attachments,
    communications,
    customers,
    holds,
    import_results,
    imports,
    inbox,
    logos,
    mail_hooks,
    mails,
    notes,
    payment_details,
    payments,
    policy,
    print_runs,
    queue,
    review,
    sending,
    settings,
    steering,
    stopping,
    unfiled,
    unknown,
    webhooks,
    why,
    wording_looks,
    wordings,
    wrap_up,
    writing,
)
from collections_app.web.sessions import LogIn

_customers = [
    path("", customers.index, name="index"),
    path("<int:id>/", customers.detail, name="detail"),
    path("<int:id>/here/", customers.here, name="here"),
    path("<int:id>/history/", customers.history, name="history"),
    path("<int:id>/wrap-up/", wrap_up.save, name="wrap_up"),
    path("<int:id>/wrap-up/next", wrap_up.propose, name="propose"),
    path("<int:id>/wrap-up/contact", wrap_up.contact, name="contact"),
    path("mails/<uuid:id>/", mails.going, name="going_mail"),
    path("mails/<uuid:id>/undo", mails.undo, name="undo_mail"),
    path("<int:id>/mail", writing.begin, name="begin_mail"),
    path("<int:id>/mail/to", writing.readdress, name="readdress_mail"),
    path("<int:id>/mail/send", writing.send, name="send_mail"),
    path("<int:id>/notes/", notes.write, name="write_note"),
    path("<int:id>/answered", notes.answered, name="answered"),
    path("notes/<uuid:id>/unpin", notes.unpin, name="unpin_note"),
    path("<int:id>/holds/", holds.put, name="put_hold"),
    path("holds/<int:id>/end", holds.end, name="end_hold"),
    path("promises/<int:id>/withdraw", agreed.withdraw, name="withdraw"),
    path("disputes/<int:id>/files", attachments.add, name="attach"),
    path("disputes/files/<int:id>", attachments.download, name="attachment"),
    path("disputes/<int:id>/end", agreed.end_dispute, name="end_dispute"),
    path("said-to-be-paid/<int:id>/end", agreed.end_search, name="end_says_paid"),
    path("<int:id>/next-step/done", agreed.done, name="done"),
    path("<int:id>/standing/", agreed.standing, name="standing"),
    path("<int:id>/send-now/", sending.look, name="look"),
    path("<int:id>/send-now/send", sending.send, name="send"),
    path("sends/<int:id>/", sending.going, name="going"),
    path("sends/<int:id>/undo", sending.undo, name="undo_send"),
    path("<int:id>/decisions", why.of_customer, name="decisions"),
    path("<int:id>/next", queue.after, name="next"),
    path("<int:id>/course/", steering.course, name="course"),
    path("<int:id>/override/", steering.override, name="override"),
    path("<int:id>/start-again/", steering.restart, name="start_again"),
]
_communications = [
    path("<uuid:id>/", communications.record, name="record"),
    path("<uuid:id>/html", communications.html, name="html"),
    path("<uuid:id>/letter.pdf", communications.letter, name="letter"),
    path("<uuid:id>/came-back", steering.came_back, name="came_back"),
    path("<uuid:id>/went", unknown.went, name="went"),
    path("<uuid:id>/again", unknown.again, name="again"),
]
_review = [
    path("", review.review, name="list"),
    path("notices/<int:id>/approve", review.approve, name="approve"),
    path("notices/<int:id>/skip", review.skip, name="skip"),
    path("notices/<int:id>/went", review.went, name="went"),
    path("companies/<int:id>/<slug:code>/approve", review.approve_all, name="approve_all"),
    path("companies/<int:id>/<slug:code>/skip", review.skip_all, name="skip_all"),
]
_inbox = [
    path("", inbox.index, name="list"),
    path("replies/<uuid:id>/file", inbox.file, name="file"),
    path("replies/<uuid:id>/answer", mails.answer, name="answer"),
    path("replies/<uuid:id>/answer/send", mails.send_answer, name="send_answer"),
    path("replies/<uuid:id>/move", inbox.move, name="move"),
    path("mails/<int:id>/place", unfiled.place, name="place"),
    path("mails/<int:id>/put-aside", unfiled.set_aside, name="put_aside"),
    path("texts/<int:id>/place", unfiled.place_sms, name="place_text"),
    path("texts/<int:id>/put-aside", unfiled.set_sms_aside, name="put_text_aside"),
]
_print_runs = [
    path("", print_runs.index, name="index"),
    path("<int:id>/file", print_runs.fetch, name="fetch"),
    path("<int:id>/manifest.csv", print_runs.manifest, name="manifest"),
    path("<int:id>/letters/<int:number>.pdf", print_runs.letter, name="letter"),
    path("<int:id>/ask", print_runs.ask, name="ask"),
    path("<int:id>/close", print_runs.close, name="close"),
]
_stopping = [
    path("stop", stopping.stop, name="stop"),
    path("go-on", stopping.go_on, name="go_on"),
    path("channels/<slug:channel>/try-again", stopping.try_again, name="try_again"),
]
_settings = [
    path("", settings.page, name="list"),
    path("companies/<int:id>/logo.png", logos.logo, name="logo"),
    path("companies/<int:id>/logo/", logos.change_logo, name="change_logo"),
    path("companies/<int:id>/<slug:section>", settings.change, name="change"),
    path("companies/<int:id>/ways-to-pay/", payment_details.decide, name="payment_change"),
    path("companies/<int:id>/mode/", settings.switch, name="mode"),
    path("policies/<int:id>/levels/<slug:key>", settings.level, name="level"),
    path("keys/", settings.keys, name="keys"),
]
_policy = [
    path("", policy.page, name="page"),
    path("<int:id>/look-ahead", policy.look_ahead, name="look_ahead"),
    path("<int:id>/make-live", policy.make_live, name="make_live"),
    path("contacts/<int:id>/", policy.message, name="message"),
]
_place = "<slug:key>/<slug:channel>/<slug:language>"
_wordings = [
    path("", wordings.index, name="index"),
    path("avoid", wordings.avoid, name="avoid"),
    path("allow/<int:id>", wordings.allow, name="allow"),
    path("mail/<slug:key>/<slug:language>", wording_looks.mail, name="mail"),
    path("paper/<slug:key>/<slug:language>", wording_looks.paper, name="paper"),
    path(f"{_place}/", wordings.editor, name="editor"),
    path(f"{_place}/look", wording_looks.look, name="look"),
    path(f"{_place}/save", wordings.save, name="save"),
    path(f"{_place}/publish", wordings.publish, name="publish"),
    path(f"{_place}/discard", wordings.discard, name="discard"),
    path(f"{_place}/versions/<int:version>/", wordings.compare, name="compare"),
    path(f"{_place}/versions/<int:version>/back", wordings.back, name="back"),
]
_imports = [
    path("", imports.index, name="list"),
    path("uploads/", imports.bring, name="bring"),
    path("uploads/<uuid:id>/", imports.upload, name="upload"),
    path("uploads/<uuid:id>/reading", imports.read, name="read"),
    path("uploads/<uuid:id>/take-in", imports.take_in, name="take_in"),
    path("uploads/<uuid:id>/discard", imports.discard, name="discard"),
    path("uploads/<uuid:id>/refused.csv", imports.refused, name="upload_refused"),
    path("<int:id>/", import_results.detail, name="detail"),
    path("<int:id>/refused.csv", import_results.refused, name="refused"),
    path("<int:id>/undo", import_results.undo, name="undo"),
]
_payments = [
    path("", payments.index, name="list"),
    path("<int:id>/", payments.choose, name="choose"),
    path("<int:id>/allocate", payments.lay, name="allocate"),
    path("allocations/<int:id>/undo", payments.undo, name="undo"),
]
_hooks = [
    path("twilio/status/<str:token>", webhooks.twilio_status, name="twilio_status"),
    path("twilio/key/<str:token>", webhooks.twilio_key, name="twilio_key"),
    path("twilio/inbound", webhooks.twilio_inbound, name="twilio_inbound"),
    path("mail/events", mail_hooks.mail_events, name="mail_events"),
    # Mailgun hands on a mail as it was received where its address says mime.
    path("mail/mime", mail_hooks.mail_inbound, name="mail_inbound"),
]

urlpatterns = [
    path("", queue.queue, name="queue"),
    path("views/", queue.keep_view, name="keep_view"),
    path("views/<int:id>/forget", queue.forget_view, name="forget_view"),
    path("log-in/", LogIn.as_view(), name="login"),
    path("log-out/", LogoutView.as_view(), name="logout"),
    path("customers/", include((_customers, "customers"))),
    path("communications/", include((_communications, "communications"))),
    path("imports/", include((_imports, "imports"))),
    path("why/", why.why, name="why"),
    path("policy/", include((_policy, "policy"))),
    path("payments/", include((_payments, "payments"))),
    path("hooks/", include((_hooks, "hooks"))),
    path("review/", include((_review, "review"))),
    path("letters/", include((_print_runs, "print_runs"))),
    path("inbox/", include((_inbox, "inbox"))),
    path("stopping/", include((_stopping, "stopping"))),
    path("settings/", include((_settings, "settings"))),
    path("wordings/", include((_wordings, "wordings"))),
]
