"""Files of other tools: what our language has is taken over, everything else is named with its element and line."""

from pathlib import Path

import pytest

from motcua.foundation.safe_xml import MOST_BYTES, read_xml
from motcua.procedures.authoring import working
from motcua.procedures.authoring.trees import tree_of
from motcua.procedures.bpmn import NotReadable, Vocabulary, drawing_of, from_bpmn, lay_out, to_bpmn
from motcua.procedures.bpmn.spelling import BPMN
from motcua.procedures.check_definitions import load_definition
from tests.procedures.test_bpmn_picture import check

SAMPLES = Path(__file__).with_name("bpmn_samples")
CITY = Vocabulary(
    {"specialist": ("Chuyên viên", "Specialist"), "clerk": ("Văn thư", "Clerk")},
    {"so-nnmt": "Sở Nông nghiệp và Môi trường"},
)


def sample(name):
    return from_bpmn((SAMPLES / f"{name}.bpmn").read_bytes(), CITY)


def told(reading, weight):
    return {(one.kind, one.element) for one in reading.findings if one.weight == weight}


def ways(reading, step):
    return {way["id"]: way for way in reading.workflow["steps"][step]["next"]}


def inside(text):
    head = f'<definitions xmlns="{BPMN}" targetNamespace="x" xmlns:ours="https://motcua.example/schema/workflow/1">'
    return from_bpmn(f'{head}\n<process id="p">{text}</process></definitions>')


def test_a_process_of_camunda_7_becomes_steps_and_its_own_settings_are_told():
    reading = sample("camunda7")
    kinds = [step["kind"] for step in reading.workflow["steps"].values()]
    assert kinds == ["receive", "process", "sign", "automatic", "return"]
    assert ways(reading, "tham_dinh_ho_so")["khong_du"] == {
        "id": "khong_du", "label": {"vi": "Không đủ", "en": ""}, "to": "end", "when": "du == false",
        "kind": "refuse"}  # fmt: skip
    assert "when" not in ways(reading, "tham_dinh_ho_so")["du"]
    assert reading.workflow["steps"]["ky_giay_phep"]["escalate"] == [{"hours": 8, "do": "remind"}]
    assert told(reading, "error") == {("boundaryEvent", "Event_loi"), ("sequenceFlow", "Flow_lai")}
    words = " ".join(one.vi for one in reading.findings)
    for thing in ("formKey", "taskListener", "candidateGroups", "assignee", "topic", "Theo Luật Xây dựng"):
        assert thing in words
    assert all(one.line > 0 for one in reading.findings)


def test_lanes_of_camunda_8_are_known_by_their_names_and_a_message_is_waited_for():
    reading = sample("camunda8")
    steps = reading.workflow["steps"]
    assert steps["tiep_nhan"]["agency"] == "intake"
    assert steps["chuyen_phieu_sang_thue"]["post"] == "specialist"
    assert steps["cho_thong_bao_thue"]["kind"] == "external"
    assert ways(reading, "cho_thong_bao_thue")["mien"]["when"] == "amount = 0"
    assert told(reading, "error") == {("callActivity", "Activity_nop"), ("userTask", "Activity_tra")}
    aside = told(reading, "note")
    assert {("participant", "Participant_thue"), ("messageFlow", "Flow_thue"), ("lane", "Lane_ai"),
            ("dataObjectReference", "DataObjectReference_1"), ("startEvent", "Start_1")} <= aside  # fmt: skip


def test_tasks_between_parallel_gateways_are_opinions_and_a_sub_process_is_a_part():
    reading = sample("bpmnio")
    consult = reading.workflow["steps"]["hoi_y_kien"]
    assert consult["kind"] == "consult"
    assert [(one["id"], one["agency"]) for one in consult["opinions"]] == [
        ("cong_an_phong_chay", "police"), ("so_nong_nghiep_va_moi_truong", "so-nnmt")]  # fmt: skip
    assert ways(reading, "hoi_y_kien")["hoi_lai"]["kind"] == "back"
    assert reading.workflow["steps"]["trinh_ky"]["part"] == "trinh_ky"
    assert list(reading.workflow["parts"]["trinh_ky"]["steps"]) == ["soan_to_trinh", "ky"]
    assert reading.whole


