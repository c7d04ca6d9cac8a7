"""Every change is an act, and every refusal is worded."""

import ast
import inspect
from pathlib import Path

import rules
from django.apps import apps

import mourafaka
from mourafaka.foundations import refusals
from mourafaka.foundations.acts import ACTS

SOURCE = Path(mourafaka.__file__).parent
ROOMS = (
    "people",
    "territory",
    "registry",
    "calls",
    "applying",
    "instruction",
    "selection",
    "appeals",
    "enrolment",
    "diagnosis",
    "plans",
    "training",
    "coaching",
    "results",
    "press",
)

# Public writing functions that are no acts, each with its reason.
NO_ACTS = {
    "people/services.py:machine": "makes the installation's own account, before anybody can act",
    "people/services.py:spend_sign_in_link": "the visitor has no account yet; the link is the proof",
    "press/services/visiting.py:note_visits": "what the machine notes of its own visits (ADR 0010)",
    "press/services/visiting.py:keep_raw": "what the machine notes of its own visits (ADR 0010)",
    "press/services/keeping.py:keep": "a part of the acts that take a round and a source's entries (ADR 0010)",
}
WRITES = {
    "create",
    "save",
    "delete",
    "update",
    "bulk_create",
    "bulk_update",
    "update_or_create",
    "get_or_create",
}


def service_files() -> list[Path]:
    return [
        path
        for room in ROOMS
        for path in [SOURCE / room / "services.py", *sorted((SOURCE / room / "services").glob("*.py"))]
        if path.exists()
    ]


def writing_functions(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text())
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return [
        function
        for function in functions
        if not function.name.startswith("_")
        and any(isinstance(node, ast.Attribute) and node.attr in WRITES for node in ast.walk(function))
    ]


def decorated_as_act(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "act"
        for decorator in function.decorator_list
    )


def test_every_public_writing_function_is_an_act():
    found = {
        f"{path.relative_to(SOURCE)}:{function.name}"
        for path in service_files()
        for function in writing_functions(path)
        if not decorated_as_act(function)
    }

    assert found == set(NO_ACTS)


def test_every_act_asks_a_rule_that_exists():
    unknown = {verb for verb, function in ACTS.items() if not rules.perm_exists(function.act_rule)}

    assert unknown == set()


def test_every_act_tells_its_contract():
    silent = {verb for verb, function in ACTS.items() if not inspect.getdoc(function)}

    assert silent == set()


def refusal_codes() -> dict[str, str]:
    found = {}
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refused" and node.args:
                code = node.args[0]
                if isinstance(code, ast.Constant):
                    found[str(code.value)] = str(path.relative_to(SOURCE))
    return found


def test_every_refusal_is_worded():
    silent = {code: path for code, path in refusal_codes().items() if not refusals.worded(code)}

    assert silent == {}


def test_states_are_written_by_services_only():
    found = []
    for path in SOURCE.rglob("*.py"):
        room = path.relative_to(SOURCE).parts[0]
        if room not in ROOMS or "services" in str(path.relative_to(SOURCE)) or "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Assign) and any(
                isinstance(target, ast.Attribute) and target.attr == "state" for target in node.targets
            ):
                found.append(f"{path.relative_to(SOURCE)}:{node.lineno}")

    assert found == []


def test_rooms_are_installed():
    assert {config.label for config in apps.get_app_configs()} >= set(ROOMS)
