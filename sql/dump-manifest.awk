# Reads a dump of mariadb-dump (a row per line) and prints "table rows sha256-of-its-rows" for each table, in the dump's order.
function done_with(table,  sum) {
    if (table == "") return
    if (rows > 0) { close(command); command_out = ""; while ((getline line < temp) > 0) command_out = command_out line; close(temp) }
    sum = rows > 0 ? substr(command_out, 1, 64) : "-"
    print table "\t" rows "\t" sum
}
/^CREATE TABLE `/ { done_with(table); split($0, part, "`"); table = part[2]; rows = 0; temp = scratch "/" table; command = "sha256sum >" temp }
/^INSERT INTO `/ { in_rows = 1; next }
in_rows && /^\(/ {
    last = substr($0, length($0))
    print substr($0, 1, length($0) - 1) | command
    rows++
    if (last == ";") in_rows = 0
}
END { done_with(table) }
