"""What an editor types becomes blocks, never HTML; what cannot be published is told with its line."""

import pytest

from motcua.exchange.publishing.markup import compile_text


def kinds(source: str) -> list[str]:
    return [block["kind"] for block in compile_text(source).blocks]


def test_a_text_becomes_blocks():
    source = (
        "# Đầu mục\n\nĐoạn **đậm**.\n\n- một\n- hai\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n[[1.001193]]\n\n---"
    )
    content = compile_text(source)
    assert [block["kind"] for block in content.blocks] == [
        "heading", "paragraph", "list", "table", "procedure", "rule",
    ]  # fmt: skip
    assert content.blocks[0]["level"] == 2 and content.procedures == ("1.001193",) and not content.faults
    assert content.plain.splitlines()[:3] == ["Đầu mục", "Đoạn đậm.", "một"]


def test_html_is_text_and_nothing_else():
    content = compile_text("<script>alert(1)</script>\n\n<b onclick=x>a</b>")
    assert all(block["kind"] == "paragraph" for block in content.blocks)
    assert "<script>" in content.plain


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "data:text/html,x", "//ac.example", "http://a.vn", "vbscript:x"]
)
def test_a_link_leads_only_where_links_may_lead(href):
    content = compile_text(f"[bấm]({href})")
    spans = content.blocks[0]["spans"]
    assert not any("href" in span for span in spans)


def test_a_callout_has_its_tone_and_a_numbered_list_with_bold_beginnings_is_steps():
    content = compile_text("> [!cảnh báo]\n> Nước lên nhanh.\n\n1. **Gọi.** Số 114\n2. **Chờ.** Trên cao")
    callout, steps = content.blocks
    assert (callout["tone"], callout["title"]) == ("warn", "Cảnh báo")
    assert callout["blocks"][0]["spans"][0]["text"] == "Nước lên nhanh."
    assert steps["kind"] == "steps" and len(steps["items"]) == 2
    assert kinds("1. một\n2. hai") == ["list"]


def test_a_picture_without_words_and_a_file_from_elsewhere_are_faults_with_their_lines():
    content = compile_text(
        "Đoạn.\n\n![](tep:6f1c5b0e-3f1d-4c3c-9d7e-2b8f0a1c9d11)\n\n![ảnh](https://a.vn/x.png)"
    )
    assert [fault.line for fault in content.faults] == [3, 5]
    good = compile_text("![Cổng chào](tep:6f1c5b0e-3f1d-4c3c-9d7e-2b8f0a1c9d11)")
    assert good.files == ("6f1c5b0e-3f1d-4c3c-9d7e-2b8f0a1c9d11",) and not good.faults


def test_a_text_that_is_too_long_is_refused_and_not_read_for_minutes():
    assert compile_text("[" * 70_000).faults[0].line == 1
