# The canonical form of a model with its records in another order: shuffle.awk -v seed=N
# Stages stay, for their order says something.
BEGIN { srand(seed) }
/^  <[a-z]/ && !/^  <stage/ { is_block = 1; n++ }
is_block {
    block[n] = block[n] $0 "\n"
    if (/^  <[a-z].*\/>$/ || /^  <\//) is_block = 0
    next
}
/^<\/lode>/ {
    for (i = n; i > 1; i--) {
        k = 1 + int(rand() * i)
        swapped = block[i]; block[i] = block[k]; block[k] = swapped
    }
    for (i = 1; i <= n; i++) printf "%s", block[i]
}
{ print }
