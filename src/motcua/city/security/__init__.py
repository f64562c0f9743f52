"""How officers prove who they are: sessions and devices, passwords, failures, and the systems that sign on through us.

Not here: what an officer may do (`city.authority`); the second factors' own protocols, which the pages speak (`sites.security`).
"""
