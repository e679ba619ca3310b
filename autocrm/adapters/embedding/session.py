"""all-MiniLM-L6-v2 on onnxruntime."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime

from autocrm.adapters.embedding.graph import build_graph
from autocrm.adapters.embedding.tensors import Array, tensor_places

_ONLY_ERRORS = 3


class OnnxMiniLM:
    """The network. `encode` takes token numbers and gives `(n, 384)` unit vectors."""

    def __init__(self, weights: Path, threads: int = 1) -> None:
        """`weights`: the file that `quantize` made. `threads` work on one call together."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = _ONLY_ERRORS
        # Plans of memory are kept for each shape of input, of which there are hundreds here.
        options.enable_mem_pattern = False
        options.add_session_config_entry(
            "session.model_external_initializers_file_folder_path", str(weights.parent)
        )
        self.session = onnxruntime.InferenceSession(
            build_graph(tensor_places(weights), weights.name),
            options,
            providers=["CPUExecutionProvider"],
        )

    def encode(self, texts: Sequence[Sequence[int]]) -> Array:
        """Unit vectors of shape `(len(texts), 384)`; all texts have the same number of tokens.

        Other threads run meanwhile: onnxruntime lets go of Python's lock.
        """
        vectors: Array = self.session.run(None, {"ids": np.array(texts, dtype=np.int64)})[0]
        return vectors
