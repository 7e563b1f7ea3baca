# Doxygen reads the public headers through this. In them a comment holds for all declarations that
# follow it without a blank line; Doxygen wants such siblings in a group. It also wants each
# @retval on a line of its own, and the cost, which follows them, in a paragraph of its own.
function flush(    i) {
    if (n_declared > 1) {
        held[1] = "/**@{*/ " held[1]
        held[n_held] = held[n_held] " /**@}*/"
    }
    for (i = 1; i <= n_held; i++) print held[i]
    n_held = n_declared = 0
}
{ while (match($0, /[^* ] +@retval/)) $0 = substr($0, 1, RSTART) "\n *  " substr($0, RSTART + 2) }
/^ \*  O\(/ { $0 = " *\n" $0 }
/^\/\*\*/ { flush(); in_block = 1 }
/^$/ || /^#/ || /^\/\* / { flush(); in_block = 0 }
!in_block { print; next }
{ held[++n_held] = $0 }
/^LODE_API/ { n_declared++ }
END { flush() }
