# What scenarios are written in. They run in the guest as root, with FILES (what was brought in), OUT (what is brought
# out) and PHASE (1 until the first reboot).
# shellcheck shell=bash

# wait_for SECONDS COMMAND...: until it succeeds
wait_for() {
  local left=$(($1 * 5))
  shift
  until "$@" >/dev/null 2>&1; do
    ((left-- > 0)) || { echo "waited in vain for: $*" >&2; return 1; }
    sleep 0.2
  done
}

# has_controllers: the kernel offers what limits are made of. A container has none where the machine around it uses them in version 1.
has_controllers() { [[ " $(</sys/fs/cgroup/cgroup.controllers) " == *" memory "* ]]; }

# log_in_as USER COMMAND...: in a login session of the user's own, through PAM, with a login shell's environment
log_in_as() {
  local user=$1
  shift
  login_session "$user" --wait --pipe -- "$@" </dev/null
}

# A service that asks PAM for a session gets one, of the class that it names; without a terminal logind would guess
# "background".
login_session() {
  local user=$1 options=()
  shift
  while [[ $1 != -- ]]; do
    options+=("$1")
    shift
  done
  shift
  # shellcheck disable=SC2016  # for the login shell to expand
  systemd-run --quiet --collect "${options[@]}" --uid="$user" -p PAMName=login -p WorkingDirectory='-~' \
    --setenv=XDG_SESSION_CLASS=user --setenv=XDG_SESSION_TYPE=tty -- /bin/bash -lc 'exec "$@"' -bash "$@"
}

# stay_logged_in USER: another session of the user's, which lasts until log_out
stay_logged_in() {
  login_session "$1" --unit="login-$1" -- sleep infinity
  wait_for 60 systemctl is-active --quiet "user@$(id -u "$1").service"
}

log_out() { systemctl stop "login-$1.service"; }

# linger USER: the user's manager runs without a login
linger() {
  loginctl enable-linger "$1"
  wait_for 60 systemctl is-active --quiet "user@$(id -u "$1").service"
}

# reboot_into PHASE: ends the scenario; it starts again after a reboot with that PHASE
reboot_into() {
  echo "$1" >"$OUT/.phase"
  exit 0
}

# boot_with PHASE ARGUMENTS...: ends the scenario; it starts again with that PHASE, the kernel booted with these arguments
boot_with() {
  echo "$1" >"$OUT/.phase"
  shift
  # perl is in every Debian, kexec-tools is not: kexec_file_load(2)
  perl -e 'open my $kernel, "<", glob "/boot/vmlinuz-*" or die; open my $initrd, "<", glob "/boot/initrd.img-*" or die;
    syscall(320, fileno $kernel, fileno $initrd, 1 + length $ARGV[0], $ARGV[0], 0) == 0 or die "kexec_file_load: $!\n"' "$*"
  exit 0
}

# install_docker USER: rootless Docker, by Docker's own tool
install_docker() {
  local modules='/lib/modules/' made=''
  modules+=$(uname -r)
  # It looks for ip_tables among the modules, where a kernel that has it built in, and that came without the folder, has nothing to show.
  if [[ ! -e $modules ]]; then
    made=$modules
    mkdir -p "$modules"
    echo kernel/net/ipv4/netfilter/ip_tables.ko >"$modules/modules.builtin"
  fi
  log_in_as "$1" "$FILES/.testbed/install-docker"
  [[ -z $made ]] || rm -r "$made"
}
