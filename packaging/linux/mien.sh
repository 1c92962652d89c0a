#!/bin/sh
# Starts Mien; on a system that is too old it says so, where the loader would only name a symbol.
needs=@GLIBC@
has=$(getconf GNU_LIBC_VERSION 2>/dev/null)
has=${has##* }
case $has in
    [0-9]*.[0-9]*)
        major=${has%%.*}
        minor=${has#*.}
        minor=${minor%%.*}
        if [ "$major" -lt "${needs%%.*}" ] ||
            { [ "$major" -eq "${needs%%.*}" ] && [ "$minor" -lt "${needs#*.}" ]; }; then
            echo "This system is too old for this copy of Mien: its C library is glibc $has, and" \
                "$needs or newer is needed, as in Debian 12 or Ubuntu 24.04. Mien from its source" \
                "(python3 packaging/start.py) works on older ones." >&2
            exit 2
        fi
        ;;
esac
here=$(dirname "$(readlink -f "$0")")
exec "$here/mien-program" "$@"
