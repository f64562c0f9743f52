"""What the gateway knows: the secret that signs looks, and a clock."""

import os
import time

from sandbox.config import Config, shared_secret


class State:
    """The secret is read from the environment, else from the data folder that the product's demo reads as well."""

    def __init__(self, config: Config) -> None:
        self.secret = os.environ.get("MOTCUA_CAMERA_SECRET") or shared_secret(config.data / "camera.secret")

    def now(self) -> float:
        return time.time()
