#!/usr/bin/env bash
# Installs what it takes to build and run Slipway on Debian 12. What is there already is left alone, so a second run
# changes nothing and takes a second.
#
#   packaging/setup.sh            to build and run
#   packaging/setup.sh --tests    and what the tests need
#   packaging/setup.sh --clang    and what the fuzz preset and clang-tidy need
set -euo pipefail

build_packages=(
    build-essential ca-certificates ccache cmake git ninja-build pkg-config
    qt6-base-dev libqt6opengl6-dev qt6-charts-dev qt6-svg-dev qt6-wayland
    libboost1.81-dev libcli11-dev libcurl4-openssl-dev libfmt-dev libgit2-dev libspdlog-dev libsqlite3-dev libssl-dev
    libxgboost-dev libyaml-cpp-dev nlohmann-json3-dev zlib1g-dev libbenchmark-dev libpugixml-dev
    libvips-dev libavformat-dev libavcodec-dev libswscale-dev libavutil-dev libopencv-imgproc-dev
    fonts-inter fonts-jetbrains-mono fonts-dejavu-core
)
test_packages=(clang-format-19 ffmpeg python3 python3-venv)
clang_packages=(clang-19 clang-tidy-19 libclang-rt-19-dev llvm-19)

# DuckDB is not in Debian: the library and its C header come out of two packages that its authors publish.
duckdb_version=1.4.4
duckdb_library_package=@duckdb/node-bindings-linux-x64@1.4.4-r.4
duckdb_library_package_sha256=732fac4dc6b8f198870b9c4bb6ddf13544466daca00ad28ba2f1d80de5d7aa4b
duckdb_library_sha256=1ef33048e12235115ac0d277a0aaccbb560e33248144f488b5ac005cd9ba81b5
duckdb_header_package=duckdb@1.4.4
duckdb_header_package_sha256=5bb967dcbcd517670ba5f169f238fb9d6787e53752c60ebe24386169d76941ed
duckdb_header_sha256=cbe6a827284375c5a646b8f27dbd3a00808ce8738b5bbb49c190cb1e08540281
duckdb_release=https://github.com/duckdb/duckdb/releases/download/v1.4.4/libduckdb-linux-amd64.zip

cache=${XDG_CACHE_HOME:-$HOME/.cache}/slipway
duckdb_folder=$cache/duckdb-$duckdb_version

say() { printf 'setup: %s\n' "$*"; }
die() {
    printf 'setup: error: %s\n' "$1" >&2
    printf 'setup: hint: %s\n' "$2" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "packages are missing and neither root nor sudo is at hand" "as root: apt-get install $missing_packages"
    fi
}

missing_of() {
    local package
    for package in "$@"; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || printf '%s ' "$package"
    done
}

# install_packages WHAT PACKAGE…; takes nothing off the machine.
install_packages() {
    missing_packages=$(missing_of "$@")
    [ -n "$missing_packages" ] || return 0
    command -v apt-get >/dev/null ||
        die "this script installs with apt-get, which is not here" "install the like of: $missing_packages"
    say "installing $missing_packages"
    as_root apt-get update -qq ||
        die "the package lists could not be fetched" "look at the network and at /etc/apt/sources.list"
    # shellcheck disable=SC2086 # a list of names
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends --no-remove \
        -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 $missing_packages ||
        die "apt-get could not install all of: $missing_packages" \
            "its message stands above; Slipway is made for Debian 12, and libboost1.81-dev excludes other libboost-dev"
}

check_system() {
    local name=unknown version=
    if [ -r /etc/os-release ]; then
        name=$(. /etc/os-release && echo "$ID")
        version=$(. /etc/os-release && echo "${VERSION_ID:-}")
    fi
    [ "$name$version" = debian12 ] || say "made for Debian 12; this is $name $version, so package names may differ"
}

has_sum() { [ -f "$1" ] && echo "$2  $1" | sha256sum --check --status; }

