"""Open dossiers go on at whoever takes over: with their codes, their deadlines and one event each."""
