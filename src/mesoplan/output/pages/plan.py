from typing import Any


def plan_page(*_: Any) -> Any: ...


protocol_page = protocols_page = plan_page
