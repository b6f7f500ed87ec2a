"""Prompt templates: found, rendered, digested. The only home of jinja2 for prompts."""
