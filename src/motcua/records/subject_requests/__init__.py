"""What people ask about their own data: see, correct, have a copy, delete, restrict, object, take back. Clock, decision, effect.

Rooms that hold data of people offer what they hold (`holdings.offer`), and ask `marks.restricted` before they use data for
what no law orders. Reports that one fact is wrong are `records.contests`; a request to correct leads there.
"""
