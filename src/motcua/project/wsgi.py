"""WSGI entry for granian (`granian --interface wsgi motcua.project.wsgi:application`)."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.project.settings")
pages = get_wsgi_application()

from motcua.project.slim import SlimHandler, for_machines  # noqa: E402  (after django.setup)

machines = SlimHandler()
# What is loaded by now stays until the end: the collector need not walk over it again and again, a tenth of a second each time.
gc.collect()
gc.freeze()
# It then measures what comes by what is left, and does not wait until as much has come as was loaded.
gc.collect()


def application(environ, start_response):
    """Machines go the slim way, everybody else the full one."""
    way = machines if for_machines(environ.get("PATH_INFO", "")) else pages
    return way(environ, start_response)
