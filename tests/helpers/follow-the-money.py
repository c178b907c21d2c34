"""Asks the followthemoney library about a file of entities: which are invalid, changed by its cleaning, or refer to nothing."""

import json
import sys
from collections import Counter

from followthemoney import model
from followthemoney.exc import InvalidData

entities = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
schemas = {one["id"]: model.get(one["schema"]) for one in entities}
before = set()
faults = []


def fault(one, *what):
    faults.append(" ".join([one["schema"], one["id"], *map(str, what)]))


for one in entities:
    schema = schemas[one["id"]]
    if one["id"] in before:
        fault(one, "comes twice")
    before.add(one["id"])
    if schema.abstract:
        fault(one, "is of an abstract kind")
    try:
        schema.validate(one)
    except InvalidData as error:
        fault(one, error, getattr(error, "errors", ""))
    kept = model.get_proxy(one, cleaned=False).to_dict()
    if kept.get("cabledesk") != one.get("cabledesk"):
        fault(one, "our own record is not kept")
    for name, values in one["properties"].items():
        if sorted(kept["properties"].get(name, [])) != sorted(values):
            fault(one, name, "is not kept as it is:", values)
        prop = schema.get(name)
        if prop is None or prop.range is None:
            continue
        for value in values:
            if value not in schemas:
                fault(one, name, "refers to nothing")
            elif not schemas[value].is_a(prop.range):
                fault(one, name, "refers to a", schemas[value].name)
            elif value not in before and name != "inReplyToMessage":
                fault(one, name, "refers to what comes later")

print(json.dumps({"kinds": Counter(one["schema"] for one in entities), "faults": faults}))
