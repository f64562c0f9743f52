"""An editor writes a procedure in the browser: its facts, form, papers, fees and steps."""

import json
import re

import pytest

from motcua.city import authority
from motcua.foundation import clock
from motcua.procedures.authoring import changes, working
from motcua.procedures.authoring.models import WorkingCopy
from motcua.procedures.catalogue.models import ProcedureVersion
from motcua.project.demo import account_of
from tests.sites.desk_people import MONDAY, at_desk

pytestmark = pytest.mark.django_db

TABS = {"thong-tin": 9, "bieu-mau": 9, "giay-to": 9, "phi": 9, "cac-buoc": 9}


@pytest.fixture(autouse=True)
def _city(city):
    clock.set_for_test(MONDAY)


@pytest.fixture
def copy():
    version = ProcedureVersion.objects.filter(procedure__code="1.001193").latest("number")
    actor = authority.actor_for(account_of("editor"), MONDAY)
    return working.start_from(version, by=actor, at=MONDAY)


class Editor:
    """Somebody at one page of the editor, who sends what the page holds with what they change."""

    def __init__(self, copy, tab, part="", who="editor"):
        self.client = at_desk(who)
        self.address = f"/soan-thu-tuc/{copy.uuid}/{tab}/"
        self.copy = copy
        self.page = self.client.get(self.address, {"o": part} if part else {}).content.decode()

    def fields(self):
        """What a browser would send from the page's form as it stands."""
        form = re.search(r'<form id="ed-form".*?</form>', self.page, re.DOTALL).group()
        sent = {}
        for tag in re.finditer(
            r"<(input|select|textarea)\b([^>]*)>(.*?)(?=<(?:input|select|textarea|button)\b|$)",
            form,
            re.DOTALL,
        ):
            kind, attributes, rest = tag.groups()
            name = re.search(r'\bname="([^"]*)"', attributes)
            if name is None or "disabled" in attributes:
                continue
            value = re.search(r'\bvalue="([^"]*)"', attributes)
            if kind == "input":
                ticked = re.search(r'type="(checkbox|radio)"', attributes)
                if ticked and not re.search(r"\bchecked\b", attributes):
                    continue
                sent.setdefault(plain(name[1]), []).append(plain(value[1]) if value else "")
            elif kind == "select":
                options = re.findall(r'<option value="([^"]*)"( selected)?', rest.split("</select>")[0])
                chosen = [value for value, selected in options if selected] or [
                    value for value, _ in options[:1]
                ]
                sent.setdefault(plain(name[1]), []).append(plain(chosen[0]) if chosen else "")
            else:
                sent.setdefault(plain(name[1]), []).append(plain(rest.split("</textarea>")[0]))
        return sent

    def send(self, status=200, **changed):
        """Press a button or change a field; the answer becomes the page."""
        sent = self.fields() | {
            name: value if isinstance(value, list) else [value] for name, value in changed.items()
        }
        answer = self.client.post(self.address, sent, headers={"HX-Request": "true"})
        assert answer.status_code == status, answer.content.decode()[:600]
        self.page = answer.content.decode()
        return self

    def change(self, path, value, **more):
        return self.send(**{path: value, **more})

    @property
    def tree(self):
        return WorkingCopy.objects.get(id=self.copy.pk).tree

    def at(self, path, default=None):
        return changes.read(self.tree, path, default)


