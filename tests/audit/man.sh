#!/usr/bin/env bash
# The man pages tell every command and option that the program's help tells, and every function of
# the headers: those parts of them are made from there.  man.sh BINARY [--update]
set -euo pipefail
lode=$(realpath -- "$1")
cd -- "$(dirname -- "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
export LC_ALL=C

# Names of commands and what they do, from the help.
commands() {
    "$lode" --help | sed -nE '/^Commands:/,/^$/s/^  ([a-z-]+) +(.*)/\1\t\2/p'
}

# options [COMMAND]: `-o, --output FILE<tab>what it does` for each option of a command.
options() {
    "$lode" "$@" --help | awk '
        function flush() { if (name != "") print name "\t" text; name = "" }
        /^ +(-[a-z], )?--/ {
            flush()
            sub(/^ +/, "")
            at = index($0, "  ")
            name = at ? substr($0, 1, at - 1) : $0
            text = at ? substr($0, at) : ""
            sub(/^ +/, "", text)
            next
        }
        /^ +[^ ]/ { sub(/^ +/, ""); if (name != "") text = $0; next }
        { flush() }
        END { flush() }'
}

# Every option of every command: `command<tab>option<tab>what it does`; `-` is the program itself.
every_option() {
    options | sed 's/^/-\t/'
    commands | cut -f 1 | while read -r command; do
        options "$command" | sed "s/^/$command\t/"
    done
}

# Lines of `term<tab>text<tab>more` as an mdoc list; terms are options or commands.
tags() {
    echo ".Bl -tag -width Ds"
    awk -F '\t' '
        function escape(text) { gsub(/\\/, "\\e", text); gsub(/-/, "\\-", text); return text }
        {
            n = split($1, word, /,? /)
            line = ".It"
            for (i = 1; i <= n; i++) {
                if (word[i] ~ /^--/) line = line " Fl Fl " substr(word[i], 3)
                else if (word[i] ~ /^-/) line = line " Fl " substr(word[i], 2) " ,"
                else line = line ($1 ~ /^-/ ? " Ar " : " Cm ") word[i]
            }
            print line "\n" escape($2) "."
            if ($3 != "") print escape($3) "."
        }'
    echo ".El"
}

# A command with what it does and the options it has beyond those of the program.
part_commands() {
    { commands; every_option; } | awk -F '\t' '
        NF == 2 { order[++n] = $1; does[$1] = $2; next }
        {
            sub(/^-., /, "", $2)
            sub(/ .*/, "", $2)
            if ($1 == "-") common[$2] = 1
            else if (!common[$2]) takes[$1] = takes[$1] (takes[$1] == "" ? "Takes " : ", ") $2
        }
        END { for (i = 1; i <= n; i++) print order[i] "\t" does[order[i]] "\t" takes[order[i]] }' |
        tags
}

# Every option once; with the commands where it means different things to different ones.
part_options() {
    every_option | awk -F '\t' '
        {
            key = $2 "\t" $3
            if (!(key in owners)) { order[++n] = key; meanings[$2]++ }
            owners[key] = owners[key] (owners[key] == "" ? "" : ", ") $1
        }
        END {
            for (i = 1; i <= n; i++) {
                split(order[i], part, "\t")
                print order[i] (meanings[part[1]] > 1 ? "\tSo for " owners[order[i]] : "")
            }
        }' | tags
}

part_functions() {
    local header
    for header in include/lode/*.h; do
        grep -q LODE_API "$header" || continue
        printf '.Ss %s\n' "lode/${header##*/}"
        sed -nE 's/^ \* @brief //p' "$header"
        echo ".Pp"
        tr '\n' ' ' <"$header" | grep -oE 'LODE_API [^;(]*\(' | grep -oE 'lode_[a-z_0-9]+\($' |
            sed 's/($//; s/^/.Fn /' | awk 'NR > 1 { print last " ," } { last = $0 } END { print last }'
    done
}

# A page with its made parts as they are now.
fill() {
    local line
    while IFS= read -r line; do
        [[ $line == '.\" end '* ]] && shown=yes
        [ "$shown" = yes ] && printf '%s\n' "$line"
        if [[ $line == '.\" begin '* ]]; then
            "part_${line##* }"
            shown=no
        fi
    done
}

bad=0
for page in docs/man/lode.1 docs/man/lode.3; do
    shown=yes
    fill <"$page" >"$work/page"
    [ "${2-}" = --update ] && cat -- "$work/page" >"$page"
    diff -- "$page" "$work/page" || bad=1
    ! command -v mandoc >/dev/null || mandoc -T lint -W warning "$page" || bad=1
done
[ $bad -eq 0 ] || echo "man pages: tests/audit/man.sh BINARY --update makes them anew"
exit $bad
