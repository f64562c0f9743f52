"""How right, complete, clean and alive the data about people are: by commune, class of error and load, against the target."""
