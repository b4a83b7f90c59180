# shellcheck shell=bash
# Sourced, with `service` set, by the entrypoints of images without a runtime of ours: what every one of them says and checks alike.

# One line that says what is wrong, where, and what to do; 78 is sysexits' "configuration".
refuse() {
  printf '%s: %s\n' "${service:?}" "$1" >&2
  exit 78
}

# Puts the secret /run/secrets/$2 into the variable $1. Nothing starts with a missing, short or example value.
read_secret() {
  local -n secret_value=$1
  local path="/run/secrets/$2"
  [[ -f $path ]] || refuse "the secret $2 is missing at $path: run ./zakpos init"
  [[ -r $path ]] || refuse "the secret $path may not be read by user $(id -u): give its file the mode that ./zakpos init gives"
  secret_value=$(<"$path")
  ((${#secret_value} >= 20)) || refuse "the secret $path is empty or shorter than 20 characters: run ./zakpos init"
  case ${secret_value,,} in
    *change*me* | *placeholder* | *example* | *replace* | *your*password* | *xxxxxx*)
      refuse "the secret $path is a placeholder: run ./zakpos init"
      ;;
    *[[:space:][:cntrl:]]*) refuse "the secret $path has spaces or several lines: run ./zakpos init" ;;
  esac
}

# A certificate or key that must be there; OpenSSL itself says what is wrong inside.
need_file() {
  [[ -s $1 && -r $1 ]] || refuse "$1 is missing, empty or may not be read by user $(id -u): run ./zakpos init"
}
