"""What the city says to everybody: news, guides, legal notices, surveys. Words, versions and answers; no pages."""
