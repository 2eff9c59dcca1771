# 匠档：make demo 看全程演示，make test 跑测试，make check 与持续集成相同。
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
DIR ?= $(HOME)/匠档演示
APT_PACKAGES := libreoffice-writer-nogui poppler-utils strace faketime fontconfig fonts-arphic-uming fonts-arphic-ukai fonts-wqy-zenhei python3-venv

.PHONY: demo test check setup system format lint types layers clean

demo: setup
	@$(BIN)/jiangdang demo "$(DIR)"

test: setup
	$(BIN)/python -m pytest -n 2 --dist loadgroup

check: setup format lint types layers
	$(BIN)/python -m pytest -n 2 --dist loadgroup

format:
	$(BIN)/ruff format --check .

lint:
	$(BIN)/ruff check .

types:
	$(BIN)/mypy

layers:
	$(BIN)/lint-imports

setup: system .venv/ready

.venv/ready: pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "正在安装 Python 组件……"
	@PIP_CONSTRAINT=constraints.txt PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch .venv/ready

# Debian packages: installed when root or password-less sudo is at hand, else named.
system:
	@have() { command -v "$$1" >/dev/null 2>&1; }; font() { fc-list 2>/dev/null | grep -q "$$1"; }; \
	if have soffice && have pdftoppm && have strace && have faketime && font 'UMing CN' && font 'UKai CN' && font 'WenQuanYi Zen Hei' \
	   && $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then exit 0; fi; \
	echo "缺少系统组件，需要：$(APT_PACKAGES)"; \
	if [ "$$(id -u)" = 0 ]; then run=""; elif sudo -n true 2>/dev/null; then run="sudo"; \
	else echo "请管理员运行：apt-get install --no-install-recommends $(APT_PACKAGES)"; exit 7; fi; \
	echo "正在安装系统组件……"; log=$$(mktemp); \
	{ $$run apt-get update -qq && $$run env DEBIAN_FRONTEND=noninteractive \
	  apt-get install -y -qq --no-install-recommends $(APT_PACKAGES); } >"$$log" 2>&1 \
	  || { cat "$$log"; rm -f "$$log"; exit 7; }; rm -f "$$log"

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
