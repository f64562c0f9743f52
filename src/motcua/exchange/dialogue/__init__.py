"""What people say to the city and what it answers: reports of problems, questions, opinions. No pages."""
