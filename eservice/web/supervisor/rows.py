"""Rows of figures by service, office, officer and channel; in the order of the alphabet, never by rank."""

from flask import url_for

from eservice.metrics import names
from eservice.metrics.figures import Figures
from eservice.metrics.names import ServiceName
from eservice.metrics.rules import SMALL_GROUP
from eservice.requests.workflow import Channel
from eservice.web.filters import local
from eservice.web.labels import label
from eservice.web.supervisor import shapes
from eservice.web.supervisor.asked import Asked
from eservice.web.supervisor.shapes import Cells, Line


def groups(now: Figures, services: dict[int, ServiceName]) -> list[tuple[str, Figures]]:
    """Return the services with enough finished requests, the most frequent first, and the rest together."""
    large = [one for one, n in now.mix if n >= SMALL_GROUP]
    found = [(local(services[one], "name"), now.of_service(one)) for one in large]
    return [*found, (shapes.other_services(), now.without_services(large))]


def named_services(now: Figures, services: dict[int, ServiceName]) -> list[tuple[str, str, int]]:
    """Return (name, code, id) of each service that has requests here."""
    return sorted((local(services[one], "name"), services[one].code, one) for one in now.service_ids)


def service_lines(now: Figures, services: dict[int, ServiceName], question: Asked, cells: Cells) -> list[Line]:
    """Return a row for each service that has requests here."""
    return [
        Line(
            name=name,
            under="",
            url=url_for(".service_show", code=code, **question.with_(layanan=None)),
            cells=cells(now.of_service(one), question, layanan=code),
        )
        for name, code, one in named_services(now, services)
    ]


def office_lines(now: Figures, services: dict[int, ServiceName], question: Asked, cells: Cells) -> list[Line]:
    """Return a row for each office that has requests, with the mix of its services beside it."""
    return [
        Line(
            name=office.full_name,
            under=shapes.mix_words(now.of_office(office.id), services),
            url=url_for(".office_show", code=office.code, **question.with_(kantor=None)),
            cells=cells(now.of_office(office.id), question, kantor=office.code, sendiri=1),
        )
        for office in sorted(question.reach, key=lambda one: one.full_name)
        if office.id in now.office_ids
    ]


def officer_lines(now: Figures, services: dict[int, ServiceName]) -> list[Line]:
    """Return a row for each officer, with the mix of their work; their figures stand on a page opened with a reason."""
    return [
        Line(
            name=name,
            under=shapes.mix_words(now.of_officer(one), services, position),
            url=url_for(".officer_show", membership_id=one),
            cells=(),
        )
        for one, name, position in names.officer_names(now.officer_ids)
    ]


def channel_lines(now: Figures, question: Asked, cells: Cells) -> list[Line]:
    """Return a row for each way in which requests came."""
    return [
        Line(label(one), "", "", cells(now.of_channel(one), question, saluran=one.value))
        for one in Channel
        if now.of_channel(one).runs
    ]
