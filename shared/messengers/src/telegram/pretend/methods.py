"""What the Bot API's methods take: github.com/PaulSonOfLars/telegram-bot-api-spec, MIT, made from core.telegram.org/bots/api."""

import json

# Types the pretend server looks into; the others are taken as any object.
LOOKED_INTO = [
    "InputMediaAnimation",
    "InputMediaAudio",
    "InputMediaDocument",
    "InputMediaLivePhoto",
    "InputMediaPhoto",
    "InputMediaVideo",
    "ReplyParameters",
]


def row(fields: list) -> dict:
    return {field["name"]: "|".join(field["types"]) + ("!" if field["required"] else "") for field in fields}


def read(specs) -> dict:
    spec = json.loads((specs / "telegram-bot-api.json").read_text())
    methods, types = spec["methods"], spec["types"]
    return {
        "source": "https://github.com/PaulSonOfLars/telegram-bot-api-spec/blob/160fd99507e1/api.json",
        "version": f"{spec['version']}, {spec['release_date']}",
        "methods": {name: row(method.get("fields", [])) for name, method in methods.items()},
        "types": {name: row(types[name]["fields"]) for name in LOOKED_INTO},
    }
