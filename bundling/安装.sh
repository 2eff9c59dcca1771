#!/bin/sh
# 匠档 {版本}：在没有网络的 Debian 12（amd64）上安装或升级。用法见“先读我.txt”。
set -eu
cd "$(dirname "$0")"
VERSION='{版本}'
TARGET=/opt/jiangdang
COMMAND=/usr/local/bin/jiangdang
REMOVE=no

fail() { printf '✗ %s\n' "$1" >&2; exit "${2:-3}"; }
say() { printf '%s\n' "$1"; }

while [ $# -gt 0 ]; do
  case "$1" in
    --位置) [ $# -ge 2 ] || fail '--位置 后面要写文件夹，例如 --位置 /opt/jiangdang。' 2; TARGET=$2; shift ;;
    --卸载) REMOVE=yes ;;
    *) fail "不认识的选项：$1。可用：--位置 文件夹、--卸载。" 2 ;;
  esac
  shift
done
case "$TARGET" in /*) ;; *) fail "安装位置要写完整路径：$TARGET。" 2 ;; esac
root() { [ "$(id -u)" = 0 ] || fail '要管理员权限。请用 root 运行，或者：sudo sh 安装.sh' 3; }

if [ "$REMOVE" = yes ]; then
  [ -e "$TARGET/当前" ] || fail "$TARGET 里没有装过匠档。" 4
  root
  if [ -L "$COMMAND" ]; then rm -f "$COMMAND"; fi
  rm -rf "$TARGET"
  say "已卸载匠档。工作区、系统软件包没有动。"
  exit 0
fi

say '一、核对安装包……'
sha256sum --check --quiet --strict SHA256SUMS || fail '安装包不完整或被改动过，什么都没有装。请重新拷贝整个文件夹。' 6
root
[ "$(dpkg --print-architecture)" = amd64 ] || fail "本机是 $(dpkg --print-architecture)，这个安装包是 amd64 的。" 3
system=$(. /etc/os-release; echo "${ID:-} ${VERSION_ID:-}")
[ "$system" = 'debian 12' ] || fail "本机是 $system，这个安装包是给 Debian 12 的。" 3
room=$(df --output=avail -k "$(dirname "$TARGET")" 2>/dev/null | tail -n 1 || echo 0)
[ "${room:-0}" -gt 2500000 ] || fail "$(dirname "$TARGET") 的空间不够，要 2.5 GB。" 3

say '二、安装系统软件包（不联网，只装缺的）……'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/archives/partial"
ln -s "$PWD/debs" "$work/debs"
echo "deb [trusted=yes] file:$work/debs ./" > "$work/sources.list"
quiet() {
  LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dir::Etc::SourceList="$work/sources.list" \
    -o Dir::Etc::SourceParts=/dev/null -o Dir::State::lists="$work/lists" -o Dir::Cache::archives="$work/archives" \
    -o APT::Sandbox::User= -o Dpkg::Use-Pty=0 "$@" >>"$work/log" 2>&1
}
quiet update || { cat "$work/log" >&2; fail '读不了安装包里的软件包目录。' 3; }
# shellcheck disable=SC2046
quiet install --yes --no-install-recommends $(cat debs/要装的) \
  || { cat "$work/log" >&2; fail '系统软件包没有装上，原因见上。匠档还没有装。' 7; }

say '三、安装匠档……'
new="$TARGET/$VERSION"
rm -rf "$new.部分"
mkdir -p "$TARGET"
python3 -m venv "$new.部分"
"$new.部分/bin/python" -m pip install --quiet --no-index --disable-pip-version-check \
  --find-links wheels --constraint constraints.txt 'jiangdang[ocr,tantivy,cluster,token]' \
  || { rm -rf "$new.部分"; fail 'Python 组件没有装上，原因见上。原来的版本没有动。' 7; }
mkdir -p "$new.部分/share/jiangdang"
cp -r fonts "$new.部分/share/jiangdang/fonts"
cp -r docs LICENSE README.md CHANGELOG.md "$new.部分/share/jiangdang/"
# 虚拟环境里写着自己的位置，换名以后要改过来；都改好了才换上。
grep -rlIF "$new.部分" "$new.部分/bin" "$new.部分/pyvenv.cfg" | while IFS= read -r file; do
  sed -i "s|$new.部分|$new|g" "$file"
done
if [ -e "$new" ]; then rm -rf "$new.旧"; mv "$new" "$new.旧"; fi
mv "$new.部分" "$new"
ln -sfn "$VERSION" "$TARGET/当前.新"
mv -T "$TARGET/当前.新" "$TARGET/当前"
rm -rf "$new.旧"
mkdir -p "$(dirname "$COMMAND")"
ln -sfn "$TARGET/当前/bin/jiangdang" "$COMMAND"

say '四、检查本机……'
"$COMMAND" doctor || true
say ''
say "已装好匠档 $VERSION：$COMMAND"
say '新建工作区：jiangdang init 文件夹；先看演示：jiangdang demo 文件夹'
say '已有工作区：jiangdang -w 文件夹 upgrade'
for old in "$TARGET"/*/; do
  old=$(basename "$old")
  case "$old" in "$VERSION"|当前) ;; *) say "旧版本还在：$TARGET/$old；改用它：ln -sfn $old $TARGET/当前；不要了可以删除。" ;; esac
done
