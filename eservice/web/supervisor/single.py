"""One service, and one office: everything that is told of it on one page."""

from typing import Any

from flask.typing import ResponseReturnValue

from eservice.accounts.permissions import Permission
from eservice.kernel.errors import NotFoundError
from eservice.web.guards import requires
from eservice.web.supervisor import heading, lengths, shapes
from eservice.web.supervisor.counts import counts
from eservice.web.supervisor.demand import arrivals
from eservice.web.supervisor.flow import bottleneck, flow_cells, flows
from eservice.web.supervisor.health import backlog
from eservice.web.supervisor.reading import Reading, page, reading
from eservice.web.supervisor.routes import blueprint
from eservice.web.supervisor.rows import office_lines


@blueprint.get("/penyelia/layanan/<code>")
@requires(Permission.FIGURES_SEE)
def service_show(code: str) -> ResponseReturnValue:
    """Show one service in the offices asked about. Raises NotFoundError for one there is not."""
    read = reading(layanan=code)
    offices = office_lines(read.now, read.services, read.asked, flow_cells) if read.has_offices else []
    return page("service_show", read, offices=offices, **_whole(read))


@blueprint.get("/penyelia/kantor/<code>")
@requires(Permission.FIGURES_SEE)
def office_show(code: str) -> ResponseReturnValue:
    """Show one office alone, without those below it. Raises NotFoundError for one out of reach."""
    read = reading(kantor=code, sendiri="1")
    if read.asked.office.code != code:
        raise NotFoundError("not_in_reach")
    return page("office_show", read, mix=shapes.mix_words(read.now, read.services), **_whole(read))


def _whole(read: Reading) -> dict[str, Any]:
    return {
        "numbers": heading.numbers(read.now, read.before, read.asked),
        "sentence": bottleneck(read.now, read.services),
        "counts": counts(read),
        "told": lengths.told(read.now, read.before, read.asked),
        **flows(read),
        **backlog(read),
        **arrivals(read),
    }
