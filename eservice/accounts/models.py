"""What is stored about accounts, their sessions and the guesses at their secrets."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eservice.accounts.rules import Ended, Guess, Level, PhoneOwner, Way
from eservice.kernel.db import EncryptedText, Model, UTCDateTime


class User(Model):
    """One account. Several may claim one NIK until an officer has compared a KTP; then one is left."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("(level = 'proven') = (proven_at IS NOT NULL)", name="proven_has_instant"),
        CheckConstraint("(nik IS NULL) = (nik_index IS NULL)", name="nik_has_index"),
        CheckConstraint("nik_index IS NOT NULL OR staff_login IS NOT NULL", name="somebody_can_sign_in"),
        CheckConstraint("level <> 'proven' OR nik_index IS NOT NULL", name="proven_has_nik"),
        CheckConstraint("(phone_owner = 'none') = (phone IS NULL)", name="phone_has_owner"),
        CheckConstraint("length(name) > 0", name="has_name"),
        Index(
            "uq_users_proven_nik",
            "nik_index",
            unique=True,
            sqlite_where=text("level = 'proven' AND frozen_at IS NULL AND disabled_at IS NULL"),
            postgresql_where=text("level = 'proven' AND frozen_at IS NULL AND disabled_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    nik: Mapped[str | None] = mapped_column(EncryptedText("users.nik"))
    """Empty for staff who have never asked for anything."""
    nik_index: Mapped[str | None] = mapped_column(index=True)
    """Keyed digest of the NIK; not unique: a second claim is accepted and decided by an officer."""
    staff_login: Mapped[str | None] = mapped_column(unique=True)
    """Official e-mail in lower case, or NIP, of who was invited."""
    password_hash: Mapped[str | None]
    """Argon2id; empty until an invitation is accepted, and for demo people who sign in with one click."""
    password_set_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When it was chosen; unknown for those from before this was written down."""
    desk_pin_hash: Mapped[str | None]
    """Argon2id of an officer's short PIN, which opens a shared browser for the rest of a day."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"), index=True)
    phone: Mapped[str | None] = mapped_column(EncryptedText("users.phone"))
    phone_owner: Mapped[PhoneOwner] = mapped_column(default=PhoneOwner.NONE)
    email: Mapped[str | None] = mapped_column(EncryptedText("users.email"))
    email_confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When somebody last proved, with a code that went there, to read what comes to this address."""
    language: Mapped[str] = mapped_column(default="id")
    """In which language messages are written: ``id`` or ``en``."""
    recovery_index: Mapped[str | None]
    """Keyed digest of KK number and date of birth: what must be known besides a reset code."""

    level: Mapped[Level] = mapped_column(default=Level.UNPROVEN)
    proven_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """The officer who compared person and KTP."""
    proven_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    frozen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """Another account was found to be this NIK's."""
    disabled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_signed_in_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column()

    sessions: Mapped[list["Session"]] = relationship(back_populates="user", order_by="Session.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_proven(self) -> bool:
        """Tell whether an officer has compared this person with the KTP."""
        return self.level is Level.PROVEN

    @property
    def is_open(self) -> bool:
        """Tell whether one may sign in with this account."""
        return self.frozen_at is None and self.disabled_at is None


class Session(Model):
    """One stay of one person on one device, in one capacity."""

    __tablename__ = "sessions"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name="ended_has_reason"),
        CheckConstraint("created_at <= ends_at", name="begins_before_its_end"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(unique=True)
    """Of the secret in the browser's cookie."""
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))
    """Empty while the person acts as a citizen."""
    agent: Mapped[str] = mapped_column(default="")
    """Browser and system in two words, so that people know their own devices again."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    end_reason: Mapped[Ended | None]
    is_shared: Mapped[bool] = mapped_column(default=False)
    """In a browser that several officers use: it ends after few idle minutes."""
    desk_pass_id: Mapped[int | None] = mapped_column(ForeignKey("desk_passes.id"))
    """Begun with a short PIN, under this pass; empty after a full sign-in."""
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When its person last proved who they are, by the second factor or the password; empty while they have not."""
    way: Mapped[Way] = mapped_column(default=Way.PASSWORD)
    """By which first proof it was begun."""
    is_strong: Mapped[bool] = mapped_column(default=False)
    """A second proof was given in it besides: the roles that need one may be acted in."""

    user: Mapped[User] = relationship(back_populates="sessions")


class SecondFactor(Model):
    """An account's authenticator; a row is there once its first code was right."""

    __tablename__ = "second_factors"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    secret: Mapped[str] = mapped_column(EncryptedText("second_factors.secret"))
    last_step: Mapped[int]
    """The half minute whose code was used last: it and all before it are used up."""
    set_up_at: Mapped[datetime] = mapped_column(UTCDateTime)


class RecoveryCode(Model):
    """One code on paper that stands for the authenticator, once."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    digest: Mapped[str] = mapped_column(unique=True)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Passkey(Model):
    """A key that never leaves its owner's telephone, computer or security key, and what is needed to know it again."""

    __tablename__ = "passkeys"
    __table_args__ = (
        CheckConstraint("length(name) > 0", name="has_name"),
        CheckConstraint("sign_count >= 0", name="counted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    credential: Mapped[bytes] = mapped_column(unique=True)
    """By which name the device knows it."""
    public_key: Mapped[bytes]
    """COSE, as the device told it."""
    sign_count: Mapped[int] = mapped_column(BigInteger)
    """How often the device says that it has signed; always 0 for those that are kept in several devices."""
    name: Mapped[str]
    """What its owner calls it."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    locked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """Its count went back, as that of a copy does: it opens nothing any more."""


class SpentChallenge(Model):
    """A question that a passkey answered: kept until it is too old to be asked, so that no answer is sent twice."""

    __tablename__ = "spent_challenges"

    digest: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


class DeskBrowser(Model):
    """A browser that several officers share on one day; its secret goes with the browser's window."""

    __tablename__ = "desk_browsers"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(unique=True)
    day: Mapped[date]


class DeskPass(Model):
    """The right of one officer to come back to one browser by PIN, for the day on which they signed in fully."""

    __tablename__ = "desk_passes"
    __table_args__ = (UniqueConstraint("browser_id", "user_id"), CheckConstraint("wrong >= 0", name="counted"))

    id: Mapped[int] = mapped_column(primary_key=True)
    browser_id: Mapped[int] = mapped_column(ForeignKey("desk_browsers.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"))
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    wrong: Mapped[int] = mapped_column(default=0)
    """Wrong PINs since the last right one."""
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Try(Model):
    """One guess at a secret, kept until the longest window has passed; neither secret nor address is stored."""

    __tablename__ = "tries"
    __table_args__ = (
        Index("ix_tries_secret", "guess", "secret_index", "network_index", "at"),
        Index("ix_tries_network", "network_index", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guess: Mapped[Guess]
    secret_index: Mapped[str]
    """Keyed digest of whose secret it is: the typed NIK, NIP or e-mail."""
    network_index: Mapped[str]
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    counts: Mapped[bool] = mapped_column(default=True)
    """False once it was right, or was not looked at because of the others."""


class ResetCode(Model):
    """A code that lets its holder choose a new password, once."""

    __tablename__ = "reset_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    digest: Mapped[str] = mapped_column(unique=True)
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """The officer at the counter who saw the KTP; a code sent by mail has none and needs something known besides."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class MailCode(Model):
    """A code of six digits that went to an account's mailbox: worth something once, on the page that asked for it."""

    __tablename__ = "mail_codes"
    __table_args__ = (CheckConstraint("tries >= 0", name="counted"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    request_digest: Mapped[str] = mapped_column(index=True)
    """Of the secret that the page keeps which asked; ``digest`` is of that and the code."""
    digest: Mapped[str]
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Invitation(Model):
    """A one-time code with which somebody invited chooses the first password."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    digest: Mapped[str] = mapped_column(unique=True)
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Empty for the first administrator, who is invited from the command line."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class StaffReset(Model):
    """A lost password of staff: one person opens its renewal, another confirms it; then an invitation is made."""

    __tablename__ = "staff_resets"
    __table_args__ = (
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name="confirmed_by_someone"),
        CheckConstraint("confirmed_by_id <> opened_by_id AND confirmed_by_id <> user_id", name="by_two_others"),
        CheckConstraint("opened_by_id <> user_id", name="not_for_oneself"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Empty where it was opened from the command line."""
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Persona(Model):
    """An invented person whom the demo's sign-in page offers with one click."""

    __tablename__ = "personas"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))
    position: Mapped[int]
    line: Mapped[str]
    """What waits there: ``Kelurahan Telanaipura, 23 di antrean``."""
    line_en: Mapped[str]

    user: Mapped[User] = relationship()
