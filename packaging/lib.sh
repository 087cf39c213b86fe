# SPDX-License-Identifier: GPL-3.0-or-later

# shellcheck shell=bash
# What packaging/run and packaging/test share: installing packages and building presets. Messages go
# to stderr, so that what the programs print on stdout stays theirs.

# With CDPATH a relative `cd` goes elsewhere, and prints where to.
unset CDPATH
# Resolved, as CMake resolves it: otherwise a folder that is reached by a link is configured again.
root=$(readlink -f -- "${BASH_SOURCE[0]}")
root=${root%/packaging/lib.sh}
logs=$root/build/logs

say() {
    printf '%s\n' "$*" >&2
}

# fail STATUS MESSAGE…: one line, then the end.
fail() {
    local status=$1
    shift
    say "${0##*/}: $*"
    exit "$status"
}

# ---- packages -------------------------------------------------------------------------------------

# packagesFor PURPOSE…: the names that packaging/dependencies lists for these purposes.
packagesFor() {
    local purpose name wanted=" $* "
    while read -r purpose name; do
        if [[ -n $name && $wanted == *" $purpose "* ]]; then
            printf '%s\n' "$name"
        fi
    done <"$root/packaging/dependencies"
}

# missingPackages NAME…: those that are not installed; all of them where there is no dpkg.
missingPackages() {
    local installed='' name
    if command -v dpkg-query >/dev/null; then
        installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
    fi
    for name in "$@"; do
        grep -qxF "installed $name" <<<"$installed" || printf '%s\n' "$name"
    done
}

# release KEY: a value of the system's description, empty where it has none.
release() {
    sed -nE "s/^$1=[\"']?([^\"']*)[\"']?\$/\1/p" /etc/os-release 2>/dev/null || true
}

# whyNotApt: why packages can't be installed here; nothing where they can. The names in
# packaging/dependencies are Debian's from release 12 on (testing and unstable have no number).
whyNotApt() {
    local version
    version=$(release VERSION_ID)
    if [[ $(release ID) != debian ]] || ((${version:-12} < 12)); then
        echo "this is $(release PRETTY_NAME), not Debian 12 or later"
    elif ! command -v apt-get >/dev/null; then
        echo "there is no apt-get"
    elif ((EUID != 0)) && ! command -v sudo >/dev/null; then
        echo "packages can only be installed by root or with sudo"
    fi
}

aptGet() {
    local sudo=()
    ((EUID == 0)) || sudo=(sudo)
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get -q -y -o DPkg::Lock::Timeout=120 "$@" </dev/null >>"$logs/packages.log" 2>&1
}

# aptFailure LOG: the line of apt's log that says best what went wrong. Where the network fails, the
# log ends with consequences ("Unable to locate package"), so causes are looked for first.
aptFailure() {
    local pattern
    for pattern in 'No space left|enough free space' \
        'Temporary failure|Could not (resolve|connect)|Connection (failed|timed out)|unreachable' \
        '^E: ' '^sudo: '; do
        if grep -m1 -E "$pattern" "$1" | sed -E 's/^([EW]:)? *//'; then
            return
        fi
    done
    tail -n 1 "$1"
}

installPackages() {
    local log=$logs/packages.log by="apt-get install --no-install-recommends $*"
    say "Installing what is missing, which takes some minutes: $* (log: $log)"
    : >"$log"
    if ((EUID != 0)) && ! sudo -v; then
        fail 2 "sudo was refused; run this as root first: $by"
    fi
    # Whether the update fails says little (one of many sources out of reach): the install decides.
    aptGet update || true
    aptGet install --no-install-recommends "$@" ||
        fail 2 "packages could not be installed: $(aptFailure "$log") (log: $log; by hand: $by)"
}

# LibTorch computes with whichever BLAS libblas.so.3 stands for, and a slow one may be chosen.
warnOfSlowBlas() {
    local arch blas
    arch=$(uname -m)-linux-gnu
    blas=$(readlink -f "/usr/lib/$arch/libblas.so.3") || return 0
    if [[ $blas == */blas/* ]]; then
        say "Note: libblas.so.3 is the slow reference BLAS; choose another with" \
            "'update-alternatives --config libblas.so.3-$arch' to train many times faster."
    fi
}

# installDependencies PURPOSE…: what is missing. Where this can't install, the build goes on with what
# is there, and `cannotInstall` holds the line to say if that is not enough.
cannotInstall=''
installDependencies() {
    local wanted missing why
    mkdir -p "$logs" || fail 1 "cannot write to $root/build"
    mapfile -t wanted < <(packagesFor "$@")
    mapfile -t missing < <(missingPackages "${wanted[@]}")
    if ((${#missing[@]} > 0)); then
        why=$(whyNotApt)
        if [[ -z $why ]]; then
            installPackages "${missing[@]}"
        else
            cannotInstall="$why; please install what these Debian packages hold: ${missing[*]}"
        fi
    fi
    warnOfSlowBlas
}

# ---- builds ---------------------------------------------------------------------------------------

# How many compilers to run: a file that includes LibTorch takes about 2 GiB.
jobs() {
    local cores memory limit
    cores=$(nproc)
    memory=$(awk '$1 == "MemTotal:" { print int($2 / 1024) }' /proc/meminfo)
    limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null || true)
    if [[ $limit =~ ^[0-9]+$ ]] && ((limit / 1048576 < memory)); then
        memory=$((limit / 1048576))
    fi
    limit=$((memory / 2048))
    ((limit > 0)) || limit=1
    echo $((cores < limit ? cores : limit))
}

# Whether the preset's folder was configured from this folder with these presets. Changes of any
# CMakeLists.txt are the build's own business: ninja configures again when one is newer.
isConfigured() {
    local folder=$root/build/$1
    [[ -f $folder/build.ninja && ! $root/CMakePresets.json -nt $folder/build.ninja ]] &&
        grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$folder/CMakeCache.txt"
}

configure() {
    local preset=$1 log=$logs/configure-$1.log fresh=()
    local cache=$root/build/$preset/CMakeCache.txt
    if isConfigured "$preset"; then
        return
    fi
    # A folder that was moved or copied here keeps paths to where it was.
    if [[ -f $cache ]] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$cache"; then
        fresh=(--fresh)
    fi
    [[ -n $cannotInstall ]] || say "Configuring build/$preset"
    if ! cmake -S "$root" --preset "$preset" "${fresh[@]}" >"$log" 2>&1; then
        [[ -z $cannotInstall ]] || fail 2 "$cannotInstall (log: $log)"
        tail -n 20 "$log" >&2
        fail 1 "build/$preset could not be configured (log: $log)"
    fi
    sed -n 's/^-- \(LibTorch .*\)/\1/p' "$log" >&2
}

# build PRESET TARGET…
build() {
    local preset=$1
    shift
    configure "$preset"
    say "Building build/$preset"
    cmake --build "$root/build/$preset" -j "$(jobs)" --target "$@" >&2 ||
        fail 1 "build/$preset could not be built: see the errors above"
}
