"""Financial duties that a body outside the city lays on a dossier: a tax notice, and the receipt that settles it."""
