"""Charts: what the library leaves behind."""

from __future__ import annotations

import importlib.util
import sys

from functions.shared.documents.charts import bars


def test_drawing_a_chart_leaves_the_imports_of_the_process_alone() -> None:
    assert "<svg" in bars(["1", "2"], [("issued", [1, 2])], told="two days", number=str)
    assert not [hook for hook in sys.meta_path if type(hook).__module__ == "pygal"]
    assert importlib.util.find_spec("there_is_no_such_module") is None
