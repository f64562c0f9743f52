"""ZaloPay v2: orders, notices (callback), return page, questions and refunds. Every answer comes with HTTP status 200."""
