"""OpenAI, and every endpoint that is compatible with it."""

from autocrm.adapters.llm.openai.adapter import OpenAILLM
from autocrm.adapters.llm.openai.prices import cost_usd, price_known
from autocrm.adapters.llm.openai.prompts import load_prompt
from autocrm.adapters.llm.openai.tokens import TokenCounter, estimate_tokens

__all__ = [
    "OpenAILLM",
    "TokenCounter",
    "cost_usd",
    "estimate_tokens",
    "load_prompt",
    "price_known",
]
