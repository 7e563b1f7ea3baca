# Completion of the `lode` program for bash. Commands, options, the words an option can take and
# the names of the reference data come from the program itself, so that nothing is listed here.

_lode_commands() {
    "$lode" --help 2>/dev/null | sed -nE '/^Commands:/,/^$/s/^  ([a-z][a-z-]*) .*/\1/p'
}

# _lode_options [COMMAND]: a line for each name of an option, such as `--format table|csv|json`.
_lode_options() {
    "$lode" "$@" --help 2>/dev/null |
        sed -nE 's/^ +((-[a-z]), )?(--[a-z-]+)( [^ ]+)?(  .*|$)/\2\4\n\3\4/p'
}

# _lode_files: files, or names of the reference data behind an `@`.
_lode_files() {
    if [[ $cur == @* ]]; then
        words=$("$lode" data 2>/dev/null | sed -nE 's/^(@[^ ]+) .*/\1/p')
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
    else
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
    fi
}

# _lode_value FORM: what can stand for an option's value.
_lode_value() {
    case $1 in
    *'|'*) mapfile -t COMPREPLY < <(compgen -W "${1//|/ }" -- "$cur") ;;
    FILE) _lode_files ;;
    DIR)
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -d -- "$cur")
        ;;
    esac
}

_lode() {
    local lode=${1/#\~\//$HOME/} cur=$2 previous=$3 command="" word words options form
    [[ $previous == = ]] && previous=${COMP_WORDS[COMP_CWORD - 2]} # bash parts --name=value
    local commands
    commands=" $(_lode_commands | tr '\n' ' ')"
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        [[ $commands == *" $word "* ]] && command=$word && break
    done
    options=$(_lode_options $command)
    form=$(awk -v name="$previous" '$1 == name { print $2 }' <<<"$options")
    COMPREPLY=()
    if [[ $previous == -* && -n $form ]]; then
        _lode_value "$form"
    elif [[ $cur == -* ]]; then
        words=$(sed -nE 's/^(--[a-z-]+).*/\1/p' <<<"$options")
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
    elif [[ -z $command ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$cur")
    else
        _lode_files
    fi
} && complete -F _lode lode
