"""Show what the outbox holds, and release parked events for another try."""

import argparse

import django


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--release", action="store_true", help="let the parked events be tried again")


def run(arguments: argparse.Namespace) -> int:
    """Exit code 1 when parked events are left."""
    django.setup()
    from django.db.models import Count, Q

    from motcua.foundation.models import OutboxEntry

    if arguments.release:
        freed = OutboxEntry.objects.exclude(parked_at=None).update(
            parked_at=None, attempts=0, not_before=None
        )
        print(f"released: {freed}")
    rows = OutboxEntry.objects.values("consumer").annotate(
        waiting=Count("id", filter=Q(parked_at=None)), parked=Count("id", filter=~Q(parked_at=None))
    )
    for row in rows.order_by("consumer"):
        print(f"{row['consumer']}: waiting {row['waiting']}, parked {row['parked']}")
    for entry in OutboxEntry.objects.exclude(parked_at=None).order_by("id")[:50]:
        print(f"  {entry.consumer} event {entry.event_id}: {entry.last_error}")
    return 1 if OutboxEntry.objects.exclude(parked_at=None).exists() else 0
