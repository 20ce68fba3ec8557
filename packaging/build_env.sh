# Sourced by run.sh and test.sh: where the project is and how to build it without wearing the machine out.
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$top/build/release

# Two checkouts share what the compiler made: paths below the project count as relative.
export CCACHE_BASEDIR=$top CCACHE_NOHASHDIR=1 CCACHE_MAXSIZE=${CCACHE_MAXSIZE:-2G}

# As many compilers as there are cores, but no more than one for each 1.5 GB of free memory.
parallel_jobs() {
    local cores free_kb by_memory
    cores=$(nproc)
    free_kb=$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo)
    by_memory=$((free_kb / 1500000))
    [ "$by_memory" -ge 1 ] || by_memory=1
    echo $((cores < by_memory ? cores : by_memory))
}

configure_release() {
    (cd "$top" && cmake --preset release "$@")
}

build_release() {
    cmake --build "$build" --parallel "$(parallel_jobs)" "$@"
}
