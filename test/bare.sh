#!/bin/bash
# Tries synfin in a bare Debian; --help tells how. Not part of test/run.sh: it takes many minutes, root and a network.
set -euo pipefail

usage() {
    cat <<'END'
test/bare.sh: makes bare Debians with debootstrap, and does there what a newcomer does, with a fresh clone of this
checkout's last commit. Needs root, debootstrap, git and a mirror of Debian.

    test/bare.sh [--ccache] [RELEASE]... [PART]...

RELEASE  12, 13; without one, both. PART; without one, quickstart and deb:
    quickstart  README's first command, ./examples/quickstart.sh
    playground  ./examples/playground.sh
    run         README's second command, ./test/run.sh (hours on two cores)
    deb         makes Debian's packages, installs them with apt into another bare Debian, and there: the quickstart's
                commands, another project that finds synfin with CMake and pkg-config, completion in zsh, and removal
    container   does what the Containerfile says, in a bare Debian 13

    --ccache    keeps what the compiler made for the next time
    --help      prints this

Bare systems and what --ccache keeps stay in $SYNFIN_BARE_CACHE (~/.cache/synfin-bare); the rest is removed at the end.
END
}

releases=() parts=() ccache=false
for argument in "$@"; do
    case "$argument" in
        --help)
            usage
            exit 0
            ;;
        --ccache) ccache=true ;;
        12 | 13) releases+=("$argument") ;;
        quickstart | playground | run | deb | container) parts+=("$argument") ;;
        *)
            word=$(export LC_ALL=C; printf %.60s "$argument" | tr -c ' -~' '?')
            echo "test/bare.sh: unknown argument '$word': give 12, 13, quickstart, playground, run, deb, container, --ccache or --help" >&2
            exit 2
            ;;
    esac
