"""The main job on PostgreSQL with a replica, Redis, S3 and two hosts behind nginx; each part is seen to be used."""

import json
import urllib.request
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.grown.city import City, answers, rows, wait_until
from tests.journeys import test_main_job as main_job
from tests.journeys.walker import Walker


def test_the_main_job_uses_every_part_of_the_large_set_up(
    large: City, new_person: Callable[..., Walker], tmp_path: Path
) -> None:
    main_job.test_a_newcomer_gets_a_letter_that_a_stranger_can_verify(large.house, new_person, tmp_path, True)

    lines = [json.loads(line) for line in large.hosts[0].log.read_text().splitlines() if line.startswith("{")]
    answered = Counter(line["process"] for line in lines if line.get("route"))
    assert len(answered) == 2, answered
    assert min(answered.values()) >= 10, "nginx sends people to both"
    letters = rows(large, "SELECT count(*) FROM letters WHERE state = 'issued'")[0][0]
    assert letters == 1
    told = Counter(one.split(" ", 1)[0].upper() for one in large.commands)
    assert told["EVALSHA"] > 10, "turns are counted together"
    assert any("eservice:turns:" in one for one in large.commands)
    assert told["LPUSH"] > 0, "wake-ups go through Redis"
    assert any("huey" in one for one in large.commands if one.upper().startswith(("BRPOP", "RPOP")))
    assert any("eservice:figure:filed" in one for one in large.commands), "figures are remembered together"
    keys = {str(row[0]) for table in ("uploads", "upload_pages", "letter_editions")
            for row in rows(large, f"SELECT blob_key FROM {table} WHERE blob_key IS NOT NULL")}  # fmt: skip
    assert len(keys) >= 4
    stored = {path.name.split("._S3rver")[0] for path in large.objects.rglob("*_object")}
    assert keys <= stored
    log = large.store_log.read_text(errors="replace")
    assert all(f'Stored object "{key[:2]}/{key}"' in log for key in keys)
    assert not [host for host in large.hosts if list((host.settings.instance_path / "blobs").glob("??/*"))]


def test_figures_come_from_the_replica_and_from_the_database_once_it_is_gone(
    large: City, new_person: Callable[..., Walker]
) -> None:
    supervisor = new_person(phone=False)
    main_job._sign_in(supervisor, "Penyelia")
    supervisor.open("/penyelia")
    wait_until(lambda: "counted_runs" in large.replica.asked() or "rollup" in large.replica.asked(), "it is asked")
    assert "UPDATE" not in large.replica.asked()

    large.replica.stop()
    asked = large.replica.asked()
    for _host in large.hosts:
        supervisor.open("/penyelia")
    assert large.replica.asked() == asked


def test_one_host_at_a_time_is_exchanged_and_nobody_is_refused(large: City) -> None:
    for host in large.hosts:
        host.stop("web")
        for _turn in range(5):
            with urllib.request.urlopen(f"{large.base_url}/layanan", timeout=10) as answer:
                assert answer.status == 200
        host.start("web")
    assert answers(f"{large.base_url}/readyz")
