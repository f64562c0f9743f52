"""Invented residents in households: who is whose father, mother and spouse, where they live, their numbers.

Pure: the same seed gives the same people. Ages are counted on `AS_OF`. No database here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from motcua.foundation.identifiers import Sex
from motcua.project.demo import facts
from motcua.project.demo.names import NameMaker
from motcua.project.demo.pins import PinMaker

AS_OF = date(2026, 11, 1)
HANOI_TIME = ZoneInfo("Asia/Ho_Chi_Minh")
PROVINCES_OF_BIRTH = (
    ("001", 74), ("036", 4), ("034", 4), ("038", 4), ("030", 3), ("033", 3), ("040", 3), ("027", 2),
    ("025", 2), ("017", 1),
)  # fmt: skip
"""First three digits of the number (63-province codes), with invented weights: people move to the city."""
ETHNICITIES = (("01", 975), ("06", 12), ("02", 6), ("03", 3), ("07", 2), ("09", 2))
"""Codes of the list of 1979 (01 Kinh, 06 Mường …) per mille."""
RELIGIONS = (("", 93), ("01", 4), ("02", 2), ("08", 1))
"""Codes of decision 1019/QĐ-TCTK, empty for none."""
LAW_OF_CARDS = date(2024, 7, 1)
"""From here the ministry issues identity cards (Luật Căn cước 2023), before its police department did."""


@dataclass(frozen=True, slots=True)
class SyntheticPerson:
    """A resident that nobody is. `father`, `mother`, `spouse` are the `index` of others, None when dead or
    elsewhere. `unit_code` is the permanent residence; the phone numbers have a prefix that is not in use."""

    index: int
    pin: str
    full_name: str
    sex: Sex
    birth_date: date
    birth_province: str
    ethnicity: str
    religion: str
    unit_code: str
    address_line: str
    household_number: str
    household_role: str
    marital_status: str
    phone: str
    email: str
    temporary_unit_code: str = ""
    temporary_address_line: str = ""
    father: int | None = None
    mother: int | None = None
    spouse: int | None = None
    married_on: date | None = None
    card_issued_on: date | None = None
    card_issued_by: str = ""


@dataclass(frozen=True, slots=True)
class Newborn:
    """A birth that a hospital reported (giấy chứng sinh) and nobody registered: no number yet."""

    certificate: str
    mother: int
    father: int | None
    sex: Sex
    born_at: datetime
    weight_grams: int
    hospital_vi: str


@dataclass(slots=True)
class _Draft:
    """A person while the household is being put together."""

    name: str
    sex: Sex
    born: date
    role: str
    marital: str = "single"
    father: int | None = None
    mother: int | None = None
    spouse: int | None = None
    married: date | None = None
    email: str = ""


@dataclass(frozen=True, slots=True)
class _Elders:
    """A couple whose grown children may live elsewhere in the city."""

    father: int
    mother: int
    surname: str
    younger_born: date
    mother_born: date


def generate(
    seed: int, n: int, communes: Sequence[tuple[str, str]] | None = None
) -> Iterator[SyntheticPerson]:
    """At least `n` people (the last household is finished), the demo family first.

    `communes`: pairs of unit code and kind (`ward`, `commune`); by default the 126 of Hà Nội. The first
    person is Nguyễn Thị Minh Anh, then come her husband, their daughter, her parents and two single people.
    """
    maker = _Maker(Random(seed), communes or facts.hanoi_communes())
    yield from maker.demo_family()
    while maker.count < n:
        yield from maker.household()


def newborns(seed: int, people: Sequence[SyntheticPerson], on: date, at_most: int = 40) -> list[Newborn]:
    """Births of the last 45 days before `on` by married women of 20 to 40, first of all Minh Anh's son."""
    rng = Random(f"births {seed}")
    mothers = [
        p for p in people[1:] if p.sex == "female" and p.spouse is not None and 20 <= _age(p, on) <= 40
    ]
    chosen = [people[0], *rng.sample(mothers, min(len(mothers), at_most - 1))]
    hospitals = ("Bệnh viện Phụ sản mẫu số 1", "Bệnh viện Phụ sản mẫu số 2", "Bệnh viện Đa khoa mẫu")
    return [
        Newborn(
            certificate=f"CS{on.year}{number:06d}",
            mother=mother.index,
            father=mother.spouse,
            sex="male" if number == 1 else rng.choice(("female", "male")),
            born_at=datetime.combine(
                on - timedelta(days=12 if number == 1 else rng.randint(1, 45)),
                time(rng.randint(0, 23), rng.randint(0, 59)),
                HANOI_TIME,
            ),
            weight_grams=rng.randrange(2600, 4000, 50),
            hospital_vi=hospitals[0 if number == 1 else rng.randrange(3)],
        )
        for number, mother in enumerate(chosen, 1)
    ]


def _age(person: SyntheticPerson, on: date) -> int:
    born = person.birth_date
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


