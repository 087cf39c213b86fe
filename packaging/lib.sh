# SPDX-License-Identifier: GPL-3.0-or-later

# shellcheck shell=bash
# Functions of packaging/run and packaging/test: they install packages and build presets. Messages go to
# stderr, so that stdout has the output of the programs only.

# With CDPATH, a relative `cd` may go to another folder and print its name.
unset CDPATH
# CMake resolves links too: otherwise a folder that is reached by a link would be configured again.
root=$(readlink -f -- "${BASH_SOURCE[0]}")
root=${root%/packaging/lib.sh}
logs=$root/build/logs

say() {
    printf '%s\n' "$*" >&2
}

# fail STATUS MESSAGE…: prints one line and exits.
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

# missingPackages NAME…: those that are not installed; all of them if there is no dpkg.
missingPackages() {
    local installed='' name
    if command -v dpkg-query >/dev/null; then
        installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
    fi
    for name in "$@"; do
        grep -qxF "installed $name" <<<"$installed" || printf '%s\n' "$name"
    done
}

# release KEY: a value of /etc/os-release, empty if it has none.
release() {
    sed -nE "s/^$1=[\"']?([^\"']*)[\"']?\$/\1/p" /etc/os-release 2>/dev/null || true
}

# whyNotApt: why packages can't be installed; nothing if they can. The names in packaging/dependencies
# are those of Debian 12 and later (testing and unstable have no number).
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

# aptFailure LOG: the line of apt's log with the cause of the failure. If the network fails, the log ends
# with consequences ("Unable to locate package"), so causes are searched first.
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
    # An update fails if one of many sources cannot be reached; only the installation matters.
    aptGet update || true
    aptGet install --no-install-recommends "$@" ||
        fail 2 "packages could not be installed: $(aptFailure "$log") (log: $log; by hand: $by)"
}

# LibTorch computes with the BLAS that libblas.so.3 is a link to, which may be a slow one.
warnOfSlowBlas() {
    local arch blas
    arch=$(uname -m)-linux-gnu
    blas=$(readlink -f "/usr/lib/$arch/libblas.so.3") || return 0
    if [[ $blas == */blas/* ]]; then
        say "Note: libblas.so.3 is the slow reference BLAS; choose another with" \
            "'update-alternatives --config libblas.so.3-$arch' to train many times faster."
    fi
}

# installDependencies PURPOSE…: installs what is missing. If it can't, the build continues with what is
# installed, and `cannotInstall` holds the line to print if that does not suffice.
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

# The number of compilers to run: a file that includes LibTorch takes about 2 GiB.
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

# Succeeds if the preset's folder was configured from this folder with these presets. If a CMakeLists.txt
# is newer, ninja configures again.
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
    # A folder that was moved or copied here has paths to its old place.
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
