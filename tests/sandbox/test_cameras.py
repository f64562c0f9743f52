"""The video gateway shows a picture for a signed look only."""

import hashlib
import hmac

from sandbox.cameras.app import application
from sandbox.cameras.state import State
from sandbox.config import Config


class Fixed(State):
    def __init__(self):
        self.secret = "s"

    def now(self):
        return 1000.0


def asked(code="Q1", path="Q1", expiry=1100, secret="s"):
    told = f"{code}|look|{expiry}"
    sig = hmac.new(secret.encode(), told.encode(), hashlib.sha256).hexdigest()
    answers = []
    body = application(Fixed())(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": f"/{path}",
            "QUERY_STRING": f"code={code}&look=look&exp={expiry}&sig={sig}",
        },
        lambda status, headers: answers.append(status),
    )
    return answers[0], b"".join(body).decode()


def test_a_signed_look_shows_the_camera_s_code():
    status, body = asked()
    assert status.startswith("200")
    assert ">Q1<" in body


def test_a_look_that_is_over_forged_or_for_another_camera_shows_nothing():
    for wrong in ({"expiry": 999}, {"secret": "x"}, {"path": "Q2"}):
        assert asked(**wrong)[0].startswith("403"), wrong


def test_the_secret_is_the_one_in_the_data_folder(tmp_path):
    (tmp_path / "camera.secret").write_text("shared\n")
    config = Config(tmp_path, "http://localhost", (), "c", "s", 0, tmp_path / "people.json")
    assert State(config).secret == "shared"