check_sum() {
    has_sum "$1" "$2" ||
        die "$(basename "$1") is not the file that was expected (SHA-256 $(sha256sum "$1" | cut -d' ' -f1))" \
            "download again; if it stays so, the network changes what is downloaded: do not use it"
}

# CMake takes an installed DuckDB first; so does this.
duckdb_is_installed() {
    printf '#include <duckdb.h>\nint main() { return duckdb_library_version() == nullptr; }\n' |
        c++ -x c++ - -lduckdb -o "$1" 2>/dev/null
}

# The header's sum is the same wherever it came from; the folder was moved into place whole.
duckdb_is_cached() {
    has_sum "$duckdb_folder/include/duckdb.h" $duckdb_header_sha256 && [ -s "$duckdb_folder/lib/libduckdb.so" ]
}

have_npm() {
    command -v npm >/dev/null && return 0
    command -v apt-get >/dev/null || return 1
    say "npm is needed once, to fetch DuckDB"
    (install_packages npm)
}

# npm_pack PACKAGE SHA256 FILE-INSIDE SHA256 TARGET, in the current folder
npm_pack() {
    local archive
    say "fetching $1"
    archive=$(npm pack --silent --ignore-scripts "$1" </dev/null | tail -n 1)
    [ -n "$archive" ] && [ -f "$archive" ] || return 1
    check_sum "$archive" "$2"
    mkdir -p "$(dirname "$5")"
    tar -xzf "$archive" --to-stdout "$3" >"$5"
    rm "$archive"
    check_sum "$5" "$4"
}

duckdb_from_npm() {
    npm_pack $duckdb_library_package $duckdb_library_package_sha256 \
        package/libduckdb.so $duckdb_library_sha256 new/lib/libduckdb.so &&
        npm_pack $duckdb_header_package $duckdb_header_package_sha256 \
            package/src/duckdb/src/include/duckdb.h $duckdb_header_sha256 new/include/duckdb.h
}

duckdb_from_release() {
    install_packages curl unzip
    say "fetching $duckdb_release"
    curl --fail --silent --show-error --location --retry 3 --connect-timeout 20 -o release.zip "$duckdb_release" ||
        return 1
    mkdir -p new/lib new/include
    unzip -q -j release.zip libduckdb.so -d new/lib
    unzip -q -j release.zip duckdb.h -d new/include
    check_sum new/include/duckdb.h $duckdb_header_sha256
}

install_duckdb() {
    if duckdb_is_cached; then return 0; fi
    mkdir -p "$cache"
    work=$(mktemp -d "$cache/fetch.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    cd "$work"
    if duckdb_is_installed "$work/program"; then return 0; fi
    [ "$(uname -m)" = x86_64 ] ||
        die "no DuckDB $duckdb_version is known here for $(uname -m)" \
            "install DuckDB 1.4 (duckdb.h and libduckdb.so) and give CMake -DSLIPWAY_DUCKDB_ROOT=FOLDER"
    if ! { have_npm && duckdb_from_npm; }; then
        say "npm could not fetch it; trying DuckDB's own release"
        rm -rf new
        duckdb_from_release ||
            die "DuckDB $duckdb_version could not be downloaded" \
                "look at the network, or install DuckDB 1.4 and give CMake -DSLIPWAY_DUCKDB_ROOT=FOLDER"
    fi
    rm -rf "$duckdb_folder"
    mv -T new "$duckdb_folder"
    say "DuckDB $duckdb_version is in $duckdb_folder"
}

packages=("${build_packages[@]}")
for option in "$@"; do
    case $option in
        --tests) packages+=("${test_packages[@]}") ;;
        --clang) packages+=("${clang_packages[@]}") ;;
        -h | --help)
            sed -n '2,7s/^# \{0,1\}//p' "$0"
            exit 0
            ;;
        *) die "unknown option $option" "known: --tests --clang" ;;
    esac
done

check_system
install_packages "${packages[@]}"
install_duckdb
say "everything is here"
