# 匠档：make demo 看全程演示，make test 跑测试，make check 与持续集成相同。
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
DIR ?= $(HOME)/匠档演示
OUT ?= dist
WHOOSH3 := 3.54.0
APT_PACKAGES := libreoffice-writer-nogui poppler-utils strace faketime fontconfig fonts-arphic-uming fonts-arphic-ukai fonts-wqy-zenhei fonts-babelstone-han python3-venv openssl softhsm2

.PHONY: demo test check check-cluster check-bundle bundle handbook faults setup fonts system format lint types layers clean

demo: setup
	@$(BIN)/jiangdang demo "$(DIR)"

test: setup .venv/whoosh3/$(WHOOSH3)
	$(BIN)/python -m pytest -n 2 --dist loadgroup

check: setup .venv/whoosh3/$(WHOOSH3) format lint types layers handbook
	$(BIN)/python -m pytest -n 2 --dist loadgroup

# A real OpenSearch of three processes; needs Java 17 and Maven, fetches its jars once into .cluster.
check-cluster: setup
	$(BIN)/python -m pytest tests/cluster

# The handbook as pages that read without a network; a link that leads nowhere stops it.
handbook: setup
	$(BIN)/sphinx-build -q -W --keep-going -n -c docs . build/handbook

# Everything a machine without a network needs, in one folder: make bundle OUT=…
bundle: setup
	@$(BIN)/python -m bundling.bundle "$(OUT)"

# The bundle tried on a clean Debian with the network cut; root and debootstrap are needed.
check-bundle: setup
	$(BIN)/python -m pytest tests/offline

# Every fault at every system call of four acts; the tests try a thinned set.
faults: setup
	$(BIN)/python -m tests.tools.all_faults

format:
	$(BIN)/ruff format --check .

lint:
	$(BIN)/ruff check .

types:
	$(BIN)/mypy

layers:
	$(BIN)/lint-imports

PIP := PIP_CONSTRAINT=constraints.txt PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install --quiet

setup: system
	@$(MAKE) --no-print-directory -j2 .venv/ready fonts

.venv/fonttools: constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) fonttools
	@touch .venv/fonttools

.venv/ready: .venv/fonttools pyproject.toml
	@echo "正在安装 Python 组件……"
	@$(PIP) --editable '.[dev]'
	@touch .venv/ready

# The other Whoosh, beside the one we use: the engine's tests run on it too.
.venv/whoosh3/$(WHOOSH3): .venv/ready
	@rm -rf .venv/whoosh3
	@$(PIP) --no-deps --target .venv/whoosh3 whoosh3==$(WHOOSH3)
	@touch $@

# Free stand-ins for 仿宋, 楷体, 宋体 and 小标宋, made once while pip works; without a network others do.
fonts: .venv/fonttools
	@nice $(BIN)/python -m doc_templates.fonts.making || true

# Debian packages: installed when root or password-less sudo is at hand, else named.
system:
	@have() { command -v "$$1" >/dev/null 2>&1; }; font() { fc-list 2>/dev/null | grep -q "$$1"; }; \
	if have soffice && have pdftoppm && have strace && have faketime && have openssl && have softhsm2-util && font 'UMing CN' && font 'UKai CN' && font 'WenQuanYi Zen Hei' && font 'BabelStone Han' \
	   && $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then exit 0; fi; \
	echo "缺少系统组件，需要：$(APT_PACKAGES)"; \
	if [ "$$(id -u)" = 0 ]; then run=""; elif sudo -n true 2>/dev/null; then run="sudo"; \
	else echo "请管理员运行：apt-get install --no-install-recommends $(APT_PACKAGES)"; exit 7; fi; \
	echo "正在安装系统组件……"; log=$$(mktemp); \
	{ $$run apt-get update -qq && $$run env DEBIAN_FRONTEND=noninteractive \
	  apt-get install -y -qq --no-install-recommends $(APT_PACKAGES); } >"$$log" 2>&1 \
	  || { cat "$$log"; rm -f "$$log"; exit 7; }; rm -f "$$log"

clean:
	rm -rf .venv .cluster .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