def test_signavio_ids_with_umlauts_and_colons_and_names_over_two_lines_are_read():
    reading = sample("signavio")
    (step,) = reading.workflow["steps"].values()
    assert (step["title"]["vi"], step["post"], step["kind"]) == ("Đóng dấu vào sổ", "clerk", "number")
    assert reading.names["steps.dong_dau_vao_so"] == "sid-Übermittlung:1"
    assert told(reading, "error") == {("intermediateCatchEvent", "sid-Timer"), ("process", "sid-PR2")}
    assert ("dataStoreReference", "sid-DS") in told(reading, "note")


def test_a_deadlock_of_parallel_branches_is_told_with_its_elements_and_the_way_there():
    found = [one for one in sample("parallel").findings if one.code == "FLOW_DEADLOCK"]
    assert {one.element for one in found} == {"f4", "f5"}
    assert "“Nhận” (nhan) → “re” → “Việc A” (a)" in " ".join(one.vi for one in found)
    reading = sample("parallel")
    assert ("parallelGateway", "gop") in told(reading, "error")
    assert ways(reading, "viec_a")["to_gop"]["to"] == "gop"  # leads nowhere: nobody publishes it
    assert "gop" not in reading.workflow["steps"]


@pytest.mark.parametrize("name", ["camunda7", "camunda8", "bpmnio", "signavio", "parallel"])
def test_what_was_taken_over_is_drawn_and_goes_out_again_with_the_same_ids(name):
    reading = sample(name)
    check(lay_out(drawing_of(reading.workflow)))
    again = from_bpmn(to_bpmn(reading.workflow), CITY)
    assert again.workflow == reading.workflow
    assert again.findings == ()


UNKNOWN = [
    "complexGateway", "eventBasedGateway", "transaction", "adHocSubProcess", "intermediateThrowEvent",
    "callChoreography", "subChoreography", "choreographyTask",
]  # fmt: skip


@pytest.mark.parametrize("kind", UNKNOWN)
def test_an_element_that_our_language_lacks_is_named_where_it_stands(kind):
    reading = inside(f'<startEvent id="s"/>\n<task id="t" name="Xử lý"/>\n\n<{kind} id="x1" name="Lạ"/>')
    (found,) = [one for one in reading.findings if one.element == "x1"]
    assert (found.weight, found.kind, found.line) == ("error", kind, 5)
    assert "Lạ" in found.vi and "Lạ" in found.en


def test_every_element_of_a_file_is_either_taken_over_or_named():
    for name in ("camunda7", "camunda8", "bpmnio", "signavio", "parallel"):
        reading = sample(name)
        named = {one.element for one in reading.findings} | set(reading.names.values())
        silent = {"sequenceFlow", "laneSet", "startEvent", "endEvent", "exclusiveGateway", "parallelGateway",
                  "lane", "process", "participant"}  # fmt: skip
        for process in read_xml((SAMPLES / f"{name}.bpmn").read_bytes()).all(BPMN, "process"):
            for one in process.all(BPMN):
                assert one.name in silent or one.attributes["id"] in named or "sid-T9" in one.attributes["id"]


def test_two_steps_with_one_id_both_stay_and_the_second_gets_a_new_one():
    twin = '<extensionElements><ours:step id="check" kind="process"/></extensionElements>'
    reading = inside(f'<task id="a" name="Một">{twin}</task><task id="b" name="Hai">{twin}</task>')
    assert [step["title"]["vi"] for step in reading.workflow["steps"].values()] == ["Một", "Hai"]
    assert [one.code for one in reading.findings if one.element == "b"] == ["BPMN_TWICE"]


def test_an_arrow_drawn_back_to_an_earlier_step_is_a_way_back():
    reading = inside(
        '<startEvent id="s"/><task id="a" name="Xử lý"/><task id="b" name="Ký"/><sequenceFlow id="1" sourceRef="s" '
        'targetRef="a"/><sequenceFlow id="2" sourceRef="a" targetRef="b"/><sequenceFlow id="3" sourceRef="b" '
        'targetRef="a" name="Trả lại"/>'
    )
    assert ways(reading, "ky")["tra_lai"]["kind"] == "back"
    assert "kind" not in ways(reading, "xu_ly")["to_ky"]