done
[ ${#releases[@]} != 0 ] || releases=(12 13)
[ ${#parts[@]} != 0 ] || parts=(quickstart deb)

[ "$(id -u)" = 0 ] || { echo "test/bare.sh: needs root, for debootstrap and chroot" >&2; exit 1; }
command -v debootstrap >/dev/null || { echo "test/bare.sh: debootstrap is missing (Debian: debootstrap)" >&2; exit 1; }

source=$(cd "$(dirname "$0")/.." && pwd)
cache=${SYNFIN_BARE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/synfin-bare}

# Everything is mounted in a mount namespace, and runs in a process namespace, which end with this script; so outside of
# them there is nothing to unmount or to stop, and what is removed has nothing mounted under it.
if [ -z "${SYNFIN_BARE_PLACE:-}" ]; then
    mkdir -p "$cache"
    SYNFIN_BARE_PLACE=$(mktemp -d "$cache/tmp.XXXXXX")
    export SYNFIN_BARE_PLACE
    remove() {
        if findmnt --list --noheadings --output TARGET | grep -qF "$SYNFIN_BARE_PLACE"; then
            echo "test/bare.sh: $SYNFIN_BARE_PLACE has something mounted, and stays" >&2
        else
            rm -rf --one-file-system "$SYNFIN_BARE_PLACE"
        fi
    }
    trap remove EXIT
    unshare --mount --propagation private --pid --fork --kill-child "$0" "$@" &
    namespace=$! # which a signal ends at once, and all that runs in it
    trap 'kill -KILL $namespace; wait $namespace || true; exit 130' INT TERM HUP
    wait $namespace
    exit
fi

place=$SYNFIN_BARE_PLACE
declare -A names=([12]=bookworm [13]=trixie)
# This system's mirror, else debootstrap's own.
mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
    grep -oE 'https?://[^ ]+/debian/?( |$)' | head -n 1 | tr -d ' ' || true)

# bare <root> <release>: a new bare Debian there
bare() {
    local root=$1 release=$2 base=$cache/debian-$2.tar
    if [ ! -f "$base" ]; then
        debootstrap --variant=minbase --include=ca-certificates "${names[$release]}" "$place/base" ${mirror:+"$mirror"} >"$place/log" ||
            { tail -n 20 "$place/log" >&2; return 1; }
        rm -f "$place"/base/var/cache/apt/archives/*.deb
        tar --one-file-system -C "$place/base" -cf "$base.new" .
        mv "$base.new" "$base"
        rm -rf --one-file-system "$place/base"
    fi
    mkdir "$root"
    tar -C "$root" -xf "$base"
    cp /etc/resolv.conf "$root/etc/resolv.conf"
    printf '127.0.0.1 localhost %s\n::1 localhost\n' "$(hostname)" >"$root/etc/hosts"
    chmod a+rx "$root/root" # tests that give up root's rights must find the programs
    mount -t proc proc "$root/proc"
    mount -t sysfs -o ro sysfs "$root/sys"
    mount -t tmpfs tmpfs "$root/run"
    mkdir -p "$root/dev/shm" "$root/dev/pts" "$root/dev/net"
    mount -t tmpfs tmpfs "$root/dev/shm"
    mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
    ln -sf pts/ptmx "$root/dev/ptmx"
    [ ! -e /dev/net/tun ] || mknod -m 666 "$root/dev/net/tun" c 10 200
    inside "$root" apt-get update -qq
    if $ccache; then
        mkdir -p "$cache/ccache-$release" "$root/ccache"
        mount --bind "$cache/ccache-$release" "$root/ccache"
        inside "$root" apt-get install -y -qq --no-install-recommends ccache >/dev/null
    fi
}

# inside <root> <command>...: as a newcomer, with nothing of this machine's environment
inside() {
    local root=$1 launcher=()
    shift
    ! [ -e "$root/usr/bin/ccache" ] || launcher=(CMAKE_CXX_COMPILER_LAUNCHER=ccache CCACHE_DIR=/ccache)
    chroot "$root" env -i HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "${launcher[@]}" \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@" </dev/null
}

clone() {
    git clone --quiet --no-hardlinks "$source" "$1"
}

# Makes the packages; "$1" is the system that they are built in. What the quickstart has built is used again.
packages() {
    inside "$1" sh -ec '
        cd /root/synfin
        examples/install.sh plot sweep
        apt-get install -y -qq --no-install-recommends dpkg-dev file lintian >/dev/null
        CMAKE_GENERATOR=Ninja cmake -S . -B build -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF -DCMAKE_INSTALL_PREFIX=/usr
        cmake --build build -j "$(nproc)"
        cd build
        rm -f *.deb
        cpack
        for deb in *.deb; do
            echo "$deb"
            dpkg-deb --field "$deb" Depends
        done
        # There is no address to write to; the package of the library is for one version of the programs; cpack itself adds
        # a call of ldconfig.
        tags=bogus-mail-host,bogus-mail-host-in-debian-changelog,package-name-doesnt-match-sonames,maintscript-calls-ldconfig
        lintian --allow-root --suppress-tags "$tags" --fail-on error,warning ./*.deb'
}

# Installs the packages into a bare system, and uses them.
installed() {
    local root=$1
    inside "$root" sh -ec '
        apt-get install -y -qq --no-install-recommends /root/synfin_*.deb /root/libsynfin_*.deb >/dev/null
        cd /root
        out=out/quickstart
        sed -n "/^rm -rf/,/^build.*report.*one/p" quickstart.sh | sed "s,build/bin/,,g; s,examples/,,g" >commands
        . ./commands
        test -s out/quickstart/figures/handshake-vs-loss.png
        test -s out/quickstart/report.html
        python3 -c "import synfin, synfin.version; print(\"Python: synfin\", synfin.version.VERSION)"'
    inside "$root" sh -ec '
        apt-get install -y -qq --no-install-recommends /root/libsynfin-dev_*.deb cmake make g++ pkgconf >/dev/null
        cd /root
        cp -r /usr/share/synfin/template project
        cmake -S project -B project/build
        cmake --build project/build
        project/build/my-script --out=one
        synfin-plot one ladder
        g++ project/my-script.cc $(pkg-config --cflags --libs synfin) -o script
        ./script --out=two
        cmp one/segments.csv two/segments.csv'
    inside "$root" sh -ec '
        apt-get install -y -qq --no-install-recommends zsh man-db >/dev/null
        cd /usr/share/zsh/vendor-completions
        for file in _synfin-*; do zsh -n "$file"; done
        zsh -c "autoload -Uz compinit; compinit -u; test \${_comps[synfin-run]} = _synfin-run"
        dpkg -L synfin libsynfin libsynfin-dev | grep -v "/\.$" | sort -u >/root/files
        apt-get purge -y -qq synfin libsynfin libsynfin-dev >/dev/null
        left=$(find /usr /etc -name "*synfin*")
        test -z "$left" || { echo "left behind: $left"; exit 1; }'
}

# Does what the Containerfile says.
containerfile() {
    local root=$1 folder=/ instruction rest
    while read -r instruction rest; do
        case "$instruction" in
            COPY) clone "$root/${rest##* }" ;;
            WORKDIR)
                folder=$rest
                mkdir -p "$root/$folder"
                ;;
            RUN)
                echo "RUN $rest"
                inside "$root" sh -ec "cd $folder; $rest"
                ;;
        esac
    done <"$source/Containerfile"
    inside "$root" synfin-run --connections 100 --loss 0.1
}

# part <release> <name> <command>...: says how it ended. Never as a condition: that would turn off set -e inside.
status=0
part() {
    local release=$1 name=$2 before=$SECONDS result=passed code
    shift 2
    echo "== Debian $release: $name"
    set +e
    (
        set -e
        "$@"
    )
    code=$?
    set -e
    [ $code = 0 ] || { result=FAILED; status=1; }
    totals+=("Debian $release: $name $result after $((SECONDS - before)) s")
}

wanted() {
    [[ " ${parts[*]} " == *" $1 "* ]]
}

deb() {
    local release=$1 root=$place/$1
    packages "$root"
    bare "$root-installed" "$release"
    cp "$root"/root/synfin/build/*.deb "$root"/root/synfin/examples/quickstart* "$root-installed/root"
    installed "$root-installed"
}

totals=("$(git -C "$source" log -1 --format='%h %s')")
for release in "${releases[@]}"; do
    root=$place/$release
    if wanted quickstart || wanted playground || wanted run || wanted deb; then
        bare "$root" "$release"
        clone "$root/root/synfin"
    fi
    if wanted quickstart; then
        part "$release" quickstart inside "$root" sh -ec 'cd /root/synfin; ./examples/quickstart.sh'
    fi
    if wanted playground; then
        part "$release" playground inside "$root" sh -ec 'cd /root/synfin; ./examples/playground.sh'
    fi
    if wanted deb; then
        part "$release" deb deb "$release"
    fi
    if wanted run; then
        part "$release" run inside "$root" sh -ec 'cd /root/synfin; ./test/run.sh'
    fi
    if wanted container && [ "$release" = 13 ]; then
        bare "$root-container" 13
        part 13 container containerfile "$root-container"
    fi
done

echo
printf '%s\n' "${totals[@]}"
exit $status
