"""The city's public pages: news, guides, notices, surveys, a page for each commune, feeds."""
