"""Views of the portal: thin, one module a subject."""
