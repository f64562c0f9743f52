"""Ways in and out beside counter and portal: the public post, mobile teams; what the sender, the postman, the team see."""