def test_a_choice_that_several_steps_lead_to_becomes_a_step_of_its_own():
    flows = [("s", "a"), ("a", "g"), ("b", "g"), ("g", "b"), ("g", "e")]
    arrows = "".join(f'<sequenceFlow id="f{a}{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in flows)
    reading = inside(
        '<startEvent id="s"/><task id="a" name="Xử lý"/><task id="b" name="Bổ sung"/>'
        f'<exclusiveGateway id="g" name="Xong chưa"/><endEvent id="e"/>{arrows}'
    )
    assert reading.workflow["steps"]["xong_chua"]["kind"] == "automatic"
    assert ways(reading, "xu_ly")["to_xong_chua"]["to"] == "xong_chua"


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))
BAD = {
    "a bomb of entities": f'<?xml version="1.0"?><!DOCTYPE d [{LAUGHS}]><d>&l9;</d>',
    "an outside entity": '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>',
    "an outside document type": '<!DOCTYPE d SYSTEM "http://example.org/d.dtd"><d/>',
    "nothing": "",
    "no XML": "steps: [a, b]",
    "an open tag": "<a>\n<b>\n</a>",
    "another vocabulary": "<html><body/></html>",
    "no process": f'<definitions xmlns="{BPMN}"/>',
    "depth without end": "<a>" * 5000 + "</a>" * 5000,
    "a heap of elements": f'<definitions xmlns="{BPMN}">{"<a/>" * 70_000}</definitions>',
    "an unknown encoding": '<?xml version="1.0" encoding="x-viscii"?><a/>',
    "a flood of text": f'<definitions xmlns="{BPMN}"><process>{"a" * 300_000}</process></definitions>',
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_dangerous_or_broken_is_refused_in_words(name):
    with pytest.raises(NotReadable) as refused:
        from_bpmn(BAD[name])
    assert refused.value.vi and refused.value.en


def test_a_broken_file_names_the_line():
    with pytest.raises(NotReadable) as refused:
        from_bpmn(BAD["an open tag"])
    assert refused.value.line == 3 and "dòng 3" in refused.value.vi


def test_a_file_that_is_too_large_is_not_even_parsed():
    with pytest.raises(NotReadable, match="larger"):
        from_bpmn(b"<" * (MOST_BYTES + 1))


def test_an_arrow_drawn_out_of_a_step_with_a_choice_behind_it_joins_its_ways():
    flows = [("s", "a"), ("a", "g"), ("g", "b"), ("g", "e"), ("a", "c"), ("b", "e"), ("c", "e")]
    arrows = "".join(f'<sequenceFlow id="f{a}{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in flows)
    reading = inside(
        '<startEvent id="s"/><task id="a" name="Xử lý"/><task id="b" name="Ký"/><task id="c" name="Bổ sung"/>'
        f'<exclusiveGateway id="g"/><endEvent id="e"/>{arrows}'
    )
    assert [way["to"] for way in reading.workflow["steps"]["xu_ly"]["next"]] == ["ky", "end", "bo_sung"]
    assert list(reading.workflow["steps"]) == ["xu_ly", "ky", "bo_sung"]


def test_what_was_set_beside_a_step_just_drawn_is_kept_and_the_rest_is_filled_in():
    step = '<ours:step made="here" kind="external" post="clerk" hours="2.5" words_en="Wait"/>'
    made = f"<extensionElements>{step}</extensionElements>"
    opinion = '<extensionElements><ours:opinion made="here" agency="so-y-te" days="3"/></extensionElements>'
    way = '<extensionElements><ours:way made="here" kind="back" words_en="Again"/></extensionElements>'
    reading = inside(
        f'<startEvent id="s"/><userTask id="a" name="Chờ thuế">{made}</userTask><subProcess id="b" name="Hỏi">'
        f'<userTask id="o" name="Sở Y tế">{opinion}</userTask></subProcess>'
        f'<sequenceFlow id="f" name="Làm lại" sourceRef="b" targetRef="a">{way}</sequenceFlow>'
    )
    wait, ask = reading.workflow["steps"].values()
    assert (wait["kind"], wait["post"], wait["hours"]) == ("external", "clerk", 2.5)
    assert wait["title"] == {"vi": "Chờ thuế", "en": "Wait"}
    assert wait["external"] == {"system": "cho-thue", "days": 5, "question": {"vi": "Chờ thuế", "en": "Wait"}}
    assert ask["opinions"] == [{"id": "so_y_te", "name": {"vi": "Sở Y tế", "en": ""}, "agency": "so-y-te", "days": 3,
                                "question": {"vi": "Sở Y tế", "en": ""}}]  # fmt: skip
    assert ask["next"] == [{"id": "lam_lai", "label": {"vi": "Làm lại", "en": "Again"}, "to": "cho_thue",
                            "kind": "back"}]  # fmt: skip


PLANTED = {
    "a loop that never ends": (
        "bpmnio", 'sourceRef="Task_tra" targetRef="End_1"', 'sourceRef="Task_tra" targetRef="Task_1hcentk"',
        ("FLOW_DEAD_END", "nhan_ho_so"),
    ),
    "a step without a way out": (
        "bpmnio", '<sequenceFlow id="Flow_10" sourceRef="Task_tra" targetRef="End_1" />', "",
        ("FLOW_DEAD_END", "tra_ket_qua"),
    ),
    "a step that nothing leads to": (
        "bpmnio", '<endEvent id="End_1" />',
        '<endEvent id="End_1" /><task id="x" name="Mồ côi" /><sequenceFlow id="fx" sourceRef="x" targetRef="End_1" />',
        ("FLOW_UNREACHABLE", "mo_coi"),
    ),
    "a signature that leads back to itself": (
        "camunda7", 'sourceRef="Activity_ky" targetRef="Activity_gui"', 'sourceRef="Activity_ky" targetRef="Activity_ky"',
        ("FLOW_DEAD_END", "ky_giay_phep"),
    ),
    "a clerk who never ends": (
        "signavio", 'sourceRef="sid-Übermittlung:1" targetRef="sid-E"',
        'sourceRef="sid-Übermittlung:1" targetRef="sid-Übermittlung:1"', ("FLOW_DEAD_END", "dong_dau_vao_so"),
    ),
}  # fmt: skip


def faults_of(reading):
    """What the proof of the workflow says when the file has become the draft of a sound procedure."""
    tree = tree_of(load_definition(Path(__file__).with_name("sound.yaml")).value)
    return {
        (one.code, one.path.rpartition(".")[2])
        for one in working.problems({**tree, "workflow": reading.workflow})
        if one.path.startswith("workflow.")
    }


@pytest.mark.parametrize("name", PLANTED)
def test_a_fault_planted_in_a_file_of_another_tool_is_found_by_the_proof_at_its_step(name):
    tool, there, instead, expected = PLANTED[name]
    text = (SAMPLES / f"{tool}.bpmn").read_text()
    assert text.count(there) == 1 and expected not in faults_of(sample(tool))
    reading = from_bpmn(text.replace(there, instead).encode(), CITY)
    assert expected in faults_of(reading)
    assert f"steps.{expected[1]}" in reading.names, "its element in the file is known"


LOOSE = {
    "an arrow to nowhere": ('targetRef="Task_tra"', 'targetRef="Task_weg"', ("sequenceFlow", "Flow_9")),
    "no start": ('<startEvent id="StartEvent_1y45yut" name="nộp" />', "", ("sequenceFlow", "SequenceFlow_0h21x7r")),
    "two ids alike": ('id="Task_mt"', 'id="Task_pccc"', ("sequenceFlow", "Flow_3")),
    "a branch that leaves before the join": (
        'sourceRef="Task_mt" targetRef="Gateway_gop"', 'sourceRef="Task_mt" targetRef="End_1"',
        ("parallelGateway", "Gateway_gop"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LOOSE)
def test_a_drawing_that_does_not_hold_together_is_told_by_its_element_when_it_is_read(name):
    there, instead, element = LOOSE[name]
    text = (SAMPLES / "bpmnio.bpmn").read_text()
    assert text.count(there) == 1
    assert element in told(from_bpmn(text.replace(there, instead).encode(), CITY), "error")
