"""Sign-on: residents by the national electronic identity, officers by their own password. And who acts now.

Not here: what somebody may do (`city.authority`).
"""

from motcua.sites.shell.signon.session import ActingAs, acting_as

__all__ = ["ActingAs", "acting_as"]
