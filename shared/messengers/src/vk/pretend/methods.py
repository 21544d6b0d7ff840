"""What VK's methods take: github.com/VKCOM/vk-api-schema, MIT, the official description."""

import json

SECTIONS = ["docs", "groups", "messages", "photos", "users"]


def kind(parameter: dict) -> str:
    """`integer 0..100`, `string ..255`, `boolean`, `number`, `integers ..100` and `strings ..100` for lists; `!`: required."""
    what = parameter.get("type", "string")
    what = what if isinstance(what, str) else "string"
    bounds = (parameter.get("minimum"), parameter.get("maximum"))
    if what == "string":
        bounds = (None, parameter.get("maxLength"))
    if what == "array":
        is_numbers = parameter.get("items", {}).get("type") == "integer"
        what, bounds = "integers" if is_numbers else "strings", (None, parameter.get("maxItems"))
    low, high = ("" if bound is None else str(int(bound)) for bound in bounds)
    return what + (f" {low}..{high}" if low or high else "") + ("!" if parameter.get("required") else "")


def read(specs) -> dict:
    folder = specs / "vk-api-schema"
    methods = {}
    for section in SECTIONS:
        for method in json.loads((folder / section / "methods.json").read_text())["methods"]:
            row = {parameter["name"]: kind(parameter) for parameter in method.get("parameters", [])}
            methods[method["name"]] = row
    return {
        "source": "https://github.com/VKCOM/vk-api-schema/tree/0efe478fc101",
        "version": "5.199",
        "methods": methods,
    }
