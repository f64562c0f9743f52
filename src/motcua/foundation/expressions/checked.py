"""From CEL text to a checked tree of closures.

celpy parses; this walks its tree once, gives every node a type, collects what is wrong, and builds for each
node a plain Python function of the values. What CEL calls an error because a value is missing ("no such
overload" on null) is None here, and travels as errors do in CEL: `false && error` is false, `true || error`
is true, everything else that touches it is None.
"""

from collections.abc import Mapping
from typing import Any, cast

from celpy.celparser import CELParseError
from celpy.evaluation import celstr
from lark import Token, Tree

from .functions import FUNCTIONS, METHODS, Function
from .operations import (
    ARITHMETIC,
    CALCULATE,
    COMPARE,
    MACROS,
    RELATIONS,
    Run,
    Values,
    equality,
    nothing,
    strict1,
    strict2,
)
from .problems import ExpressionError, ExpressionProblem, suggestion
from .tree import depth, first_child, is_plain, only_ident, only_literal, parsed
from .types import BOOL, DYN, INT, NULL, TEXT, Type, fits, join, list_of

Node = tuple[Type, Run]

COMPARABLE = ("int", "text", "date", "dyn", "null")
MAX_SOURCE = 2000
MAX_DEPTH = 250
"""Levels of the syntax tree, ten for each pair of brackets. The walk takes two Python frames a level, of the
thousand that Python allows."""


def build(source: str, env: Mapping[str, Type], returns: Type) -> tuple[Run, frozenset[str]]:
    """Parse, check and bind; also the names of `env` it reads. Raises: ExpressionError with all problems."""
    too_long = ExpressionProblem("EXPR_LONG", "Biểu thức quá dài.", "The expression is too long.")
    if len(source) > MAX_SOURCE:
        raise ExpressionError(source[:80], [too_long])
    try:
        tree = parsed(source)
    except CELParseError as error:
        column = max(error.column or 1, 1)
        problem = ExpressionProblem(
            "EXPR_SYNTAX",
            f"Biểu thức sai cú pháp tại cột {column}.",
            f"The expression has a syntax error at column {column}.",
            column,
        )
        raise ExpressionError(source, [problem]) from None
    if depth(tree) > MAX_DEPTH:
        raise ExpressionError(source[:80], [too_long])
    checker = _Checker(env)
    kind, run = checker.visit(tree)
    if not checker.problems and (not fits(kind, returns) or kind.kind == "null"):
        checker.report(
            tree,
            "EXPR_RETURN",
            f"Biểu thức phải cho kiểu {returns}, nhưng cho kiểu {kind}.",
            f"The expression must give {returns} but gives {kind}.",
        )
    if checker.problems:
        raise ExpressionError(source, checker.problems)
    return run, frozenset(checker.used)


