# shellcheck shell=bash
# What the scripts share: where the sources are, and how a missing tool is got.

# shellcheck disable=SC2034 # for the scripts that include this
sources=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# The .NET tools insist on a home; a service or a container may have none.
export DOTNET_CLI_HOME=${DOTNET_CLI_HOME:-${HOME:-/tmp}} HOME=${HOME:-/tmp}

say() { printf '%s\n' "$*" >&2; }

# has TOOL: it is on the path, or where Debian puts it for root.
has() { PATH=$PATH:/usr/sbin:/sbin command -v "$1" >/dev/null 2>&1; }

# get PACKAGE...: installs Debian packages, as root or with sudo, saying so. Returns 1 where it cannot.
get() {
  local asroot=()
  has apt-get || return 1
  if [ "$(id -u)" -ne 0 ]; then
    has sudo && sudo -n true 2>/dev/null || return 1
    asroot=(sudo -n)
  fi
  say "installing $* with apt-get"
  if [ -z "${lists_are_fresh:-}" ]; then
    "${asroot[@]}" apt-get update -qq -o DPkg::Lock::Timeout=300 >&2 || return 1
    lists_are_fresh=1
  fi
  # RUNLEVEL=1: invoke-rc.d(8) then starts no service of what is installed.
  "${asroot[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
    apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "$@" >&2
}

# there TOOL-OR-FILE: a file is named by its path.
there() { if [[ $1 == /* ]]; then [ -e "$1" ]; else has "$1"; fi; }

# need TOOL PACKAGE...: the script cannot go on without it.
need() {
  local tool=$1
  shift
  has "$tool" && return
  { [ $# -gt 0 ] && get "$@" && has "$tool"; } || {
    say "$tool is missing: install ${*:-it} and run this again"
    exit 69
  }
}

# want TOOL-OR-FILE PACKAGE TOOL-OR-FILE PACKAGE...: what needs it is skipped when it cannot be had.
want() {
  local wanted=("$@") missing=() i
  for ((i = 0; i < ${#wanted[@]}; i += 2)); do
    there "${wanted[i]}" || missing+=("${wanted[i + 1]}")
  done
  # In one go: apt-get takes longer to begin than to install. One package that cannot be had must not keep the others away.
  [ ${#missing[@]} -eq 0 ] || get "${missing[@]}" || true
  for ((i = 0; i < ${#wanted[@]}; i += 2)); do
    there "${wanted[i]}" || get "${wanted[i + 1]}" || true
    there "${wanted[i]}" || say "${wanted[i]} is missing and cannot be installed here: what needs it is skipped"
  done
}

need_sdk() {
  has dotnet || {
    say "the .NET SDK 10 is missing: install it (package dotnet-sdk-10.0 of your distribution or of Microsoft) and run this again"
    exit 69
  }
  need gcc gcc libc6-dev
}
