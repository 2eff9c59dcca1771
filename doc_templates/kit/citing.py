"""How the papers cite the policy they rest on."""

from __future__ import annotations

POLICY = "《{{ 政.名称 }}》{% if 政.文号 %}（{{ 政.文号 }}）{% endif %}"
BASIS = "{% if 政.依据 %}根据{{ 政.依据 }}和{% else %}根据{% endif %}" + POLICY
