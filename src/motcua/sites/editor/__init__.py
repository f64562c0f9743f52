"""Where the city's procedures and workflows are written, tried and published. Rules are in `procedures.authoring`."""
