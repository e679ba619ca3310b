"""Fakes that are shipped: each implements a port, for tests, demos and trials."""

from autocrm.testing.clock import FixedClock
from autocrm.testing.embedder import HashEmbedder
from autocrm.testing.llm import ScriptedLLM
from autocrm.testing.openai_server import OpenAIServer
from autocrm.testing.outbox import Outbox
from autocrm.testing.shelf import Shelf

__all__ = ["FixedClock", "HashEmbedder", "OpenAIServer", "Outbox", "ScriptedLLM", "Shelf"]
