"""Reads what the signs of a trick need beside the history's runs: every act, files, households, devices."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from eservice.catalogue import queries as catalogue
from eservice.catalogue.definition import Promise
from eservice.catalogue.rules import promise_for
from eservice.kernel.clock import WIB, wib
from eservice.kernel.db import db
from eservice.metrics import crowds, queries, signs
from eservice.metrics.queries import History, Scope
from eservice.metrics.rules import Period
from eservice.metrics.runs import Run
from eservice.metrics.signs import Act, Case
from eservice.offices import queries as offices
from eservice.requests.clock import promised
from eservice.requests.lists import RequestSnooze
from eservice.requests.models import Request, RequestEvent, RequestProof
from eservice.requests.steps import office_calendar
from eservice.requests.workflow import Channel, Step
from eservice.residents.models import Person
from eservice.staff.sightings import sightings
from eservice.uploads.models import Upload
from eservice.worktime.rules import Calendar

_PART = 400


@dataclass(frozen=True, slots=True)
class _About:
    """What a request says of itself besides its history."""

    version_id: int
    got: tuple[datetime | None, datetime | None]
    household: str | None


@dataclass(frozen=True, slots=True)
class _File:
    """One file that met a requirement."""

    requirement: str
    came_as: str
    at: datetime


@dataclass
class Book:
    """The requests of a scope with all that was done to them, read once; cases can be read as of any instant."""

    told: History
    terms: "Terms"
    _about: dict[int, _About] = field(default_factory=dict)
    _acts: dict[int, list[Act]] = field(default_factory=dict)
    _files: dict[int, list[_File]] = field(default_factory=dict)
    _put_off: dict[int, list[datetime]] = field(default_factory=dict)
    _known: set[int] = field(default_factory=set)

    def cases(self, period: Period) -> list[Case]:
        """Return the requests as they stood at the end of a period; ask for the latest period first."""
        runs: dict[int, list[Run]] = {}
        for run in self.told.figures(period).runs:
            runs.setdefault(run.filing.request_id, []).append(run)
        self._read([one for one in runs if one not in self._known])
        acts = {one: [act for act in self._acts.get(one, []) if act.taken_at <= period.until_at] for one in runs}
        crowded, burst = self._crowded(runs, period), self._bursts(acts, period)
        devices = _on_two_devices(acts, period)
        return [
            Case(
                runs=found,
                acts=acts[one],
                version_id=self._about[one].version_id,
                got_at=_first(self._about[one].got, period),
                household=self._about[one].household,
                same_file=self._same_file(one, acts[one], period),
                is_put_off=any(at in period for at in self._put_off.get(one, [])),
                is_crowded=one in crowded,
                is_burst=one in burst,
                two_devices=one in devices,
                longer=self.terms.longer(self._about[one].version_id, found),
            )
            for one, found in runs.items()
            if acts[one]
        ]

    def _read(self, wanted: Sequence[int]) -> None:
        for first in range(0, len(wanted), _PART):
            part = wanted[first : first + _PART]
            self._known.update(part)
            for one, *about in db.session.execute(_about_of(part)):
                self._about[one] = _About(about[0], (about[1], about[2]), about[3])
            for one, *act in db.session.execute(_acts_of(part)):
                self._acts.setdefault(one, []).append(Act(*act))
            for one, *file in db.session.execute(_files_of(part)):
                self._files.setdefault(one, []).append(_File(*file))
            for one, at in db.session.execute(
                select(RequestSnooze.request_id, RequestSnooze.set_at).where(RequestSnooze.request_id.in_(part))
            ):
                self._put_off.setdefault(one, []).append(at)

    def _crowded(self, runs: Mapping[int, Sequence[Run]], period: Period) -> set[int]:
        filed: dict[str, list[tuple[datetime, int]]] = {}
        for one, found in runs.items():
            household = self._about[one].household
            if household is not None and found[0].begins_at in period:
                filed.setdefault(household, []).append((found[0].begins_at, one))
        return crowds.crowded(
            {household: sorted(told) for household, told in filed.items() if len(told) >= crowds.CROWD}
        )

    def _bursts(self, acts: Mapping[int, Sequence[Act]], period: Period) -> set[int]:
        decided: dict[int, list[tuple[datetime, int]]] = {}
        for one, done in acts.items():
            for act in done:
                if act.step in signs.DECISIONS and act.membership_id is not None and act.taken_at in period:
                    decided.setdefault(act.membership_id, []).append((act.taken_at, one))
        return crowds.bursts({member: sorted(told) for member, told in decided.items()})

    def _same_file(self, request_id: int, acts: Sequence[Act], period: Period) -> bool | None:
        """Tell whether a correction answered in the period brought the file there was before."""
        asked, told = None, None
        for act in acts:
            if act.step is Step.ASK_CORRECTION:
                asked = act
            elif act.step is Step.RESUBMIT and asked is not None:
                if act.taken_at in period:
                    told = bool(told) or self._brought_again(request_id, asked, act.taken_at)
                asked = None
        return told

    def _brought_again(self, request_id: int, asked: Act, until: datetime) -> bool:
        wanted = {gap.split(":")[1] for gap in asked.details.get("gaps", []) if gap.startswith("proof:")}
        before: dict[str, str] = {}
        for one in self._files.get(request_id, []):
            if one.at <= asked.taken_at:
                before[one.requirement] = one.came_as
            elif one.at <= until and one.requirement in wanted and before.get(one.requirement) == one.came_as:
                return True
        return False


def book(scope: Scope, *, since: datetime) -> Book:
    """Read the requests that were open, finished or due after ``since``, or were still to be fetched then."""
    return Book(queries.history(scope, since=since - signs.FETCH_WITHIN), Terms())


@dataclass
class Terms:
    """Promises and hours, each read once for a page."""

    _promises: dict[tuple[int, Channel], tuple[Promise, Promise | None]] = field(default_factory=dict)
    _hours: dict[tuple[int, bool], Calendar] = field(default_factory=dict)

    def hours(self, office_id: int, *, at_counter: bool = False) -> Calendar:
        """Return the hours of an office."""
        key = office_id, at_counter
        if key not in self._hours:
            self._hours[key] = office_calendar(offices.office(office_id), minutes=at_counter)
        return self._hours[key]

    def promise_from(self, case: Case, run: Run, at: datetime) -> datetime:
        """Return what would have been promised for the same request filed at an instant."""
        return promised(self._of(case.version_id, run.filing.channel)[0], at, self._measuring(run))

    def longer(self, version_id: int, runs: Sequence[Run]) -> dict[int, timedelta]:
        """Return by how much longer the version of each run promises than the one before it, where it does."""
        new, old = self._of(version_id, runs[0].filing.channel)
        if old is None or new == old:
            return {}
        found = {}
        for run in runs:
            hours = self._measuring(run)
            found[run.number] = promised(new, run.begins_at, hours) - promised(old, run.begins_at, hours)
        return {number: more for number, more in found.items() if more > timedelta()}

    def _measuring(self, run: Run) -> Calendar:
        return self.hours(run.office_id, at_counter=run.filing.channel is Channel.COUNTER)

    def _of(self, version_id: int, channel: Channel) -> tuple[Promise, Promise | None]:
        """Return what a version promises on a channel, and what the version before it promised."""
        key = version_id, channel
        if key not in self._promises:
            version = catalogue.version(version_id)
            number = version.number - 1
            before = next((one.id for one in catalogue.versions(version.service_id) if one.number == number), None)
            old = _promise(before, channel) if before is not None else None
            self._promises[key] = _promise(version_id, channel), old
        return self._promises[key]


def _promise(version_id: int, channel: Channel) -> Promise:
    return promise_for(catalogue.definition_of(version_id), channel)


def _about_of(part: Sequence[int]) -> Any:
    """Return the household by the applicant's family card, told here or in another row of the same NIK."""
    same = aliased(Person)
    elsewhere = select(func.max(same.kk_index)).where(same.nik_index == Person.nik_index).scalar_subquery()
    return (
        select(
            Request.id, Request.service_version_id, Request.downloaded_at, Request.collected_at,
            func.coalesce(Person.kk_index, elsewhere),
        )
        .outerjoin(Person, Person.id == Request.applicant_id)
        .where(Request.id.in_(part))
    )  # fmt: skip


