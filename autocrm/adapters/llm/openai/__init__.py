"""OpenAI, and every endpoint that is compatible with it."""

from autocrm.adapters.llm.openai.adapter import DEFAULT_BASE_URL, OpenAILLM
from autocrm.adapters.llm.openai.copilot import OpenAICopilot
from autocrm.adapters.llm.openai.endpoint import Endpoint
from autocrm.adapters.llm.openai.prices import cost_usd, price_known
from autocrm.adapters.llm.openai.prompts import load_prompt
from autocrm.adapters.llm.openai.tiers import TieredLLM
from autocrm.adapters.llm.openai.tokens import TokenCounter, estimate_tokens
from autocrm.adapters.llm.openai.unmetered import Unmetered

__all__ = [
    "DEFAULT_BASE_URL",
    "Endpoint",
    "OpenAICopilot",
    "OpenAILLM",
    "TieredLLM",
    "TokenCounter",
    "Unmetered",
    "cost_usd",
    "estimate_tokens",
    "load_prompt",
    "price_known",
]