class _Maker:
    """State of one run: the randomness, numbers given so far, older couples."""

    def __init__(self, rng: Random, communes: Sequence[tuple[str, str]]) -> None:
        self.rng = rng
        self.names = NameMaker(rng)
        self.pins = PinMaker(rng)
        self.communes = communes
        self.count = 0
        self.households = 0
        self.elders: list[_Elders] = []

    def demo_family(self) -> list[SyntheticPerson]:
        """Minh Anh, her husband, their daughter; her parents; and two grown people who may marry."""
        home = next((commune for commune in self.communes if commune[0] == "00160"), self.communes[0])
        wed, old = date(2021, 3, 12), date(1993, 11, 20)
        households = [
            [
                _Draft("Nguyễn Thị Minh Anh", "female", date(1996, 3, 8), "wife", "married", 3, 4, 1, wed),
                _Draft("Trần Đức Long", "male", date(1993, 9, 21), "head", "married", None, None, 0, wed),
                _Draft("Trần Minh Khuê", "female", date(2022, 6, 5), "child", father=1, mother=0),
            ],
            [
                _Draft("Nguyễn Văn Thuận", "male", date(1967, 2, 14), "head", "married", None, None, 4, old),
                _Draft("Phạm Thị Lan Chi", "female", date(1970, 8, 2), "wife", "married", None, None, 3, old),
            ],
            [_Draft("Lê Quốc Khánh", "male", date(1997, 12, 1), "head")],
            [_Draft("Vũ Thị Thu Hà", "female", date(1999, 4, 17), "head")],
        ]  # fmt: skip
        households[0][0].email = "minh.anh@example.vn"
        households[0][1].email = "duc.long@example.vn"
        return [person for members in households for person in self._settle(members, home, "001")]

    def household(self) -> list[SyntheticPerson]:
        shape = self.rng.random()
        if shape < 0.16:
            members = self._elder_couple()
        elif shape < 0.30:
            members = self._three_generations()
        elif shape < 0.80:
            members = self._family(self.count)
        else:
            members = self._alone()
        return self._settle(members, self.rng.choice(self.communes))

    def _elder_couple(self) -> list[_Draft]:
        couple = self._couple(self.count, low=52, high=84)
        head, wife = couple
        self.elders.append(_elders(self.count, head, wife))
        return couple

    def _three_generations(self) -> list[_Draft]:
        grandfather, grandmother = self._couple(self.count, low=56, high=80)
        own = _elders(self.count, grandfather, grandmother)
        family = self._family(self.count + 2, parents=own)
        for member in family:
            member.role = {"head": "child", "wife": "daughter_in_law", "child": "grandchild"}[member.role]
        return [grandfather, grandmother, *family]

    def _family(self, first: int, parents: _Elders | None = None) -> list[_Draft]:
        """A couple, sometimes a mother alone, with up to three children."""
        oldest = 46 if parents is None else _years(parents.younger_born, AS_OF) - 22
        low = 25 if parents is None else max(25, _years(parents.mother_born, AS_OF) - 43)
        alone = parents is None and self.rng.random() < 0.09
        couple = self._couple(first, low=low, high=max(low + 2, min(50, oldest)), husband_of=parents)
        if alone:
            couple = [couple[1]]
            couple[0].role, couple[0].spouse = "head", None
            couple[0].marital = self.rng.choice(("divorced", "widowed"))
            couple[0].married = None
        mother = couple[-1]
        father_index = None if alone else first
        mother_index = first if alone else first + 1
        family_name = self.names.surname("male") if alone else couple[0].name.split()[0]
        children: list[_Draft] = []
        wanted = self.rng.choices((0, 1, 2, 3), (18, 34, 40, 8))[0]
        born = self._day_in(mother.born.year + 21, mother.born.year + 29)
        while len(children) < wanted and born < AS_OF - timedelta(days=90):
            if mother.married is None or born > mother.married:
                sex: Sex = "male" if self.rng.random() < 0.52 else "female"
                name = self.names.full_name(sex, born.year, family_name)
                children.append(_Draft(name, sex, born, "child", father=father_index, mother=mother_index))
            born += timedelta(days=self.rng.randint(500, 2200))
        return [*couple, *children]

    def _couple(self, first: int, *, low: int, high: int, husband_of: _Elders | None = None) -> list[_Draft]:
        """Husband and wife as `first` and `first + 1`; their parents may be an older couple of the city."""
        man_born = self._day_in(AS_OF.year - high, AS_OF.year - low)
        woman_born = man_born + timedelta(days=round(max(-5, min(8, self.rng.gauss(2.5, 2.5))) * 365))
        woman_born = min(woman_born, date(AS_OF.year - 21, 1, 1))
        his = husband_of or self._parents_for(man_born)
        hers = self._parents_for(woman_born)
        if hers is not None and his is not None and hers.father == his.father:
            hers = None
        husband = self._with_parents("male", man_born, "head", his)
        wife = self._with_parents("female", woman_born, "wife", hers)
        later = max(man_born.year, woman_born.year)
        married = self._day_in(later + 20, min(later + 28, AS_OF.year - 1))
        for person, other in ((husband, first + 1), (wife, first)):
            person.marital, person.spouse, person.married = "married", other, married
        return [husband, wife]

    def _with_parents(self, sex: Sex, born: date, role: str, parents: _Elders | None) -> _Draft:
        name = self.names.full_name(sex, born.year, parents.surname if parents else None)
        return _Draft(
            name,
            sex,
            born,
            role,
            father=parents.father if parents else None,
            mother=parents.mother if parents else None,
        )

    def _parents_for(self, born: date) -> _Elders | None:
        """Sometimes one of the last older couples, when old enough and the mother not too old."""
        if not self.elders or self.rng.random() > 0.45:
            return None
        found = self.rng.choice(self.elders[-60:])
        fits = _years(found.younger_born, born) >= 20 and _years(found.mother_born, born) <= 44
        return found if fits else None

    def _alone(self) -> list[_Draft]:
        sex: Sex = "female" if self.rng.random() < 0.5 else "male"
        born = self._day_in(AS_OF.year - 68, AS_OF.year - 19)
        person = self._with_parents(sex, born, "head", self._parents_for(born))
        if _years(born, AS_OF) > 30:
            person.marital = self.rng.choices(("single", "divorced", "widowed"), (60, 25, 15))[0]
        return [person]

    def _settle(
        self, members: list[_Draft], home: tuple[str, str], province: str = ""
    ) -> list[SyntheticPerson]:
        """Give the household its address and number, and everybody their own number and papers."""
        rng, (code, kind) = self.rng, home
        self.households += 1
        household = f"01{code}{self.households:06d}"
        address = self._address(kind)
        ethnicity, religion = _draw(rng, ETHNICITIES), _draw(rng, RELIGIONS)
        here = province or _draw(rng, PROVINCES_OF_BIRTH)
        settled = []
        for offset, member in enumerate(members):
            index = self.count + offset
            born_in = here if member.role in ("head", "child") or province else _draw(rng, PROVINCES_OF_BIRTH)
            issued, issuer = self._card(member.born)
            person = SyntheticPerson(
                index=index, pin=self.pins.make(born_in, member.sex, member.born.year), full_name=member.name,
                sex=member.sex, birth_date=member.born, birth_province=born_in, ethnicity=ethnicity,
                religion=religion, unit_code=code, address_line=address, household_number=household,
                household_role=member.role, marital_status=member.marital,
                phone=f"05{index:08d}" if _years(member.born, AS_OF) >= 12 else "", email=member.email,
                father=member.father, mother=member.mother, spouse=member.spouse, married_on=member.married,
                card_issued_on=issued, card_issued_by=issuer,
            )  # fmt: skip
            settled.append(person)
        self.count += len(members)
        if not province and rng.random() < 0.08:
            settled = self._elsewhere(settled)
        return settled

    def _elsewhere(self, household: list[SyntheticPerson]) -> list[SyntheticPerson]:
        """The household lives for a time at another address than the one of its permanent residence."""
        code, kind = self.rng.choice(self.communes)
        address = self._address(kind)
        return [replace(p, temporary_unit_code=code, temporary_address_line=address) for p in household]

    def _address(self, kind: str) -> str:
        rng = self.rng
        if kind == "ward":
            lane = f", ngõ {rng.randint(1, 300)}" if rng.random() < 0.7 else ""
            return f"Số {rng.randint(1, 180)}{lane}, tổ dân phố số {rng.randint(1, 30)}"
        return f"Số {rng.randint(1, 90)}, xóm {rng.randint(1, 12)}, thôn {rng.randint(1, 14)}"

    def _card(self, born: date) -> tuple[date | None, str]:
        """Chip cards exist since 2021; everybody of 14 holds one, issued at 14 or later."""
        fourteen = date(born.year + 14, born.month, min(born.day, 28))
        first = max(fourteen, date(2021, 1, 4))
        if first >= AS_OF:
            return None, ""
        issued = first + timedelta(days=self.rng.randint(0, min((AS_OF - first).days, 900)))
        if issued >= LAW_OF_CARDS:
            return issued, "Bộ Công an"
        return issued, "Cục Cảnh sát quản lý hành chính về trật tự xã hội"

    def _day_in(self, first_year: int, last_year: int) -> date:
        start = date(first_year, 1, 1)
        return start + timedelta(
            days=self.rng.randint(0, (date(max(last_year, first_year), 12, 28) - start).days)
        )


def _elders(first: int, man: _Draft, woman: _Draft) -> _Elders:
    return _Elders(first, first + 1, man.name.split()[0], max(man.born, woman.born), woman.born)


def _years(earlier: date, later: date) -> int:
    return (later - earlier).days // 365


def _draw(rng: Random, weighted: Sequence[tuple[str, int]]) -> str:
    return rng.choices([value for value, _ in weighted], [weight for _, weight in weighted])[0]