def _acts_of(part: Sequence[int]) -> Any:
    of = RequestEvent.__table__.c
    return (
        select(
            of.request_id, of.step, of.to_status, of.taken_at, of.office_id, of.promised_at, of.actor_membership_id,
            of.actor_user_id, of.details,
        )
        .where(of.request_id.in_(part))
        .order_by(of.request_id, of.sequence)
    )  # fmt: skip


def _files_of(part: Sequence[int]) -> Any:
    return (
        select(RequestProof.request_id, RequestProof.requirement, Upload.came_as, RequestProof.added_at)
        .join(Upload, Upload.id == RequestProof.upload_id)
        .where(RequestProof.request_id.in_(part))
        .order_by(RequestProof.request_id, RequestProof.id)
    )


def _first(got: Iterable[datetime | None], period: Period) -> datetime | None:
    """Return the first instant at which something was handed over, as far as known at the end of a period."""
    return min((at for at in got if at is not None and at <= period.until_at), default=None)


def _on_two_devices(acts: Mapping[int, Sequence[Act]], period: Period) -> set[int]:
    """Return the requests on which an account worked later on a day on which it was seen on two devices, or while away.

    Sign-ins are kept for a while only (``sightings.SEEN_BACK``): what is older shows nothing.
    """
    users = {act.user_id for done in acts.values() for act in done if act.membership_id and act.user_id}
    spans = {
        user_id: [(one.at, _midnight_after(one.at)) for one in seen]
        for user_id, seen in sightings(users, at=period.until_at).items()
    }
    return {
        one
        for one, done in acts.items()
        for act in done
        if act.membership_id and act.taken_at in period
        if any(begun <= act.taken_at < over for begun, over in spans.get(act.user_id or 0, []))
    }


def _midnight_after(at: datetime) -> datetime:
    return datetime.combine(wib(at).date() + timedelta(days=1), time(), WIB)
