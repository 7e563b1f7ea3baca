# Codes of items, in a model as `lode convert` writes it: of the right form, CAS numbers with the
# right check digit, a longer customs code within a shorter one of the same item, and a CAS number or
# a name for one item only.
function attribute(name) {
    return match($0, " " name "=\"[^\"]*\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : ""
}
function wrong(what) {
    print item ": " scheme " \"" value "\" " what
    n_wrong++
}
function check_digit(cas,    digits, n, sum, k) {
    digits = cas
    gsub(/-/, "", digits)
    n = length(digits)
    for (k = 1; k < n; k++) sum += k * substr(digits, n - k, 1)
    return sum % 10 == substr(digits, n, 1)
}
/^  <item / { item = attribute("id"); headings = " " }
/^    <code / {
    scheme = attribute("scheme")
    value = attribute("value")
    n_codes++
    if (scheme == "HS2022") {
        if (value !~ /^[0-9][0-9][0-9][0-9][0-9][0-9]$/ || value < "01" || value >= "98")
            wrong("is no subheading of six digits")
    } else if (scheme == "CN2024" || scheme == "HTS") {
        if (value !~ /^[0-9]+$/ || length(value) != (scheme == "HTS" ? 10 : 8))
            wrong("has not " (scheme == "HTS" ? 10 : 8) " digits")
        longer[item, scheme, value] = substr(value, 1, 6)
    } else if (scheme == "CAS") {
        if (value !~ /^[1-9][0-9]+-[0-9][0-9]-[0-9]$/ || length(value) > 12 || !check_digit(value))
            wrong("is no CAS number, or its check digit is wrong")
    } else if (scheme != "NAME") {
        wrong("is of no scheme of the README")
    }
    if (scheme == "CAS" || scheme == "NAME") {
        key = scheme ":" tolower(value)
        if (key in owner) wrong("belongs to " owner[key] " too")
        owner[key] = item
    }
    heading[item, value] = 1
}
END {
    for (key in longer) {
        split(key, part, SUBSEP)
        item = part[1]; scheme = part[2]; value = part[3]
        if (!((item, longer[key]) in heading)) wrong("is not within a subheading of the item")
    }
    if (!n_codes) { print "no code found"; n_wrong++ }
    exit n_wrong > 0
}
