"""Registers the shell with Django so that its templates, tags and static files are found."""

from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "motcua.sites.shell"
    label = "shell"
    verbose_name = "Shell"
