"""What somebody says is wrong in the city's data: a task for the owner of that data, from the report to the decision."""
