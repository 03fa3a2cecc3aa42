"""Messages: written with the change, sent after it, never for what did not happen."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import func, select

from eservice.accounts import actions as accounts
from eservice.accounts import passwords
from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.kernel.db import db
from eservice.kernel.errors import (
    ConflictError,
    InvalidInputError,
    MissingReasonError,
    NotAllowedError,
    NotFoundError,
)
from eservice.kernel.mail import SmtpMailer
from eservice.kernel.transaction import transaction
from eservice.kernel.wake import listen, unheard
from eservice.notifications import actions, delivery, queries, rules
from eservice.notifications.actions import Recipient, announce
from eservice.notifications.models import Message
from eservice.notifications.rules import MessageChannel, MessageState
from tests.times import MONDAY

HOME = "https://eservice.contoh.go.id"
SITI = Recipient(email="siti@contoh.id", phone="+6281200000001")
RECEIPT: dict[str, Any] = {"code": "K7M4QX", "promised_at": MONDAY + timedelta(days=3, hours=7)}
NIGHT = datetime(2026, 7, 6, 13, 30, tzinfo=UTC)
"""20.30 WIB."""


@dataclass
class MailServer:
    """A real SMTP server on loopback; it can be told to refuse."""

    port: int
    received: list[EmailMessage]
    refuses: bool = False

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.refuses:
            return "451 Try again later"
        message = BytesParser(policy=default).parsebytes(envelope.content)
        assert isinstance(message, EmailMessage)
        self.received.append(message)
        return "250 OK"


@pytest.fixture
def mail_server(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    server = MailServer(port, [])
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    mailer = SmtpMailer(f"smtp://127.0.0.1:{port}", sender="eservice@contoh.go.id")
    drivers = replace(db_app.extensions["eservice.drivers"], mailer=mailer)
    monkeypatch.setitem(db_app.extensions, "eservice.drivers", drivers)
    yield server
    controller.stop()


@pytest.fixture(autouse=True)
def _no_worker(db_app: Flask) -> Iterator[None]:
    """Nothing is sent before a test says so."""
    with unheard(db_app.extensions):
        yield


@pytest.fixture
def user_id(db_app: Flask) -> int:
    with passwords.cheap(), transaction():
        new = accounts.NewCitizen(nik="1571014107909001", name="Siti Rahmawati")
        return accounts.register(new, password=passwords.choose("kopi hangat di teras"), at=MONDAY).id


@pytest.fixture
def officer(user_id: int) -> Actor:
    return Actor(Role.OFFICER, user_id=user_id, membership_id=1, office_id=1)


def tell(template: str = "submitted", *, to: Recipient = SITI, **params: Any) -> None:
    with transaction():
        announce(template, to=to, params=params or RECEIPT, at=MONDAY)


def tell_then_fail(*, to: Recipient) -> None:
    with transaction():
        announce("submitted", to=to, params=RECEIPT, at=MONDAY)
        raise ConflictError("claimed")


def send(at: datetime = MONDAY, **more: Any) -> int:
    return delivery.send_due(at=at, base_url=HOME, **more)


def only_message() -> Message:
    db.session.expire_all()
    return db.session.scalars(select(Message)).one()


# ── E-mail ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_message_reaches_the_mailbox_without_name_service_or_nik(mail_server: MailServer) -> None:
    tell()

    assert send() == 1

    (mail,) = mail_server.received
    assert mail["To"] == "siti@contoh.id"
    assert mail["Subject"] == "eservice: Kabar permohonan K7M-4QX"
    assert mail.get_content().strip() == (
        f"Permohonan K7M-4QX kami terima. Janji selesai: Kamis 9 Jul pukul 16.00. Lihat: {HOME}/permohonan/K7M4QX"
    )
    assert only_message().state is MessageState.SENT


def test_who_chose_english_reads_english(mail_server: MailServer) -> None:
    tell(to=replace(SITI, language="en"))

    send()

    assert "Promised by: Thursday 9 Jul, 16.00" in mail_server.received[0].get_content()


def test_nothing_is_sent_for_a_change_that_was_rolled_back(mail_server: MailServer, user_id: int) -> None:
    with pytest.raises(ConflictError):
        tell_then_fail(to=replace(SITI, user_id=user_id))

    assert send() == 0
    assert mail_server.received == []
    assert queries.inbox(user_id, language="id") == []


def test_a_worker_is_woken_after_the_commit_and_only_then(db_app: Flask) -> None:
    heard: list[tuple[str, int | None]] = []
    listen(db_app.extensions, lambda kind, identifier: heard.append((kind, identifier)))

    with transaction():
        announce("submitted", to=SITI, params=RECEIPT, at=MONDAY)
        assert heard == []
    assert heard == [("messages", None)]

    with pytest.raises(ConflictError):
        tell_then_fail(to=SITI)
    assert len(heard) == 1


def test_a_message_is_sent_once_however_often_the_worker_looks(mail_server: MailServer) -> None:
    tell()

    assert [send(), send(), send(MONDAY + timedelta(days=1))] == [1, 0, 0]
    assert len(mail_server.received) == 1


def test_a_refused_message_is_tried_again_later(mail_server: MailServer) -> None:
    tell()
    mail_server.refuses = True

    assert send() == 0
    assert (only_message().state, only_message().tries) == (MessageState.PENDING, 1)
    mail_server.refuses = False
    assert send(MONDAY + timedelta(seconds=29)) == 0
    assert send(MONDAY + timedelta(seconds=30)) == 1


def test_a_mail_server_that_is_down_costs_nothing_but_time(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        mailer = SmtpMailer(f"smtp://127.0.0.1:{closed.getsockname()[1]}", sender="eservice@contoh.go.id")
    drivers = replace(db_app.extensions["eservice.drivers"], mailer=mailer)
    monkeypatch.setitem(db_app.extensions, "eservice.drivers", drivers)
    tell()

    assert send() == 0
    assert only_message().state is MessageState.PENDING


def test_a_message_that_always_fails_is_given_up_and_shown(mail_server: MailServer) -> None:
    tell()
    mail_server.refuses = True

    for day in range(rules.TRIES + 2):
        send(MONDAY + timedelta(days=day))

    assert (only_message().state, only_message().tries) == (MessageState.FAILED, rules.TRIES)
    assert [one.id for one in queries.stuck_messages()] == [only_message().id]


def test_a_worker_that_died_leaves_a_lease_that_ends(mail_server: MailServer) -> None:
    tell()
    delivery._take(at=MONDAY, base_url=HOME, limit=10)  # and then the machine lost power

    assert send(MONDAY + timedelta(minutes=1)) == 0
    assert send(MONDAY + rules.LEASE) == 1


def test_a_worker_whose_lease_was_taken_over_writes_nothing(mail_server: MailServer) -> None:
    tell()
    (slow,) = delivery._take(at=MONDAY, base_url=HOME, limit=10)
    delivery._take(at=MONDAY + rules.LEASE, base_url=HOME, limit=10)

    delivery._note(slow, fault=None, at=MONDAY + rules.LEASE)

    assert only_message().state is MessageState.PENDING


def test_a_one_time_code_is_forgotten_once_it_is_sent(mail_server: MailServer, user_id: int) -> None:
    with transaction():
        announce("reset_code", to=replace(SITI, user_id=user_id), at=MONDAY, secret="K7QM4T2X9D")
    assert queries.inbox(user_id, language="id") == []

    send()

    assert "K7QM-4T2X-9D" in mail_server.received[0].get_content()
    assert only_message().secret is None


def test_no_address_lies_open_in_the_database(db_app: Flask) -> None:
    tell()

    raw = db.session.connection().exec_driver_sql("SELECT contact, params FROM messages").one()
    assert b"siti@contoh.id" not in bytes(raw[0])


# ── The inbox ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_without_an_address_the_message_waits_in_the_inbox(user_id: int) -> None:
    tell(to=Recipient(user_id=user_id))

    (entry,) = queries.inbox(user_id, language="id")
    assert entry.text.startswith("Permohonan K7M-4QX kami terima.")
    assert (entry.path, entry.is_new) == ("/permohonan/K7M4QX", True)
    assert send() == 0


def test_an_inbox_speaks_the_language_of_the_page(user_id: int) -> None:
    tell(to=Recipient(user_id=user_id))

    assert queries.inbox(user_id, language="en")[0].text.startswith("We have received request K7M-4QX.")


def test_what_was_read_is_no_longer_new(user_id: int) -> None:
    tell(to=Recipient(user_id=user_id))
    assert queries.unread_count(user_id) == 1

    with transaction():
        actions.mark_inbox_read(user_id, at=MONDAY)

    assert queries.unread_count(user_id) == 0
    assert not queries.inbox(user_id, language="id")[0].is_new


def test_nobody_reads_another_persons_inbox(user_id: int) -> None:
    tell(to=Recipient(user_id=user_id))

    assert queries.inbox(user_id + 1, language="id") == []


def test_who_has_neither_account_nor_address_gets_no_row(db_app: Flask) -> None:
    tell(to=Recipient(phone="+6281200000001"))

    assert db.session.scalar(select(func.count()).select_from(Message)) == 0


def test_a_message_without_its_facts_fails_before_anything_is_written(user_id: int) -> None:
    with pytest.raises(KeyError), transaction():
        announce("submitted", to=Recipient(user_id=user_id), params={"code": "K7M4QX"}, at=MONDAY)

    assert queries.inbox(user_id, language="id") == []


# ── By hand: WhatsApp and calls ──────────────────────────────────────────────────────────────────────────────────────


def prepare(officer: Actor, template: str = "correction", *, at: datetime = MONDAY, phone: str | None = SITI.phone):
    params = {"code": "K7M4QX", "until_on": MONDAY + timedelta(days=7)}
    with transaction():
        return actions.prepare_whatsapp(
            template, to=Recipient(phone=phone), params=params, base_url=HOME, actor=officer, at=at
        )


@pytest.mark.parametrize("phone", ["+6281200000001", "081200000001", "6281200000001", "0812-0000-0001"])
def test_an_officer_gets_a_link_that_opens_the_text(officer: Actor, phone: str) -> None:
    prepared = prepare(officer, phone=phone)

    assert prepared.link.startswith("https://wa.me/6281200000001?text=Ada%20yang%20perlu%20dilengkapi")
    assert "K7M-4QX" in prepared.text


def test_a_prepared_text_is_no_contact_attempt_until_it_is_logged(officer: Actor) -> None:
    prepared = prepare(officer)
    tell("correction", to=SITI, code="K7M4QX", until_on=MONDAY)
    assert not queries.was_told("K7M4QX", since=MONDAY)

    with transaction():
        actions.log_whatsapp_sent(prepared.message_id, request_code="K7M4QX", actor=officer, at=MONDAY)

    states = {(one.channel, one.state) for one in queries.contact_attempts("K7M4QX")}
    assert (MessageChannel.WHATSAPP, MessageState.LOGGED) in states


def test_a_text_is_logged_once_and_only_if_it_exists(officer: Actor) -> None:
    prepared = prepare(officer)
    with transaction():
        actions.log_whatsapp_sent(prepared.message_id, request_code="K7M4QX", actor=officer, at=MONDAY)

    with transaction(), pytest.raises(ConflictError):
        actions.log_whatsapp_sent(prepared.message_id, request_code="K7M4QX", actor=officer, at=MONDAY)
    other = prepare(officer)
    with transaction(), pytest.raises(NotFoundError):
        actions.log_whatsapp_sent(other.message_id, request_code="AAAAAA", actor=officer, at=MONDAY)
    with transaction(), pytest.raises(NotFoundError):
        actions.log_whatsapp_sent(999_999, request_code="K7M4QX", actor=officer, at=MONDAY)


def test_no_telephone_rings_at_night_except_for_what_people_wait_for(officer: Actor) -> None:
    with pytest.raises(NotAllowedError) as refusal:
        prepare(officer, at=NIGHT)

    assert refusal.value.code == "quiet_hours"
    assert prepare(officer, "done", at=NIGHT).link


@pytest.mark.parametrize("phone", [None, "", "0741-123456", "12345"])
def test_a_number_without_whatsapp_is_refused(officer: Actor, phone: str | None) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        prepare(officer, phone=phone)

    assert refusal.value.code == "no_mobile_number"


def test_only_staff_prepare_and_log(user_id: int) -> None:
    citizen = Actor(Role.CITIZEN, user_id=user_id)

    with pytest.raises(NotAllowedError):
        prepare(citizen)
    with transaction(), pytest.raises(NotAllowedError):
        actions.log_whatsapp_sent(1, request_code="K7M4QX", actor=citizen, at=MONDAY)
    with transaction(), pytest.raises(NotAllowedError):
        actions.log_call("K7M4QX", note="diangkat", to=SITI, actor=citizen, at=MONDAY)


def test_a_call_counts_only_with_what_came_of_it(officer: Actor) -> None:
    with transaction(), pytest.raises(MissingReasonError):
        actions.log_call("K7M4QX", note="  ", to=SITI, actor=officer, at=MONDAY)
    assert not queries.was_told("K7M4QX", since=MONDAY)

    with transaction():
        actions.log_call("K7M4QX", note="Diangkat istri, besok dilengkapi.", to=SITI, actor=officer, at=MONDAY)

    assert queries.was_told("K7M4QX", since=MONDAY)
    assert queries.contact_attempts("K7M4QX")[0].note == "Diangkat istri, besok dilengkapi."


def test_mail_and_whatsapp_together_are_two_channels(mail_server: MailServer, officer: Actor) -> None:
    tell("correction", to=SITI, code="K7M4QX", until_on=MONDAY)
    send()
    assert not queries.was_told("K7M4QX", since=MONDAY)
    prepared = prepare(officer)

    with transaction():
        actions.log_whatsapp_sent(prepared.message_id, request_code="K7M4QX", actor=officer, at=MONDAY)

    assert queries.was_told("K7M4QX", since=MONDAY)
    assert not queries.was_told("K7M4QX", since=MONDAY + timedelta(days=1))


def test_an_inbox_that_nobody_opened_is_no_channel(mail_server: MailServer, user_id: int) -> None:
    tell("correction", to=replace(SITI, user_id=user_id), code="K7M4QX", until_on=MONDAY)
    send()
    assert not queries.was_told("K7M4QX", since=MONDAY)

    with transaction():
        actions.mark_inbox_read(user_id, at=MONDAY)

    assert queries.was_told("K7M4QX", since=MONDAY)