class _Checker:
    def __init__(self, env: Mapping[str, Type]):
        self.env = dict(env)
        self.used: set[str] = set()
        self.bound: tuple[str, ...] = ()
        self.problems: list[ExpressionProblem] = []

    def report(self, node: Tree | Token, code: str, vi: str, en: str) -> None:
        meta = node.meta if isinstance(node, Tree) else node
        self.problems.append(ExpressionProblem(code, vi, en, getattr(meta, "column", 1) or 1))

    def wrong_type(self, node: Tree, what: str, *kinds: Type) -> Node:
        found = ", ".join(str(kind) for kind in kinds)
        self.report(
            node,
            "EXPR_TYPE",
            f"“{what}” không dùng được với kiểu {found}.",
            f'"{what}" cannot be used with {found}.',
        )
        return DYN, nothing

    def visit(self, node: Tree) -> Node:
        return getattr(self, f"on_{node.data}", self.pass_through)(node)

    def pass_through(self, node: Tree) -> Node:
        if len(node.children) == 1 and isinstance(node.children[0], Tree):
            return self.visit(node.children[0])
        return self.unsupported(node)

    def unsupported(self, node: Tree) -> Node:
        self.report(
            node,
            "EXPR_SYNTAX",
            "Cách viết này không được hỗ trợ trong định nghĩa.",
            "This construct is not supported in definitions.",
        )
        return DYN, nothing

    # Conditions

    def on_expr(self, node: Tree) -> Node:
        if len(node.children) == 1:
            return self.visit(node.children[0])
        (test_type, test), (a_type, a), (b_type, b) = (self.visit(child) for child in node.children)
        if not fits(test_type, BOOL):
            return self.wrong_type(node, "?:", test_type)
        kind = join(a_type, b_type)
        if kind is None:
            return self.wrong_type(node, "?:", a_type, b_type)

        def choose(values: Values) -> Any:
            picked = test(values)
            return None if picked is None else a(values) if picked else b(values)

        return kind, choose

    def _logic(self, node: Tree, sign: str, decides: bool) -> Node:
        if len(node.children) == 1:
            return self.visit(node.children[0])
        (a_type, a), (b_type, b) = (self.visit(child) for child in node.children)
        for kind in (a_type, b_type):
            if not fits(kind, BOOL):
                return self.wrong_type(node, sign, kind)

        def logic(values: Values) -> bool | None:
            left = a(values)
            if left is decides:
                return decides
            right = b(values)
            if right is decides:
                return decides
            return None if left is None or right is None else not decides

        return BOOL, logic

    def on_conditionalor(self, node: Tree) -> Node:
        return self._logic(node, "||", True)

    def on_conditionaland(self, node: Tree) -> Node:
        return self._logic(node, "&&", False)

    # Relations: the left child is wrapped in a node that names the operator.

    def on_relation(self, node: Tree) -> Node:
        if len(node.children) == 1:
            return self.visit(node.children[0])
        operator, right_node = node.children
        sign = RELATIONS[operator.data]
        left_type, left = self.visit(operator.children[0])
        right_type, right = self.visit(right_node)
        if sign == "in":
            return self._membership(node, left_type, left, right_type, right, right_node)
        if sign in ("==", "!="):
            if not fits(left_type, right_type):
                return self.wrong_type(node, sign, left_type, right_type)
            self._check_option(node, left_type, right_node)
            self._check_option(node, right_type, operator.children[0])
            strict = (not is_plain(operator.children[0]), not is_plain(right_node))
            return BOOL, equality(sign == "==", left, right, strict)
        if left_type.kind not in COMPARABLE or not fits(left_type, right_type):
            return self.wrong_type(node, sign, left_type, right_type)
        return BOOL, strict2(COMPARE[sign], left, right)

    def _membership(
        self, node: Tree, left_type: Type, left: Run, right_type: Type, right: Run, right_node: Tree
    ) -> Node:
        if right_type.kind == "map":
            if not fits(left_type, TEXT):
                return self.wrong_type(node, "in", left_type, right_type)
        elif right_type.kind == "list":
            if right_type.elem and not fits(left_type, right_type.elem):
                return self.wrong_type(node, "in", left_type, right_type)
            for item in right_node.iter_subtrees():
                if item.data == "literal":
                    self._check_option(node, left_type, item)
            if right_type.elem and right_type.elem.options:
                self._check_option(node, right_type.elem, first_child(node))
        elif right_type != DYN:
            return self.wrong_type(node, "in", left_type, right_type)

        def contains(values: Values) -> bool | None:
            box, item = right(values), left(values)
            try:
                return None if box is None or item is None else item in box
            except TypeError:
                return None

        return BOOL, contains

    def _check_option(self, node: Tree, kind: Type, other: Tree) -> None:
        """A choice compared with a literal that is not among its options is a slip of the pen."""
        literal = only_literal(other)
        if kind.options is None or literal is None or literal.type != "STRING_LIT":
            return
        text = str(celstr(literal))
        if text not in kind.options:
            vi, en = suggestion(text, kind.options)
            self.report(
                node,
                "EXPR_OPTION",
                f"“{text}” không phải là một lựa chọn của trường này.{vi}",
                f'"{text}" is not an option of this field.{en}',
            )

    # Arithmetic

    def on_addition(self, node: Tree) -> Node:
        return self._arithmetic(node)

    def on_multiplication(self, node: Tree) -> Node:
        return self._arithmetic(node)

    def _arithmetic(self, node: Tree) -> Node:
        if len(node.children) == 1:
            return self.visit(node.children[0])
        operator, right_node = node.children
        sign = ARITHMETIC[operator.data]
        left_type, left = self.visit(operator.children[0])
        right_type, right = self.visit(right_node)
        kinds = {left_type.kind, right_type.kind} - {"dyn"}
        allowed = ({"int"}, {"text"}, {"list"}, set()) if sign == "+" else ({"int"}, set())
        if kinds not in allowed:
            return self.wrong_type(node, sign, left_type, right_type)
        kind = left_type if left_type != DYN else right_type
        return (TEXT if kind.kind == "text" else kind), strict2(CALCULATE[sign], left, right)

    def on_unary(self, node: Tree) -> Node:
        if len(node.children) == 1:
            return self.visit(node.children[0])
        sign, operand = node.children
        kind, run = self.visit(operand)
        wanted = BOOL if sign.data == "unary_not" else INT
        if not fits(kind, wanted) or kind == NULL:
            return self.wrong_type(node, "!" if wanted == BOOL else "-", kind)
        if wanted == BOOL:
            return BOOL, strict1(lambda value: not value, run)
        return INT, strict1(lambda value: -value, run)

    # Members and calls

    def on_member_dot(self, node: Tree) -> Node:
        owner, name_token = node.children
        kind, run = self.visit(owner)
        name = str(name_token)
        found = DYN
        if kind.kind == "map" and kind.fields is not None:
            known = kind.field(name)
            if known is None:
                self._unknown(node, name, [key for key, _ in kind.fields])
                return DYN, nothing
            found = known
        elif kind.kind not in ("map", "dyn"):
            return self.wrong_type(node, f".{name}", kind)

        def member(values: Values) -> Any:
            value = run(values)
            return value.get(name) if isinstance(value, Mapping) else None

        return found, member

    def on_member_index(self, node: Tree) -> Node:
        (kind, run), (index_type, index) = (self.visit(child) for child in node.children)
        wanted = {"list": INT, "map": TEXT, "dyn": DYN}.get(kind.kind)
        if wanted is None or not fits(index_type, wanted):
            return self.wrong_type(node, "[]", kind, index_type)

        def item(values: Values) -> Any:
            box, key = run(values), index(values)
            if isinstance(box, Mapping):
                return box.get(key)
            ok = isinstance(box, (list, tuple)) and isinstance(key, int) and 0 <= key < len(box)
            return box[key] if ok else None

        return (kind.elem or DYN) if kind.kind == "list" else DYN, item

    def on_member_dot_arg(self, node: Tree) -> Node:
        owner, name_token, *rest = node.children
        name = str(name_token)
        arguments = rest[0].children if rest else []
        if name in MACROS:
            return self._macro(node, name, owner, arguments)
        function = METHODS.get(name)
        if function is None:
            return self._unknown_function(node, name, [*METHODS, *MACROS])
        return self._call(node, name, function, [owner, *arguments])

    def on_ident_arg(self, node: Tree) -> Node:
        name_token, *rest = node.children
        name = str(name_token)
        arguments = rest[0].children if rest else []
        if name == "has":
            return self._has(node, arguments)
        function = FUNCTIONS.get(name)
        if function is None:
            return self._unknown_function(node, name, [*FUNCTIONS, "has"])
        return self._call(node, name, function, arguments)

    def _has(self, node: Tree, arguments: list[Tree]) -> Node:
        """`has(a.b)`: is the field there, with a value? For a bare name CEL says `name != null`."""
        member = arguments[0] if len(arguments) == 1 else None
        while member is not None and len(member.children) == 1 and isinstance(member.children[0], Tree):
            member = member.children[0]
        if member is None or member.data != "member_dot":
            self.report(
                node,
                "EXPR_ARGS",
                "has() nhận một trường của một nhóm, ví dụ has(dia_chi.unit); với tên đơn, viết ten != null.",
                "has() takes a field of a map, e.g. has(home.unit); for a bare name write name != null.",
            )
            return BOOL, nothing
        _, run = self.visit(member)
        return BOOL, lambda values: run(values) is not None

    def _call(self, node: Tree, name: str, function: Function, arguments: list[Tree]) -> Node:
        bound = [self.visit(argument) for argument in arguments]
        kinds = [kind for kind, _ in bound]
        if not any(_accepts(variant, kinds, function.more) for variant in function.variants):
            return self.wrong_type(node, f"{name}()", *kinds)
        runs, call = tuple(run for _, run in bound), function.call

        def run_call(values: Values) -> Any:
            given = [run(values) for run in runs]
            try:
                return None if None in given else call(*given)
            except (TypeError, AttributeError):
                return None

        return function.returns, run_call

    def _macro(self, node: Tree, name: str, owner: Tree, arguments: list[Tree]) -> Node:
        kind, run = self.visit(owner)
        if kind.kind not in ("list", "dyn"):
            return self.wrong_type(node, f".{name}()", kind)
        variable = only_ident(arguments[0]) if len(arguments) == 2 else None
        if variable is None:
            self.report(
                node,
                "EXPR_ARGS",
                f"{name}() cần một tên và một biểu thức, ví dụ: con.{name}(c, c.tuoi > 6).",
                f"{name}() takes a name and an expression, e.g. children.{name}(c, c.age > 6).",
            )
            return DYN, nothing
        outer, self.bound = dict(self.env), (*self.bound, variable)
        self.env[variable] = kind.elem or DYN
        body_type, body = self.visit(arguments[1])
        self.env, self.bound = outer, self.bound[:-1]
        if name != "map" and not fits(body_type, BOOL):
            return self.wrong_type(node, f".{name}()", body_type)
        returns = {"exists": BOOL, "all": BOOL, "filter": kind}.get(name) or list_of(body_type)
        decide = MACROS[name]

        def run_macro(values: Values) -> Any:
            items = run(values)
            if not isinstance(items, (list, tuple)):
                return None
            return decide(list(items), [body({**values, variable: item}) for item in items])

        return returns, run_macro

    # Leaves

    def on_ident(self, node: Tree) -> Node:
        name = str(node.children[0])
        kind = self.env.get(name)
        if kind is None:
            self._unknown(node, name, self.env)
            return DYN, nothing
        if name not in self.bound:
            self.used.add(name)
        return kind, lambda values: values.get(name)

    def on_literal(self, node: Tree) -> Node:
        token = cast(Token, node.children[0])
        text = str(token)
        value: Any
        match token.type:
            case "INT_LIT":
                value, kind = int(text, 0) if "x" in text.lower() else int(text), INT
            case "STRING_LIT" | "MLSTRING_LIT":
                value, kind = str(celstr(token)), TEXT
            case "BOOL_LIT":
                value, kind = text == "true", BOOL
            case "NULL_LIT":
                value, kind = None, NULL
            case _:
                self.report(
                    node,
                    "EXPR_TYPE",
                    f"Giá trị “{text}” không được hỗ trợ: chỉ dùng số nguyên, chữ, đúng/sai, null.",
                    f'The value "{text}" is not supported: only whole numbers, text, true/false, null.',
                )
                return DYN, nothing
        return kind, lambda values: value

    def on_list_lit(self, node: Tree) -> Node:
        bound = [self.visit(child) for child in (node.children[0].children if node.children else [])]
        elem: Type | None = bound[0][0] if bound else DYN
        for kind, _ in bound[1:]:
            elem = join(elem, kind) if elem is not None else None
        if elem is None:
            return self.wrong_type(node, "[…]", *(kind for kind, _ in bound))
        runs = tuple(run for _, run in bound)
        return list_of(elem), lambda values: [run(values) for run in runs]

    def on_map_lit(self, node: Tree) -> Node:
        return self.unsupported(node)

    on_member_object = on_dot_ident = on_dot_ident_arg = on_map_lit

    # Words

    def _unknown(self, node: Tree, name: str, known: object) -> None:
        vi, en = suggestion(name, known)
        self.report(node, "EXPR_NAME", f"Không có tên “{name}” ở đây.{vi}", f'Unknown name "{name}".{en}')

    def _unknown_function(self, node: Tree, name: str, known: list[str]) -> Node:
        vi, en = suggestion(name, known)
        self.report(
            node, "EXPR_FUNCTION", f"Không có hàm “{name}”.{vi}", f'There is no function "{name}".{en}'
        )
        return DYN, nothing


def _accepts(variant: tuple[Type, ...], kinds: list[Type], more: bool) -> bool:
    if more and len(variant) > 1 and len(kinds) > len(variant):
        variant = variant + (variant[-1],) * (len(kinds) - len(variant))
    return len(variant) == len(kinds) and all(fits(k, w) for k, w in zip(kinds, variant, strict=True))
