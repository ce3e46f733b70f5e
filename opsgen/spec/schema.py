def json_schema() -> dict[str, object]:
    return {}