def plain(text):
    for entity, sign in (("&quot;", '"'), ("&#x27;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return text


@pytest.mark.parametrize("tab", TABS)
def test_a_page_of_the_editor_takes_few_queries(tab, copy, django_assert_max_num_queries):
    client = at_desk("editor")
    client.get(f"/soan-thu-tuc/{copy.uuid}/{tab}/")
    with django_assert_max_num_queries(TABS[tab]):
        assert client.get(f"/soan-thu-tuc/{copy.uuid}/{tab}/").status_code == 200


PARTS = {
    "thong-tin": ["name", "competent", "limit", "legal_bases", "cases[0]", "cases[2]"],
    "bieu-mau": [
        "form.pages[0]",
        "form.pages[2].fields[0]",
        "form.pages[2].fields[1]",
        "form.pages[3].fields[2]",
        "form.pages[0].fields[1]",
    ],
    "giay-to": ["components[0]", "components[6]"],
    "phi": ["fees[0]", "fees[1]", "payment"],
    "cac-buoc": ["workflow.steps.check", "workflow.steps.sign", "workflow.steps.check.fields[0]"],
}


@pytest.mark.parametrize("tab", PARTS)
def test_saving_a_part_as_it_stands_changes_nothing(tab, copy):
    before = json.dumps(copy.tree, sort_keys=True)
    for part in PARTS[tab]:
        editor = Editor(copy, tab, part)
        assert f'name="o" value="{part}"' in editor.page
        editor.send()
        assert json.dumps(editor.tree, sort_keys=True) == before, part
    assert WorkingCopy.objects.get(id=copy.pk).revision == 1


def test_a_new_question_gets_its_id_from_its_words_and_stands_in_the_preview(copy):
    editor = Editor(copy, "bieu-mau", "form.pages[0].fields[1]").send(do="add form.pages[0].fields")
    new = "form.pages[0].fields[2]"
    assert editor.at(new) == {"id": "cau_hoi", "kind": "text", "label": {"vi": "", "en": ""}}
    assert "Câu hỏi chưa có lời tiếng Việt." in editor.page
    editor.send(**{f"{new}.label.vi": "Trẻ sinh đôi?", f"{new}.label.en": "A twin?", f"{new}.kind": "yes_no"})
    assert editor.at(f"{new}.id") == "tre_sinh_doi"
    assert editor.page.count("Trẻ sinh đôi?") >= 3
    assert not working.problems(editor.tree)


def test_a_condition_is_clicked_together_and_tried_in_the_preview(copy):
    part = "form.pages[1].fields[0]"
    editor = Editor(copy, "bieu-mau", part).send(do=f"more-if {part}.when")
    assert editor.at(f"{part}.when") == "relation == 'father'"
    editor.send(**{f"{part}.when~0~name": "situation", f"{part}.when~0~value": "abandoned"})
    assert editor.at(f"{part}.when") == "situation == 'abandoned'"
    editor.send(do=f"more-if {part}.when")
    editor.send(**{f"{part}.when~join": "any"})
    assert editor.at(f"{part}.when") == "situation == 'abandoned' || relation == 'father'"
    editor.send(do=f"less-if {part}.when 1")
    shown = at_desk("editor").post(
        f"{editor.address}xem/", {"_at": part, "_asked": "situation", "situation": "abandoned"}
    )
    assert 'name="requester_name"' in shown.content.decode()
    hidden = at_desk("editor").post(
        f"{editor.address}xem/", {"_at": part, "_asked": "situation", "situation": "ordinary"}
    )
    assert 'name="requester_name"' not in hidden.content.decode()
    editor.send(do=f"less-if {part}.when 0")
    assert editor.at(f"{part}.when") is None


def test_what_is_wrong_is_kept_as_typed_and_told_at_its_place(copy):
    part = "form.pages[0].fields[0]"
    editor = Editor(copy, "bieu-mau", part).change(f"{part}.when", "relation ==")
    assert editor.at(f"{part}.when") == "relation =="
    assert "Biểu thức sai cú pháp" in editor.page and "chỗ phải sửa trước khi công bố" in editor.page
    steps = Editor(copy, "cac-buoc", "workflow.steps.check").change("workflow.steps.check.hours", "mười")
    assert steps.at("workflow.steps.check.hours") == "mười" and 'value="mười"' in steps.page
    assert "Ở đây phải là một số." in steps.page
    assert (
        Editor(copy, "phi").change("fees[0].amount", "8000 * khong_co").at("fees[0].amount")
        == "8000 * khong_co"
    )


def test_the_id_of_a_published_question_stays_and_that_of_a_new_one_is_followed(copy):
    published = Editor(copy, "bieu-mau", "form.pages[0].fields[0]")
    assert "đã công bố nên không đổi được" in published.page and "id~new" not in published.page
    editor = Editor(copy, "bieu-mau", "form.pages[0].fields[0]").send(do="add form.pages[0].fields")
    new = "form.pages[0].fields[1]"
    editor.send(**{f"{new}.label.vi": "Số con", f"{new}.label.en": "Children", f"{new}.kind": "integer"})
    later = "form.pages[1].fields[0]"
    Editor(copy, "bieu-mau", later).change(f"{later}.when", "so_con > 1")
    editor = Editor(copy, "bieu-mau", new).send(**{"do": f"rename {new}", "id~new": "bao_nhieu_con"})
    assert editor.at(f"{later}.when") == "bao_nhieu_con > 1"
    refused = editor.send(422, **{"do": f"rename {new}", "id~new": "relation"})
    assert "Mã “relation” đã có phần khác dùng." in refused.page
    assert "không dùng làm mã được" in editor.send(422, **{"do": f"rename {new}", "id~new": "Hai từ"}).page


def test_a_question_moves_up_down_and_to_another_page_and_is_copied_and_removed(copy):
    def ids(page):
        return [one["id"] for one in editor.at(f"form.pages[{page}].fields")]

    editor = Editor(copy, "bieu-mau", "form.pages[0].fields[0]").send(do="down form.pages[0].fields[0]")
    assert ids(0) == ["relation", "situation"]
    assert 'value="form.pages[0].fields[1]"' in editor.page
    editor.send(**{"do": "place form.pages[0].fields[1]", "to~list": "form.pages[1].fields"})
    assert ids(0) == ["relation"] and ids(1)[-1] == "situation"
    editor.send(do="move form.pages[1].fields[5] form.pages[0].fields 0")
    assert ids(0) == ["situation", "relation"]
    editor.send(do="copy form.pages[0].fields[0]")
    assert ids(0) == ["situation", "situation_2", "relation"]
    editor.send(do="remove form.pages[0].fields[1]")
    assert ids(0) == ["situation", "relation"]
    assert not working.problems(editor.tree)


def test_a_choice_has_options_that_name_themselves_and_loses_them_with_its_kind(copy):
    editor = Editor(copy, "bieu-mau", "form.pages[0].fields[1]").send(do="add form.pages[0].fields")
    new = "form.pages[0].fields[2]"
    editor.change(f"{new}.kind", "choice")
    editor.send(
        **{f"{new}.label.vi": "Mục đích", f"{new}.options[0].vi": "Đi làm", f"{new}.options[1].vi": "Đi học"}
    )
    assert [one["value"] for one in editor.at(f"{new}.options")] == ["di_lam", "di_hoc"]
    assert len(editor.send(do=f"add {new}.options").at(f"{new}.options")) == 3
    assert editor.change(f"{new}.kind", "date").at(f"{new}.options") is None


def test_a_computed_question_and_a_check_across_answers_are_written_here(copy):
    editor = Editor(copy, "bieu-mau", "form.pages[6].fields[1]").send(do="add form.pages[6].fields")
    new = "form.pages[6].fields[2]"
    editor.send(
        **{f"{new}.label.vi": "Tiền bản sao", f"{new}.label.en": "For copies", f"{new}.kind": "money"}
    )
    editor.change(f"{new}.value", "copy_count * 8000")
    editor.send(do="add form.checks")
    editor.send(
        **{
            "form.checks[0].holds": "tien_ban_sao <= 80000",
            "form.checks[0].field": "copy_count",
            "form.checks[0].message.vi": "Nhiều nhất mười bản.",
            "form.checks[0].message.en": "Ten copies at most.",
        }
    )
    assert not working.problems(editor.tree)
    sample = {"_at": new, "_asked": ["wants_copies", "copy_count"], "wants_copies": "yes", "copy_count": "12"}
    shown = at_desk("editor").post(f"{editor.address}xem/", {**sample, "_check": "1"}).content.decode()
    assert "96.000" in shown and "Nhiều nhất mười bản." in shown


def test_papers_and_the_data_that_stand_in_for_them_are_edited(copy):
    editor = Editor(copy, "giay-to").send(do="add components")
    new = f"components[{len(copy.tree['components'])}]"
    editor.send(
        **{f"{new}.name.vi": "Giấy ủy quyền", f"{new}.name.en": "Authorisation", f"{new}.originals": "0"}
    )
    assert editor.at(f"{new}.id") == "giay_uy_quyen"
    assert "Phải nêu số bản chính hoặc bản sao." in editor.page
    editor.send(**{f"{new}.copies": "1", f"{new}.satisfied_by": ["population.identity"]})
    assert editor.at(new) == {
        "id": "giay_uy_quyen",
        "name": {"vi": "Giấy ủy quyền", "en": "Authorisation"},
        "copies": 1,
        "satisfied_by": ["population.identity"],
    }
    assert not working.problems(editor.tree)


def test_the_fees_page_says_what_a_made_up_applicant_pays(copy):
    page = at_desk("editor")
    address = f"/soan-thu-tuc/{copy.uuid}/phi/xem/"
    born = {"~q~child_birth_date": "1/1/2025", "~q~wants_copies": "yes", "~q~copy_count": "3"}
    assert "32.000" in page.post(address, born).content.decode()
    free = page.post(address, {**born, "~grounds": "poor_household"}).content.decode()
    assert "24.000" in free and "Hộ nghèo" in free


def test_a_step_is_put_in_and_its_hours_count_against_the_limit(copy):
    editor = Editor(copy, "cac-buoc", "workflow.steps.check")
    editor.send(**{"do": "put workflow.steps.check", "step~kind": "review"})
    editor.send(**{"workflow.steps.buoc.title.vi": "Rà soát", "workflow.steps.buoc.title.en": "Review"})
    assert "workflow.steps.ra_soat" in editor.page
    assert editor.at("workflow.steps.check.next[0].to") == "ra_soat"
    assert editor.at("workflow.steps.ra_soat.next[0].to") == "sign"
    assert "Quá thời hạn" in editor.page
    editor.change("workflow.steps.ra_soat.hours", "0")
    assert "Quá thời hạn" not in editor.page
    editor.send(do="later workflow.steps.ra_soat")
    assert editor.at("workflow.steps.sign.next[0].to") == "ra_soat"
    editor.send(do="take-out workflow.steps.ra_soat")
    assert editor.at("workflow.steps.sign.next[0].to") == "number"
    assert not working.problems(editor.tree)


def test_a_case_stands_before_the_last_one(copy):
    editor = Editor(copy, "thong-tin", "cases[0]").send(do="add cases")
    assert [one["id"] for one in editor.at("cases")] == ["abandoned", "surrogacy", "truong_hop", "ordinary"]
    editor.send(
        **{
            "cases[2].name.vi": "Con nuôi",
            "cases[2].name.en": "Adopted",
            "cases[2].limit.amount": "3",
            "cases[2].limit.unit": "working_day",
        }
    )
    assert editor.at("cases[2].id") == "con_nuoi" and editor.at("cases[2].limit") == {
        "amount": 3,
        "unit": "working_day",
    }
    editor.change("cases[2].limit.amount", "")
    assert editor.change("cases[2].limit.unit", "").at("cases[2].limit") is None


def test_a_save_that_came_second_leads_to_the_merge_and_loses_nothing(copy):
    late = Editor(copy, "thong-tin")
    clock.set_for_test(MONDAY)
    theirs = authority.actor_for(account_of("issuer"), MONDAY)
    working.save(str(copy.uuid), changes.write(copy.tree, "name.en", "Theirs"), seen=1, by=theirs, at=MONDAY)
    answer = late.client.post(late.address, late.fields() | {"name.vi": ["Của tôi"]})
    assert answer.status_code == 302 and "/gop/" in answer["Location"]
    assert "Của tôi" in late.client.get(answer["Location"]).content.decode()


def test_two_saves_of_one_person_in_a_breath_are_put_together(copy):
    first, second = Editor(copy, "thong-tin"), Editor(copy, "thong-tin")
    first.change("name.en", "Birth")
    second.change("summary.en", "Summary")
    assert (second.at("name.en"), second.at("summary.en")) == ("Birth", "Summary")


def test_the_editor_works_without_javascript(copy):
    editor = Editor(copy, "giay-to")
    answer = editor.client.post(editor.address, editor.fields() | {"do": ["add components"]})
    assert answer.status_code == 302
    assert f"components%5B{len(copy.tree['components'])}%5D" in answer["Location"]


def test_odd_requests_are_not_found_and_change_nothing(copy):
    editor = Editor(copy, "bieu-mau")
    for odd in ({"do": "remove form.pages[99]"}, {"do": "add workflow"}, {"do": "up ]["}, {"seen": "77"}, {"seen": "x"},
                {"do": "move form.pages[0] form.pages[0].fields"}):  # fmt: skip
        assert (
            editor.client.post(editor.address, editor.fields() | {k: [v] for k, v in odd.items()}).status_code
            == 404
        )
    assert WorkingCopy.objects.get(id=copy.pk).revision == 1
    assert editor.client.get(editor.address, {"o": "form.pages[99]"}).status_code == 200


def test_who_only_approves_may_look_and_not_write(copy):
    reader = Editor(copy, "bieu-mau", who="issuer")
    assert '<fieldset class="ed-all" disabled>' in reader.page
    assert reader.client.post(reader.address, {"seen": "1"}).status_code == 403


def test_a_copy_that_was_submitted_is_not_written_any_more(copy):
    editor = Editor(copy, "bieu-mau")
    WorkingCopy.objects.filter(id=copy.pk).update(state="submitted")
    assert editor.client.post(editor.address, editor.fields()).status_code == 409


def test_a_wild_tree_can_still_be_looked_at(copy):
    actor = authority.actor_for(account_of("editor"), MONDAY)
    wild = {
        "code": "1.001193",
        "name": {"vi": "Chưa xong"},
        "form": {"pages": [{"id": "a"}, 3, {"title": {}, "fields": [7, {"kind": "choice"}]}]},
        "cases": "x",
        "components": [5],
        "fees": [{"amount": []}],
        "workflow": {"start": 4, "steps": {"a": 1, "b": {"next": [1, {"to": "z"}]}}},
    }
    working.save(str(copy.uuid), wild, seen=1, by=actor, at=MONDAY)
    for tab in TABS:
        assert at_desk("editor").get(f"/soan-thu-tuc/{copy.uuid}/{tab}/").status_code == 200, tab


def test_the_only_grounds_for_refusing_are_listed_at_the_way_out_and_get_ids_of_their_words(copy):
    editor = Editor(copy, "cac-buoc", "workflow.steps.check")
    way = "workflow.steps.check.next[0]"
    assert f"{way}.grounds" not in editor.page
    editor.change(f"{way}.kind", "refuse").send(do=f"add {way}.grounds")
    editor.send(**{f"{way}.grounds[0].vi": "Giấy tờ đã tẩy xóa", f"{way}.grounds[0].en": "Altered paper"})
    assert editor.at(f"{way}.grounds") == [
        {"id": "giay_to_da_tay_xoa", "vi": "Giấy tờ đã tẩy xóa", "en": "Altered paper"}
    ]
    assert not [one for one in working.problems(editor.tree) if "grounds" in one.path]
