# Measures of scenarios, in a model as `lode convert` writes it, given twice: first the items are
# learnt, then each measure must select one, each word of its selectors too, and from each place it
# names one of the items must come.  What is assumed must be said in the note of the source.
function attribute(name) {
    return match($0, " " name "=\"[^\"]*\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : ""
}
function wrong(what) {
    print scenario ": " what ": " $0
    n_wrong++
}
# Whether one of the blank-separated words is among the others.
function shares_word(words, others,    part, n, k) {
    n = split(words, part, " ")
    for (k = 1; k <= n; k++)
        if (index(" " others " ", " " part[k] " ")) return 1
    return 0
}
function selected(id, items, stages, elements, tags) {
    return (items == "" || shares_word(items, id)) && (stages == "" || shares_word(stages, stage[id])) &&
           (elements == "" || shares_word(elements, element[id])) && (tags == "" || shares_word(tags, tag[id]))
}
function finds(items, stages, elements, tags, from,    id) {
    for (id in stage)
        if (selected(id, items, stages, elements, tags) &&
            (from == "" || from == "*" || index(places[id], " " from " "))) return 1
    return 0
}
function each_finds(name, words,    part, n, k) {
    n = split(words, part, " ")
    for (k = 1; k <= n; k++)
        if (!finds(name == "items" ? part[k] : "", name == "stages" ? part[k] : "",
                   name == "elements" ? part[k] : "", name == "tags" ? part[k] : "", ""))
            wrong(name " \"" part[k] "\" selects nothing")
}
NR == FNR && /^  <source / { note[attribute("id")] = attribute("note") }
NR == FNR && /^  <item / {
    id = attribute("id")
    stage[id] = attribute("stage")
    element[id] = attribute("elements")
    tag[id] = attribute("tags")
    places[id] = " "
}
NR == FNR && /^      <from / { places[id] = places[id] attribute("country") " " }
NR == FNR { next }
/^  <scenario / {
    scenario = attribute("id")
    n_scenarios++
    if (note[attribute("source")] !~ /ASSUMPTION/) wrong("its source does not say what is assumed")
}
/^  <\/scenario>/ { scenario = "" }
scenario != "" && /^    <[a-z]/ {
    n_measures++
    each_finds("items", attribute("items") " " attribute("content-items"))
    each_finds("stages", attribute("stages"))
    each_finds("elements", attribute("elements") " " attribute("content-elements"))
    each_finds("tags", attribute("tags"))
    n = split(attribute("from") == "" ? "*" : attribute("from"), from, " ")
    for (k = 1; k <= n; k++)
        if (!finds(attribute("items"), attribute("stages"), attribute("elements"), attribute("tags"), from[k]))
            wrong("selects nothing from " from[k])
}
END {
    if (!n_scenarios || !n_measures) { print "no measure found"; n_wrong++ }
    exit n_wrong > 0
}
