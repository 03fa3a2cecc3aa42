"""The demo has accounts without passwords: it answers this machine alone, however its server was started."""

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize("address", ["10.0.0.7", "192.168.1.20", "8.8.8.8", "2001:db8::1"])
def test_nobody_from_elsewhere_is_answered(address: str, client: FlaskClient) -> None:
    for path in ("/", "/masuk", "/static/css/eservice.css"):
        answer = client.get(path, environ_base={"REMOTE_ADDR": address})
        assert answer.status_code == 403, path
        assert "this machine alone" in answer.get_data(as_text=True)
    assert client.post("/masuk", environ_base={"REMOTE_ADDR": address}).status_code == 403


def test_nobody_is_answered_under_a_name_of_the_network(client: FlaskClient) -> None:
    """A page elsewhere that lets its own name point here would reach the demo through the visitor's browser."""
    assert client.get("/", headers={"Host": "kota.example"}).status_code == 403


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000"])
def test_this_machine_is_answered(host: str, client: FlaskClient) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200
