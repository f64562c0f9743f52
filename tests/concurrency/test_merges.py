"""Two officers merge overlapping pairs at the same moment: nobody is absorbed twice, no chain closes into a ring."""

from functools import partial

import pytest

from motcua.records.quality.models import Merge
from motcua.records.quality.pairs import desk, merging, same_person
from motcua.records.quality.pairs.errors import Faulty, NotPossible
from tests.concurrency.pressing import Desk
from tests.conftest import load_city
from tests.records.pairs.doubtful import MONDAY, WARD, actor, agreed, of_two, person, with_source

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "Đã đối chiếu"


def test_overlapping_merges_and_claims_at_once(db):
    load_city()
    crowd = [person(f"Người {n}") for n in range(3)]
    ring = [agreed(of_two(crowd[n], crowd[(n + 1) % 3])) for n in range(3)]
    leader = actor("leader")
    with Desk(3) as office:
        works = [
            partial(merging.merge, pair.pk, crowd[n].pk, {}, WHY, WARD, by=leader, at=MONDAY)
            for n, pair in enumerate(ring)
        ]
        for done in office.together(works):
            # a pair whose person was absorbed meanwhile stands for another one now: the officer is asked again who stays
            assert isinstance(done, Merge | NotPossible | Faulty), done
        standing = list(Merge.objects.filter(undone_at=None))
        assert 1 <= len(standing) <= 2, "a third would close the ring"
        assert len({row.absorbed_id for row in standing}) == len(standing)
        roots = {same_person(who.pk) for who in crowd}
        assert len(roots) == 3 - len(standing)

        pairs = [with_source(crowd[0], 0.5) for _ in range(3)]
        accounts = [actor(key).account_id for key in ("justice", "society", "land")]
        for _ in range(5):
            got = office.together([partial(desk.claim_next, WARD, one, "…", at=MONDAY) for one in accounts])
            assert sorted(one.pk for one in got) == sorted(one.pk for one in pairs)
