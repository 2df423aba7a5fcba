customers-title = Risk levels
customers-lead = Everybody in the active dataset, ordered by what is worth doing first.
customers-empty = No customers yet
customers-empty-lead = Once a file has been uploaded and checked, everybody in it appears here.

register = Customers
register-failed = The customers could not be loaded
register-caption = { $n } customers, page { $page }
register-where = Scored { $at }, from the active dataset.
filters = Filter customers
filter-band = Risk
filter-band-rule = Rule of thumb score
filter-text = Name or number
filters-clear = Clear filters
segment-all = All segments
band-all = All
sort = Order
sort-expected_value = Worth doing first
sort-probability = Most likely to leave
sort-score = Highest score
sort-value = Largest value
sort-name = Name

customer = Customer
main-reason = Main reason
value = Value
best-action = Best action
no-action = nothing pays off

no-match = Nobody matches
no-match-lead = No customer of the active dataset meets all of these filters. Drop one of them:
drop-filter = Drop “{ $what }”
paging = Pages of the list
previous = Previous
next = Next
page-no = Page { $n }
