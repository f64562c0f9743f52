"""The owner of a source of data about people: takes signed batches of proposals and answers them line by line."""
