# What run-vm and run-container share: their arguments, and what the guest finds as /mnt/files.
# shellcheck shell=bash

here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")

# arguments ARGUMENT...: $release, $scenario (a path), $files and $out of them, or the end
# shellcheck disable=SC2034 # for the scripts that include this
arguments() {
  local name=${0##*/}
  [[ $# -ge 2 && $# -le 4 ]] || { echo "usage: $name bullseye|bookworm|trixie SCENARIO [FILES-DIR] [OUT-DIR]" >&2; exit 64; }
  release=$1 scenario=$2 files=${3-} out=${4-}
  [[ $scenario == */* ]] || scenario=$here/scenarios/$scenario
  [[ -f $scenario ]] || { echo "$name: no scenario $scenario" >&2; exit 64; }
  [[ -z $files || -d $files ]] || { echo "$name: no folder $files" >&2; exit 64; }
}

# stage FOLDER SECONDS NETWORK: makes it
stage() {
  mkdir -p "$1/.testbed"
  [[ -z $files ]] || cp -a "$files/." "$1/"
  cp "$here"/guest/{agent,install-docker,lib.sh} "$1/.testbed/"
  cp "$scenario" "$1/.testbed/scenario"
  echo "$2" >"$1/.testbed/limit"
  echo "$3" >"$1/.testbed/network"
  chmod -R a+rX "$1" # for the guest's users
}
